"""Checking files of orders by themselves: every value, and whether the rows of an order agree and stand together."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from hashlib import blake2b
from pathlib import Path
from typing import Any

from inventory import values
from inventory.importing import cells, source
from inventory.importing.orders_file import FileLine, FileOrder
from inventory.importing.orders_waiting import Waiting
from inventory.importing.source import Form, RawRow, Reading, RowError, SpoiledRow
from inventory.importing.times import moment
from inventory.ordering.asked import MAX_LINES

# The same few values come again and again.
_once = lru_cache(maxsize=20_000)
_RULES: dict[str, cells.Rule] = {
    "order_id": _once(values.identifier),
    "customer_id": _once(values.identifier),
    "placed_at": _once(moment),
    "sku": _once(values.identifier),
    "quantity": _once(partial(values.quantity, least=1)),
    "price": _once(values.money),
}


@dataclass(frozen=True)
class FileError:
    """What is wrong in a row of ``file``, which is empty where there is but one."""

    file: str
    error: RowError

    def __str__(self) -> str:
        return f"{self.file}, {self.error}" if self.file else str(self.error)


@dataclass
class Checked:
    """What files hold: ``orders`` in all, ``repeated`` ones of them given twice with the same content.

    ``spoiled`` are the ids of orders with an error in any of their rows. Nothing may be used of files that are not
    ``complete``: columns are missing, or the end of one is lost.
    """

    orders: int = 0
    repeated: int = 0
    spoiled: set[str] = field(default_factory=set)
    errors: list[FileError] = field(default_factory=list)
    complete: bool = True


def check(paths: Sequence[str], form: Form, waiting: Waiting, progress: Callable[[int], object]) -> Checked:
    """Read the files one after the other and put their orders into ``waiting``, spoiled ones too.

    ``progress`` is told of rows. Raises FileRefused for a file that is nothing of the form.
    """
    checking = _Checking(waiting, progress)
    for path, name in zip(paths, _names(paths), strict=True):
        with source.opened(path, form) as rows:
            checking.read(name, rows)
    return checking.checked


def _names(paths: Sequence[str]) -> list[str]:
    """What errors call the files: nothing where there is one, their last part where that tells them apart."""
    short = [Path(path).name for path in paths]
    if len(paths) == 1:
        return [""]
    return short if len(set(short)) == len(short) else list(paths)


@dataclass(frozen=True)
class _Place:
    """Where an order was met first, and what it asked for there."""

    file: str
    row: int
    content: bytes

    def __str__(self) -> str:
        return f"row {self.row} of {self.file}" if self.file else f"row {self.row}"


class _Checking:
    def __init__(self, waiting: Waiting, progress: Callable[[int], object]) -> None:
        self.checked = Checked()
        self._waiting, self._progress = waiting, progress
        self._met: dict[str, _Place] = {}

    def read(self, file: str, rows: Reading) -> None:
        # An order ends with its file: the same file given twice is no longer order.
        self.checked.complete &= not rows.errors
        self._tell(file, rows.errors)
        run: _Run | None = None
        for row in rows:
            owner = row.owner if isinstance(row, SpoiledRow) else row.cells["order_id"]
            if run is None or run.owner != owner:
                self._close(file, run)
                run = _Run(owner, row.number)
            run.add(row)
            if isinstance(row, SpoiledRow):
                self.checked.complete &= not row.last
        self._close(file, run)

    def _close(self, file: str, run: "_Run | None") -> None:
        if run is None:
            return
        self._progress(run.rows)
        place = _Place(file, run.row, run.content)
        met = self._met.setdefault(run.owner, place)
        if run.errors:
            self._spoil(file, run, run.errors)
        elif met is place:
            self._waiting.put(run.order)
        elif met.content == place.content:
            self.checked.repeated += 1
        else:
            rule = f"is given twice, with other content: {met} has it first; the lines of an order stand together"
            self._spoil(file, run, [RowError(run.row, "order_id", run.owner, rule)])
        self.checked.orders = len(self._met) + self.checked.repeated

    def _spoil(self, file: str, run: "_Run", errors: Iterable[RowError]) -> None:
        self.checked.spoiled.add(run.owner)
        self._tell(file, errors)

    def _tell(self, file: str, errors: Iterable[RowError]) -> None:
        self.checked.errors += [FileError(file, error) for error in sorted(errors)]


class _Run:
    """The rows of one order that stand together, gathered one by one."""

    def __init__(self, owner: str, row: int) -> None:
        self.owner, self.row, self.rows = owner, row, 0
        self.errors: list[RowError] = []
        self._head: dict[str, Any] = {}
        self._lines: list[FileLine] = []
        self._content = blake2b(digest_size=16)

    def add(self, row: RawRow | SpoiledRow) -> None:
        self.rows += 1
        if isinstance(row, SpoiledRow):
            self.errors.append(row.error)
            return
        taken, errors = cells.take(row, _RULES)
        self.errors += errors
        if not errors:
            self._add(row.number, taken)

    def _add(self, number: int, taken: dict[str, Any]) -> None:
        self._head = self._head or taken
        if taken["customer_id"] != self._head["customer_id"]:
            rule = f"differs from the first row of the same order, which has {self._head['customer_id']!r}"
            self.errors.append(RowError(number, "customer_id", taken["customer_id"], rule))
        line = FileLine(taken["sku"], taken["quantity"], taken["price"])
        self._content.update(repr(line).encode())
        # One more shows that they are too many.
        if len(self._lines) <= MAX_LINES:
            self._lines.append(line)

    @property
    def content(self) -> bytes:
        """The same for the same order."""
        whole = self._content.copy()
        whole.update(repr([self._head.get(column) for column in ("customer_id", "placed_at")]).encode())
        return whole.digest()

    @property
    def order(self) -> FileOrder:
        head = self._head
        return FileOrder(head["order_id"], head["customer_id"], head["placed_at"], tuple(self._lines), self.rows)
