"""The list of what an import of orders did not take, as a file that is whole after each order."""

import csv
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from inventory.errors import FileRefused
from inventory.importing.orders_file import FileOrder
from inventory.importing.orders_outcome import Outcome, Reject

COLUMNS = ("order_id", "customer_id", "placed_at", "sku", "warehouse", "asked", "available", "reason")

# What a spreadsheet would take for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


class Rejects:
    """A file of rejected lines; ``count`` of them so far."""

    def __init__(self, path: Path, file: TextIO) -> None:
        self.path, self.count, self._file = path, 0, file
        self._write([COLUMNS])

    def add(self, outcome: Outcome) -> None:
        """List what is to be said of an order, all of it or nothing, and let it reach the file."""
        self.count += len(outcome.rejects)
        if outcome.rejects:
            self._write([_row(outcome.order, reject) for reject in outcome.rejects])

    def _write(self, rows: list[tuple[object, ...]]) -> None:
        text = io.StringIO()
        csv.writer(text).writerows(rows)
        self._file.write(text.getvalue())
        self._file.flush()


def _row(order: FileOrder, reject: Reject) -> tuple[object, ...]:
    cells = (order.order_id, order.customer_id, f"{order.placed_at:%Y-%m-%d %H:%M:%S}", reject.sku, reject.warehouse)
    return (*map(_plain, cells), reject.asked, reject.available, _plain(reject.reason))


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def names_one_of(path: str, files: Iterable[str]) -> bool:
    """Whether ``path`` is one of ``files``, under whatever name."""
    for file in files:
        # What is not there is not the same; that it cannot be used is told when it is.
        with suppress(OSError, ValueError):
            if Path(path).samefile(file):
                return True
    return False


@contextmanager
def rejects_at(path: Path) -> Iterator[Rejects]:
    """A new file at ``path``, in place of what is there. Raises FileRefused where it cannot be."""
    with _made(path) as file:
        yield Rejects(path, file)


@contextmanager
def rejects_of(source: Path, folder: Path) -> Iterator[Rejects]:
    """A file in ``folder``, named for the ``source`` and the time; removed where it lists nothing in the end."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileRefused(f"{folder} cannot be made: {error.strerror or error}") from error
    stem = source.name.removesuffix(".gz").removesuffix(".csv")
    with rejects_at(folder / f"{stem}-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.csv") as rejects:
        try:
            yield rejects
        finally:
            if not rejects.count:
                rejects.path.unlink()


def _made(path: Path) -> TextIO:
    try:
        return path.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise FileRefused(f"{path} cannot be written: {error.strerror or error}") from error
    except ValueError as error:  # a NUL in the path
        raise FileRefused(f"{str(path)!r} cannot be written: {error}") from error
