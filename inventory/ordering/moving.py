"""Moving an order from one status to the next."""

from dataclasses import replace

from inventory import clock
from inventory.dynamodb import order_story_items
from inventory.dynamodb.backoff import Deadline
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.transactions import commit, put_new
from inventory.entities import Order, OrderLine, OrderStatus, can_close_short, legal_moves
from inventory.errors import IllegalMove, InvalidValue, OrderNotFound, StockBusy
from inventory.order_story import OrderMove
from inventory.ordering.carrying_out import Prepare, carry_out
from inventory.ordering.job import Job, OrderMoved, moved, write_order
from inventory.ordering.jobs import Cancelling, Closing, not_shipped
from inventory.ordering.reading import OrderRows, existing_rows, get_order
from inventory.ordering.requests import OrderRequest
from inventory.ordering.work import Work
from inventory.permissions import Actor, Permission, require

# Where an order is moved to without its stock.
_PLAIN = (
    OrderStatus.PENDING,
    OrderStatus.PICKING,
    OrderStatus.PACKED,
    OrderStatus.DELIVERED,
    OrderStatus.ON_HOLD,
)
_WORDS = {
    OrderStatus.PENDING: "released to PENDING",
    OrderStatus.PICKING: "picked",
    OrderStatus.PACKED: "packed",
    OrderStatus.DELIVERED: "delivered",
    OrderStatus.ON_HOLD: "put on hold",
    OrderStatus.CANCELLED: "cancelled",
}
# While it goes there, an order that is asked to go there needs nothing more.
_ON_THE_WAY = {OrderStatus.CANCELLED: OrderStatus.CANCELLING, OrderStatus.SHIPPED: OrderStatus.CLOSING}


def move(client: DynamoDBClient, order_id: str, to: OrderStatus, actor: Actor, note: str, wait: bool) -> Order:
    """The order at ``to``; where it is there already nothing happens.

    Raises OrderNotFound, NotAllowed, IllegalMove, InvalidValue for a status that no order is moved to,
    StockBusy, OutcomeUnknown, PlanUnfinished.
    """
    if to is OrderStatus.CANCELLED:
        return carry_out(client, order_id, _cancelling(client, actor, note), _nameless(client), wait)
    if to not in _PLAIN:
        raise InvalidValue("to", to, f"must be one of {', '.join((*_PLAIN, OrderStatus.CANCELLED))}")
    return _move_plainly(client, order_id, to, actor, note)


def _move_plainly(client: DynamoDBClient, order_id: str, to: OrderStatus, actor: Actor, note: str) -> Order:
    deadline = Deadline()
    while True:
        order = get_order(client, order_id)
        if order is None:
            raise OrderNotFound(order_id)
        name = require(actor, Permission.WORK_ON_ORDERS, _warehouses(client, order))
        if order.status is to:
            return order
        refuse_illegal(order, to)
        try:
            return _write(client, order, to, name, note, deadline)
        except OrderMoved:
            if not deadline.wait():
                raise StockBusy from None


def _write(client: DynamoDBClient, order: Order, to: OrderStatus, actor: str, note: str, deadline: Deadline) -> Order:
    now = clock.timestamp()
    held_from = order.status if to is OrderStatus.ON_HOLD else None
    after = replace(order, status=to, held_from=held_from, version=order.version + 1, updated_at=now)
    entry = OrderMove(order.order_id, after.version, now, actor, order.status, to, note)
    story = put_new(order_story_items.move_item(entry), moved)
    commit(client, [write_order(order, after, None, moved), story], deadline)
    return after


def _warehouses(client: DynamoDBClient, order: Order) -> tuple[str, ...]:
    # Orders of before do not say themselves what they draw on.
    return order.warehouses or counted(order, existing_rows(client, order.order_id)).warehouses


def refuse_illegal(order: Order, to: OrderStatus) -> None:
    """Raise IllegalMove where an order may not be moved to ``to`` from where it stands."""
    if to in legal_moves(order):
        return
    shipped = order.partly_shipped and to is OrderStatus.CANCELLED
    why = f"{order.shipped} of {order.units} units were shipped; the rest can be closed short" if shipped else ""
    raise IllegalMove(order, to, _WORDS.get(to, str(to)), why)


def _cancelling(client: DynamoDBClient, actor: Actor, note: str) -> Prepare:
    def prepare(rows: OrderRows) -> Job | None:
        order = counted(rows.order, rows)
        name = require(actor, Permission.WORK_ON_ORDERS, order.warehouses)
        if _is_there(order, OrderStatus.CANCELLED):
            return None
        refuse_illegal(order, OrderStatus.CANCELLED)
        work = Work(order.status, OrderStatus.CANCELLED, name, note)
        return Cancelling(client, order, not_shipped(rows.lines), work)

    return prepare


def close_short(
    client: DynamoDBClient, order_id: str, actor: Actor, note: str, request_key: str | None, wait: bool
) -> Order:
    """Give the rest of a partly shipped order back; it is SHIPPED then. Raises as ``move``."""

    def prepare(rows: OrderRows) -> Job | None:
        order = counted(rows.order, rows)
        name = require(actor, Permission.WORK_ON_ORDERS, order.warehouses)
        if _is_there(order, OrderStatus.SHIPPED):
            return None
        if not can_close_short(order):
            raise IllegalMove(order, OrderStatus.SHIPPED, "closed short", "nothing of it is shipped with a rest open")
        work = Work(order.status, OrderStatus.SHIPPED, name, note)
        return Closing(client, order, not_shipped(rows.lines), work)

    return carry_out(client, order_id, prepare, OrderRequest(client, request_key, ["close", order_id]), wait)


def _is_there(order: Order, to: OrderStatus) -> bool:
    return order.status in (to, _ON_THE_WAY[to])


def counted(order: Order, rows: OrderRows) -> Order:
    """An order with the sums of its lines, which orders of before do not say themselves."""
    if order.units:
        return order
    lines: tuple[OrderLine, ...] = rows.all_lines
    warehouses = tuple(sorted({line.warehouse for line in lines}))
    units = sum(line.quantity for line in lines)
    return replace(order, units=units, line_count=len(lines), warehouses=warehouses)


def _nameless(client: DynamoDBClient) -> OrderRequest:
    """Where the order's own status says whether it was done."""
    return OrderRequest(client, None, [])
