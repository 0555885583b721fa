"""What a person writes of a new order: who orders, what is to be added, and the lines so far."""

import re
import secrets
from typing import Any, Final, Self

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse_lazy

from inventory import values
from inventory.errors import InvalidValue
from inventory.ordering.asked import MAX_LINES
from orders.new_lines import Lines, check_quantities

# Crockford's: no letter that is taken for a digit or for another letter.
_SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ORDER_ID: Final = re.compile(f"SO-[{_SIGNS}]{{8}}")
_TYPED: Final = {"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}


def new_order_id() -> str:
    """What makes one showing of the form one order, however often it is sent."""
    return "SO-" + "".join(secrets.choice(_SIGNS) for _ in range(8))


class NewOrderForm(forms.Form):
    """An order that is being written. All of it is in the form: nothing is kept elsewhere until it is placed."""

    use_required_attribute = False

    customer = forms.CharField(
        label="Customer",
        required=False,
        widget=forms.TextInput(
            {
                **_TYPED,
                "list": "customers",
                "placeholder": "Customer ID",
                "hx-get": reverse_lazy("orders:new"),
                "hx-trigger": "input delay:300ms",
                "hx-target": "#customers",
                "hx-sync": "this:replace",
            }
        ),
    )
    add = forms.CharField(
        label="Add SKU, barcode or name",
        required=False,
        widget=forms.TextInput({**_TYPED, "enterkeyhint": "send", "placeholder": "Scan or type"}),
    )
    many = forms.CharField(
        label="SKUs and quantities",
        required=False,
        strip=False,
        help_text="One SKU or barcode a line, then how many: a comma, tab, semicolon or blank between.",
        widget=forms.Textarea({**_TYPED, "rows": 5, "placeholder": "SA-1742-EU, 12"}),
    )
    order_id = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, **kwargs: Any) -> None:
        self.lines = Lines() if data is None else Lines.posted(data)
        # What is asked of the inventory, and the order that stands under the id already, where that is told of.
        self.asked: list[dict[str, Any]] = []
        self.placed_before = ""
        super().__init__(data, **kwargs)

    @classmethod
    def fresh(cls, customer: str) -> Self:
        """An empty form, for a customer where one is named."""
        return cls(initial={"customer": customer, "order_id": new_order_id()})

    def clean_order_id(self) -> str:
        order_id = str(self.cleaned_data["order_id"])
        if not _ORDER_ID.fullmatch(order_id):
            raise ValidationError("unknown")
        return order_id

    @property
    def is_incomplete(self) -> bool:
        """Whether what makes a form one order is missing from it."""
        return "order_id" in self.errors

    def renew(self) -> None:
        """Let Place order mean another order. What was typed stays."""
        self._set("order_id", new_order_id())

    def keep(self, field: str, text: str = "") -> None:
        """Show ``text`` in a field in place of what was typed."""
        self._set(field, text)

    def _set(self, field: str, value: str) -> None:
        self.data = {**{name: self.data[name] for name in self.data}, field: value}

    def typed(self, field: str) -> str:
        """What is in a field; empty where it cannot be taken, which stands beside it then."""
        self.is_valid()
        return str(self.cleaned_data.get(field, ""))

    def check(self) -> bool:
        """Say what an order cannot be placed with, as far as that can be told without the inventory."""
        self._check_customer()
        for field in ("add", "many"):
            if self.typed(field).strip():
                self.add_error(field, "This is not in the order yet. Add it, or empty the field.")
        if not self.lines and "add" not in self.errors:
            self.add_error("add", "Add what is ordered.")
        if len(self.lines) > MAX_LINES:
            self.add_error(None, too_many(len(self.lines)))
        check_quantities(self.lines)
        return not self.errors and not self.lines.wrong

    def _check_customer(self) -> None:
        if "customer" in self.errors:
            return
        try:
            values.identifier("customer", self.typed("customer"))
        except InvalidValue as refused:
            words = f"A customer ID {refused.rule}." if self.typed("customer") else "Write who orders."
            self.add_error("customer", words)

    def agree(self) -> None:
        """Take the lines, with the prices that were shown, as what is asked."""
        self.asked = [
            {"sku": line.sku, "quantity": line.units, "price": line.price, "warehouse": line.warehouse}
            for line in self.lines
        ]

    def set_focus(self) -> None:
        """Let the first field that is wrong have the focus, or else the one to add by."""
        wrong = "customer" if self.errors.get("customer") else "add"
        if wrong == "customer" or not self.lines.wrong:
            self.fields[wrong].widget.attrs["autofocus"] = True


def too_many(lines: int) -> str:
    return f"An order may have up to {MAX_LINES:,} lines; this one would have {lines:,}."
