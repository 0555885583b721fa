"""What is asked when goods of an order come back."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self, TypedDict

from django import forms
from django.forms import BoundField

from inventory.entities import OrderLine
from orders.request_form import RequestForm, UnitsByLine, UnitsField, indexes_in, new_request_key

LINES: Final = "lines"
ALL: Final = "all"
# Of a longer order the lines are looked for.
MOST_LINES: Final = 100
# So many with buttons for one more and one less; beyond it a page would be too heavy with them.
MOST_STEPPERS: Final = 25
NOTHING: Final = "Nothing came back. Write how many units of at least one line did."

_FIELD: Final = re.compile(r"(?:restock|write_off)-([0-9]{1,4})")


class Returned(TypedDict):
    """The arguments of ``InventoryManager.return_items`` that a person chooses."""

    lines: list[dict[str, int]]
    note: str
    request_key: str


@dataclass(frozen=True)
class ReturnRow:
    """A line and its two fields; of the line no more is known than its index where it could not be read."""

    index: int
    line: OrderLine | None
    restock: BoundField
    write_off: BoundField


class ReturnForm(RequestForm):
    """Units that go back to the stock and units written off, by line; or all back to the stock, as ``everything``
    says what that is."""

    made_up = ("request_key", "everything", "what")

    what = forms.ChoiceField(choices=[(one, one) for one in (LINES, ALL)], required=False)
    everything = UnitsByLine()

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if data is not None and data.get("what", LINES) == LINES:
            for index in self.sent_indexes:
                self._add(index)

    @classmethod
    def fresh(cls, lines: Sequence[OrderLine]) -> Self:
        """An unsent form for an order of ``lines``."""
        return cls(initial={"everything": _everything(lines), "request_key": new_request_key()})

    @property
    def sent_indexes(self) -> list[int]:
        """The lines that a sent form has fields of."""
        return indexes_in(self.data, _FIELD)[:MOST_LINES]

    def _add(self, index: int, most: int | None = None) -> None:
        self.fields[f"restock-{index}"] = UnitsField(most, label="To stock")
        self.fields[f"write_off-{index}"] = UnitsField(most, label="Write off")

    def tell(self, lines: Sequence[OrderLine]) -> None:
        """Have what the page itself says of ``lines``, which are all that can come back; what is wrong with another
        one is said above."""
        if not self.is_bound:
            return
        if self.is_incomplete:
            self.keep(everything=_everything(lines))
        for index in set(self.sent_indexes) - {line.index for line in lines}:
            for name in (f"restock-{index}", f"write_off-{index}"):
                for words in self.errors.pop(name, ()):
                    self.add_error(None, f"Line {index}: {words}")

    def rows(self, lines: Iterable[OrderLine]) -> list[ReturnRow]:
        """The fields of each of ``lines``, made where the form has none."""
        found = []
        for line in lines:
            if f"restock-{line.index}" not in self.fields:
                self._add(line.index, line.returnable)
            found.append(self._row(line.index, line))
        return found

    @property
    def sent_rows(self) -> list[ReturnRow]:
        """The fields that were sent, where the lines cannot be read."""
        return [self._row(index) for index in self.sent_indexes if f"restock-{index}" in self.fields]

    def _row(self, index: int, line: OrderLine | None = None) -> ReturnRow:
        return ReturnRow(index, line, self[f"restock-{index}"], self[f"write_off-{index}"])

    def clean(self) -> dict[str, Any]:
        if not self.errors and not self._lines():
            self.add_error(None, NOTHING)
        return self.cleaned_data

    def _lines(self) -> list[dict[str, int]]:
        given = self.cleaned_data
        if given["what"] == ALL:
            return [{"index": index, "restock": units} for index, units in given["everything"].items()]
        rows = (
            {"index": index, "restock": given[f"restock-{index}"], "write_off": given[f"write_off-{index}"]}
            for index in self.sent_indexes
        )
        return [row for row in rows if row["restock"] or row["write_off"]]

    @property
    def asked(self) -> Returned:
        """What is asked of the inventory; only of a valid form."""
        given = self.cleaned_data
        return {"lines": self._lines(), "note": given["note"], "request_key": given["request_key"]}


def _everything(lines: Iterable[OrderLine]) -> str:
    return UnitsByLine.written({line.index: line.returnable for line in lines})
