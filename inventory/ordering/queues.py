"""Lists of orders: by status, by customer, by the SKU they hold; and how many there are of each status."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from inventory.dynamodb import expressions, keys, order_items
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.paging import Range, count_rows, look_through, read_page
from inventory.entities import Order, OrderLine, OrderStatus, Page, Record
from inventory.moments import EARLIEST, LATEST
from inventory.overview import MOST_COUNTED, Count
from inventory.parallel import together

KEEP_SECONDS = 10.0


@dataclass(frozen=True)
class OrderFilter:
    """Which orders of a list are shown; None is all."""

    status: OrderStatus | None = None
    customer: str | None = None
    warehouse: str | None = None


@dataclass(frozen=True)
class Holding(Record):
    """An order that holds units of a SKU, and the line that does."""

    order: Order
    line: OrderLine


def by_status(
    client: DynamoDBClient, asked: OrderFilter, status: OrderStatus, newest_first: bool, limit: int, cursor: str | None
) -> Page[Order]:
    """The orders of a status by time. Raises InvalidCursor."""
    return _page(client, _of_status(status, newest_first), asked, limit, cursor)


def of_customer(
    client: DynamoDBClient, asked: OrderFilter, customer: str, newest_first: bool, limit: int, cursor: str | None
) -> Page[Order]:
    """A customer's orders by time. Raises InvalidCursor."""
    low, high = keys.customer_order_range()
    query = Range("GSI1", keys.customer_pk(customer), low, high, descending=newest_first)
    return _page(client, query, asked, limit, cursor)


def _page(client: DynamoDBClient, query: Range, asked: OrderFilter, limit: int, cursor: str | None) -> Page[Order]:
    equal = {name: value for name, value in (("Status", asked.status), ("CustomerId", asked.customer)) if value}
    within = [("Warehouses", asked.warehouse)] if asked.warehouse else []
    filtered = expressions.matching(equal, within)
    if filtered is None:
        return read_page(client, query, limit, cursor, order_items.order)
    return look_through(client, query, filtered, limit, cursor, order_items.order)


def _of_status(status: OrderStatus, newest_first: bool = False) -> Range:
    return Range("GSI2", keys.status_pk(status), *keys.time_range(EARLIEST, LATEST), descending=newest_first)


def holding(client: DynamoDBClient, sku: str, limit: int, cursor: str | None) -> Page[Holding]:
    """The lines that hold units of a SKU, oldest first, with their orders: two calls. Raises InvalidCursor."""
    pk = keys.holder_pk(sku)
    lines = read_page(client, Range("GSI1", pk, *keys.time_range(EARLIEST, LATEST)), limit, cursor, order_items.line)
    wanted = [order_items.order_key(line.order_id) for line in lines]
    orders = client.batch_get(wanted, consistent=True, decode=order_items.order) if wanted else {}
    found = [(orders.get(order_items.order_key(line.order_id)), line) for line in lines]
    return Page([Holding(order, line) for order, line in found if order], lines.cursor)


class OrderCounts:
    """How many orders have each status, counted up to a bound; counted again after KEEP_SECONDS or a change here."""

    def __init__(self, client: DynamoDBClient) -> None:
        self._client = client
        self._lock = threading.Lock()
        self._counted: Mapping[OrderStatus, Count] = {}
        self._counted_at: float | None = None

    def current(self) -> Mapping[OrderStatus, Count]:
        """Every status has an entry."""
        with self._lock:
            if self._counted_at is None or time.monotonic() - self._counted_at > KEEP_SECONDS:
                self._counted, self._counted_at = self._count(), time.monotonic()
            return self._counted

    def forget(self) -> None:
        """Count again at the next call."""
        self._counted_at = None

    def _count(self) -> Mapping[OrderStatus, Count]:
        statuses = list(OrderStatus)
        counts = together(*(partial(count_rows, self._client, _of_status(one), MOST_COUNTED) for one in statuses))
        return {status: Count(*count) for status, count in zip(statuses, counts, strict=True)}
