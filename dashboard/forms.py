"""What a person may ask of the catalogue's pages."""

from decimal import Decimal
from typing import Any, TypedDict

from django import forms
from django.core.exceptions import ValidationError
from django.utils.http import urlencode

from inventory.errors import InvalidValue
from inventory.values import money

ORDERS = [("asc", "Lowest price first"), ("desc", "Highest price first")]


class PriceRange(TypedDict):
    """The arguments of ``InventoryManager.get_products_by_category`` that a person chooses."""

    min_price: Decimal | None
    max_price: Decimal | None
    descending: bool
    cursor: str | None


def explained(refused: InvalidValue) -> str:
    """Why a price is not taken, and how to write one."""
    return f"The price {refused.rule}. Write it like 12 or 12.50."


class PriceField(forms.CharField):
    """A price to the cent, or None. A comma is taken for the decimal point, as many people write it."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {
            "inputmode": "decimal",
            "autocomplete": "off",
            "enterkeyhint": "search",
            "placeholder": "Any",
        }
        super().__init__(required=False, widget=forms.TextInput(attrs), **kwargs)

    def clean(self, value: Any) -> Decimal | None:
        """The price; ValidationError in the words of a person otherwise."""
        text = super().clean(value)
        try:
            return money("price", text.replace(",", ".")) if text else None
        except InvalidValue as refused:
            raise ValidationError(explained(refused)) from None


class PriceRangeForm(forms.Form):
    """The filter of a category's page. It lives in the URL, so it is bound on every visit."""

    min_price = PriceField(label="Lowest price")
    max_price = PriceField(label="Highest price")
    order = forms.ChoiceField(
        label="Order",
        required=False,
        choices=ORDERS,
        error_messages={"invalid_choice": "The order is either asc (lowest first) or desc (highest first)."},
    )
    cursor = forms.CharField(required=False)

    def clean(self) -> dict[str, Any]:
        lowest, highest = self.cleaned_data.get("min_price"), self.cleaned_data.get("max_price")
        if lowest is not None and highest is not None and highest < lowest:
            self.add_error("max_price", "The highest price is below the lowest.")
        return self.cleaned_data

    @property
    def asked(self) -> PriceRange:
        """What is asked of the inventory; only of a valid form."""
        asked = self.cleaned_data
        return {
            "min_price": asked["min_price"],
            "max_price": asked["max_price"],
            "descending": asked["order"] == "desc",
            "cursor": asked["cursor"] or None,
        }

    @property
    def is_narrowed(self) -> bool:
        """Whether a price, valid or not, was asked for."""
        return bool(self["min_price"].value() or self["max_price"].value())

    def query(self, cursor: str = "") -> str:
        """The query string of this filter at a place in the list: from its start without a cursor."""
        kept = {name: self[name].value() for name in ("min_price", "max_price", "order")} | {"cursor": cursor}
        return urlencode({name: value for name, value in kept.items() if value})
