"""Proof of the orders: what is allocated is what their open lines hold, and each order is what its lines make it.

The first pass adds up, whatever order the rows come in: a level its allocated units, a line takes its open ones off
again; an order its sums, its lines and documents theirs. What does not come to zero is read again and looked at
closely, so that what merely moved meanwhile turns out clean.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from inventory.dynamodb import keys, order_items, order_story_items
from inventory.dynamodb.attributes import text
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.order_items import StoredOrder
from inventory.dynamodb.paging import Range, read_range
from inventory.dynamodb.wire import WireItem
from inventory.entities import OPEN, Order, OrderLine, OrderStatus, StockLevel
from inventory.moments import EARLIEST, LATEST
from inventory.order_story import OrderMove, Return, Shipment
from inventory.ordering.reading import OrderRows, read_rows
from inventory.ordering.work import Work

LevelName = tuple[str, str]
RowKey = tuple[str, str]
Sums = tuple[int, ...]

# What reading a row raises where an attribute is missing, of another type, or beyond what a key holds.
UNREADABLE = (KeyError, ValueError, TypeError)
# A level that others change while it is compared is compared again.
_TRIES = 20


@dataclass
class OrderPass:
    """What the first pass keeps of orders; ``held`` is by level, what its open lines do not account for."""

    held: dict[LevelName, int] = field(default_factory=dict)
    sums: dict[str, Sums] = field(default_factory=dict)
    wrong: set[str] = field(default_factory=set)
    # Where orders stand, until the row of their history is met that says so too.
    stands: dict[str, tuple[int, OrderStatus]] = field(default_factory=dict)
    # Lines of before there was an index of them.
    unlisted: dict[LevelName, list[RowKey]] = field(default_factory=dict)
    orders: int = 0
    in_work: int = 0

    def take_level(self, level: StockLevel) -> None:
        self._hold((level.sku, level.warehouse), level.allocated)

    def take(self, item: WireItem) -> None:
        """A row of an order's partition."""
        row, order_id = order_story_items.partition_row(item), keys.order_of_pk(item["PK"]["S"])
        if isinstance(row, OrderLine):
            self._take_line(order_id, row, item)
        elif isinstance(row, StoredOrder):
            self.orders += 1
            self.in_work += row.order.in_work
            self._add(order_id, _of_order(row.order))
            self._check(order_id, placed_right(row, item) and _possible(row.order))
            self._take_status(order_id, row.order)
        elif isinstance(row, OrderMove):
            if self.stands.get(order_id) == (row.number, row.status):
                del self.stands[order_id]
        elif isinstance(row, Shipment):
            self._add(order_id, (0, 0, 0, 0, 0, 0, -row.units, 0))
        elif isinstance(row, Return):
            self._add(order_id, (0, 0, 0, 0, 0, 0, 0, -row.units))

    def _take_status(self, order_id: str, order: Order) -> None:
        if order.in_work:
            self.wrong.add(order_id)
        elif not _as_placed(order):
            self.stands[order_id] = (order.version, order.status)

    def _take_line(self, order_id: str, line: OrderLine, item: WireItem) -> None:
        name = (line.sku, line.warehouse)
        self._hold(name, -line.open)
        self._add(order_id, tuple(-number for number in _of_line(line)))
        self._check(order_id, line.order_id == order_id and listed_right(line, item) and _sound(line))
        if not line.created_at and line.open:
            self.unlisted.setdefault(name, []).append(order_items.line_key(line))

    def _hold(self, name: LevelName, units: int) -> None:
        left = self.held.pop(name, 0) + units
        if left:
            self.held[name] = left

    def _add(self, order_id: str, numbers: Sums) -> None:
        before = self.sums.pop(order_id, (0,) * len(numbers))
        after = tuple(one + other for one, other in zip(before, numbers, strict=True))
        if any(after):  # what came to nothing need not be kept
            self.sums[order_id] = after

    def _check(self, order_id: str, right: bool) -> None:
        if not right:
            self.wrong.add(order_id)

    def suspects(self) -> list[str]:
        return sorted({*self.sums, *self.wrong, *self.stands})


def _of_order(order: Order) -> Sums:
    """Rows, lines, units, shipped, closed, returned; what shipments and returns must make of it."""
    sent = 0 if order.status in (OrderStatus.RETURNED, OrderStatus.RECEIVING) else order.shipped
    back = 0 if order.status in (OrderStatus.RETURNED, OrderStatus.RECEIVING) else order.returned
    return order.line_count, order.units, order.shipped, order.closed, order.returned, _cents(order), sent, back


def _of_line(line: OrderLine) -> Sums:
    return 1, line.quantity, line.shipped, line.closed, line.returned, int(line.subtotal * 100), 0, 0


def _cents(order: Order) -> int:
    return int(order.total * 100)


def _possible(order: Order) -> bool:
    return order.in_work or order.status in OPEN or order.open == 0


def _sound(line: OrderLine) -> bool:
    counts = (line.open, line.picked, line.open - line.picked, line.returnable, line.returned - line.written_off)
    return min(counts) >= 0 and line.subtotal == line.quantity * line.price


def _as_placed(order: Order) -> bool:
    """Whether an order needs no history: it stands where its own row was first written."""
    return order.version <= 1 and order.status in (OrderStatus.PENDING, OrderStatus.RETURNED)


def placed_right(stored: StoredOrder, item: WireItem) -> bool:
    """Whether an order's row stands in the indexes where its status, time and customer say."""
    wanted = order_items.order_item(stored.order, stored.content_hash, stored.work)
    return all(text(item, name) == wanted[name] for name in ("GSI1PK", "GSI1SK", "GSI2PK", "GSI2SK"))


def listed_right(line: OrderLine, item: WireItem) -> bool:
    """Whether a line's row stands in the index of what holds its SKU exactly while it does."""
    wanted = order_items.line_changes(line)
    return all(text(item, name) == (wanted[name] or "") for name in ("GSI1PK", "GSI1SK"))


def drifts(client: DynamoDBClient, seen: OrderPass) -> Iterator[str]:
    """What is wrong with orders, looked at closely. Nothing, where they only moved."""
    for order_id in seen.suspects():
        try:
            rows = read_rows(client, order_id)
            yield from _order_drifts(client, order_id, rows) if rows else _orphans(client, order_id)
        except UNREADABLE as error:
            yield f"order {order_id}: a row cannot be read: {type(error).__name__} {error}"


def _order_drifts(client: DynamoDBClient, order_id: str, rows: OrderRows) -> Iterator[str]:
    title, order = f"order {order_id}", rows.order
    for line in rows.lines:
        if not _sound(line):
            yield f"{title}: line {line.index} cannot be: {_counts(line)}"
        if line.order_id != order_id:
            yield f"{title}: line {line.index} is one of order {line.order_id}"
    yield from _index_drifts(client, title, order_id)
    if order.in_work:  # its sums are written when it is done
        yield from _work_drifts(title, rows)
        return
    if not order.line_count:
        yield f"{title}: it was written by an earlier version; manage.py reindex brings it up to date"
        return
    yield from _sum_drifts(title, order, rows)
    if not _possible(order):
        yield f"{title}: it is {order.status} and still holds {order.open} units"
    newest = max(rows.moves, key=lambda move: move.number, default=None)
    if not _as_placed(order) and (newest is None or (newest.number, newest.status) != (order.version, order.status)):
        said = f"its history ends with {newest.status}, change {newest.number}" if newest else "it has no history"
        yield f"{title}: it is {order.status}, change {order.version}; {said}"


def _work_drifts(title: str, rows: OrderRows) -> Iterator[str]:
    try:
        Work.of_text(rows.stored.work)
    except UNREADABLE:
        yield f"{title}: it is {rows.order.status}, and its row does not say what is in work"


def _index_drifts(client: DynamoDBClient, title: str, order_id: str) -> Iterator[str]:
    for item in client.query(keys.order_pk(order_id), consistent=True, all_pages=True, decode=lambda item: item):
        row = order_story_items.partition_row(item)
        if isinstance(row, StoredOrder) and not placed_right(row, item):
            yield f"{title}: its row does not stand in the indexes where its status, time and customer say"
        if isinstance(row, OrderLine) and row.created_at and not listed_right(row, item):
            yield f"{title}: line {row.index} does not stand in the index of what holds {row.sku} as it should"


def _sum_drifts(title: str, order: Order, rows: OrderRows) -> Iterator[str]:
    names = ("lines", "units", "shipped", "closed", "returned", "total in cents", "shipments", "returns")
    documents = (sum(one.units for one in rows.shipments), sum(one.units for one in rows.returns))
    lines = tuple(map(sum, zip(*map(_of_line, rows.lines), strict=True))) or (0,) * len(names)
    found = (*lines[: -len(documents)], *documents)
    for name, said, made in zip(names, _of_order(order), found, strict=True):
        if said != made:
            yield f"{title}: it says {said} ({name}), its rows make {made}"


def _counts(line: OrderLine) -> str:
    return (
        f"{line.quantity} ordered, {line.picked} picked, {line.shipped} shipped, {line.closed} closed,"
        f" {line.returned} returned, {line.written_off} of them written off, {line.subtotal} in all"
    )


def _orphans(client: DynamoDBClient, order_id: str) -> Iterator[str]:
    rows = client.query(keys.order_pk(order_id), consistent=True, decode=lambda item: item)
    if rows:
        yield f"order {order_id}: {len(rows)} rows and no order"


def held_drift(client: DynamoDBClient, name: LevelName, level_key: RowKey, unlisted: Iterable[RowKey]) -> str | None:
    """Where a level's allocated units are not what open lines hold, in a sentence; None where they are.

    The lines are found by their index and read from the table; where the level moved meanwhile, once more.
    """
    for _ in range(_TRIES):
        before = client.get(*level_key, consistent=True, decode=_allocated)
        held = sum(line.open for line in _holders(client, name, unlisted))
        after = client.get(*level_key, consistent=True, decode=_allocated)
        if before == after:
            break
    if before is None or before != after or before[1] == held:
        return None
    return f"{name[0]} in {name[1]}: {before[1]} are allocated, open lines of orders hold {held}"


def _holders(client: DynamoDBClient, name: LevelName, unlisted: Iterable[RowKey]) -> Sequence[OrderLine]:
    query = Range("GSI1", keys.holder_pk(name[0]), *keys.time_range(EARLIEST, LATEST))
    places = [*read_range(client, query, lambda item: (item["PK"]["S"], item["SK"]["S"])), *unlisted]
    lines = client.batch_get(places, consistent=True, decode=order_items.line).values()
    return [line for line in lines if (line.sku, line.warehouse) == name]


def _allocated(item: WireItem) -> tuple[int, int]:
    return int(item["Revision"]["N"]), int(item["Allocated"]["N"])
