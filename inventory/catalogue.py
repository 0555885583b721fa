"""Products and variants: making them, reading them, by price within a category."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from decimal import Decimal

from inventory import plan
from inventory.drafts import ProductDraft
from inventory.dynamodb import items, keys
from inventory.dynamodb.attributes import Item
from inventory.dynamodb.backoff import Deadline
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.failures import CONDITION, TransactionRefused
from inventory.dynamodb.paging import Range, read_page
from inventory.dynamodb.transactions import MAX_ACTIONS, AlreadyDone, Refusal, Write, commit, put_new
from inventory.dynamodb.wire import WireItem
from inventory.entities import Page, Product, ProductWithVariants, SkuPointer, StockLevel, Variant
from inventory.errors import LedgerBroken, ProductExists, ProductNotFound, SkuExists, TooManyActions

# The product's own row, and for each variant: its SKU pointer, its row, its opening ledger row.
MAX_NEW_VARIANTS = (MAX_ACTIONS - 1) // 3


def create_product(client: DynamoDBClient, draft: ProductDraft, actor: str) -> None:
    """Write a product, its variants, SKU pointers and opening ledger rows in one transaction.

    Raises ProductExists, SkuExists with every SKU that is taken, TooManyActions above 33 variants; nothing
    is written then.
    """
    _refuse_too_many(draft)
    create_products(client, [draft], actor)


def create_products(client: DynamoDBClient, drafts: Sequence[ProductDraft], actor: str) -> None:
    """As ``create_product`` for several at once, all or none, as long as their ``actions_of`` fit together.

    The error names what is in the way of one of them.
    """
    request_key = uuid.uuid4().hex
    _commit_new(client, [write for draft in drafts for write in _product_writes(draft, request_key, actor)])


def actions_of(variants: int) -> int:
    """How many of a transaction's MAX_ACTIONS a new product with that many variants takes."""
    return 1 + 3 * variants


def _product_writes(draft: ProductDraft, request_key: str, actor: str) -> list[Write]:
    product = draft.product
    exists = _exists_unless_ours(request_key, lambda item: ProductExists(product.product_id))
    rows = [row for variant in draft.variants for row in variant_rows(variant, request_key, actor)]
    return [put_new(items.product_item(product, request_key), exists), *(put_new(row) for row in rows)]


def create_variant(client: DynamoDBClient, variant: Variant, actor: str) -> None:
    """Add a variant to its product. Raises ProductNotFound, SkuExists; nothing is written then."""
    request_key = uuid.uuid4().hex
    exists = _exists_unless_ours(request_key, lambda item: SkuExists({variant.sku: items.pointer(item).product_id}))
    pointer, *others = variant_rows(variant, request_key, actor)
    product_there = Write(
        {
            "ConditionCheck": {
                "Key": {"PK": keys.product_pk(variant.product_id), "SK": keys.METADATA},
                "ConditionExpression": "attribute_exists(PK)",
            }
        },
        lambda item: ProductNotFound(variant.product_id),
    )
    _commit_new(client, [put_new(pointer, exists), *(put_new(row) for row in others), product_there])


def refuse_impossible(client: DynamoDBClient, draft: ProductDraft) -> None:
    """Raise what ``create_product`` would as things are, writing nothing.

    For callers that must write something else before the product, which a refused product may not leave behind.
    """
    _refuse_too_many(draft)
    if get_product(client, draft.product.product_id):
        raise ProductExists(draft.product.product_id)
    _refuse_taken(client, draft.variants)


def refuse_impossible_variant(client: DynamoDBClient, variant: Variant) -> None:
    """Raise what ``create_variant`` would as things are, writing nothing."""
    _refuse_taken(client, [variant])
    if get_product(client, variant.product_id) is None:
        raise ProductNotFound(variant.product_id)


def _refuse_too_many(draft: ProductDraft) -> None:
    if len(draft.variants) > MAX_NEW_VARIANTS:
        raise TooManyActions(
            f"product {draft.product.product_id} has {len(draft.variants)} variants; one step takes up to"
            f" {MAX_NEW_VARIANTS}, the others can be added to it afterwards"
        )


def _refuse_taken(client: DynamoDBClient, variants: Sequence[Variant]) -> None:
    pointers = find_skus(client, [variant.sku for variant in variants])
    if pointers:
        raise SkuExists({sku: pointer.product_id for sku, pointer in pointers.items()})


def variant_rows(variant: Variant, request_key: str, actor: str) -> list[Item]:
    """What a new variant is in the table: SKU pointer, its own row with the stock, opening ledger row."""
    return [
        items.pointer_item(variant, request_key),
        items.variant_item(variant),
        items.movement_item(plan.opening(variant.level, actor, variant.created_at)),
    ]


def _exists_unless_ours(request_key: str, error: Callable[[WireItem], Exception]) -> Refusal:
    def refused(item: WireItem | None) -> Exception | None:
        if item is None:
            return None
        # Our own row: the transaction was applied, and only its answer was lost.
        return AlreadyDone(item) if items.request_key(item) == request_key else error(item)

    return refused


def _commit_new(client: DynamoDBClient, writes: Sequence[Write]) -> None:
    try:
        commit(client, writes, Deadline())
    except AlreadyDone:
        return
    except TransactionRefused as refusal:
        raise _taken(refusal) from refusal


def _taken(refusal: TransactionRefused) -> Exception:
    rows = [reason.item for reason in refusal.reasons if reason.code == CONDITION and reason.item]
    pointers = [items.pointer(row) for row in rows if items.is_pointer(row)]
    if not pointers:
        return LedgerBroken("rows of a new variant exist already without its SKU: run check_ledger")
    return SkuExists({pointer.sku: pointer.product_id for pointer in pointers})


def get_product(client: DynamoDBClient, product_id: str) -> Product | None:
    return client.get(keys.product_pk(product_id), keys.METADATA, consistent=True, decode=items.product)


def get_product_with_variants(client: DynamoDBClient, product_id: str) -> ProductWithVariants | None:
    """One Query of the product's partition; None where there is no product."""
    rows = client.query(
        keys.product_pk(product_id), consistent=True, all_pages=True, decode=items.product_partition_row
    )
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
