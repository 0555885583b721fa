"""What is asked before an order, or a part of it, leaves the house."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, Self, TypedDict

from django import forms
from django.forms import BoundField

from inventory.entities import OrderLine
from orders.request_form import RequestForm, UnitsByLine, UnitsField, indexes_in, new_request_key

LINES: Final = "lines"
PICKED: Final = "picked"
ALL: Final = "all"
KEEP: Final = "keep"
CLOSE: Final = "close"
# Beyond it nobody fills in fields: the whole, or what the pickers have said, is shipped by one button.
MOST_FIELDS: Final = 100
# So many with buttons for one more and one less; beyond it a page would be too heavy with them.
MOST_STEPPERS: Final = 50
NOTHING: Final = "Nothing would be shipped. Write how many units of at least one line leave."

_FIELD: Final = re.compile(r"units-([0-9]{1,4})")


class Shipping(TypedDict):
    """The arguments of ``InventoryManager.ship_order`` that a person chooses."""

    units: dict[int, int] | None
    close_rest: bool
    note: str
    request_key: str


class ShipForm(RequestForm):
    """Units by line, or all that is open, or all that is picked as ``picked`` says it."""

    made_up = ("request_key", "picked", "what")

    what = forms.ChoiceField(choices=[(one, one) for one in (LINES, PICKED, ALL)], required=False)
    picked = UnitsByLine()
    rest = forms.ChoiceField(
        label="What is not shipped",
        required=False,
        choices=[(KEEP, "Stays open, to be picked"), (CLOSE, "Is given back: closed short")],
        initial=KEEP,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one of the two."},
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if data is not None and data.get("what", LINES) == LINES:
            for index in indexes_in(data, _FIELD)[:MOST_FIELDS]:
                self.fields[f"units-{index}"] = UnitsField(label=f"Line {index}")

    @classmethod
    def fresh(cls, lines: Sequence[OrderLine]) -> Self:
        """An unsent form: what is picked leaves, all that is open where nobody said what is picked."""
        nobody_said = not any(line.picked for line in lines)
        units = {f"units-{line.index}": line.open if nobody_said else _picked(line) for line in lines}
        return cls(initial={"picked": _all_picked(lines), "request_key": new_request_key(), **units})

    def show(self, lines: Sequence[OrderLine]) -> None:
        """Have a field for each of the open ``lines``, with the goods as its label, where they are not too many."""
        if self.is_bound and self.is_incomplete:
            self.keep(picked=_all_picked(lines))
        for line in lines if len(lines) <= MOST_FIELDS else ():
            name = f"units-{line.index}"
            field = self.fields.setdefault(name, UnitsField(line.open))
            field.label, field.help_text = line.name or line.sku, _help(line)
            field.widget.attrs["data-max"] = str(line.open)

    def units(self) -> Iterator[BoundField]:
        """The fields of the lines."""
        return (self[name] for name in self.fields if name.startswith("units-"))

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("what") in ("", LINES) and not self.errors and not any(self._typed().values()):
            self.add_error(None, NOTHING)
        if self.cleaned_data.get("what") == PICKED and not self.cleaned_data.get("picked") and not self.errors:
            self.add_error(None, NOTHING)
        return self.cleaned_data

    def _typed(self) -> dict[int, int]:
        fields = ((name, _FIELD.fullmatch(name)) for name in self.fields)
        return {int(found[1]): self.cleaned_data[name] for name, found in fields if found}

    @property
    def asked(self) -> Shipping:
        """What is asked of the inventory; only of a valid form."""
        given = self.cleaned_data
        units = {ALL: None, PICKED: given["picked"]}.get(given["what"], self._typed())
        return {
            "units": units,
            "close_rest": units is not None and given["rest"] == CLOSE,
            "note": given["note"],
            "request_key": given["request_key"],
        }


def _picked(line: OrderLine) -> int:
    return min(line.picked, line.open)


def _all_picked(lines: Iterable[OrderLine]) -> str:
    return UnitsByLine.written({line.index: _picked(line) for line in lines})


def _help(line: OrderLine) -> str:
    picked = f", {line.picked:,} picked" if line.picked else ""
    return f"{line.sku} · {line.open:,} open{picked}"
