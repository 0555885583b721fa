"""Orders written straight into the table, and how to read the lists of them."""

import re
from collections.abc import Iterable
from decimal import Decimal
from html import unescape
from typing import Any, Final

from inventory import InventoryManager
from inventory.dynamodb import order_items, order_story_items
from inventory.entities import Order, OrderLine, OrderStatus
from inventory.order_story import Customer
from tests.dashboard.ledgers import main, words

# A moment of the day on which these orders are placed.
DAY: Final = "2026-03-02T{}:00.000000Z"
# What pages may weigh, gzipped, and how many elements they may have.
PAGE_BYTES: Final = 14 * 1024
PAGE_NODES: Final = 1200


def an_order(order_id: str, time: str = "09:00", **more: Any) -> Order:
    """An order of one line and one unit from WH001, placed at ``time`` of the day, unless said otherwise."""
    given: dict[str, Any] = {
        "customer_id": "CUST-1",
        "total": Decimal("12.50"),
        "status": OrderStatus.PENDING,
        "created_at": DAY.format(time),
        "updated_at": DAY.format(time),
        "line_count": 1,
        "units": 1,
        "warehouses": ("WH001",),
    }
    return Order(order_id, **{**given, **more})


def a_line(order: Order, sku: str, quantity: int = 1, index: int = 1, **more: Any) -> OrderLine:
    """A line of ``order``, from WH001 unless said otherwise."""
    given: dict[str, Any] = {"warehouse": "WH001", "created_at": order.created_at}
    return OrderLine(
        order.order_id, index, f"P-{sku}", sku, quantity, Decimal(1), Decimal(quantity), **{**given, **more}
    )


def put_orders(stock: InventoryManager, orders: Iterable[Order], lines: Iterable[OrderLine] = ()) -> None:
    """As they are, without their stock: a transaction costs moto a copy of the whole table."""
    rows = [order_items.order_item(order, "") for order in orders]
    stock.client.batch_write([*rows, *(order_items.line_item(line) for line in lines)])


def put_customers(stock: InventoryManager, customer_ids: Iterable[str], time: str = "09:00") -> None:
    stock.client.batch_write(
        [order_story_items.customer_item(Customer(each, DAY.format(time))) for each in customer_ids]
    )


def listed(response: Any) -> list[str]:
    """The ids in the first column, in their order."""
    found = re.findall(r'<td class="c-name"><a [^>]*>([^<]*)</a>', response.content.decode())
    return [unescape(each) for each in found]


def statuses(response: Any) -> dict[str, str]:
    """The words of the statuses above a list, and the address each leads to."""
    nav = re.search(r'<nav class="statuses".*?</nav>', main(response), re.DOTALL)
    links = re.findall(r'<a class="button quiet" href="([^"]*)"[^>]*>(.*?)</a>', nav[0] if nav else "", re.DOTALL)
    return {words(inner): unescape(address) for address, inner in links}


def chosen(response: Any) -> list[str]:
    """The words of the status that is marked."""
    links = re.findall(r'<a class="button quiet" href="[^"]*" aria-current="true">(.*?)</a>', main(response))
    return [words(inner) for inner in links]


def nodes(response: Any) -> int:
    """How many elements the page has."""
    return len(re.findall(r"<[a-z]", response.content.decode()))
