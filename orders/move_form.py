"""What is asked before an order is moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

from django import forms

from inventory.entities import Order, OrderLine, OrderStatus
from orders.order_words import not_all_picked
from orders.request_form import NoteField, RequestForm, new_request_key


@dataclass(frozen=True)
class Question:
    """``heading`` asks, ``words`` say what comes of it, ``button`` does it."""

    heading: str
    words: str
    button: str
    look: str = ""


_QUESTIONS: Final = {
    OrderStatus.PENDING: Question("Release it?", "It can be picked then.", "Release"),
    OrderStatus.PICKING: Question("Start picking?", "It goes onto the pick list.", "Start picking"),
    OrderStatus.PACKED: Question("Pack it?", "It can be shipped then.", "Pack"),
    OrderStatus.DELIVERED: Question("Was it delivered?", "The customer has it.", "Deliver"),
    OrderStatus.ON_HOLD: Question(
        "Put it on hold?",
        "Nothing of it is picked, packed or shipped until it is released. It keeps its stock.",
        "Hold",
    ),
}


def question(order: Order, to: OrderStatus, lines: Sequence[OrderLine] = ()) -> Question:
    """What is asked before ``order`` is moved. ``lines`` are all of it before it is packed."""
    if to is OrderStatus.PACKED and not_all_picked(lines):
        return Question("Pack it?", f"{not_all_picked(lines)}. Pack it all the same?", "Pack")
    if to is not OrderStatus.CANCELLED:
        return _QUESTIONS[to]
    words = f"{_units(order)} can be promised to others then. A cancelled order cannot be taken up again."
    return Question("Cancel it?", words, "Cancel order", "danger")


def closing_question(order: Order) -> Question:
    """What is asked before the rest of ``order`` is closed short."""
    words = f"{_units(order)} will not be shipped, and can be promised to others then. The order is shipped with that."
    return Question("Close the rest short?", words, "Close short", "danger")


def _units(order: Order) -> str:
    return f"{order.open:,} open unit{'s' if order.open != 1 else ''}"


class MoveForm(forms.Form):
    """Where an order is moved to, and why. The order itself says whether that was done, so it has no request key."""

    use_required_attribute = False

    to = forms.TypedChoiceField(
        choices=[(status.value, status.value) for status in (*_QUESTIONS, OrderStatus.CANCELLED)],
        coerce=OrderStatus,
        widget=forms.HiddenInput,
        error_messages={
            "required": "Nothing was changed: the form does not say where the order is to be moved.",
            "invalid_choice": "Nothing was changed: there is no such step.",
        },
    )
    note = NoteField()


class CloseForm(RequestForm):
    """Why the rest is closed short."""

    @classmethod
    def fresh(cls, **kwargs: Any) -> Self:
        return cls(initial={"request_key": new_request_key()}, **kwargs)
