"""Reading a file: its rows as text, and what is wrong with its form."""

import csv
import gzip
import io
import stat
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from inventory.errors import FileRefused

COLUMNS = (
    "product_id",
    "product_name",
    "category",
    "base_price",
    "sku",
    "name",
    "price",
    "stock",
    "warehouse",
)


@dataclass(frozen=True)
class Form:
    """What a kind of file holds: ``kind`` in words, its columns in their usual order, and which of them names what
    a row belongs to. A file may leave out the ``optional`` ones.
    """

    kind: str
    columns: tuple[str, ...]
    owner: str
    optional: tuple[str, ...] = ()


CATALOGUE = Form("a catalogue", COLUMNS, "product_id", optional=("bin",))

_GZIP_MAGIC = b"\x1f\x8b"
_SHOWN = 60


@dataclass(frozen=True, order=True)
class RowError:
    """``row`` counts as spreadsheets do: the heading is row 1. ``rule`` says what the value breaks."""

    row: int
    column: str
    value: str
    rule: str

    def __str__(self) -> str:
        shown = repr(self.value if len(self.value) <= _SHOWN else self.value[:_SHOWN] + "...")
        return f"row {self.row}, column {self.column}, value {shown}: {self.rule}"


@dataclass(frozen=True)
class RawRow:
    """A row of the right length: text by column."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class SpoiledRow:
    """A row that could not be taken apart, and whose it seems to be. After the ``last`` one the rest is lost."""

    number: int
    owner: str
    error: RowError
    last: bool


@dataclass
class Sheet:
    """``spoiled`` are ids of products one of whose rows could not be taken apart, by row number.

    ``complete`` is False where nothing of the file may be used: columns are missing, or its end is lost.
    """

    rows: list[RawRow] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    spoiled: dict[int, str] = field(default_factory=dict)
    complete: bool = True


@dataclass(frozen=True)
class _Record:
    number: int
    cells: Sequence[str]
    fault: str | None = None
    last: bool = False


class Reading:
    """The rows of an open file, one after the other; none where ``errors`` says what is wrong with its columns."""

    def __init__(self, path: str, text: TextIO, form: Form) -> None:
        """Read the heading. Raises FileRefused where the file is nothing of that form."""
        self._records = _records(text)
        self._form = form
        heading = next((record for record in self._records if record.cells), None)
        if heading is None:
            raise FileRefused(f"{path} is empty")
        self._columns = [cell.strip() for cell in heading.cells]
        if heading.fault or not set(self._columns) & set(form.columns):
            raise FileRefused(
                f"{path} is not {form.kind} in CSV and UTF-8: its first row must name the columns"
                f" {', '.join(form.columns)}, with commas between them"
            )
        self.errors = _column_errors(heading.number, self._columns, form)

    def __iter__(self) -> Iterator[RawRow | SpoiledRow]:
        for record in self._records if not self.errors else ():
            if record.fault or any(cell.strip() for cell in record.cells):  # spreadsheets leave blank rows at the end
                yield self._taken(record)

    def _taken(self, record: _Record) -> RawRow | SpoiledRow:
        error = _form_error(self._columns, record)
        if error is None:
            return RawRow(record.number, dict(zip(self._columns, record.cells, strict=True)))
        place = self._columns.index(self._form.owner)
        owner = record.cells[place] if place < len(record.cells) else ""
        return SpoiledRow(record.number, owner, error, record.last)


@contextmanager
def opened(path: str, form: Form) -> Iterator[Reading]:
    """A CSV file in UTF-8, plain or gzipped, read while it is gone through. Raises FileRefused, also inside."""
    with _opened(path) as text:
        yield Reading(path, text, form)


def read(path: str) -> Sheet:
    """The rows of a catalogue. Raises FileRefused where there is no catalogue in the file."""
    with opened(path, CATALOGUE) as rows:
        sheet = Sheet(errors=list(rows.errors), complete=not rows.errors)
        for row in rows:
            if isinstance(row, RawRow):
                sheet.rows.append(row)
            else:
                sheet.errors.append(row.error)
                sheet.spoiled[row.number] = row.owner
                sheet.complete = not row.last
        return sheet


def _column_errors(row: int, columns: Sequence[str], form: Form) -> list[RowError]:
    known = (*form.columns, *form.optional)
    missing = [RowError(row, name, "", "the column is missing") for name in form.columns if name not in columns]
    unknown = [
        RowError(row, name or f"number {place}", name, f"is not a column of {form.kind}")
        for place, name in enumerate(columns, start=1)
        if name not in known
    ]
    twice = [RowError(row, name, name, "the column is there twice") for name in known if columns.count(name) > 1]
    return missing + unknown + twice


def _form_error(columns: Sequence[str], record: _Record) -> RowError | None:
    cells, expected = record.cells, len(columns)
    if record.fault:
        return RowError(record.number, "(whole row)", ",".join(cells), record.fault)
    if len(cells) < expected:
        rule = f"is missing: the row has {len(cells)} cells, the heading {expected}"
        return RowError(record.number, columns[len(cells)], "", rule)
    if len(cells) > expected:
        rule = f"is too much: the row has {len(cells)} cells, the heading {expected}; text with a comma needs quotes"
        return RowError(record.number, f"(after {columns[-1]})", ",".join(cells[expected:]), rule)
    return None


class _Lines:
    """Lines as they come, with those of the record that is being read kept."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self.record: list[str] = []
        self.ended = False

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = next(self._text, None)
        if line is None:
            self.ended = True
            raise StopIteration
        self.record.append(line)
        return line


def _records(text: TextIO) -> Iterator[_Record]:
    lines = _Lines(text)
    # Strict, because the lenient reader makes other text of a misplaced quote and says nothing.
    reader = csv.reader(lines, strict=True)
    number = 0
    while True:
        lines.record.clear()
        number += 1
        try:
            yield _Record(number, next(reader))
        except StopIteration:
            return
        except csv.Error:
            record = _faulty(number, lines)
            yield record
            if record.last:
                return


def _faulty(number: int, lines: _Lines) -> _Record:
    # The lenient reader, for the sake of the product's id alone.
    cells = next(csv.reader([lines.record[0][: csv.field_size_limit()]]), [])
    too_long = sum(map(len, lines.record)) > csv.field_size_limit()
    if too_long and len(lines.record) == 1 and lines.record[0].count('"') % 2 == 0:
        return _Record(number, cells, f"a field has more than {csv.field_size_limit()} characters")
    if lines.ended or too_long:
        fault = "a quote is opened here and not closed, so that the rest of the file cannot be read"
        return _Record(number, cells, fault, last=True)
    return _Record(number, cells, "text follows a closing quote; a quote inside quotes is written twice")


@contextmanager
def _opened(path: str) -> Iterator[TextIO]:
    """The file as text, what is not UTF-8 in it as lone surrogates. Raises FileRefused."""
    try:
        _refuse_other_than_files(path)
        with Path(path).open("rb") as plain:
            packed = plain.peek(len(_GZIP_MAGIC)).startswith(_GZIP_MAGIC)
            content = cast(BinaryIO, gzip.GzipFile(fileobj=plain)) if packed else plain
            with io.TextIOWrapper(content, "utf-8-sig", errors="surrogateescape", newline="") as text:
                yield text
    except OSError as error:
        raise FileRefused(f"{path} cannot be read: {error.strerror or error}") from error
    except (EOFError, zlib.error) as error:
        raise FileRefused(f"{path} cannot be unpacked: {error}") from error


def _refuse_other_than_files(path: str) -> None:
    try:
        mode = Path(path).stat().st_mode
    except ValueError as error:  # a NUL in the path
        raise FileRefused(f"{path!r} cannot be read: {error}") from error
    if stat.S_ISDIR(mode):
        raise FileRefused(f"{path} is a folder, not a file")
    if not stat.S_ISREG(mode) and not stat.S_ISFIFO(mode):
        raise FileRefused(f"{path} is not a file")
