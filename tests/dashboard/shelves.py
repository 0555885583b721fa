"""What the pages have to show, and how to read them."""

import re
from html import unescape
from typing import Any

from inventory import InventoryManager

TOOLS = "/categories/Tools/"
ODD_CATEGORIES = ("Nuts / Bolts & Co", "100% Cotton", "..", "Ständer für Öfen", "工具", "a\\b?c=d")


def fill(inventory: InventoryManager) -> None:
    tools = [
        {"product_id": f"T{i:02}", "name": f"Tool {i}", "category": "Tools", "base_price": f"{i}.00"}
        for i in range(1, 61)
    ]
    odd = [
        {"product_id": f"ODD-{i}", "name": f"Odd {i}", "category": name, "base_price": "5"}
        for i, name in enumerate(ODD_CATEGORIES)
    ]
    inventory.batch_create_products(tools + odd)
    inventory.create_product(
        "VEST",
        "Hi-vis vest <EN 471>",
        "Safety",
        "12.50",
        "Two bands,\nall sizes",
        variants=[
            {"sku": "VEST-M", "price": "12.50", "stock": 1234, "attributes": {"Size": "M"}},
            {
                "sku": "VEST-L",
                "price": "13.50",
                "stock": 10,
                "warehouse": "WH002",
                "attributes": {"Size": "L"},
            },
            {"sku": "VEST-S", "price": "11", "stock": 0, "attributes": {"Size": "S & <XS>"}},
        ],
    )


def names(response: Any) -> list[str]:
    """The products listed, in their order."""
    return [unescape(n) for n in re.findall(r'<td class="c-name"><a [^>]*>([^<]*)</a>', response.content.decode())]


def link_to_more(response: Any) -> str:
    found = re.search(r'href="([^"]*cursor=[^"]*)"[^>]*>Load more', response.content.decode())
    assert found, "no link to more"
    return unescape(found[1])
