"""What a person may do with an order where it stands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from inventory.entities import Order, OrderLine, OrderStatus, can_be_returned, can_close_short, legal_moves
from inventory.people import StaffUser
from inventory.permissions import Permission, may
from orders.order_words import not_all_picked
from web.addresses import address_of

_AT_ONCE: Final = {
    OrderStatus.PICKING: "Start picking",
    OrderStatus.PACKED: "Pack",
    OrderStatus.DELIVERED: "Deliver",
}


@dataclass(frozen=True)
class Action:
    """A button. With ``to`` it moves the order at once; without, ``address`` is a page that asks for more.

    ``name`` is its place in the page's ids.
    """

    name: str
    words: str
    address: str
    look: str = ""
    to: str = ""


def may_work_on(staff: StaffUser, order: Order) -> bool:
    """Whether all of an order's stock is the person's to move."""
    return all(may(staff, Permission.WORK_ON_ORDERS, warehouse) for warehouse in (None, *order.warehouses))


def actions(order: Order, staff: StaffUser, lines: Sequence[OrderLine] = ()) -> list[Action]:
    """The next step of its way first. ``lines`` are all of the order's while it is picked: that comes before it."""
    return list(_actions(order, lines)) if may_work_on(staff, order) else []


def _actions(order: Order, lines: Sequence[OrderLine]) -> Iterator[Action]:
    for to in legal_moves(order):
        yield _move(order, to, lines)
    if can_be_returned(order):
        yield Action("return", "Return…", address_of("orders:return", order.order_id), "quiet")
    if can_close_short(order):
        yield Action("close", "Close the rest short…", address_of("orders:close", order.order_id), "quiet")


def _move(order: Order, to: OrderStatus, lines: Sequence[OrderLine]) -> Action:
    address = address_of("orders:move", order.order_id)
    if order.status is OrderStatus.ON_HOLD and to is order.held_from:
        return Action("release", "Release", address, to=to)
    if to is OrderStatus.SHIPPED:
        return Action("ship", "Ship…", address_of("orders:ship", order.order_id))
    if to is OrderStatus.PACKED and not_all_picked(lines):
        return Action(to.lower(), "Pack…", f"{address}?to={to}", "quiet")
    if to in _AT_ONCE:
        return Action(to.lower(), _AT_ONCE[to], address, to=to)
    words = "Hold…" if to is OrderStatus.ON_HOLD else "Cancel…"
    return Action(to.lower(), words, f"{address}?to={to}", "quiet")
