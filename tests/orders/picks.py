"""Orders that are picked, and how to read and fill in the pages of picking."""

import re
import uuid
from dataclasses import replace
from html import unescape
from itertools import count
from typing import Any, Final

import pytest
from django.test import Client
from django.urls import reverse

from inventory import InventoryManager
from inventory.entities import OrderLine, OrderStatus
from tests.dashboard.ledgers import main, words
from tests.orders.books import a_line, an_order, put_orders

_NUMBERS = count(1)
# Index: SKU, units, warehouse. In walking order the third comes first, and the second last.
LINES: Final = {1: ("VEST-M", 3, "WH001"), 2: ("VEST-L", 1, "WH002"), 3: ("VEST-S", 12, "WH001")}


@pytest.fixture(scope="module", autouse=True)
def shelves(stock: InventoryManager) -> None:
    """VEST-S lies before VEST-M in WH001, and has a barcode; VEST-L lies in WH002, in no bin."""
    stock.set_bin("VEST-M", "WH001", "A-12-3", "tests")
    stock.set_bin("VEST-S", "WH001", "A-2-1", "tests")
    card = stock.get_stock_card("VEST-S")
    assert card
    variant = card.variant
    kept: dict[str, Any] = {"name": variant.name, "price": variant.price, "attributes": variant.attributes}
    stock.edit_variant("VEST-S", **kept, barcode="4006381333931", actor="tests")


def new_order(stock: InventoryManager, status: OrderStatus = OrderStatus.PICKING, **lines: dict[str, int]) -> str:
    """The order of LINES, of the test's own; ``line_1={"picked": 2}`` says how a line of it stands."""
    order_id = f"A/B %? {next(_NUMBERS)}"
    order = an_order(order_id, status=status, line_count=3, units=16, warehouses=("WH001", "WH002"))
    made = []
    for index, (sku, units, warehouse) in LINES.items():
        more = {"warehouse": warehouse, "name": f"Vest <{sku}>", **lines.get(f"line_{index}", {})}
        made.append(replace(a_line(order, sku, units, index, **more), product_id="VEST"))
    put_orders(stock, [order], made)
    return order_id


def long_order(stock: InventoryManager, lines: int, picked: int = 0, **more: Any) -> str:
    """An order of so many lines of one unit each, ``SKU-001`` and on; the first so many of them are picked."""
    order_id = f"LONG-{next(_NUMBERS)}"
    order = an_order(order_id, status=OrderStatus.PICKING, line_count=lines, units=lines)
    given = {"name": "Nitrile gloves, box of 100, size <9>", **more}
    put_orders(
        stock,
        [order],
        [replace(a_line(order, f"SKU-{i:03}", 1, i, picked=int(i <= picked)), **given) for i in range(1, lines + 1)],
    )
    return order_id


def picked(stock: InventoryManager, order_id: str) -> list[int]:
    """How many units of each line are picked."""
    return [line.picked for line in lines_of(stock, order_id)]


def lines_of(stock: InventoryManager, order_id: str) -> tuple[OrderLine, ...]:
    order = stock.get_order_with_items(order_id)
    assert order
    return order.lines


def pick_address(order_id: str, query: str = "") -> str:
    return reverse("orders:pick", args=[order_id]) + query


def scan_address(order_id: str, query: str = "") -> str:
    return reverse("orders:pick_scan", args=[order_id]) + query


def line_address(order_id: str, index: int, query: str = "") -> str:
    return reverse("orders:pick_line", args=[order_id, index]) + query


def scan(client: Client, order_id: str, code: str, key: str | None = None, query: str = "") -> Any:
    """As the form of the page sends it, under a key of its own."""
    return client.post(scan_address(order_id, query), {"code": code, "request_key": key or uuid.uuid4().hex})


def tick(client: Client, order_id: str, index: int, units: object, key: str | None = None, **headers: str) -> Any:
    """As a line's form sends it, under a key of its own."""
    given = {"units": units, "request_key": key or uuid.uuid4().hex}
    return client.post(line_address(order_id, index), given, headers=headers)


def stops(response: Any) -> list[str]:
    """The words of each stop shown, without what only readers hear; bin, goods and SKU, count, tick."""
    found = re.findall(r'<tr id="stop-\d+".*?</tr>', response.content.decode(), re.DOTALL)
    return [words(re.sub(r'<span class="hidden">[^<]*</span>', "", each)) for each in found]


def replaced(response: Any) -> list[str]:
    """What a fragment puts its parts into."""
    return re.findall(r'<hx-partial hx-target="([^"]*)"', response.content.decode())


def part(response: Any, target: str) -> str:
    """The words of one part of a fragment."""
    found = re.search(
        rf'<hx-partial hx-target="{target}"[^>]*>(.*?)</hx-partial>', response.content.decode(), re.DOTALL
    )
    assert found, f"nothing for {target}"
    return words(found[1])


def said(response: Any) -> str:
    """What the page says of the last scan."""
    found = re.search(r'<div class="said.*?</div>', main(response), re.DOTALL)
    return words(found[0]) if found else ""


def progress(response: Any) -> str:
    found = re.search(r'<div id="progress">.*?\n</div>', response.content.decode(), re.DOTALL)
    return words(found[0]) if found else ""


def keys_of(response: Any) -> list[str]:
    """The request keys of the forms."""
    return [unescape(key) for key in re.findall(r'name="request_key"[^>]* value="([^"]*)"', response.content.decode())]
