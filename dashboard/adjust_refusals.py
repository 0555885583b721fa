"""What a person reads where an adjustment was not made, beside the field it is about."""

from datetime import datetime
from functools import singledispatch

from dashboard.adjust_form import AdjustForm
from inventory.errors import (
    InsufficientStock,
    InvalidValue,
    InventoryError,
    OutcomeUnknown,
    RequestKeyReused,
    Retired,
    StockBusy,
    StockMoved,
)
from web.figures import signed, units

# The fields of the inventory by those of the form.
_FIELDS = {"change": "quantity", "counted": "quantity"}
_WORDS = {"change": "The number", "counted": "The count"}

UNPROCESSABLE, CONFLICT, UNAVAILABLE = 422, 409, 503


@singledispatch
def explain(refused: InventoryError, form: AdjustForm) -> int:
    """Write into ``form`` why the inventory refused it; returns the status of the answer.

    Afterwards Apply works again: where that means another change than before, under a request key of its own.
    Raises what it has no words for.
    """
    raise refused


@explain.register
def _(refused: InvalidValue, form: AdjustForm) -> int:
    field = _FIELDS.get(refused.field, refused.field)
    if field in ("quantity", "reason", "note", "min_stock"):
        form.add_error(field, f"{_WORDS.get(refused.field, 'This')} {refused.rule}.")
    else:
        form.add_error(None, f"The {refused.field} {refused.rule}. Nothing was changed.")
    return UNPROCESSABLE


@explain.register
def _(refused: InsufficientStock, form: AdjustForm) -> int:
    short = refused.shortages[0]
    kept = f" if {units(short.floor)} stay" if short.floor else ""
    form.add_error("quantity", f"Only {units(short.available)} available{kept}.")
    return UNPROCESSABLE


@explain.register
def _(refused: StockMoved, form: AdjustForm) -> int:
    form.renew(refused.level)
    now = f"now {units(refused.level.on_hand)} on hand. Nothing was saved. Apply again to record your count."
    form.add_error(None, f"{_what_moved_it(refused)} while you were editing: {now}")
    return CONFLICT


@explain.register
def _(refused: RequestKeyReused, form: AdjustForm) -> int:
    form.renew_key()
    form.add_error(
        None,
        "This form was sent before with something else in it, and that was recorded. Nothing more was changed. "
        "Look at the figures; Apply records this change too.",
    )
    return CONFLICT


@explain.register
def _(refused: StockBusy, form: AdjustForm) -> int:
    form.add_error(None, "Others are changing this stock right now. Nothing was changed. Apply again in a moment.")
    return CONFLICT


@explain.register
def _(refused: Retired, form: AdjustForm) -> int:
    form.add_error(None, "This SKU is retired: its stock cannot be changed any more. Nothing was saved.")
    return CONFLICT


@explain.register
def _(refused: OutcomeUnknown, form: AdjustForm) -> int:
    form.add_error(None, "Not known yet whether it was saved. Press Apply again: it will not be applied twice.")
    return UNAVAILABLE


def _what_moved_it(refused: StockMoved) -> str:
    moved = refused.movement
    if moved is None:
        return "Changed"
    at = datetime.fromisoformat(moved.created_at).strftime("%H:%M:%S")
    return f"Changed by {moved.actor or 'a program'} at {at} UTC ({moved.reason}, {signed(moved.change)})"
