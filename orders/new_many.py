"""Lines of text as a list of what is ordered: one SKU or barcode each, and how many."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from inventory.errors import InvalidValue
from orders.quantities import units_of

# What a program puts first into a file of text, to say how it is written.
_MARK = "\ufeff"
# A cell as spreadsheets quote it, and the next one where there is one.
_QUOTED = re.compile(r'"((?:[^"]|"")*)"\s*(?:[,;\t](.*))?', re.DOTALL)
# After a tab, else after the last sign that parts for certain; neither in quotes nor among the digits of a number.
_LAST_CELL = re.compile(r'\t[^\t]*$|[,;]\s*"[^"\t]*"$|;\s*[0-9]{1,3}(?:,[0-9]{3})+$|[,;][^,;\t]*$')


@dataclass(frozen=True)
class Entry:
    """What the line ``number`` (from 1) asks: ``units`` of what is called ``name``."""

    number: int
    name: str
    units: int


@dataclass(frozen=True)
class Problem:
    """What is wrong with the line ``number``, in words."""

    number: int
    words: str

    def __str__(self) -> str:
        return f"Line {self.number}: {self.words}"


@dataclass(frozen=True)
class Entries:
    """The lines that can be read, and what is wrong with the others."""

    entries: tuple[Entry, ...]
    unreadable: tuple[Problem, ...]

    def problems(self, known: Mapping[str, object]) -> list[Problem]:
        """What is wrong with the lines, those among them whose names are not ``known``; in their order."""
        unknown = [
            Problem(entry.number, f"there is no SKU or barcode {shown(entry.name)}.")
            for entry in self.entries
            if entry.name not in known
        ]
        return sorted([*self.unreadable, *unknown], key=lambda problem: problem.number)


def read(text: str) -> Entries:
    """The lines of ``text``; empty ones count, and say nothing."""
    found = [_entry(number, *_parted(line)) for number, line in _lines(text)]
    entries = tuple(one for one in found if isinstance(one, Entry))
    return Entries(entries, tuple(one for one in found if isinstance(one, Problem)))


def written(name: str, units: int) -> str:
    """A line that ``read`` takes for so many units of that name, whatever signs the name has."""
    return '"{}"\t{}'.format(name.replace('"', '""'), units)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.removeprefix(_MARK).split("\n"), start=1):
        if line.strip():
            yield number, line.strip()


def _parted(line: str) -> tuple[str, str]:
    """Name and quantity: the last cell is the quantity; where there are no cells, a number after blanks is."""
    quoted = _QUOTED.fullmatch(line)
    if quoted:
        return quoted[1].replace('""', '"').strip(), "1" if quoted[2] is None else _cell(quoted[2])
    last_cell = _LAST_CELL.search(line)
    if last_cell:
        return line[: last_cell.start()].strip(), _cell(last_cell[0][1:])
    name, *last = line.rsplit(None, 1)
    return (name, last[0]) if last and last[0].isdecimal() else (line, "1")


def _cell(text: str) -> str:
    quoted = _QUOTED.fullmatch(text.strip())
    return quoted[1].strip() if quoted and quoted[2] is None else text.strip()


def _entry(number: int, name: str, units: str) -> Entry | Problem:
    if not name:
        return Problem(number, "there is no SKU before the quantity.")
    try:
        return Entry(number, name, units_of("quantity", units, least=1))
    except InvalidValue as refused:
        return Problem(number, f"the quantity {refused.rule}, and is {shown(units) or 'missing'}.")


def shown(text: str) -> str:
    """Text as it is repeated to who typed it."""
    return text if len(text) <= 60 else f"{text[:60]}…"
