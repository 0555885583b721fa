"""What a person reads where an order was not placed, beside the line or the field it is about."""

from functools import singledispatch

from inventory.errors import (
    EngineUnavailable,
    InsufficientStock,
    InvalidValue,
    InventoryError,
    NotAllowed,
    OrderExists,
    OutcomeUnknown,
    Retired,
    Shortage,
    StockBusy,
    UnknownSku,
)
from orders.new_checks import refuse, retired, unknown
from orders.new_form import NewOrderForm
from orders.new_lines import Line
from orders.refusals import not_yours
from web.figures import units
from web.warehouse import named, warehouse_names

UNPROCESSABLE, CONFLICT, UNAVAILABLE = 422, 409, 503


@singledispatch
def explain(refused: InventoryError, form: NewOrderForm) -> int:
    """Write into ``form`` why the inventory refused the order; returns the status of the answer.

    Raises what it has no words for.
    """
    raise refused


@explain.register
def _(refused: InsufficientStock, form: NewOrderForm) -> int:
    names = warehouse_names()
    for shortage in refused.shortages:
        line = form.lines.find(shortage.sku)
        if line is not None:
            line.errors["quantity"] = _shortage(shortage, line, names)
    short = len({shortage.sku for shortage in refused.shortages})
    which = "one line" if short == 1 else f"{units(short)} lines"
    form.add_error(None, f"There is not enough stock for {which}. Nothing was placed.")
    return UNPROCESSABLE


def _shortage(shortage: Shortage, line: Line, names: dict[str, str]) -> str:
    """``12 asked, 5 available in Leipzig, 40 in Gdansk``"""
    here = f"{units(shortage.asked)} asked, {units(shortage.available)} available in {named(shortage.warehouse, names)}"
    others = line.offer.elsewhere(shortage.warehouse) if line.offer else ()
    return ", ".join([here, *(f"{units(each.stock)} in {named(each.warehouse, names)}" for each in others)])


@explain.register
def _(refused: UnknownSku, form: NewOrderForm) -> int:
    for sku in refused.skus:
        _about_line(form, sku, unknown(sku))
    return refuse(form)


@explain.register
def _(refused: Retired, form: NewOrderForm) -> int:
    _about_line(form, refused.sku, retired(refused.sku))
    return refuse(form)


@explain.register
def _(refused: NotAllowed, form: NewOrderForm) -> int:
    concerned = [line for line in form.lines if line.warehouse == refused.warehouse]
    if not concerned:
        raise refused
    for line in concerned:
        line.errors["warehouse"] = not_yours(line.warehouse)
    return refuse(form)


@explain.register
def _(refused: OrderExists, form: NewOrderForm) -> int:
    form.placed_before = refused.order_id
    form.renew()
    form.add_error(
        None,
        f"This form was sent before with something else in it, as order {refused.order_id}. Nothing more was placed. "
        f"Look at that order first; Place order places this as another one, {form['order_id'].value()}.",
    )
    return CONFLICT


@explain.register
def _(refused: InvalidValue, form: NewOrderForm) -> int:
    place, _, field = refused.field.partition("].")
    index = place.removeprefix("items[")
    if refused.field == "customer_id":
        form.add_error("customer", f"A customer ID {refused.rule}.")
    elif field and index.isdecimal() and int(index) < len(form.lines):
        where = field if field in ("quantity", "warehouse") else "line"
        form.lines[int(index)].errors[where] = f"The {field} {refused.rule}."
    else:
        form.add_error(None, f"An order {refused.rule}.")
    return refuse(form)


@explain.register
def _(refused: StockBusy, form: NewOrderForm) -> int:
    form.add_error(None, "Others are changing this stock right now. Nothing was placed. Press again in a moment.")
    return CONFLICT


@explain.register
def _(refused: OutcomeUnknown, form: NewOrderForm) -> int:
    form.add_error(None, "Not known yet whether it was placed. Press Place order again: it will not be placed twice.")
    return UNAVAILABLE


@explain.register
def _(refused: EngineUnavailable, form: NewOrderForm) -> int:
    form.add_error(None, "The stock database cannot be reached right now. Nothing was placed. Press again later.")
    return UNAVAILABLE


def _about_line(form: NewOrderForm, sku: str, words: str) -> None:
    line = form.lines.find(sku)
    if line is not None:
        line.errors["line"] = words
