"""Products, stock and registry: entity to item (Python values) and wire item to entity.

Rows that pages read by the hundred are read without a call for each attribute; others by those of ``attributes``.
"""

from collections.abc import Sequence
from dataclasses import replace

from inventory.dynamodb import keys
from inventory.dynamodb.attributes import Item, money, present, text, texts
from inventory.dynamodb.find_items import as_text
from inventory.dynamodb.making import maker
from inventory.dynamodb.wire import WireItem
from inventory.entities import Product, SkuPointer, StockLevel, Variant

_product, _variant, _level = maker(Product), maker(Variant), maker(StockLevel)

# Products


def product_key(product_id: str) -> tuple[str, str]:
    return keys.product_pk(product_id), keys.METADATA


def product_item(product: Product, words: Sequence[str], request_key: str) -> Item:
    """A new product's row. ``words`` are those that the find index has of it."""
    return present(
        {
            "PK": keys.product_pk(product.product_id),
            "SK": keys.METADATA,
            "ProductId": product.product_id,
            **product_changes(product, words, 1),
            "CreatedAt": product.created_at,
            "RequestKey": request_key,
        }
    )


def product_facts(product: Product) -> Item:
    """What the index of a category is made from, and the name."""
    return {"Name": product.name, "Category": product.category, "BasePrice": product.base_price}


def product_changes(product: Product, words: Sequence[str], edition: int) -> Item:
    """What every change of a product or of its variants' descriptions sets on the product's row, all together.

    None is what the row shall not have: a retired product stands in no category.
    """
    listed = not product.retired
    return {
        **product_facts(product),
        "GSI1PK": keys.category_pk(product.category) if listed else None,
        "GSI1SK": keys.price_sk(product.base_price, product.product_id) if listed else None,
        "Description": product.description,
        "Retired": product.retired or None,
        "Words": as_text(words) if words else None,
        "Edition": edition,
        "UpdatedAt": product.updated_at,
    }


def product(item: WireItem) -> Product:
    return _product(
        {
            "product_id": item["ProductId"]["S"],
            "name": item["Name"]["S"],
            "category": item["Category"]["S"],
            "base_price": money(item, "BasePrice"),
            "description": item["Description"]["S"] if "Description" in item else "",
            "created_at": item["CreatedAt"]["S"],
            "updated_at": item["UpdatedAt"]["S"],
            "retired": "Retired" in item and item["Retired"]["BOOL"],
        }
    )


def variant_key(product_id: str, sku: str) -> tuple[str, str]:
    return keys.product_pk(product_id), keys.home_sk(sku)


def variant_item(variant: Variant) -> Item:
    return present(
        {
            **_level_item(variant.level),
            **variant_details(variant),
            "CreatedAt": variant.created_at,
            "UpdatedAt": variant.updated_at,
        }
    )


def variant_facts(variant: Variant) -> Item:
    """What an import sets. The stock is not among it: that moves by the ledger only."""
    return {"Name": variant.name, "Price": variant.price, "Bin": variant.bin or None}


def variant_details(variant: Variant) -> Item:
    """What an edit of a variant sets, its reorder point apart, which stands on all its levels."""
    return {
        **variant_facts(variant),
        "Attributes": dict(variant.attributes),
        "Barcode": variant.barcode or None,
        "ReorderLevel": variant.reorder_level,
        "PackSize": variant.pack_size,
    }


def reorder_changes(level: StockLevel) -> Item:
    """What a level's own reorder point sets on its row."""
    changes = level_changes(level)
    return {name: changes[name] for name in ("ReorderPoint", "GSI1PK", "GSI1SK")}


def variant(item: WireItem) -> Variant:
    return _variant(
        {
            "product_id": item["ProductId"]["S"],
            "sku": item["SKU"]["S"],
            "name": item["Name"]["S"],
            "price": money(item, "Price"),
            "stock": int(item["Stock"]["N"]),
            "allocated": int(item["Allocated"]["N"]),
            "revision": int(item["Revision"]["N"]),
            "warehouse": item["Warehouse"]["S"],
            "attributes": texts(item, "Attributes"),
            "created_at": item["CreatedAt"]["S"],
            "updated_at": item["UpdatedAt"]["S"],
            "barcode": item["Barcode"]["S"] if "Barcode" in item else "",
            "reorder_point": int(item["ReorderPoint"]["N"]) if "ReorderPoint" in item else None,
            "reorder_level": int(item["ReorderLevel"]["N"]) if "ReorderLevel" in item else None,
            "pack_size": int(item["PackSize"]["N"]) or 1 if "PackSize" in item else 1,
            "days": item["Days"]["S"] if "Days" in item else "",
            "retired": "Retired" in item and item["Retired"]["BOOL"],
            "bin": item["Bin"]["S"] if "Bin" in item else "",
            "further": (),
        }
    )


def is_variant(item: WireItem) -> bool:
    found = keys.read_level_sk(item["SK"]["S"])
    return found is not None and found[1] is None


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
    """What every change of a level sets, all together; None is what the row shall not have."""
    stocked = None if level.retired else keys.stock_sk(level.stock, level.sku)
    low = stocked if level.reorder_point is not None and level.stock <= level.reorder_point else None
    return {
        "Stock": level.stock,
        "Allocated": level.allocated,
        "Revision": level.revision,
        "Days": level.days or None,
        "Retired": level.retired or None,
        "ReorderPoint": level.reorder_point,
        "GSI2PK": stocked and keys.stock_pk(level.warehouse),
        "GSI2SK": stocked,
        "GSI1PK": low and keys.low_pk(level.warehouse),
        "GSI1SK": low,
    }


def level_as_read(level: StockLevel) -> Item:
    """What a change of a level is computed from: the condition of writing it.

    The revision alone would do for a level that was read from its own row. The rest is for one that was not, as
    where a crowd hands it on.
    """
    return {
        "Revision": level.revision,
        "Warehouse": level.warehouse,
        "ReorderPoint": level.reorder_point,
        "Stock": level.stock,
        "Allocated": level.allocated,
        "Days": level.days or None,
        "Retired": level.retired or None,
    }


def _level_item(level: StockLevel) -> Item:
    pk, sk = level_key(level)
    return {
        "PK": pk,
        "SK": sk,
        "ProductId": level.product_id,
        "SKU": level.sku,
        "Warehouse": level.warehouse,
        **present({**level_changes(level), "Bin": level.bin or None}),
    }


def indexed_as_stocked(item: WireItem) -> bool:
    """Whether a level's row stands in the indexes of stock where its stock says."""
    found = level(item)
    expected = level_changes(replace(found, stock=max(0, found.stock)))
    names = ("GSI1PK", "GSI1SK", "GSI2PK", "GSI2SK")
    return all(text(item, name) == (expected[name] or "") for name in names)


def further_level_item(level: StockLevel, now: str) -> Item:
    return {**_level_item(level), "CreatedAt": now, "UpdatedAt": now}


def level(item: WireItem) -> StockLevel:
    """The level on a variant's row or on the row of a further warehouse."""
    found = keys.read_level_sk(item["SK"]["S"])
    return _level(
        {
            "product_id": item["ProductId"]["S"],
            "sku": item["SKU"]["S"],
            "warehouse": item["Warehouse"]["S"],
            "stock": int(item["Stock"]["N"]),
            "allocated": int(item["Allocated"]["N"]),
            "revision": int(item["Revision"]["N"]),
            "home": found is None or found[1] is None,
            "reorder_point": int(item["ReorderPoint"]["N"]) if "ReorderPoint" in item else None,
            "days": item["Days"]["S"] if "Days" in item else "",
            "retired": "Retired" in item and item["Retired"]["BOOL"],
            "bin": item["Bin"]["S"] if "Bin" in item else "",
        }
    )
