"""Loading many products at once, by BatchWriteItem.

DynamoDB gives batches neither conditions nor atomicity. So what exists is looked up first and left alone,
and a product's own row is written after all its other rows: until it is there the product does not exist,
and loading it again completes what an interruption left. One load at a time: two loads of the same new ids at the same
moment are not told apart; ``create_product`` is for that.
"""

import uuid
from collections.abc import Callable, Sequence

from inventory import catalogue, creating, indexing
from inventory.drafts import ProductDraft, refuse_repeats
from inventory.dynamodb import find_items, items, keys
from inventory.dynamodb.attributes import Item
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.wire import WireItem
from inventory.entities import BatchResult
from inventory.registry import Registry
from inventory.words import words_of

GROUP = 250

Progress = Callable[[int], None]


def load_products(
    client: DynamoDBClient,
    registry: Registry,
    drafts: Sequence[ProductDraft],
    actor: str,
    progress: Progress = lambda n: None,
) -> BatchResult:
    """Write the products that do not exist; ``progress`` is told after each group how many it held.

    Raises InvalidValue, before anything is written, for an id or SKU that is given twice.
    """
    refuse_repeats("products", [draft.product.product_id for draft in drafts])
    variants = [variant for draft in drafts for variant in draft.variants]
    refuse_repeats("SKU", [variant.sku for variant in variants])
    refuse_repeats("barcode", [variant.barcode for variant in variants if variant.barcode])
    results = []
    for start in range(0, len(drafts), GROUP):
        group = drafts[start : start + GROUP]
        results.append(_load_group(client, registry, group, actor))
        progress(len(group))
    return BatchResult(
        count=sum(result.count for result in results),
        existing=tuple(one for result in results for one in result.existing),
        taken={key: skus for result in results for key, skus in result.taken.items()},
    )


def _load_group(client: DynamoDBClient, registry: Registry, drafts: Sequence[ProductDraft], actor: str) -> BatchResult:
    existing = _existing(client, drafts)
    taken = _taken(client, [draft for draft in drafts if draft.product.product_id not in existing])
    new = [d for d in drafts if d.product.product_id not in existing and d.product.product_id not in taken]
    registry.add((d.product.category for d in new), (v.warehouse for d in new for v in d.variants))
    _write(client, new, actor)
    return BatchResult(len(new), tuple(existing), taken)


def _write(client: DynamoDBClient, drafts: Sequence[ProductDraft], actor: str) -> None:
    """Levels and ledgers, then SKU pointers, then words, then products: what is not whole yet cannot be used."""
    request_key = uuid.uuid4().hex
    variants = [variant for draft in drafts for variant in draft.variants]
    rows = [creating.variant_rows(variant, request_key, actor) for variant in variants]
    client.batch_write(row for _, *others in rows for row in others)
    barcodes = [find_items.barcode_item(variant, request_key) for variant in variants if variant.barcode]
    client.batch_write([*(pointer for pointer, *_ in rows), *barcodes])
    client.batch_write(entry for draft in drafts for entry in indexing.new_entries(draft.product, draft.variants))
    client.batch_write(_product_row(draft, request_key) for draft in drafts)


def _product_row(draft: ProductDraft, request_key: str) -> Item:
    return items.product_item(draft.product, words_of(draft.product, draft.variants), request_key)


def _existing(client: DynamoDBClient, drafts: Sequence[ProductDraft]) -> list[str]:
    wanted = {(keys.product_pk(d.product.product_id), keys.METADATA): d.product.product_id for d in drafts}
    found = client.batch_get(wanted, consistent=True, decode=_nothing)
    return [product_id for key, product_id in wanted.items() if key in found]


def _taken(client: DynamoDBClient, drafts: Sequence[ProductDraft]) -> dict[str, tuple[str, ...]]:
    """SKUs, by the product that asks for them, which another product has, or whose leftover was used since.

    So it is with a SKU whose barcode is another one's.
    """
    variants = [variant for draft in drafts for variant in draft.variants]
    pointers = catalogue.find_skus(client, [variant.sku for variant in variants])
    barcodes = catalogue.find_barcodes(client, [variant.barcode for variant in variants])
    levels = client.batch_get([items.level_key(v.level) for v in variants], consistent=True, decode=items.level)
    taken: dict[str, tuple[str, ...]] = {}
    for variant in variants:
        pointer, level = pointers.get(variant.sku), levels.get(items.level_key(variant.level))
        ours = pointer is None or pointer.product_id == variant.product_id
        as_left = level is None or (level.revision == 1 and level.warehouse == variant.warehouse)
        barcode = barcodes.get(variant.barcode)
        if not (ours and as_left and (barcode is None or barcode.sku == variant.sku)):
            taken[variant.product_id] = (*taken.get(variant.product_id, ()), variant.sku)
    return taken


def _nothing(item: WireItem) -> None:
    return None
