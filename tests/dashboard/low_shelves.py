"""Variants that run low, and how to read the pages that show and adjust them."""

import re
from collections.abc import Callable
from html import unescape
from itertools import count
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from inventory import InventoryManager
from inventory.entities import Warehouse
from web.dom import dom_id

_NUMBERS = count(1)


@pytest.fixture(scope="module")
def filling() -> Callable[[InventoryManager], None]:
    """Two warehouses, for tests that bring their own stock."""
    return _fill


def _fill(inventory: InventoryManager) -> None:
    for warehouse in ("WH001", "WH002"):
        inventory.registry.put_warehouse(Warehouse(warehouse, warehouse))


def new_sku(inventory: InventoryManager, units: int, **more: Any) -> str:
    """A variant of a product of its own in WH001, that no other test touches; ``more`` as a variant's fields."""
    sku = f"LOW-{next(_NUMBERS)}"
    variant = {"sku": sku, "price": "1", "stock": units, "warehouse": "WH001", "attributes": {"Size": "M"}, **more}
    product = {"product_id": f"P-{sku}", "name": f"Product of {sku}", "category": "Low", "base_price": "1"}
    # In bulk, since a transaction costs moto a copy of the whole table.
    inventory.batch_create_products([{**product, "variants": [variant]}])
    return sku


def reserve(inventory: InventoryManager, sku: str, units: int) -> None:
    """Promise units to an order."""
    line = {"sku": sku, "quantity": units, "price": "1"}
    inventory.create_order_transaction(f"ORDER-{sku}", "C", [line])


def available(inventory: InventoryManager, sku: str, warehouse: str = "WH001") -> int:
    card = inventory.get_stock_card(sku)
    assert card
    return next((level.stock for level in card.variant.levels if level.warehouse == warehouse), 0)


def movements(inventory: InventoryManager, sku: str, warehouse: str = "WH001") -> list[tuple[int, str]]:
    """(change, reason) of each, newest first."""
    return [(move.change, move.reason) for move in inventory.get_ledger(sku, warehouse)]


def adjust_address(sku: str, warehouse: str = "WH001", **query: str) -> str:
    asked = "".join(f"&{name}={quote(value)}" for name, value in query.items())
    return f"/adjust/{quote(sku)}/?warehouse={warehouse}{asked}"


def text(response: Any) -> str:
    return unescape(response.content.decode())


def hidden(response: Any, name: str) -> str:
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', response.content.decode())
    assert found, f"no hidden {name}"
    return unescape(found[1])


def typed(response: Any, **fields: str) -> dict[str, str]:
    """What a browser sends from the form in ``response``: +5 received, but for ``fields``."""
    kept = {name: hidden(response, name) for name in ("request_key", "revision")}
    return {"mode": "change", "quantity": "+5", "reason": "received", "note": "", "min_stock": "", **kept, **fields}


def fill_in(client: Client, address: str, **fields: str) -> dict[str, str]:
    """The form at ``address``, opened and filled in."""
    return typed(client.get(address), **fields)


def message_of(response: Any, field: str, sku: str, warehouse: str = "WH001") -> str:
    """The message tied to a field, which must be marked as wrong; empty where there is none."""
    page, field_id = response.content.decode(), f"{dom_id('adjust', sku, warehouse)}_{field}"
    found = re.search(rf'id="{field_id}_error">([^<]*)<', page)
    if not found:
        return ""
    control = re.search(
        rf'<(?:input|select|fieldset)[^>]*(?:id="{field_id}"|aria-describedby="{field_id}_error")[^>]*>', page
    )
    assert control and f'{field_id}_error"' in control[0], "the message is not tied to its field"
    return unescape(found[1])


def rows(response: Any) -> list[str]:
    """The SKUs listed, in their order."""
    return re.findall(r'<td class="c-name">.*?<span class="line muted">([^<]*)</span>', response.content.decode())


def row(response: Any, sku: str) -> str:
    """A row as text, cells apart by |."""
    whole = re.search(
        rf'<tr id="row-[^>]*>(?:(?!</tr>).)*>{re.escape(sku)}<.*?</tr>', response.content.decode(), re.DOTALL
    )
    assert whole, f"no row for {sku}"
    cells = re.sub(r"</td>", " | ", whole[0])
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", cells))).strip()


def seen(response: Any) -> list[str]:
    return re.findall(r'name="seen" value="([^"]*)"', response.content.decode())
