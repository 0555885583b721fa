"""What a person may ask of the list of low stock."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from dashboard.low_rows import OWN
from inventory import values
from inventory.errors import InvalidValue

USUAL_THRESHOLDS = (None, 0, 10, 25)


class ThresholdField(forms.CharField):
    """A number of units, or None for each variant's own reorder point, written as ``own`` or left empty."""

    def clean(self, value: Any) -> int | None:
        """The number; ValidationError in the words of a person otherwise."""
        text = super().clean(value)
        if text in ("", OWN):
            return None
        try:
            return values.quantity("threshold", text)
        except InvalidValue as refused:
            raise ValidationError(
                f"The threshold {refused.rule}. Leave it empty for each variant's own reorder point."
            ) from None


class LowStockForm(forms.Form):
    """The filter of the list. It lives in the URL, so it is bound on every visit."""

    threshold = ThresholdField(
        label="At or below",
        required=False,
        widget=forms.TextInput(
            {
                "inputmode": "numeric",
                "autocomplete": "off",
                "enterkeyhint": "search",
                "placeholder": "Reorder point",
            }
        ),
    )
    cursor = forms.CharField(required=False)

    @property
    def threshold_asked(self) -> int | None:
        """The number of units, or None for own reorder points; only of a valid form."""
        asked: int | None = self.cleaned_data["threshold"]
        return asked
