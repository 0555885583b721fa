"""What the page of an order says: where it stands, what became of its lines, and what came in the way."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Final

from inventory.entities import Order, OrderLine, OrderStatus
from inventory.order_story import OrderMove
from inventory.ordering.reading import OrderSheet
from web.order_status import word

# They finish "The order is".
_STATES: Final[Mapping[OrderStatus, str]] = {
    OrderStatus.PICKING: "being picked",
    OrderStatus.ALLOCATING: "being allocated",
    OrderStatus.REJECTING: "being rejected",
    OrderStatus.SHIPPING: "being shipped",
    OrderStatus.CLOSING: "being closed short",
    OrderStatus.CANCELLING: "being cancelled",
    OrderStatus.RETURNING: "being taken back",
    OrderStatus.RECEIVING: "being received",
}
_GIVEN_BACK: Final = (OrderStatus.CANCELLED, OrderStatus.REJECTED)


def state(status: OrderStatus) -> str:
    """``PICKING`` -> ``being picked``, ``ON_HOLD`` -> ``on hold``"""
    return _STATES.get(status) or word(status).lower()


def stands(order: Order) -> str:
    """One sentence on an order that was just changed."""
    if order.partly_shipped and order.status is OrderStatus.PICKING:
        return f"Order {order.order_id} is partly shipped: {order.shipped:,} of {order.units:,} units so far."
    return f"Order {order.order_id} is {state(order.status)}."


def not_possible(sheet: OrderSheet, to: OrderStatus | None = None, why: str = "") -> str:
    """Why something cannot be done: where the order stands, since when and by whom. ``to`` is where it was to go."""
    more = f" {why[:1].upper()}{why[1:]}." if why else ""
    return f"{_standing(sheet, to)}; nothing was changed.{more}"


def _standing(sheet: OrderSheet, to: OrderStatus | None) -> str:
    order, last = sheet.order, sheet.moves[-1]
    if order.in_work:
        return f"Order {order.order_id} is {state(order.status)} right now"
    by = f" by {last.actor}" if last.actor else ""
    already = " already," if order.status is to else ""
    return f"Order {order.order_id} is {state(order.status)}{already} since {_moment(last.at)} UTC{by}"


def _moment(at: str) -> str:
    """The time alone for a moment of today."""
    when = datetime.fromisoformat(at)
    today = when.date() == datetime.now(UTC).date()
    return f"{when:%H:%M}" if today else f"{when.day} {when:%b %Y, %H:%M}"


def fate(line: OrderLine, status: OrderStatus) -> str:
    """What became of the units of a line: ``2 of 5 shipped · 1 of 2 returned``. Empty while nothing has."""
    parts = []
    if line.picked and line.open:
        parts.append(_share(line.picked, line.open, "picked"))
    if line.shipped:
        parts.append(_share(line.shipped, line.quantity, "shipped"))
    if line.closed and status not in _GIVEN_BACK:
        parts.append(_share(line.closed, line.quantity, "closed short"))
    if line.returned:
        lost = f", {line.written_off:,} written off" if line.written_off else ""
        parts.append(_share(line.returned, line.shipped, "returned") + lost)
    return " · ".join(parts)


def _share(part: int, whole: int, done: str) -> str:
    return done.capitalize() if part == whole else f"{part:,} of {whole:,} {done}"


def picked(lines: Iterable[OrderLine]) -> tuple[int, int]:
    """How many of the open units are off the shelf, and how many are open."""
    pairs = [(line.open - line.to_pick, line.open) for line in lines]
    return sum(units for units, _ in pairs), sum(units for _, units in pairs)


def not_all_picked(lines: Iterable[OrderLine]) -> str:
    """``2 of 5 units are picked``; empty where all are."""
    units, whole = picked(lines)
    return "" if units == whole else f"{units:,} of {whole:,} {'unit is' if whole == 1 else 'units are'} picked"


def progress(order: Order, lines: Iterable[OrderLine] = ()) -> str:
    """What became of all its units; empty while nothing has. ``lines`` are all of them while it is picked."""
    counts = ((order.shipped, "shipped"), (order.returned, "returned"), (_closed(order), "closed short"))
    done = [f"{units:,} {words}" for units, words in counts if units]
    if done and order.open:
        done.append(f"{order.open:,} open")
    units, whole = picked(lines)
    if whole:
        done.append(f"{units:,} of {whole:,} unit{'s' if whole != 1 else ''} picked")
    return ", ".join(done)


def _closed(order: Order) -> int:
    return 0 if order.status in _GIVEN_BACK else order.closed


def told(move: OrderMove) -> str:
    """What an entry of the history is about."""
    if move.number == 0:
        return "Came back" if move.status is OrderStatus.RETURNED else "Placed"
    if move.before is move.status:
        return "Goods came back"
    if move.before is OrderStatus.ON_HOLD and move.status is not OrderStatus.CANCELLED:
        return f"Released: {word(move.status).lower()}"
    if (move.before, move.status) == (OrderStatus.PACKED, OrderStatus.PICKING):
        return "Partly shipped, the rest stays open"
    return word(move.status)
