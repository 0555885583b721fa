"""Days and moments as people choose them, all of UTC."""

import re
from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from inventory import moments
from inventory.days import DATE_LENGTH
from inventory.errors import InvalidValue

_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?", re.ASCII)
_YEARS = range(1001, 9999)
_TO_THE_MINUTE = len("2026-01-31T14:30")
NO_DAY = "This is not a day. Write it like 2026-01-31."
NO_MOMENT = "This is not a moment. Write it like 2026-01-31 14:30."


class _Picker(forms.TextInput):
    """The browser's own way to choose, which shows nothing but what it takes: what was mistyped is shown as text."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        if value and not _is_readable(str(value)):
            context["widget"]["type"] = "text"
        return context


def _is_readable(text: str) -> bool:
    try:
        return bool(datetime.fromisoformat(text)) and len(text) >= DATE_LENGTH
    except ValueError:
        return False


class DayField(forms.CharField):
    """A day, or None."""

    def __init__(self, **kwargs: Any) -> None:
        widget = _Picker({"type": "date", "autocomplete": "off"})
        super().__init__(required=False, widget=widget, **kwargs)

    def clean(self, value: Any) -> date | None:
        """The day; ValidationError in the words of a person otherwise."""
        text = super().clean(value)
        try:
            day = moments.day("day", text) if text else None
        except InvalidValue:
            raise ValidationError(NO_DAY) from None
        if day and day.year not in _YEARS:
            raise ValidationError(NO_DAY)
        return day


class MomentField(forms.CharField):
    """A moment, or None. A minute stands for its end: the ledger shows minutes, and what moved in one counts."""

    def __init__(self, **kwargs: Any) -> None:
        widget = _Picker({"type": "datetime-local", "autocomplete": "off"})
        super().__init__(required=False, widget=widget, **kwargs)

    def clean(self, value: Any) -> datetime | None:
        """The moment, of UTC; ValidationError in the words of a person otherwise."""
        text = super().clean(value)
        try:
            moment = datetime.fromisoformat(text).replace(tzinfo=UTC) if _MOMENT.fullmatch(text) else None
        except ValueError:  # the 31st of February
            moment = None
        if text and (moment is None or moment.year not in _YEARS):
            raise ValidationError(NO_MOMENT)
        return moment.replace(second=59, microsecond=999_999) if moment and len(text) == _TO_THE_MINUTE else moment
