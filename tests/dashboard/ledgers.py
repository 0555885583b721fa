"""A SKU with a past, and how to read what the pages say of it."""

import re
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from html import unescape
from typing import Any, Final

import pytest
from django.urls import reverse

from inventory import InventoryManager, clock
from inventory.dynamodb.ledger_items import movement_item
from inventory.entities import StockLevel

HOME: Final = "WH001"
# What a person, or somebody who means harm, may put into an address. Bytes that are no UTF-8 come as they would.
HOSTILE: Final = (
    "\x00",
    "x" * 10_000,
    "9" * 5000,
    "<script>alert(1)</script>",
    "=HYPERLINK(1)",
    "\u202eleft\u202c",
    "٣",
    "'; DROP",
    "../..",
    "\udcff",
    "-1",
    "1e9",
)


def new_sku(stock: InventoryManager, units: int = 10, **more: Any) -> str:
    """A SKU of its own product, with ``units`` at home."""
    name = f"S-{uuid.uuid4().hex[:8].upper()}"
    variant = {"sku": name, "price": "2.50", "stock": units, **more}
    stock.create_product(f"P-{name}", f"Thing {name}", "Things", "2", variants=[variant])
    return name


def adjust(stock: InventoryManager, sku: str, change: int, **more: Any) -> StockLevel:
    """Change a SKU's stock as somebody called anna, for the reason received, unless said otherwise."""
    given = {"reason": "received", "actor": "anna", "request_key": uuid.uuid4().hex, **more}
    return stock.adjust_stock(sku, change=change, **given).level


def long_ledger(stock: InventoryManager, sku: str, rows: int, **more: Any) -> None:
    """Give a SKU with one unit ``rows`` movements of one unit more, written straight into its ledger: moto copies its
    whole table for each transaction."""
    first = stock.get_movements(sku, HOME, [1])[1]
    made = []
    for number in range(2, rows + 2):
        balance = {"revision": number, "change": 1, "stock": number, "created_at": clock.timestamp()}
        made.append(replace(first, **{"reason": "received", "actor": "anna", **balance, **more}))
    stock.client.batch_write([movement_item(movement) for movement in made])


def card(sku: str) -> str:
    """The address of a stock card."""
    return reverse("dashboard:stock", args=[sku])


def main(response: Any) -> str:
    """The part of the page that is its own; a fragment as it is."""
    text: str = response.content.decode()
    return text[text.index("<main") : text.index("</main>")] if "<main" in text else text


def words(html: str) -> str:
    """The text of some HTML, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def rows(response: Any, table: str = "moves") -> list[list[str]]:
    """The text of the cells of a table's rows, head and foot apart."""
    text = main(response)
    found = re.search(rf'<table class="{table}".*?</table>', text, re.DOTALL)
    if "<main" in response.content.decode() and not found:
        return []
    body = re.sub(r"<(thead|tfoot|caption).*?</\1>", "", found[0] if found else text, flags=re.DOTALL)
    each = re.findall(r"<tr(?! class=\"more\")[^>]*>(.*?)</tr>", body, re.DOTALL)
    return [[words(cell) for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL)] for row in each]


def error_beside(response: Any, name: str) -> str:
    """The message beside the field ``name``, which says itself that it is wrong; empty where there is none."""
    text = main(response)
    message = re.search(rf'id="id_{name}_error">([^<]*)<', text)
    control = re.search(rf'<(?:input|select)[^>]*name="{name}"[^>]*id="id_{name}"[^>]*>', text)
    if not message or not control or 'aria-invalid="true"' not in control[0]:
        return ""
    return unescape(message[1])


def more_link(response: Any, label: str = "Load more") -> str:
    found = re.search(rf'href="([^"]*cursor=[^"]*)"[^>]*>{label}', response.content.decode())
    assert found, f"no link {label}"
    return unescape(found[1])


def clock_of(patch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """``at = clock_of(patch)``; after ``at("2026-01-31T09:30:00")`` what is recorded is of that moment."""
    in_words = clock.timestamp

    def at(moment: str) -> None:
        now = f"{moment}.000000Z"
        patch.setattr(clock, "timestamp", lambda given=None: in_words(given) if given else now)

    return at


def column(table: Sequence[Sequence[str]], place: int) -> list[str]:
    return [row[place] for row in table]
