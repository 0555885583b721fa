"""Loading many products at once, by BatchWriteItem.

DynamoDB gives batches neither conditions nor atomicity. So what exists is looked up first and left alone,
and a product's own row is written after all its other rows: until it is there the product does not exist,
and loading it again completes what an interruption left. One load at a time: two loads of the same new ids at the same
moment are not told apart; ``create_product`` is for that.
"""

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from inventory import catalogue, creating, stock_changes
from inventory.drafts import ProductDraft, refuse_repeats
from inventory.dynamodb import find_items, items, keys, ledger_items
from inventory.dynamodb.attributes import Item
from inventory.dynamodb.backoff import WRITE_DEADLINE
from inventory.dynamodb.client import WRITE_BATCH, DynamoDBClient
from inventory.dynamodb.wire import WireItem
from inventory.entities import BatchResult, StockLevel, Variant
from inventory.registry import Registry
from inventory.words import words_of

GROUP = 250
# Between two questions whether to go on.
_ROWS_AT_ONCE = 10 * WRITE_BATCH

Progress = Callable[[int], None]


@dataclass(frozen=True)
class Loaded:
    """How much was written; ``taken`` as in BatchResult."""

    products: int
    variants: int
    rows: int
    taken: Mapping[str, tuple[str, ...]]


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
    existing = existing_products(client, [draft.product.product_id for draft in drafts])
    loaded = load_new(client, registry, [d for d in drafts if d.product.product_id not in existing], actor)
    return BatchResult(loaded.products, tuple(existing), loaded.taken)


def existing_products(client: DynamoDBClient, product_ids: Iterable[str]) -> list[str]:
    """Those of ``product_ids`` that exist, in their order."""
    wanted = {(keys.product_pk(product_id), keys.METADATA): product_id for product_id in product_ids}
    found = client.batch_get(wanted, consistent=True, decode=_nothing)
    return [product_id for key, product_id in wanted.items() if key in found]


def load_new(
    client: DynamoDBClient,
    registry: Registry,
    drafts: Sequence[ProductDraft],
    actor: str,
    ask: Callable[[], None] = lambda: None,
) -> Loaded:
    """Write a group of products that do not exist, whose ids, SKUs and barcodes are each given once.

    Stock that their variants have in further warehouses goes with them. Several groups may be loaded side by side.
    ``ask`` is called before every few batches: what it raises ends the load there.
    """
    taken = _taken(client, drafts)
    new = [draft for draft in drafts if draft.product.product_id not in taken]
    variants = [variant for draft in new for variant in draft.variants]
    registry.add(
        (draft.product.category for draft in new), (level.warehouse for one in variants for level in one.levels)
    )
    rows = sum(_send(client, phase, ask) for phase in _phases(new, variants, actor))
    return Loaded(len(new), len(variants), rows, taken)


def _send(client: DynamoDBClient, rows: Iterable[Item], ask: Callable[[], None]) -> int:
    left, sent = iter(rows), 0
    while some := list(islice(left, _ROWS_AT_ONCE)):
        ask()
        sent += client.batch_write(some, patience=WRITE_DEADLINE)
    return sent


def _phases(drafts: Sequence[ProductDraft], variants: Sequence[Variant], actor: str) -> Iterator[Iterable[Item]]:
    """Levels and ledgers, then SKU pointers, then words, then products: what is not whole yet cannot be used."""
    request_key = uuid.uuid4().hex
    rows = [creating.variant_rows(variant, request_key, actor) for variant in variants]
    words = [words_of(draft.product, draft.variants) for draft in drafts]
    barcodes = (find_items.barcode_item(variant, request_key) for variant in variants if variant.barcode)
    yield chain(*(others for _, *others in rows), *(_further_rows(variant, actor) for variant in variants))
    yield chain((pointer for pointer, *_ in rows), barcodes)
    yield chain.from_iterable(find_items.word_items(d.product, w) for d, w in zip(drafts, words, strict=True))
    yield (items.product_item(d.product, w, request_key) for d, w in zip(drafts, words, strict=True))


def _further_rows(variant: Variant, actor: str) -> Iterator[Item]:
    """Its levels in further warehouses, each with its first ledger row."""
    for level in variant.further:
        yield items.further_level_item(level, variant.created_at)
        yield ledger_items.movement_item(stock_changes.opening(level, actor, variant.created_at))


def _taken(client: DynamoDBClient, drafts: Sequence[ProductDraft]) -> dict[str, tuple[str, ...]]:
    """SKUs, by the product that asks for them, which another product has, or whose leftover was used since.

    So it is with a SKU whose barcode is another one's.
    """
    variants = [variant for draft in drafts for variant in draft.variants]
    pointers = catalogue.find_skus(client, [variant.sku for variant in variants])
    barcodes = catalogue.find_barcodes(client, [variant.barcode for variant in variants])
    wanted = [items.level_key(level) for variant in variants for level in variant.levels]
    levels = client.batch_get(wanted, consistent=True, decode=items.level)
    taken: dict[str, tuple[str, ...]] = {}
    for variant in variants:
        pointer, barcode = pointers.get(variant.sku), barcodes.get(variant.barcode)
        ours = pointer is None or pointer.product_id == variant.product_id
        as_left = all(_as_left(levels.get(items.level_key(level)), level) for level in variant.levels)
        if not (ours and as_left and (barcode is None or barcode.sku == variant.sku)):
            taken[variant.product_id] = (*taken.get(variant.product_id, ()), variant.sku)
    return taken


def _as_left(found: StockLevel | None, wanted: StockLevel) -> bool:
    return found is None or (found.revision == 1 and found.warehouse == wanted.warehouse)


def _nothing(item: WireItem) -> None:
    return None
