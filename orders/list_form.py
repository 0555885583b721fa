"""What a person may ask of the lists of orders and customers."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.http import urlencode

from inventory.entities import IN_WORK, OPEN, OrderStatus, Warehouse
from inventory.errors import InvalidValue
from inventory.values import identifier

OLDEST: Final = "oldest"
NEWEST: Final = "newest"
SORTS: Final = [(OLDEST, "Oldest first"), (NEWEST, "Newest first")]
# What is repeated of what somebody typed.
_LONGEST_SHOWN = 60


class IdField(forms.CharField):
    """An id in full, empty for any. ``what`` begins the sentence that says why one is not taken."""

    def __init__(self, what: str, **kwargs: Any) -> None:
        self.what = what
        attrs = {
            "autocomplete": "off",
            "autocapitalize": "off",
            "spellcheck": "false",
            "enterkeyhint": "search",
            "placeholder": "Any",
        }
        super().__init__(required=False, widget=forms.TextInput(attrs), **kwargs)

    def clean(self, value: Any) -> str:
        """The id; ValidationError in the words of a person otherwise."""
        text = super().clean(value)
        try:
            return identifier("id", text) if text else ""
        except InvalidValue as refused:
            raise ValidationError(f"{self.what} {refused.rule}.") from None


class StatusField(forms.CharField):
    """A status by its name, in capitals or not; None for any."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput)

    def clean(self, value: Any) -> OrderStatus | None:
        """The status; ValidationError in the words of a person otherwise."""
        text = super().clean(value)
        try:
            return OrderStatus(text.upper()) if text else None
        except ValueError:
            raise ValidationError(f"There is no status {_shown(text)}.") from None


class OrderListForm(forms.Form):
    """Which orders. It lives in the URL, so it is bound on every visit.

    Without a status, a customer's orders are all meant; of everybody's, those that wait.
    """

    status = StatusField()
    customer = IdField("A customer ID", label="Customer")
    warehouse = forms.ChoiceField(label="Warehouse", required=False)
    order = forms.ChoiceField(
        label="Sort",
        required=False,
        choices=SORTS,
        error_messages={"invalid_choice": "The order is either oldest or newest first."},
    )
    cursor = forms.CharField(required=False)

    def __init__(self, asked: QueryDict, warehouses: Sequence[Warehouse]) -> None:
        self._usual_order = _usual_order(asked)
        super().__init__({**asked.dict(), "order": asked.get("order") or self._usual_order})
        named = [("", "All warehouses"), *((each.warehouse_id, each.name) for each in warehouses)]
        self._offer_warehouses(named, asked.get("warehouse", ""))

    def _offer_warehouses(self, named: list[tuple[str, str]], asked: str) -> None:
        """The known ones to choose from; an unknown one that was asked for stays to be seen."""
        field: Any = self.fields["warehouse"]
        field.choices = named
        field.error_messages["invalid_choice"] = f"There is no warehouse {_shown(asked)}."
        if asked not in dict(named):
            field.widget.choices = [*named, (asked, _shown(asked))]

    @property
    def status_asked(self) -> OrderStatus | None:
        """The status whose orders are listed; None for all of a customer's."""
        asked: OrderStatus | None = self.cleaned_data.get("status")
        return asked or (None if self["customer"].value() else OrderStatus.PENDING)

    @property
    def is_of_all(self) -> bool:
        """Whether orders of all statuses are asked for."""
        return bool(self["customer"].value()) and not self["status"].value()

    @property
    def all_query(self) -> str:
        """The query string of the same list without a status."""
        return self.query(status="")

    @property
    def newest_first(self) -> bool:
        """Only of a valid form."""
        return bool(self.cleaned_data["order"] == NEWEST)

    @property
    def is_narrowed(self) -> bool:
        """Whether a customer or a warehouse, valid or not, was asked for."""
        return bool(self["customer"].value() or self["warehouse"].value())

    def query(self, **more: str) -> str:
        """The query string of the beginning of this list, with ``more`` beside or instead."""
        typed = {name: self[name].value() or "" for name in ("status", "customer", "warehouse", "order")}
        if typed["order"] == self._usual_order:
            del typed["order"]
        return urlencode({name: value for name, value in {**typed, **more}.items() if value})


class HistoryForm(forms.Form):
    """Which orders of one customer. It lives in the URL, so it is bound on every visit."""

    status = StatusField()
    cursor = forms.CharField(required=False)

    @property
    def status_asked(self) -> OrderStatus | None:
        """The status whose orders are listed; None for all, also where it was not understood."""
        asked: OrderStatus | None = self.cleaned_data.get("status")
        return asked

    @property
    def is_of_all(self) -> bool:
        """Whether orders of all statuses are asked for."""
        return not self["status"].value()

    def query(self, **more: str) -> str:
        """The query string of the beginning of this list, with ``more`` beside or instead."""
        asked = {"status": self["status"].value() or "", **more}
        return urlencode({name: value for name, value in asked.items() if value})


class HoldersForm(forms.Form):
    """Which SKU the orders hold. It lives in the URL, so it is bound on every visit."""

    sku = IdField("A SKU", label="SKU")
    cursor = forms.CharField(required=False)

    def query(self, **more: str) -> str:
        """The query string of the beginning of this list, with ``more`` beside or instead."""
        return urlencode({"sku": self["sku"].value() or "", **more})


class CustomersForm(forms.Form):
    """Which customers. It lives in the URL, so it is bound on every visit."""

    q = IdField("A customer ID", label="ID begins with")
    cursor = forms.CharField(required=False)

    def query(self, **more: str) -> str:
        """The query string of the beginning of this list, with ``more`` beside or instead."""
        asked = {"q": self["q"].value() or "", **more}
        return urlencode({name: value for name, value in asked.items() if value})


def _usual_order(asked: QueryDict) -> str:
    """What waits is worked on from the oldest; what is done, or all of a customer's, is looked up from the newest."""
    status = asked.get("status", "").upper()
    works = status in (*OPEN, *IN_WORK) if status else not asked.get("customer")
    return OLDEST if works else NEWEST


def _shown(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
