"""Reading products and variants: by id, by price within a category, by SKU."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from decimal import Decimal

from inventory.dynamodb import find_items, items, keys
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.paging import Range, read_page
from inventory.entities import Page, Product, ProductWithVariants, SkuPointer, StockLevel, Variant


def get_product(client: DynamoDBClient, product_id: str) -> Product | None:
    return client.get(keys.product_pk(product_id), keys.METADATA, consistent=True, decode=items.product)


def get_product_with_variants(client: DynamoDBClient, product_id: str) -> ProductWithVariants | None:
    """One Query of the product's partition; None where there is no product."""
    rows = client.query(
        keys.product_pk(product_id), consistent=True, all_pages=True, decode=items.product_partition_row
    )
    return assembled(rows)


def assembled(rows: Sequence[Product | Variant | StockLevel]) -> ProductWithVariants | None:
    """A product from the rows of its partition; None where its own is not among them."""
    product = next((row for row in rows if isinstance(row, Product)), None)
    if product is None:
        return None
    return ProductWithVariants(**asdict(product), variants=_with_further_levels(rows))


def _with_further_levels(rows: Sequence[Product | Variant | StockLevel]) -> tuple[Variant, ...]:
    levels = [row for row in rows if isinstance(row, StockLevel)]
    variants = [row for row in rows if isinstance(row, Variant)]
    return tuple(
        replace(variant, further=tuple(level for level in levels if level.sku == variant.sku))
        for variant in sorted(variants, key=lambda variant: variant.sku)
    )


def get_products_by_category(
    client: DynamoDBClient,
    category: str,
    least: Decimal | None,
    most: Decimal | None,
    descending: bool,
    limit: int,
    cursor: str | None,
) -> Page[Product]:
    """Products of a category from price ``least`` to ``most``, as a key range of GSI1."""
    low, high = keys.price_range(least, most)
    query = Range("GSI1", keys.category_pk(category), low, high, descending)
    return read_page(client, query, limit, cursor, items.product)


def find_skus(client: DynamoDBClient, skus: Sequence[str]) -> dict[str, SkuPointer]:
    """Where each SKU belongs; those that do not exist are missing from the answer."""
    wanted = [(keys.sku_pk(sku), keys.METADATA) for sku in skus]
    found = client.batch_get(wanted, consistent=True, decode=items.pointer)
    return {pointer.sku: pointer for pointer in found.values()}


def find_barcodes(client: DynamoDBClient, barcodes: Iterable[str]) -> dict[str, SkuPointer]:
    """Which SKU each barcode stands for; those that stand for none are missing from the answer."""
    wanted = {find_items.barcode_key(barcode): barcode for barcode in barcodes if barcode}
    found = client.batch_get(wanted, consistent=True, decode=find_items.barcode_owner)
    return {wanted[key]: owner for key, owner in found.items()}
