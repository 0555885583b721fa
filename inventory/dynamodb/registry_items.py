"""Categories and warehouses: entity to item (Python values) and wire item to entity."""

from inventory.dynamodb import keys
from inventory.dynamodb.attributes import Item, text
from inventory.dynamodb.wire import WireItem
from inventory.entities import Category, Warehouse


def category_item(name: str, now: str) -> Item:
    return {"PK": keys.CATALOG, "SK": keys.category_sk(name), "Name": name, "CreatedAt": now}


def warehouse_item(warehouse: Warehouse, now: str) -> Item:
    return {
        "PK": keys.CATALOG,
        "SK": keys.warehouse_sk(warehouse.warehouse_id),
        "WarehouseId": warehouse.warehouse_id,
        "Name": warehouse.name,
        "CreatedAt": now,
    }


def registered(item: WireItem) -> Category | Warehouse:
    """A row of the registry."""
    if item["SK"]["S"].startswith(keys.CATEGORY):
        return Category(text(item, "Name"))
    return Warehouse(text(item, "WarehouseId"), text(item, "Name"))
