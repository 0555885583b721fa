"""Who ordered. A customer's row is made after the first order; what it ordered, the orders themselves say."""

import threading
from collections import Counter, OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from inventory import clock
from inventory.dynamodb import keys, order_items, order_story_items
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.paging import Range, first_rows, read_page
from inventory.entities import OrderStatus, Page, Record
from inventory.errors import EngineUnavailable
from inventory.order_story import Customer
from inventory.overview import MOST_COUNTED, Count

_KEPT = 10_000
# What no customer pays for.
_NOT_COUNTED = {
    OrderStatus.CANCELLED,
    OrderStatus.CANCELLING,
    OrderStatus.REJECTED,
    OrderStatus.REJECTING,
    OrderStatus.RETURNED,
    OrderStatus.RECEIVING,
}


class Customers:
    """The customers this process met last need not be written down again."""

    def __init__(self, client: DynamoDBClient) -> None:
        self._client = client
        self._lock = threading.Lock()
        self._known: OrderedDict[str, None] = OrderedDict()

    def remember(self, customer_id: str) -> None:
        """Make sure that a customer is listed. Costs nothing for those this process knows.

        The order is placed by then: where the table does not answer, the customer's next order says it again.
        """
        with self._lock:
            if customer_id in self._known:
                return
        try:
            self._client.put_if_absent(order_story_items.customer_item(Customer(customer_id, clock.timestamp())))
        except EngineUnavailable:
            return
        with self._lock:
            self._known[customer_id] = None
            if len(self._known) > _KEPT:
                self._known.popitem(last=False)


@dataclass(frozen=True)
class CustomerSummary(Record):
    """What a customer ordered, added up over the newest orders; ``more`` says that there are older ones.

    ``total`` and ``units`` leave out orders that were cancelled or rejected, and goods that came back.
    """

    customer: Customer
    orders: Count
    total: Decimal
    units: int
    first_at: str
    last_at: str
    by_status: Mapping[OrderStatus, int]
    more: bool


def listed(client: DynamoDBClient, beginning: str, limit: int, cursor: str | None) -> Page[Customer]:
    """Customers by id, those whose id begins so. Raises InvalidCursor."""
    query = Range("GSI2", keys.customers_pk(), *keys.customers_range(beginning))
    return read_page(client, query, limit, cursor, order_story_items.customer)


def summary(client: DynamoDBClient, customer_id: str) -> CustomerSummary | None:
    """None for a customer who never ordered.

    By one Query, and one GetItem more where there are no orders, or more than are added up.
    """
    query = Range("GSI1", keys.customer_pk(customer_id), *keys.customer_order_range(), descending=True)
    rows, more = first_rows(client, query, MOST_COUNTED)
    orders = [order_items.order(row) for row in rows]
    oldest = Customer(customer_id, orders[-1].created_at) if orders else None
    customer = oldest if oldest and not more else _listed(client, customer_id) or oldest
    if customer is None:
        return None
    counted = [order for order in orders if order.status not in _NOT_COUNTED]
    return CustomerSummary(
        customer=customer,
        orders=Count(len(orders), more),
        total=sum((order.total for order in counted), Decimal("0.00")),
        units=sum(order.units for order in counted),
        first_at=orders[-1].created_at if orders else "",
        last_at=orders[0].created_at if orders else "",
        by_status=Counter(order.status for order in orders),
        more=more,
    )


def _listed(client: DynamoDBClient, customer_id: str) -> Customer | None:
    # The index may not know yet who just placed a first order; and it says no more than the newest orders do.
    return client.get(keys.customer_pk(customer_id), keys.METADATA, consistent=True, decode=order_story_items.customer)
