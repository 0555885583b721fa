"""What forms that change an order have in common: applied once however often they are sent, with a note."""

import re
import secrets
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from inventory import values
from inventory.errors import InvalidValue
from orders.quantities import units_of

_KEY: Final = re.compile(r"[0-9a-f]{32}")
_UNITS_BY_LINE: Final = re.compile(r"([0-9]{1,4}:[0-9]{1,8}( |$))*")
NOTHING_CHANGED: Final = "Nothing was changed."


def new_request_key() -> str:
    """What makes one showing of a form one change, however often it is sent."""
    return secrets.token_hex(16)


class NoteField(forms.CharField):
    """What a person adds in words, if anything."""

    def __init__(self) -> None:
        super().__init__(label="Note", required=False)

    def clean(self, value: Any) -> str:
        """The text; ValidationError in the words of a person otherwise."""
        text = super().clean(value)
        try:
            return values.text("note", text, values.NOTE_LENGTH)
        except InvalidValue as refused:
            raise ValidationError(f"The note {refused.rule}.") from None


class UnitsField(forms.CharField):
    """Whole units, none where it is empty. ``most`` bounds the buttons beside it; the inventory has the last word."""

    def __init__(self, most: int | None = None, **kwargs: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "off", "data-min": "0"}
        bound = {} if most is None else {"data-max": str(most)}
        super().__init__(required=False, widget=forms.TextInput({**attrs, **bound}), **kwargs)

    def clean(self, value: Any) -> int:
        """The number; ValidationError in the words of a person otherwise."""
        text = super().clean(value)
        try:
            return units_of("units", text) if text else 0
        except InvalidValue as refused:
            raise ValidationError(f"The number {refused.rule}.") from None


class UnitsByLine(forms.CharField):
    """Units of many lines in one hidden field, as the page said them: ``1:5 2:12``."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput)

    def clean(self, value: Any) -> dict[int, int]:
        """Units by line index; ValidationError where somebody has changed the field."""
        text = super().clean(value)
        if not _UNITS_BY_LINE.fullmatch(text):
            raise ValidationError("unknown")
        pairs = (pair.split(":") for pair in text.split())
        return {int(index): int(units) for index, units in pairs}

    @staticmethod
    def written(units: Mapping[int, int]) -> str:
        return " ".join(f"{index}:{number}" for index, number in units.items() if number)


class RequestForm(forms.Form):
    """``request_key`` is of the showing: without it nothing could tell whether a form was applied before."""

    use_required_attribute = False
    # Fields that no person writes: where they are broken the form is, and is shown anew.
    made_up: tuple[str, ...] = ("request_key",)

    note = NoteField()
    request_key = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_request_key(self) -> str:
        key = str(self.cleaned_data["request_key"])
        if not _KEY.fullmatch(key):
            raise ValidationError("unknown")
        return key

    @property
    def is_incomplete(self) -> bool:
        """Whether what the page itself had written into the form is missing."""
        return bool(set(self.made_up) & self.errors.keys())

    def keep(self, **fields: str) -> None:
        """Let a sent form be shown with other values in ``fields``. What was typed stays."""
        self.data = {**{name: self.data[name] for name in self.data}, **fields}

    def renew_key(self) -> None:
        """Let the next press mean a new change."""
        self.keep(request_key=new_request_key())

    def complete(self) -> None:
        """Write anew what the page itself writes into the form."""
        self.renew_key()

    def refuse(self, field: str, words: str) -> None:
        """Say what is wrong beside the field, or above the form where there is no such field."""
        self.add_error(field if field in self.fields else None, words)


def indexes_in(names: Iterable[str], pattern: re.Pattern[str]) -> list[int]:
    """The line indexes that the names of sent fields speak of; ``pattern`` has one group."""
    found = (pattern.fullmatch(name) for name in names)
    return sorted({int(each[1]) for each in found if each})
