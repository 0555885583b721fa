"""Goods to order in two warehouses, and how to write and read the form of a new order."""

import re
import uuid
from collections.abc import Callable, Sequence
from html import unescape
from itertools import count
from typing import Any, Final

import pytest
from django.test import Client

from inventory import InventoryManager
from inventory.entities import Warehouse
from web.dom import dom_id

NEW: Final = "/orders/new/"
LEIPZIG, GDANSK = "WH001", "WH002"
_NUMBERS = count(1)


@pytest.fixture(scope="module")
def filling() -> Callable[[InventoryManager], None]:
    """Two warehouses, and boots in some sizes."""
    return _fill


def _fill(inventory: InventoryManager) -> None:
    inventory.registry.put_warehouse(Warehouse(LEIPZIG, "Leipzig"))
    inventory.registry.put_warehouse(Warehouse(GDANSK, "Gdansk"))
    inventory.batch_create_products([_boots(), _gloves()])
    inventory.adjust_stock(
        "BOOT-42", change=40, reason="received", warehouse=GDANSK, actor="tests", request_key="boots-in-gdansk"
    )


def _boots() -> dict[str, Any]:
    """Sizes 41 to 52 at 89.00, each with 5 in Leipzig; of 42 there are 40 in Gdansk too, and it has a barcode."""
    variants = [
        {"sku": f"BOOT-{size}", "price": "89.00", "stock": 5, "attributes": {"Size": f"EU {size}"}}
        for size in range(41, 53)
    ]
    variants[1]["barcode"] = "4006381333931"
    return _product("BOOT", "Steel-toe boots <S3>", variants)


def _gloves() -> dict[str, Any]:
    return _product("GLOVE", "Nitrile gloves", [{"sku": "GLOVE-M", "price": "7.50", "stock": 100}])


def _product(product_id: str, name: str, variants: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "product_id": product_id,
        "name": name,
        "category": "Protective wear",
        "base_price": "1",
        "variants": variants,
    }


def new_sku(inventory: InventoryManager, units: int = 10, price: str = "2.50", **more: Any) -> str:
    """A SKU of a product of its own with ``units`` in Leipzig, that no other test touches."""
    sku = f"OWN-{next(_NUMBERS)}"
    variant = {"sku": sku, "price": price, "stock": units, "warehouse": LEIPZIG, **more}
    inventory.batch_create_products([_product(f"P-{sku}", f"Product of {sku}", [variant])])
    return sku


def stock_elsewhere(inventory: InventoryManager, sku: str, units: int) -> None:
    """Units of a SKU in Gdansk."""
    key = uuid.uuid4().hex
    inventory.adjust_stock(sku, change=units, reason="received", warehouse=GDANSK, actor="tests", request_key=key)


def new_id() -> str:
    """The id of an order that no other test places."""
    return f"SO-{next(_NUMBERS):08}"


def available(inventory: InventoryManager, sku: str, warehouse: str = LEIPZIG) -> int:
    return inventory.offers([sku])[sku].available(warehouse)


def refusing(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Let the inventory refuse every order with ``error``."""

    def refuse(*args: Any, **kwargs: Any) -> None:
        raise error

    monkeypatch.setattr(InventoryManager, "create_order_transaction", refuse)


Line = tuple[str, str, str, str]


def line(sku: str, quantity: object = 1, price: str = "2.50", warehouse: str = LEIPZIG) -> Line:
    """A line as the form has it: what is carried of it, quantity, warehouse."""
    return (f"{price} {sku}", str(quantity), warehouse, sku)


def press(client: Client, action: str = "add", lines: Sequence[Line] = (), **fields: str) -> Any:
    """The answer to a button of the form, with ``lines`` and what is typed in other fields."""
    given: dict[str, Any] = {"order_id": "SO-0000000A", "customer": "CUST-1", "action": action, **fields}
    given |= dict(zip(("line", "quantity", "warehouse"), zip(*(each[:3] for each in lines), strict=True), strict=False))
    return client.post(NEW, given)


def place(client: Client, *lines: Line, **fields: str) -> Any:
    """The answer to Place order; an order of its own, unless ``order_id`` says which."""
    return press(client, "place", lines, **{"order_id": new_id(), **fields})


def text(response: Any) -> str:
    """What is to be read of an answer; of a page, its main part."""
    whole = response.content.decode()
    shown = re.sub(r"<option.*?</option>", "", whole[max(whole.find("<main"), 0) :])
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", shown)).split())


def rows(response: Any) -> dict[str, str]:
    """By SKU: the text of its row, without what can be chosen."""
    found = re.findall(r'<tr id="line-[^>]*>.*?</tr>', response.content.decode(), re.DOTALL)
    return {_value(row, "remove"): _plain(row) for row in found}


def typed(response: Any) -> dict[str, tuple[str, str, str]]:
    """By SKU: the quantity, the warehouse and the price that its row would send."""
    found = re.findall(r'<tr id="line-[^>]*>.*?</tr>', response.content.decode(), re.DOTALL)
    return {
        _value(row, "remove"): (_value(row, "quantity"), _warehouse(row), _value(row, "line").partition(" ")[0])
        for row in found
    }


def _warehouse(row: str) -> str:
    options = re.findall(r'<option value="([^"]*)"( selected)?>', row)
    return (
        next((unescape(value) for value, is_chosen in options if is_chosen), "")
        if options
        else _value(row, "warehouse")
    )


def _plain(row: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<select.*?</select>", "", row))).split())


def _value(html: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*? value="([^"]*)"', html)
    assert found, f"no {name}"
    return unescape(found[1])


def order_id(response: Any) -> str:
    """The id under which the form would place an order."""
    return _value(response.content.decode(), "order_id")


def value(response: Any, name: str) -> str:
    """What is typed in a field."""
    whole = response.content.decode()
    area = re.search(rf'<textarea name="{name}"[^>]*>\r?\n?(.*?)</textarea>', whole, re.DOTALL)
    found = area or re.search(rf'<input [^>]*?name="{name}"(?: value="([^"]*)")?', whole)
    assert found, f"no {name}"
    return unescape(found[1] or "")


def error_of(response: Any, field_id: str) -> str:
    """What is said to be wrong with a field, which must be marked and tied to it; empty where nothing is."""
    return _error(response.content.decode(), field_id, f"{field_id}_error")


def error_in_row(response: Any, field: str, sku: str) -> str:
    """``error_of`` the quantity or the warehouse of a SKU."""
    return _error(response.content.decode(), dom_id(field, sku), f"{field}-{dom_id('line', sku)}")


def _error(whole: str, field_id: str, error_id: str) -> str:
    found = re.search(rf'id="{re.escape(error_id)}"[^>]*>(.*?)</(?:p|span|ul)>', whole, re.DOTALL)
    if not found:
        return ""
    control = re.search(rf'<(?:input|select|textarea)[^>]*id="{re.escape(field_id)}"[^>]*>', whole)
    if control:  # a part may have the words alone
        assert 'aria-invalid="true"' in control[0] and error_id in control[0], "not tied to its field"
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[1])).split())


def totals(response: Any) -> str:
    """``2 lines · 5 units 12.50``"""
    found = re.search(r'(?:id="totals"[^>]*>|hx-target="#totals"[^>]*>)(.*?)</p>', response.content.decode(), re.DOTALL)
    assert found, "no totals"
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split())
