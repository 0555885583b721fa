"""What a person reads where an order was not changed."""

from collections.abc import Callable
from typing import Final

from inventory.errors import (
    InvalidValue,
    InventoryError,
    OutcomeUnknown,
    RequestKeyReused,
    Retired,
    StockBusy,
)
from orders.request_form import NOTHING_CHANGED, RequestForm
from web.warehouse import named, warehouse_names

UNPROCESSABLE, CONFLICT, UNAVAILABLE = 422, 409, 503

BUSY: Final = f"Others are changing this order or its stock right now. {NOTHING_CHANGED} Try again in a moment."
UNKNOWN: Final = "Not known yet whether it was done. Press the button again: it will not be done twice."
_REUSED: Final = (
    "This form was sent before with something else in it, and that was done. Nothing more was changed. Look at the "
    "order; the button does this too."
)

# The field of a form by the inventory's name for what it refused.
FieldOf = Callable[[str], str]


def explain(refused: InventoryError, form: RequestForm, field_of: FieldOf = str) -> int:
    """Write into ``form`` why it was refused; returns the status of the answer. Raises what it has no words for.

    Afterwards the button works again: under a key of its own where that means something else than before.
    """
    match refused:
        case InvalidValue():
            form.refuse(field_of(refused.field), f"{_subject(refused.field)} {refused.rule}.")
            return UNPROCESSABLE
        case Retired():
            form.refuse(field_of(refused.sku), f"{refused.sku} is retired: its stock takes nothing any more.")
            return UNPROCESSABLE
        case RequestKeyReused():
            form.renew_key()
            form.add_error(None, _REUSED)
        case StockBusy():
            form.add_error(None, BUSY)
        case OutcomeUnknown():
            form.add_error(None, UNKNOWN)
            return UNAVAILABLE
        case _:
            raise refused
    return CONFLICT


def not_yours(warehouse: str | None) -> str:
    """Of whom it is asked that may not work on orders, or not with the stock of that warehouse."""
    where = f" in {named(warehouse, warehouse_names())}" if warehouse else ""
    return f"You may not work on orders{where}."


def _subject(field: str) -> str:
    return "The number" if "[" in field else f"The {field}"
