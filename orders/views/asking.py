"""A form that changes an order once, however often it is sent: what becomes of it when it is."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpResponse

from inventory.entities import Order
from inventory.errors import (
    EngineUnavailable,
    IllegalMove,
    InvalidValue,
    InventoryError,
    NotAllowed,
    OrderNotFound,
    OutcomeUnknown,
)
from orders.refusals import UNAVAILABLE, UNPROCESSABLE, FieldOf, explain
from orders.request_form import RequestForm
from orders.views import answers
from web.htmx import HtmxHttpRequest


@dataclass(frozen=True)
class Asking:
    """``show`` renders the form with the order as it is now; ``field_of`` finds the field of what was refused."""

    request: HtmxHttpRequest
    order_id: str
    template: str
    form: RequestForm
    show: Callable[[int], HttpResponse]
    field_of: FieldOf = str

    def carry_out(self, change: Callable[[], Order]) -> HttpResponse:
        """The order after ``change``; the form again where it was not made."""
        if not self.form.is_valid():
            if self.form.is_incomplete:
                self.form.complete()
            return self.show(UNPROCESSABLE)
        try:
            order = change()
        except InventoryError as error:
            return self._refused(error)
        return answers.done(self.request, order)

    def _refused(self, error: InventoryError) -> HttpResponse:
        match error:
            case IllegalMove():
                return answers.illegal(self.request, self.order_id, error)
            case OutcomeUnknown():
                return self._unknown(error)
            case NotAllowed() | EngineUnavailable() | OrderNotFound() | InvalidValue(field="order_id"):
                raise error
        return self.show(explain(error, self.form, self.field_of))

    def _unknown(self, error: OutcomeUnknown) -> HttpResponse:
        """The page of an outage would say that nothing was changed, which is not known."""
        status = explain(error, self.form)
        try:
            return self.show(status)
        except EngineUnavailable:
            return answers.ask(self.request, self.template, self.order_id, {"form": self.form}, UNAVAILABLE)
