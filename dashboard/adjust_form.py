"""What a person may ask of the stock of one SKU."""

import re
import secrets
from typing import Any, Final, Self, TypedDict

from django import forms
from django.core.exceptions import ValidationError

from inventory import values
from inventory.adjusting import ADJUSTMENT_REASONS
from inventory.entities import Reason, StockLevel
from inventory.errors import InvalidValue

CHANGE: Final = "change"
COUNTED: Final = "counted"
MODES: Final = [(CHANGE, "Change by"), (COUNTED, "Counted on hand")]
REASONS: Final = [("", "Choose"), *((reason.value, str(reason).capitalize()) for reason in ADJUSTMENT_REASONS)]

_WRITTEN = re.compile(r"(?P<sign>[+-]?)\s*(?P<number>[0-9]{1,15})")
_KEY = re.compile(r"[0-9a-f]{32}")
_REVISION = re.compile(r"[0-9]{1,12}")
_NUMERIC: Final = {"inputmode": "numeric", "autocomplete": "off"}


class Adjustment(TypedDict):
    """The arguments of ``InventoryManager.adjust_stock`` that a person chooses."""

    change: int | None
    counted: int | None
    revision: int | None
    reason: Reason
    note: str
    min_stock: int
    request_key: str


def new_request_key() -> str:
    """What makes one showing of the form one change, however often it is sent."""
    return secrets.token_hex(16)


class UnitsField(forms.CharField):
    """Whole units as text: ``+5``, ``5`` or ``- 3``, with the sign kept: ``("-", 3)``. None where it is empty."""

    def clean(self, value: Any) -> tuple[str, int] | None:
        """The sign as written and the number; ValidationError in the words of a person."""
        text = super().clean(value).replace("\N{MINUS SIGN}", "-")
        if not text:
            return None
        written = _WRITTEN.fullmatch(text)
        if not written:
            raise ValidationError(self.error_messages["invalid"])
        return written["sign"], self._in_bounds(int(written["number"]))

    @staticmethod
    def _in_bounds(number: int) -> int:
        try:
            return values.quantity("number", number)
        except InvalidValue as refused:
            raise ValidationError(f"The number {refused.rule}.") from None


class AdjustForm(forms.Form):
    """A change of stock by a difference, or to what was counted.

    ``request_key`` and ``revision`` are of the showing: without them a sent form is refused, since nothing could
    tell whether it was applied before; it is shown anew with its own.
    """

    use_required_attribute = False

    mode = forms.ChoiceField(
        label="What is known",
        choices=MODES,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose whether the number is a change or a count.",
            "invalid_choice": "Choose one of the two.",
        },
    )
    quantity = UnitsField(
        label="Units",
        widget=forms.TextInput({**_NUMERIC, "enterkeyhint": "done", "autofocus": True}),
        error_messages={"required": "Write a number.", "invalid": "Write a whole number, such as 5, +5 or -3."},
    )
    reason = forms.ChoiceField(
        label="Reason",
        choices=REASONS,
        required=False,
        error_messages={"invalid_choice": "Choose one of the reasons."},
    )
    note = forms.CharField(label="Note", required=False)
    min_stock = UnitsField(
        label="Keep at least",
        required=False,
        widget=forms.TextInput({**_NUMERIC, "placeholder": "0"}),
        error_messages={"invalid": "Write a whole number, such as 2."},
    )
    request_key = forms.CharField(required=False, widget=forms.HiddenInput)
    revision = forms.CharField(required=False, widget=forms.HiddenInput)

    @classmethod
    def fresh(cls, level: StockLevel, **kwargs: Any) -> Self:
        """An empty form for the level as it is shown."""
        initial = {"mode": CHANGE, "request_key": new_request_key(), "revision": level.revision}
        return cls(initial=initial, **kwargs)

    def clean_note(self) -> str:
        try:
            return values.text("note", self.cleaned_data["note"], values.NOTE_LENGTH)
        except InvalidValue as refused:
            raise ValidationError(f"The note {refused.rule}.") from None

    def clean_min_stock(self) -> int:
        sign, least = self.cleaned_data["min_stock"] or ("", 0)
        if sign == "-" and least:
            raise ValidationError("At least 0 units can be kept.")
        return int(least)

    def clean_request_key(self) -> str:
        key = str(self.cleaned_data["request_key"])
        if not _KEY.fullmatch(key):
            raise ValidationError("unknown")
        return key

    def clean_revision(self) -> int:
        revision = str(self.cleaned_data["revision"])
        if not _REVISION.fullmatch(revision):
            raise ValidationError("unknown")
        return int(revision)

    def clean(self) -> dict[str, Any]:
        self._check_quantity()
        self._check_reason()
        return self.cleaned_data

    def _check_quantity(self) -> None:
        mode, quantity = self.cleaned_data.get("mode"), self.cleaned_data.get("quantity")
        if mode == CHANGE and quantity and quantity[1] == 0:
            self.add_error("quantity", "0 changes nothing. Write how many units more or fewer.")
        if mode == COUNTED and quantity and quantity[0]:
            self.add_error("quantity", "A count has no sign. Choose “Change by” for a difference.")

    def _check_reason(self) -> None:
        reason = self.cleaned_data.get("reason")
        if reason == Reason.OTHER and not self.cleaned_data.get("note") and "note" not in self.errors:
            self.add_error("note", "Say what happened, where the reason is other.")
        # A count is its own reason.
        if reason == "" and self.cleaned_data.get("mode") == CHANGE:
            self.add_error("reason", "Choose a reason.")

    @property
    def asked(self) -> Adjustment:
        """What is asked of the inventory; only of a valid form."""
        given = self.cleaned_data
        sign, number = given["quantity"]
        is_count = given["mode"] == COUNTED
        return {
            "change": None if is_count else -number if sign == "-" else number,
            "counted": number if is_count else None,
            "revision": given["revision"] if is_count else None,
            "reason": Reason(given["reason"] or Reason.COUNT),
            "note": given["note"],
            "min_stock": given["min_stock"],
            "request_key": given["request_key"],
        }

    @property
    def is_incomplete(self) -> bool:
        """Whether what makes a form applied once is missing from it."""
        return bool({"request_key", "revision"} & self.errors.keys())

    def renew(self, level: StockLevel) -> None:
        """Let Apply mean a new change of the level as it is now. What was typed stays."""
        self.renew_key()
        self._set("revision", str(level.revision))

    def renew_key(self) -> None:
        """Let Apply mean a new change."""
        self._set("request_key", new_request_key())

    def _set(self, field: str, value: str) -> None:
        self.data = {**{name: self.data[name] for name in self.data}, field: value}
