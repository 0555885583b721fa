"""Form fields whose values the inventory itself takes or refuses."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from inventory import bins, values
from inventory.errors import InvalidValue

NUMERIC = {"inputmode": "numeric", "autocomplete": "off"}


class TakenField(forms.CharField):
    """Text taken by ``take(field, text)``: its result, or its refusal in the words of a person.

    Empty text is ``nothing`` where the field need not be filled. ``hint`` says after a refusal how to write it.
    """

    default_error_messages = {"required": "Fill this in."}  # noqa: RUF012  as Django declares it

    def __init__(self, take: Callable[[str, str], Any], nothing: Any = "", hint: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._take, self._nothing, self._hint = take, nothing, hint

    def clean(self, value: Any) -> Any:
        """The value; ValidationError otherwise."""
        text = super().clean(value).replace("\r\n", "\n")
        if not text:
            return self._nothing
        try:
            return self._take("value", text)
        except InvalidValue as refused:
            raise ValidationError(self.explained(refused.rule)) from None

    def explained(self, rule: str) -> str:
        """A rule of the inventory as a sentence about this field."""
        return f"This {rule}. {self._hint}".strip()


def name_field(label: str, required: bool = True, most: int = values.NAME_LENGTH, **kwargs: Any) -> TakenField:
    """Text for people, on one line."""
    return TakenField(
        lambda field, text: values.text(field, text, most, required), label=label, required=required, **kwargs
    )


def id_field(label: str, required: bool = True, **kwargs: Any) -> TakenField:
    """An id: what may stand in a key."""
    widget = forms.TextInput({"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"})
    return TakenField(values.identifier, label=label, required=required, **{"widget": widget, **kwargs})


def bin_field(help_text: str, **attrs: Any) -> TakenField:
    """Where something lies on the shelves; empty for nowhere in particular. ``attrs`` are more of its element."""
    widget = forms.TextInput({"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false", **attrs})
    return TakenField(bins.bin_text, label="Bin", required=False, widget=widget, help_text=help_text)


def price_field(label: str) -> TakenField:
    """A price; a comma is taken for the decimal point, as many people write it."""
    widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
    hint = "Write it like 12 or 12.50."
    return TakenField(
        lambda field, text: values.money(field, text.replace(",", ".")), hint=hint, label=label, widget=widget
    )


def units_field(label: str, least: int = 0, nothing: int | None = None, **kwargs: Any) -> TakenField:
    """Whole units, or ``nothing`` where it is left empty."""
    widget = forms.TextInput(NUMERIC)

    def take(field: str, text: str) -> int:
        return values.quantity(field, text, least=least)

    return TakenField(take, nothing, label=label, required=False, widget=widget, **kwargs)
