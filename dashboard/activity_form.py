"""What a person may ask of a day's movements."""

import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.http import urlencode

from dashboard.time_fields import DayField
from inventory.entities import Reason
from inventory.errors import InvalidValue
from inventory.permissions import ACTOR_LENGTH
from inventory.values import text

REASONS = [("", "Any reason"), *((reason.value, reason.value.capitalize()) for reason in Reason)]
DAY = datetime.timedelta(days=1)


def today() -> datetime.date:
    """The day it is, in UTC."""
    return datetime.datetime.now(datetime.UTC).date()


class ActorField(forms.CharField):
    """Who, by the name in the ledger; empty for everybody."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {
            "autocomplete": "off",
            "autocapitalize": "off",
            "spellcheck": "false",
            "enterkeyhint": "search",
            "placeholder": "Anybody",
        }
        super().__init__(required=False, widget=forms.TextInput(attrs), **kwargs)

    def clean(self, value: Any) -> str:
        """The name; ValidationError in the words of a person otherwise."""
        try:
            return text("actor", super().clean(value), ACTOR_LENGTH)
        except InvalidValue as refused:
            raise forms.ValidationError(f"A name {refused.rule}.") from None


class ActivityForm(forms.Form):
    """Which movements of a warehouse. It lives in the URL, so it is bound on every visit."""

    date = DayField(label="Day")
    actor = ActorField(label="Who")
    reason = forms.ChoiceField(
        label="Reason",
        required=False,
        choices=REASONS,
        error_messages={"invalid_choice": "There is no such reason. Choose one of the list."},
    )
    cursor = forms.CharField(required=False)

    def __init__(self, asked: QueryDict, warehouse_id: str) -> None:
        self._warehouse_id = warehouse_id
        super().__init__({**asked.dict(), "date": asked.get("date") or today().isoformat()})

    @property
    def day(self) -> datetime.date:
        """The day asked for; today where it was not understood."""
        asked: datetime.date | None = self.cleaned_data.get("date")
        return asked or today()

    @property
    def is_narrowed(self) -> bool:
        """Whether only some of the day's movements, by a name or a reason, were asked for."""
        return bool(self["actor"].value() or self["reason"].value())

    @property
    def before(self) -> str:
        """The query string of the day before."""
        return self.query(date=(self.day - DAY).isoformat())

    @property
    def after(self) -> str:
        """The query string of the day after; empty where that has not begun."""
        return self.query(date=(self.day + DAY).isoformat()) if self.day < today() else ""

    @property
    def start(self) -> str:
        """The query string of the beginning of this list."""
        return self.query()

    def query(self, **more: str) -> str:
        """The query string of this filter, with ``more`` beside or instead."""
        typed = {name: self[name].value() or "" for name in ("date", "actor", "reason")}
        asked = {"warehouse": self._warehouse_id, **typed, **more}
        return urlencode({name: value for name, value in asked.items() if value})
