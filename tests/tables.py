"""The table read raw and altered behind the repository's back, and a small stock to fill it with."""

from collections.abc import Mapping
from typing import Any

from inventory import InventoryManager
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.wire import StoredItem, load_item
from inventory.entities import ProductWithVariants

Table = dict[tuple[str, str], StoredItem]


def whole_table(client: DynamoDBClient) -> Table:
    """Every item by (PK, SK): to compare before and after."""
    found: Table = {}
    client.scan(load_item, lambda rows: found.update({(row["PK"], row["SK"]): row for row in rows}))
    return found


def stored(manager: InventoryManager, pk: str, sk: str = "METADATA") -> StoredItem:
    """An item that must be there."""
    item = manager.client.get(pk, sk, consistent=True)
    assert item is not None, f"nothing is stored under {pk} / {sk}"
    return item


def index_keys(manager: InventoryManager, index: str, pk: str) -> list[str]:
    """The sort keys of an index partition, in the order of the index."""
    return [row[f"{index}SK"] for row in manager.client.query(pk, index_name=index, all_pages=True)]


def add_vest(manager: InventoryManager) -> ProductWithVariants:
    """VEST in category Safety: VEST-M with 10 units and VEST-L with 4, both in WH001."""
    return manager.create_product(
        "VEST",
        "Hi-vis vest",
        "Safety",
        "12.50",
        "Two reflective bands",
        variants=[
            {"sku": "VEST-M", "price": "12.50", "stock": 10, "attributes": {"Size": "M"}},
            {"sku": "VEST-L", "price": "13.50", "stock": 4, "attributes": {"Size": "L"}},
        ],
    )


def add_parts(manager: InventoryManager, count: int, stock: int = 10) -> list[str]:
    """``count`` products PART-01… of category Parts at 1.00, 2.00 …, each with one SKU; returns the SKUs."""
    manager.batch_create_products(part(number, stock) for number in range(1, count + 1))
    return [f"SKU-{number:02}" for number in range(1, count + 1)]


def part(number: int, stock: int = 10) -> Mapping[str, Any]:
    return {
        "product_id": f"PART-{number:02}",
        "name": f"Part {number}",
        "category": "Parts",
        "base_price": number,
        "variants": [{"sku": f"SKU-{number:02}", "stock": stock}],
    }


def line(sku: str, quantity: int = 1, price: object = "1.00", **more: object) -> dict[str, object]:
    """A line of an order as callers give it."""
    return {"sku": sku, "quantity": quantity, "price": price, **more}
