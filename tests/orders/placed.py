"""Orders that tests place and move, and how to read their pages."""

import re
import uuid
from collections.abc import Callable, Iterator
from html import unescape
from itertools import count
from typing import Any, Final

import pytest
from django.urls import reverse

from inventory import InventoryManager
from inventory.entities import Order, OrderStatus, OrderWithItems
from inventory.ordering.reading import OrderSheet
from tests.dashboard.ledgers import main, words
from tests.light_moto import saved
from tests.people import ROLES, person

HOSTILE_TEXTS: Final = (
    "x" * 10_000,
    "9" * 5000,
    "<script>alert(1)</script>",
    "\u202eleft\u202c",
    "٣",
    "-1",
    "1e9",
    "1.5",
    "\x00",
    "'; DROP",
)
_NUMBERS: Final = count(1)
# The way that orders go, and who takes them along it.
WAY: Final = (OrderStatus.PICKING, OrderStatus.PACKED, OrderStatus.SHIPPED, OrderStatus.DELIVERED)


@pytest.fixture(scope="module")
def bare_table(stock: InventoryManager) -> Callable[[], None]:
    """Brings the table back to how the file found it, with its users."""
    for name in ROLES:
        person(stock, name)
    return saved(stock.client.table_name)


@pytest.fixture
def bare(bare_table: Callable[[], None]) -> Iterator[None]:
    """The table stays small: a transaction costs moto a copy of it."""
    yield
    bare_table()


def new_key() -> str:
    """A request key of the test's own."""
    return uuid.uuid4().hex


def new_skus(stock: InventoryManager, number: int, units: int = 100, **more: Any) -> list[str]:
    """SKUs that no other test touches, each of a product of its own, in WH001."""
    skus = [f"SK{next(_NUMBERS):05}" for _ in range(number)]
    stock.batch_create_products(
        [
            {
                "product_id": f"P-{sku}",
                "name": f"Thing {sku}",
                "category": "Things",
                "base_price": "2",
                "variants": [{"sku": sku, "price": "2", "stock": units, "warehouse": "WH001", **more}],
            }
            for sku in skus
        ]
    )
    return skus


def place(stock: InventoryManager, *quantities: int, order_id: str = "", units: int = 100, **more: Any) -> str:
    """An order of anna's for a customer CUST, a line of a new SKU for each of ``quantities``."""
    order_id = order_id or f"SO-{next(_NUMBERS)}"
    skus = new_skus(stock, len(quantities), units)
    items = [{"sku": sku, "quantity": n, "price": "2.50"} for sku, n in zip(skus, quantities, strict=True)]
    stock.create_order_transaction(order_id, "CUST", items, actor="anna", **more)
    return order_id


def bring(stock: InventoryManager, order_id: str, status: OrderStatus) -> str:
    """Take a pending order along its way to ``status``."""
    if status in (OrderStatus.ON_HOLD, OrderStatus.CANCELLED):
        stock.move_order(order_id, status, "bert")
    for to in WAY[: WAY.index(status) + 1] if status in WAY else ():
        if to is OrderStatus.SHIPPED:
            stock.ship_order(order_id, actor="bert")
        else:
            stock.move_order(order_id, to, "bert")
    return order_id


def placed_at(stock: InventoryManager, status: OrderStatus, *quantities: int) -> str:
    return bring(stock, place(stock, *(quantities or (3, 2))), status)


def whole(stock: InventoryManager, order_id: str) -> OrderWithItems:
    order = stock.get_order_with_items(order_id)
    assert order
    return order


def sheet(stock: InventoryManager, order_id: str) -> OrderSheet:
    found = stock.get_order_sheet(order_id)
    assert found
    return found


def status_of(stock: InventoryManager, order_id: str) -> Order:
    return sheet(stock, order_id).order


def stock_of(stock: InventoryManager, order_id: str) -> list[tuple[int, int]]:
    """Available and allocated units of each line's SKU."""
    cards = [stock.get_stock_card(line.sku) for line in whole(stock, order_id).lines]
    return [(card.variant.stock, card.variant.allocated) for card in cards if card]


def address(name: str, order_id: str) -> str:
    """Of a page about an order; ``order`` is its own."""
    return reverse(f"orders:{name}", args=[order_id])


def field(response: Any, name: str) -> str:
    """The value of a field of the page's form."""
    found = re.search(rf'<input[^>]* name="{re.escape(name)}"[^>]*>', main(response))
    assert found, f"no field {name}"
    value = re.search(r' value="([^"]*)"', found[0])
    return unescape(value[1]) if value else ""


def has_field(response: Any, name: str) -> bool:
    return f'name="{name}"' in main(response)


def error_of(response: Any, name: str) -> str:
    """The message beside the field ``name``, which says itself that it is wrong; empty where there is none."""
    text = main(response)
    control = re.search(rf'<(?:input|textarea)[^>]*name="{re.escape(name)}"[^>]*>', text)
    message = re.search(rf'id="id_{re.escape(name)}_error">([^<]*)<', text)
    return unescape(message[1]) if message and control and 'aria-invalid="true"' in control[0] else ""


def alert(response: Any) -> str:
    """What stands above a form or a page that was refused."""
    found = re.search(r'<div class="message[^"]*" role="alert">(.*?)</div>', main(response), re.DOTALL)
    return words(found[1]) if found else ""


def buttons(response: Any) -> list[str]:
    """What may be done with the order, by the words of the buttons."""
    found = re.findall(r'<(?:button|a) class="button[^"]*" id="act-[^>]*>(.*?)</', main(response))
    return [words(each) for each in found]


def toast(response: Any) -> str:
    found = re.search(r"data-toast><p>([^<]*)<", response.content.decode())
    return unescape(found[1]) if found else ""


def raising(error: Exception) -> Any:
    """In place of a method: it meets ``error``."""

    def raises(*_: object, **__: object) -> None:
        raise error

    return raises


def partly_shipped(stock: InventoryManager) -> str:
    """An order of 3 and 2 units with one shipped."""
    order_id = placed_at(stock, OrderStatus.PACKED, 3, 2)
    stock.ship_order(order_id, {1: 1}, actor="bert")
    return order_id


def an_order_for(stock: InventoryManager, name: str) -> str:
    return partly_shipped(stock) if name == "close" else place(stock, 3)


def packed(stock: InventoryManager, *quantities: int, picked: dict[int, int] | None = None) -> str:
    """A packed order of 3 and 2 units, unless said otherwise, with so many units picked by line."""
    order_id = placed_at(stock, OrderStatus.PICKING, *quantities)
    for index, units in (picked or {}).items():
        stock.pick_units(order_id, index, units)
    stock.move_order(order_id, OrderStatus.PACKED)
    return order_id


def sent(page: Any, **typed: object) -> dict[str, object]:
    """What the page's form sends, with what was typed."""
    return {"what": "lines", "request_key": field(page, "request_key"), "picked": field(page, "picked"), **typed}


def shipped(stock: InventoryManager, order_id: str) -> list[tuple[int, int]]:
    """Shipped and closed units by line."""
    return [(line.shipped, line.closed) for line in whole(stock, order_id).lines]
