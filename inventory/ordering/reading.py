"""An order as it stands, with everything that belongs to it."""

from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, TypeVar

from inventory.dynamodb import keys, order_items, order_story_items
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.order_items import StoredOrder
from inventory.dynamodb.paging import Range, read_page, read_range
from inventory.entities import Order, OrderLine, OrderStatus, OrderWithItems, Page, Record
from inventory.errors import OrderNotFound
from inventory.order_story import OrderMove, Return, Shipment, Shortages
from inventory.parallel import together

T = TypeVar("T")

# How an order began that has one of these statuses and no history yet; any other was PENDING.
_BEGUN = {
    OrderStatus.ALLOCATING: OrderStatus.ALLOCATING,
    OrderStatus.REJECTING: OrderStatus.ALLOCATING,
    OrderStatus.RECEIVING: OrderStatus.RECEIVING,
    OrderStatus.RETURNED: OrderStatus.RETURNED,
}

# While it has these, its lines stand in its draft.
_OF_DRAFTS = (OrderStatus.ALLOCATING, OrderStatus.REJECTING, OrderStatus.RECEIVING)


@dataclass(frozen=True)
class OrderRows:
    """All rows of an order. ``drafted`` are lines that are not rows of their own yet."""

    stored: StoredOrder
    lines: tuple[OrderLine, ...]
    drafted: tuple[OrderLine, ...]
    shipments: tuple[Shipment, ...]
    returns: tuple[Return, ...]
    shortages: Shortages | None
    moves: tuple[OrderMove, ...]

    @property
    def order(self) -> Order:
        return self.stored.order

    @property
    def all_lines(self) -> tuple[OrderLine, ...]:
        """All lines in their order, rows and drafted ones."""
        by_index = {line.index: line for line in (*self.drafted, *self.lines)}
        return tuple(by_index[index] for index in sorted(by_index))

    @property
    def agree(self) -> bool:
        """Whether the lines are those of the order as it was read.

        A Query is no snapshot: it may give the lines as before a change of another's and the order as after it. The
        order's sums are written when a change is done, so lines of before do not make them.
        """
        order = self.order
        if order.status in _OF_DRAFTS:
            return len(self.drafted) == order.line_count
        shipped = sum(line.shipped for line in self.lines)
        if order.in_work:  # the lines are ahead of the sums, but for those that this change leaves alone
            return order.status is not OrderStatus.CLOSING or shipped == order.shipped
        closed, returned = sum(line.closed for line in self.lines), sum(line.returned for line in self.lines)
        return (shipped, closed, returned) == (order.shipped, order.closed, order.returned)


@dataclass(frozen=True)
class OrderSheet(Record):
    """An order, its history with the placing first, and a page of its lines."""

    order: Order
    moves: tuple[OrderMove, ...]
    shipments: tuple[Shipment, ...]
    returns: tuple[Return, ...]
    shortages: Shortages | None
    lines: Page[OrderLine]


def read_rows(client: DynamoDBClient, order_id: str) -> OrderRows | None:
    """One Query of the order's partition; None where there is no order."""
    rows = client.query(
        keys.order_pk(order_id), consistent=True, all_pages=True, decode=order_story_items.partition_row
    )
    return _together(list(rows))


def existing_rows(client: DynamoDBClient, order_id: str) -> OrderRows:
    """``read_rows``, of an order that is there. Raises OrderNotFound."""
    rows = read_rows(client, order_id)
    if rows is None:
        raise OrderNotFound(order_id)
    return rows


def _together(rows: list[Any]) -> OrderRows | None:
    stored = next((row for row in rows if isinstance(row, StoredOrder)), None)
    if stored is None:
        return None
    return OrderRows(
        stored=stored,
        lines=_all(rows, OrderLine),
        drafted=tuple(line for draft in _all(rows, tuple) for line in draft),
        shipments=_all(rows, Shipment),
        returns=_all(rows, Return),
        shortages=next(iter(_all(rows, Shortages)), None),
        moves=_all(rows, OrderMove),
    )


def _all(rows: list[Any], kind: type[T]) -> tuple[T, ...]:
    return tuple(row for row in rows if isinstance(row, kind))


def with_lines(rows: OrderRows) -> OrderWithItems:
    return OrderWithItems(**asdict(rows.order), lines=rows.all_lines)


def get_order(client: DynamoDBClient, order_id: str) -> Order | None:
    """An order without its lines, or None."""
    return client.get(*order_items.order_key(order_id), consistent=True, decode=order_items.order)


def get_with_lines(client: DynamoDBClient, order_id: str) -> OrderWithItems | None:
    """An order and all its lines; None where there is no order."""
    rows = read_rows(client, order_id)
    return with_lines(rows) if rows else None


def get_sheet(client: DynamoDBClient, order_id: str, limit: int, cursor: str | None) -> OrderSheet | None:
    """What its page shows, by two Queries at once; None where there is no order. Raises InvalidCursor."""
    rows, lines = together(
        partial(_story, client, order_id),
        partial(_line_page, client, order_id, limit, cursor),
    )
    if rows is None:
        return None
    moves = (_placing(rows), *rows.moves)
    return OrderSheet(rows.order, moves, rows.shipments, rows.returns, rows.shortages, lines)


def _story(client: DynamoDBClient, order_id: str) -> OrderRows | None:
    query = Range(None, keys.order_pk(order_id), *keys.order_story_range())
    return _together(read_range(client, query, order_story_items.partition_row))


def _line_page(client: DynamoDBClient, order_id: str, limit: int, cursor: str | None) -> Page[OrderLine]:
    query = Range(None, keys.order_pk(order_id), *keys.line_range())
    return read_page(client, query, limit, cursor, order_items.line)


def _placing(rows: OrderRows) -> OrderMove:
    """How the story began. It has no row of its own: the order's says it."""
    order = rows.order
    first = min(rows.moves, key=lambda move: move.number, default=None)
    status = first.before if first else _BEGUN.get(order.status, OrderStatus.PENDING)
    return OrderMove(order.order_id, 0, order.created_at, order.placed_by, status, status)
