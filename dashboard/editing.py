"""What a person reads where a product or variant was not saved."""

from functools import singledispatch

from dashboard.product_forms import EntityForm
from inventory.errors import (
    BarcodeExists,
    ChangedMeanwhile,
    InvalidValue,
    InventoryError,
    OutcomeUnknown,
    ProductExists,
    Retired,
    SkuExists,
    StockBusy,
    TooManyActions,
)

UNPROCESSABLE, CONFLICT, UNAVAILABLE = 422, 409, 503
_MEANWHILE = "Someone else changed this while you were editing. Nothing was saved."


@singledispatch
def explain(refused: InventoryError, form: EntityForm) -> int:
    """Write into ``form`` why the inventory refused it; returns the status of the answer.

    Raises what it has no words for.
    """
    raise refused


@explain.register
def _(refused: InvalidValue, form: EntityForm) -> int:
    form.refuse(refused)
    return UNPROCESSABLE


@explain.register
def _(refused: ProductExists, form: EntityForm) -> int:
    form.add_error("product_id", "There is a product with this ID already.")
    return UNPROCESSABLE


@explain.register
def _(refused: SkuExists, form: EntityForm) -> int:
    owner = next(iter(refused.owners.values()))
    form.add_error("sku", f"This SKU belongs to product {owner} already.")
    return UNPROCESSABLE


@explain.register
def _(refused: BarcodeExists, form: EntityForm) -> int:
    form.add_error("barcode", f"This barcode belongs to SKU {refused.sku} already.")
    return UNPROCESSABLE


@explain.register
def _(refused: ChangedMeanwhile, form: EntityForm) -> int:
    if refused.current.retired:
        form.add_error(None, "This was retired meanwhile and takes no changes any more. Nothing was saved.")
        return CONFLICT
    form.renew(refused.current)
    now = "; ".join(f"{label}: {value or 'empty'}" for label, value in form.differences(refused.current))
    told = f"Now it is {now}. " if now else ""
    form.add_error(None, f"{_MEANWHILE} {told}Save again to keep what you typed.")
    return CONFLICT


@explain.register
def _(refused: Retired, form: EntityForm) -> int:
    form.add_error(None, f"{refused.sku} is retired and takes no changes any more. Nothing was saved.")
    return CONFLICT


@explain.register
def _(refused: StockBusy, form: EntityForm) -> int:
    form.add_error(None, "Others are changing this product right now. Nothing was saved: save again.")
    return CONFLICT


@explain.register
def _(refused: TooManyActions, form: EntityForm) -> int:
    form.add_error(None, "This is more than can be changed in one step. Nothing was saved: change less at once.")
    return UNPROCESSABLE


@explain.register
def _(refused: OutcomeUnknown, form: EntityForm) -> int:
    form.add_error(None, "It is not known yet whether this was saved. Save again: it will not be applied twice.")
    return UNAVAILABLE
