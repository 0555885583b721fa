"""Whether an order can be placed as it is written, by what the inventory says of its lines now."""

from http import HTTPStatus
from typing import Final

from inventory.errors import Shortage
from inventory.people import StaffUser
from inventory.permissions import Permission, may
from orders.new_form import NewOrderForm
from orders.new_lines import Line
from orders.refusals import not_yours
from web.figures import money, units

NOTHING: Final = "Nothing was placed. Correct what is marked below."


def refuse(form: NewOrderForm) -> int:
    """Say above the form that something is wrong below, unless more than that stands there; returns the status."""
    if not form.non_field_errors():
        form.add_error(None, NOTHING)
    return HTTPStatus.UNPROCESSABLE_ENTITY


def check_offers(form: NewOrderForm, staff: StaffUser) -> bool:
    """Say of each line why it cannot be ordered, by the offer it has; whether nothing was to be said."""
    for line in form.lines:
        _check_offer(line, staff)
    return not form.lines.wrong


def _check_offer(line: Line, staff: StaffUser) -> None:
    if line.offer is None:
        line.errors["line"] = unknown(line.sku)
    elif line.offer.retired:
        line.errors["line"] = retired(line.sku)
    elif not line.offer.is_kept_in(line.warehouse):
        line.errors["warehouse"] = f"{line.sku} is not kept there. Choose where from."
    elif not may(staff, Permission.WORK_ON_ORDERS, line.warehouse):
        line.errors["warehouse"] = not_yours(line.warehouse)


def shortages(form: NewOrderForm) -> list[Shortage]:
    """The lines that ask for more than there is, by the offers they have."""
    return [
        Shortage(line.sku, line.warehouse, line.units, line.available)
        for line in form.lines
        if line.units is not None and line.is_short
    ]


def take_new_prices(form: NewOrderForm) -> bool:
    """Give the lines the prices of now; whether another one was shown of any, which is said there then."""
    changed = sum(_take_new_price(line) for line in form.lines)
    if changed:
        which = "One price has" if changed == 1 else f"{units(changed)} prices have"
        form.add_error(None, f"{which} changed since it was shown. Nothing was placed. Place order again to agree.")
    return changed > 0


def _take_new_price(line: Line) -> bool:
    if line.offer is None or line.price == line.offer.price:
        return False
    before = "" if line.price is None else f"was {money(line.price)}, and "
    line.errors["price"] = f"The price {before}is {money(line.offer.price)} now."
    line.price = line.offer.price
    return True


def unknown(sku: str) -> str:
    return f"There is no SKU {sku}. Remove it."


def retired(sku: str) -> str:
    return f"{sku} is retired and cannot be ordered. Remove it."
