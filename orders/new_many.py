"""Lines of text as a list of what is ordered: one SKU or barcode each, and how many."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from inventory import values
from inventory.errors import InvalidValue

_SEPARATORS = ",;\t"


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


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line.strip()


def _parted(line: str) -> tuple[str, str]:
    """Name and quantity: parted by the last sign that does so for certain, else by blanks before a number."""
    at = max(map(line.rfind, _SEPARATORS))
    if at >= 0:
        return line[:at].strip(), line[at + 1 :].strip()
    name, *last = line.rsplit(None, 1)
    return (name, last[0]) if last and last[0].isdecimal() else (line, "1")


def _entry(number: int, name: str, units: str) -> Entry | Problem:
    if not name:
        return Problem(number, "there is no SKU before the quantity.")
    try:
        return Entry(number, name, values.quantity("quantity", units, least=1))
    except InvalidValue as refused:
        return Problem(number, f"the quantity {refused.rule}, and is {shown(units) or 'missing'}.")


def shown(text: str) -> str:
    """Text as it is repeated to who typed it."""
    return text if len(text) <= 60 else f"{text[:60]}…"
