"""What a picker sends: a scan, or how many units of a line are off the shelf."""

import re
import secrets
from typing import Final

from django import forms
from django.core.exceptions import ValidationError

from inventory.entities import OrderLine
from inventory.errors import InvalidValue
from orders.quantities import units_of
from orders.request_form import new_request_key

_KEY: Final = re.compile(r"\A[0-9a-f]{32}\Z")
_INCOMPLETE: Final = "This form was not complete, so nothing was counted. It is now: send it again."


class RequestKeys:
    """The keys of one showing of a list: each of its forms has its own. They differ little, so that they pack well."""

    def __init__(self) -> None:
        self._showing = secrets.token_hex(14)

    def of(self, index: int) -> str:
        """The key of a line's form."""
        return f"{self._showing}{index:04x}"


class PickForm(forms.Form):
    """``request_key`` is of the showing: without it nothing could tell whether a form was applied before."""

    use_required_attribute = False

    request_key = forms.RegexField(_KEY, widget=forms.HiddenInput)

    @property
    def incomplete(self) -> str:
        """That the key is missing, in words; empty where it is there."""
        return _INCOMPLETE if "request_key" in self.errors else ""

    @property
    def refusal(self) -> str:
        """What is wrong, in words."""
        return self.incomplete or str(next(iter(self.errors.values()))[0])


class ScanForm(PickForm):
    code = forms.CharField(error_messages={"required": "Scan or type a SKU or a barcode."})


class UnitsForm(PickForm):
    """How many units of a line are off the shelf."""

    units = forms.CharField(
        label="Units picked",
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "data-min": "0", "autofocus": True}),
        error_messages={"required": "Write how many are picked."},
    )

    @classmethod
    def fresh(cls, line: OrderLine) -> "UnitsForm":
        """An unsent form for a line as it is."""
        form = cls(initial={"units": line.picked, "request_key": new_request_key()})
        form.bound_to(line)
        return form

    def bound_to(self, line: OrderLine) -> None:
        """Let the stepper stop at what is open."""
        self.fields["units"].widget.attrs["data-max"] = str(line.open)

    def clean_units(self) -> int:
        try:
            return units_of("units", self.cleaned_data["units"])
        except InvalidValue as refused:
            raise ValidationError(f"The number {refused.rule}.") from None

    def renew_key(self) -> None:
        """Let the next press mean a new request; what was typed stays."""
        self.data = {**{name: self.data[name] for name in self.data}, "request_key": new_request_key()}
