"""Products, stock and registry: entity to item (Python values) and wire item to entity."""

from collections.abc import Mapping

from inventory.dynamodb import keys
from inventory.dynamodb.attributes import Item, integer, money, text
from inventory.dynamodb.wire import WireItem, load
from inventory.entities import Category, Movement, Product, SkuPointer, StockLevel, Variant, Warehouse

# Products


def product_key(product_id: str) -> tuple[str, str]:
    return keys.product_pk(product_id), keys.METADATA


def product_item(product: Product, request_key: str) -> Item:
    return {
        "PK": keys.product_pk(product.product_id),
        "SK": keys.METADATA,
        "GSI1PK": keys.category_pk(product.category),
        "GSI1SK": keys.price_sk(product.base_price, product.product_id),
        "ProductId": product.product_id,
        **product_facts(product),
        "Description": product.description,
        "CreatedAt": product.created_at,
        "UpdatedAt": product.updated_at,
        "RequestKey": request_key,
    }


def product_facts(product: Product) -> Item:
    """What the index of a category is made from, and the name."""
    return {"Name": product.name, "Category": product.category, "BasePrice": product.base_price}


def product_changes(product: Product) -> Item:
    """What an edit of a product sets, its place in the index of its category with it."""
    row = product_item(product, "")
    return {name: row[name] for name in (*product_facts(product), "GSI1PK", "GSI1SK", "UpdatedAt")}


def product(item: WireItem) -> Product:
    return Product(
        product_id=text(item, "ProductId"),
        name=text(item, "Name"),
        category=text(item, "Category"),
        base_price=money(item, "BasePrice"),
        description=text(item, "Description"),
        created_at=text(item, "CreatedAt"),
        updated_at=text(item, "UpdatedAt"),
    )


def variant_key(product_id: str, sku: str) -> tuple[str, str]:
    return keys.product_pk(product_id), keys.home_sk(sku)


def variant_item(variant: Variant) -> Item:
    return {
        **_level_item(variant.level),
        **variant_facts(variant),
        "Attributes": dict(variant.attributes),
        "CreatedAt": variant.created_at,
        "UpdatedAt": variant.updated_at,
    }


def variant_facts(variant: Variant) -> Item:
    """What an edit of a variant sets. Its stock is not among it: that moves by the ledger only."""
    return {"Name": variant.name, "Price": variant.price}


def variant(item: WireItem) -> Variant:
    attributes: Mapping[str, str] = load(item["Attributes"]) if "Attributes" in item else {}
    return Variant(
        product_id=text(item, "ProductId"),
        sku=text(item, "SKU"),
        name=text(item, "Name"),
        price=money(item, "Price"),
        stock=integer(item, "Stock"),
        allocated=integer(item, "Allocated"),
        revision=integer(item, "Revision"),
        warehouse=text(item, "Warehouse"),
        attributes=attributes,
        created_at=text(item, "CreatedAt"),
        updated_at=text(item, "UpdatedAt"),
    )


def pointer_item(variant: Variant, request_key: str) -> Item:
    return {
        "PK": keys.sku_pk(variant.sku),
        "SK": keys.METADATA,
        "SKU": variant.sku,
        "ProductId": variant.product_id,
        "Warehouse": variant.warehouse,
        "RequestKey": request_key,
    }


def is_pointer(item: WireItem) -> bool:
    return item["PK"]["S"] == keys.sku_pk(text(item, "SKU")) if "SKU" in item else False


def pointer(item: WireItem) -> SkuPointer:
    return SkuPointer(text(item, "SKU"), text(item, "ProductId"), text(item, "Warehouse"))


def is_product(item: WireItem) -> bool:
    return item["SK"]["S"] == keys.METADATA and "BasePrice" in item


def product_id(item: WireItem) -> str:
    """The product that a product's or a SKU's row is about."""
    return text(item, "ProductId")


def request_key(item: WireItem) -> str:
    """The key of the request that wrote a row."""
    return text(item, "RequestKey")


def product_partition_row(item: WireItem) -> Product | Variant | StockLevel:
    """A row of a product's partition."""
    found = keys.read_level_sk(item["SK"]["S"])
    if found is None:
        return product(item)
    return variant(item) if found[1] is None else level(item)


# Stock


def level_key(level: StockLevel) -> tuple[str, str]:
    sk = keys.home_sk(level.sku) if level.home else keys.further_sk(level.sku, level.warehouse)
    return keys.product_pk(level.product_id), sk


def level_changes(level: StockLevel) -> Item:
    """What every change of a level sets, all together."""
    return {
        "Stock": level.stock,
        "Allocated": level.allocated,
        "Revision": level.revision,
        "GSI2SK": keys.stock_sk(level.stock, level.sku),
    }


def _level_item(level: StockLevel) -> Item:
    pk, sk = level_key(level)
    return {
        "PK": pk,
        "SK": sk,
        "GSI2PK": keys.stock_pk(level.warehouse),
        "ProductId": level.product_id,
        "SKU": level.sku,
        "Warehouse": level.warehouse,
        **level_changes(level),
    }


def indexed_as_stocked(item: WireItem) -> bool:
    """Whether a level's row stands in the low-stock index where its stock says."""
    found = level(item)
    expected = keys.stock_pk(found.warehouse), keys.stock_sk(max(0, found.stock), found.sku)
    return (text(item, "GSI2PK"), text(item, "GSI2SK")) == expected


def further_level_item(level: StockLevel, now: str) -> Item:
    return {**_level_item(level), "CreatedAt": now, "UpdatedAt": now}


def level(item: WireItem) -> StockLevel:
    """The level on a variant's row or on the row of a further warehouse."""
    found = keys.read_level_sk(item["SK"]["S"])
    return StockLevel(
        product_id=text(item, "ProductId"),
        sku=text(item, "SKU"),
        warehouse=text(item, "Warehouse"),
        stock=integer(item, "Stock"),
        allocated=integer(item, "Allocated"),
        revision=integer(item, "Revision"),
        home=found is None or found[1] is None,
    )


def movement_item(movement: Movement) -> Item:
    return {
        "PK": keys.ledger_pk(movement.sku, movement.warehouse),
        "SK": keys.movement_sk(movement.revision),
        "GSI1PK": keys.activity_pk(movement.warehouse, movement.created_at),
        "GSI1SK": keys.activity_sk(movement.created_at, movement.sku, movement.revision),
        "ProductId": movement.product_id,
        "SKU": movement.sku,
        "Warehouse": movement.warehouse,
        "Revision": movement.revision,
        "Change": movement.change,
        "AllocatedChange": movement.allocated_change,
        "Stock": movement.stock,
        "Allocated": movement.allocated,
        "Reason": movement.reason,
        "Actor": movement.actor,
        "Note": movement.note,
        "Cause": movement.cause,
        "CreatedAt": movement.created_at,
    }


def movement(item: WireItem) -> Movement:
    return Movement(
        product_id=text(item, "ProductId"),
        sku=text(item, "SKU"),
        warehouse=text(item, "Warehouse"),
        revision=integer(item, "Revision"),
        change=integer(item, "Change"),
        allocated_change=integer(item, "AllocatedChange"),
        stock=integer(item, "Stock"),
        allocated=integer(item, "Allocated"),
        reason=text(item, "Reason"),
        actor=text(item, "Actor"),
        note=text(item, "Note"),
        cause=text(item, "Cause"),
        created_at=text(item, "CreatedAt"),
    )


def marker_item(request_key: str, content_hash: str, outcome: StockLevel, now: str) -> Item:
    return {
        "PK": keys.request_pk(request_key),
        "SK": keys.METADATA,
        "ContentHash": content_hash,
        "ProductId": outcome.product_id,
        "SKU": outcome.sku,
        "Warehouse": outcome.warehouse,
        "Home": outcome.home,
        "Stock": outcome.stock,
        "Allocated": outcome.allocated,
        "Revision": outcome.revision,
        "CreatedAt": now,
    }


def marker_outcome(item: WireItem) -> StockLevel:
    return StockLevel(
        product_id=text(item, "ProductId"),
        sku=text(item, "SKU"),
        warehouse=text(item, "Warehouse"),
        stock=integer(item, "Stock"),
        allocated=integer(item, "Allocated"),
        revision=integer(item, "Revision"),
        home=bool(item["Home"]["BOOL"]),
    )


# Registry


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
