"""Making products and variants, with their words and barcodes in the find index."""

import uuid
from collections.abc import Callable, Iterable, Sequence

from inventory import indexing, stock_changes
from inventory.catalogue import find_barcodes, find_skus, get_product
from inventory.drafts import ProductDraft
from inventory.dynamodb import find_items, items, ledger_items
from inventory.dynamodb.attributes import Item
from inventory.dynamodb.backoff import Deadline
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.failures import CONDITION, TransactionRefused
from inventory.dynamodb.transactions import MAX_ACTIONS, AlreadyDone, Refusal, Write, commit, put, put_new
from inventory.dynamodb.wire import WireItem
from inventory.entities import Variant
from inventory.errors import (
    BarcodeExists,
    LedgerBroken,
    ProductExists,
    ProductNotFound,
    Retired,
    SkuExists,
    StockBusy,
    TooManyActions,
)
from inventory.words import words_of

# The product's own row, and for each variant: its SKU pointer, its row, its opening ledger row.
MAX_NEW_VARIANTS = (MAX_ACTIONS - 1) // 3


def create_product(client: DynamoDBClient, draft: ProductDraft, actor: str) -> None:
    """Write a product, its variants, SKU pointers, barcodes, opening ledger rows and words in one transaction.

    Where the words do not fit in, they are written before. Raises ProductExists, SkuExists with every SKU that
    is taken, BarcodeExists, TooManyActions above 33 variants; nothing is written then.
    """
    _refuse_too_many(draft)
    if actions_of(draft) <= MAX_ACTIONS:
        create_products(client, [draft], actor)
        return
    refuse_impossible(client, draft)
    client.batch_write(indexing.new_entries(draft.product, draft.variants))
    request_key = uuid.uuid4().hex
    _commit_new(client, _product_writes(draft, request_key, actor), Deadline())


def create_products(client: DynamoDBClient, drafts: Sequence[ProductDraft], actor: str) -> None:
    """As ``create_product`` for several at once, all or none, as long as their ``actions_of`` fit together.

    The error names what is in the way of one of them.
    """
    request_key = uuid.uuid4().hex
    rows = [write for draft in drafts for write in _product_writes(draft, request_key, actor)]
    entries = [put(entry) for draft in drafts for entry in indexing.new_entries(draft.product, draft.variants)]
    _commit_new(client, [*rows, *entries], Deadline())


def actions_of(draft: ProductDraft) -> int:
    """How many of a transaction's MAX_ACTIONS a new product takes with its words."""
    return _rows_of(draft) + len(words_of(draft.product, draft.variants))


def _rows_of(draft: ProductDraft) -> int:
    return 1 + 3 * len(draft.variants) + sum(1 for variant in draft.variants if variant.barcode)


def _product_writes(draft: ProductDraft, request_key: str, actor: str) -> list[Write]:
    product = draft.product
    exists = _exists_unless_ours(request_key, lambda item: ProductExists(product.product_id))
    own = items.product_item(product, words_of(product, draft.variants), request_key)
    rows = [row for variant in draft.variants for row in variant_rows(variant, request_key, actor)]
    return [put_new(own, exists), *map(put_new, rows), *barcode_writes(draft.variants, request_key)]


def create_variant(client: DynamoDBClient, variant: Variant, actor: str) -> None:
    """Add a variant to its product.

    Raises ProductNotFound, Retired, SkuExists, BarcodeExists; nothing is written then.
    """
    request_key, deadline = uuid.uuid4().hex, Deadline()
    exists = _exists_unless_ours(request_key, lambda item: SkuExists({variant.sku: items.pointer(item).product_id}))
    pointer, *others = variant_rows(variant, request_key, actor)
    head = [put_new(pointer, exists), *map(put_new, others), *barcode_writes([variant], request_key)]
    while True:
        before = indexing.read(client, variant.product_id)
        if before.product.retired:
            raise Retired(variant.product_id)
        try:
            _commit_new_variant(client, head, before, variant, deadline)
            return
        except indexing.EditedMeanwhile as refused:
            if not deadline.wait():
                raise StockBusy from refused


def _commit_new_variant(
    client: DynamoDBClient, head: Sequence[Write], before: indexing.Stored, variant: Variant, deadline: Deadline
) -> None:
    try:
        indexing.commit_with_entries(client, head, before, before.with_variant(variant), deadline)
    except AlreadyDone:
        return
    except TransactionRefused as refusal:
        raise _taken(refusal) from refusal


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
    product = get_product(client, variant.product_id)
    if product is None:
        raise ProductNotFound(variant.product_id)
    if product.retired:
        raise Retired(variant.product_id)
    _refuse_taken(client, [variant])


def _refuse_too_many(draft: ProductDraft) -> None:
    if _rows_of(draft) > MAX_ACTIONS:
        barcodes = ", or 24 that have barcodes" if len(draft.variants) <= MAX_NEW_VARIANTS else ""
        raise TooManyActions(
            f"product {draft.product.product_id} has {len(draft.variants)} variants; one step takes up to"
            f" {MAX_NEW_VARIANTS}{barcodes}, the others can be added to it afterwards"
        )


def _refuse_taken(client: DynamoDBClient, variants: Sequence[Variant]) -> None:
    pointers = find_skus(client, [variant.sku for variant in variants])
    if pointers:
        raise SkuExists({sku: pointer.product_id for sku, pointer in pointers.items()})
    for barcode, owner in find_barcodes(client, [variant.barcode for variant in variants]).items():
        raise BarcodeExists(barcode, owner.sku)


def variant_rows(variant: Variant, request_key: str, actor: str) -> list[Item]:
    """What a new variant is in the table: SKU pointer, its own row with the stock, opening ledger row."""
    return [
        items.pointer_item(variant, request_key),
        items.variant_item(variant),
        ledger_items.movement_item(stock_changes.opening(variant.level, actor, variant.created_at)),
    ]


def barcode_writes(variants: Iterable[Variant], request_key: str) -> list[Write]:
    """Barcodes made known, each refused by BarcodeExists where it stands for a SKU already."""
    with_one = (variant for variant in variants if variant.barcode)
    return [put_new(find_items.barcode_item(one, request_key), _barcode_taken(one.barcode)) for one in with_one]


def _barcode_taken(barcode: str) -> Refusal:
    return lambda row: BarcodeExists(barcode, find_items.barcode_owner(row).sku) if row else None


def _exists_unless_ours(request_key: str, error: Callable[[WireItem], Exception]) -> Refusal:
    def refused(item: WireItem | None) -> Exception | None:
        if item is None:
            return None
        # Our own row: the transaction was applied, and only its answer was lost.
        return AlreadyDone(item) if items.request_key(item) == request_key else error(item)

    return refused


def _commit_new(client: DynamoDBClient, writes: Sequence[Write], deadline: Deadline) -> None:
    try:
        commit(client, writes, deadline)
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
