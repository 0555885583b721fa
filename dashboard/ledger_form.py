"""What a person may ask of a stock card."""

from datetime import date, datetime
from typing import Any, Final, TypedDict

from django import forms
from django.utils.http import urlencode

from dashboard.time_fields import DayField, MomentField

# As they stand in the address: "from" is a word of Python's own.
NAMES: Final = {"start": "from", "end": "to", "moment": "at"}


class Stretch(TypedDict):
    """The arguments of ``InventoryManager.get_ledger`` that say which days."""

    start: date | None
    end: date | None


class LedgerForm(forms.Form):
    """Which days of the ledger, and the stock as it was when. It lives in the URL, so it is bound on every visit."""

    start = DayField(label="From")
    end = DayField(label="To")
    moment = MomentField(label="Day and time")
    cursor = forms.CharField(required=False)

    def add_prefix(self, field_name: str) -> str:
        """The name of a field in the address."""
        return NAMES.get(field_name, field_name)

    def clean(self) -> dict[str, Any]:
        first, last = self.cleaned_data.get("start"), self.cleaned_data.get("end")
        if first and last and last < first:
            self.add_error("end", "The last day is before the first.")
        return self.cleaned_data

    @property
    def stretch(self) -> Stretch:
        """The days asked for; all of them where none was understood."""
        asked = self.cleaned_data
        return {"start": asked.get("start"), "end": asked.get("end")}

    @property
    def at(self) -> datetime | None:
        """When the stock is to be shown as it was, if that was understood."""
        moment: datetime | None = self.cleaned_data.get("moment")
        return moment

    @property
    def ledger_errors(self) -> bool:
        """Whether the list cannot be shown; a wrong moment does not matter to it."""
        return bool(self.errors.keys() - {"moment"})

    @property
    def is_narrowed(self) -> bool:
        """Whether a day, understood or not, was asked for."""
        return bool(self["start"].value() or self["end"].value())

    def query(self, warehouse: str, **more: str) -> str:
        """The query string of this card with the ledger of ``warehouse``, and ``more`` beside or instead."""
        typed = {NAMES[name]: self[name].value() or "" for name in NAMES}
        asked = {"warehouse": warehouse, **typed, **more}
        return urlencode({name: value for name, value in asked.items() if value})
