"""What a person reads about taking an adjustment back."""

from dataclasses import dataclass
from functools import singledispatch

from inventory.entities import Movement, StockLevel
from inventory.errors import (
    InsufficientStock,
    InvalidValue,
    InventoryError,
    NotUndoable,
    OutcomeUnknown,
    Retired,
    StockBusy,
)
from inventory.undoing import can_be_undone
from web.figures import units

UNPROCESSABLE, CONFLICT, UNAVAILABLE = 422, 409, 503
ONLY = "Only {available} available: taking it back needs {needed}."


@dataclass(frozen=True)
class Refusal:
    """Why it was not done, with the status of the answer; ``again`` says that pressing once more may help."""

    status: int
    words: str
    again: bool = False


@singledispatch
def refusal(refused: InventoryError) -> Refusal:
    """The inventory's refusal in words. Raises what it has no words for."""
    raise refused


@refusal.register
def _(refused: InsufficientStock) -> Refusal:
    short = refused.shortages[0]
    only = ONLY.format(available=units(short.available), needed=units(short.asked))
    return Refusal(UNPROCESSABLE, f"{only} Nothing was changed.")


@refusal.register
def _(refused: InvalidValue) -> Refusal:
    return Refusal(UNPROCESSABLE, f"This cannot be undone: it {refused.rule}. Nothing was changed.")


@refusal.register
def _(refused: NotUndoable) -> Refusal:
    return Refusal(CONFLICT, f"This cannot be undone: {refused.why}. Nothing was changed.")


@refusal.register
def _(refused: Retired) -> Refusal:
    return Refusal(CONFLICT, f"{refused.sku} is retired and takes no changes. Nothing was changed.")


@refusal.register
def _(refused: StockBusy) -> Refusal:
    words = "Others are changing this stock right now. Nothing was changed. Press Undo again in a moment."
    return Refusal(CONFLICT, words, again=True)


@refusal.register
def _(refused: OutcomeUnknown) -> Refusal:
    words = "Not known yet whether it was undone. Press Undo again: it will not be undone twice."
    return Refusal(UNAVAILABLE, words, again=True)


def hindrance(movement: Movement, level: StockLevel) -> str:
    """Why it makes no sense to ask, as things are; empty where nothing hinders."""
    if movement.undone_by is not None:
        return f"Already undone, by movement {movement.undone_by}."
    if not can_be_undone(movement):
        return f"Only an adjustment that changed something can be undone; this one's reason is {movement.reason}."
    if level.retired:
        return f"{level.sku} is retired and takes no changes."
    if level.stock < movement.change:
        return ONLY.format(available=units(level.stock), needed=units(movement.change))
    return ""
