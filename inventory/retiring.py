"""Taking variants and products out of use. Their history stays, and a SKU is never used again."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from inventory import clock, editing, indexing, permissions, plan
from inventory.dynamodb import items, keys
from inventory.dynamodb.backoff import Deadline
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.transactions import MAX_ACTIONS, AlreadyDone, Witness, Write, commit, put_new
from inventory.entities import Product, ProductWithVariants, Reason, StockLevel, Variant
from inventory.errors import RequestKeyReused, StockBusy, StockLeft, UnknownSku
from inventory.permissions import Actor, Permission


def retire_variant(client: DynamoDBClient, product_id: str, sku: str, actor: Actor) -> Variant:
    """Take a variant out of use in all its warehouses; returns it after. Retiring it again changes nothing.

    Raises UnknownSku, StockLeft, NotAllowed, StockBusy.
    """
    deadline = Deadline()
    while True:
        before = indexing.read(client, product_id)
        variant = next((one for one in before.product.variants if one.sku == sku), None)
        if variant is None:
            raise UnknownSku([sku])
        if variant.retired:
            return variant
        who = _allowed(actor, [variant])
        _retire(client, before, before.with_variant(_retired(variant)), f"variant {sku}", who, deadline)


def retire_product(client: DynamoDBClient, product_id: str, actor: Actor) -> Product:
    """Take a product out of use, and those of its variants that still are in it; returns it after.

    Raises ProductNotFound, StockLeft for the first variant that has units on hand, NotAllowed, StockBusy.
    """
    deadline = Deadline()
    while True:
        before = indexing.read(client, product_id)
        if before.product.retired:
            return before.product.product
        left = [variant for variant in before.product.variants if not variant.retired]
        who = _allowed(actor, left)
        for variant in left:
            _refuse_stock_left(variant)
        if len(left) > 1 and _actions(left) > MAX_ACTIONS:
            retire_variant(client, product_id, left[0].sku, actor)
            continue
        variants = tuple(_retired(one) for one in before.product.variants)
        after = replace(before.product, retired=True, updated_at=clock.timestamp(), variants=variants)
        _retire(client, before, after, f"product {product_id}", who, deadline)


def _allowed(actor: Actor, variants: Sequence[Variant]) -> str:
    warehouses = [level.warehouse for variant in variants for level in variant.levels]
    return permissions.require(actor, Permission.EDIT_CATALOGUE, warehouses)


def _retired(variant: Variant) -> Variant:
    return replace(variant, retired=True)


def _refuse_stock_left(variant: Variant) -> None:
    for level in variant.levels:
        if level.on_hand:
            raise StockLeft(level.sku, level.warehouse, level.on_hand)


def _actions(variants: Sequence[Variant]) -> int:
    """What retiring takes apart from words: marker and product, two rows for each level, the barcodes."""
    levels = sum(len(variant.levels) for variant in variants)
    return 2 + 2 * levels + sum(1 for variant in variants if variant.barcode)


def _retire(
    client: DynamoDBClient,
    before: indexing.Stored,
    after: ProductWithVariants,
    what: str,
    actor: str,
    deadline: Deadline,
) -> None:
    """One attempt, after which the product is to be read again: it was done, or others were quicker."""
    pairs = zip(before.product.variants, after.variants, strict=True)
    left = [old for old, new in pairs if new.retired and not old.retired]
    levels = [level for variant in left for level in variant.levels]
    fit = indexing.fitted(before, after, MAX_ACTIONS - _actions(left))
    head = [indexing.product_write(before, after), *fit.together, *_free_barcodes(left)]
    client.batch_write(fit.puts_before)
    try:
        if levels:
            changes = [plan.StockChange(0, retire=True)] * len(levels)
            plan.apply(client, levels, changes, Retirement(client, what, actor, head), deadline)
        else:
            commit(client, head, deadline)
        client.batch_write(deletes=fit.removed_after)
    except (AlreadyDone, indexing.EditedMeanwhile) as refused:
        if not deadline.wait():
            raise StockBusy from refused


def _free_barcodes(variants: Sequence[Variant]) -> list[Write]:
    return [write for variant in variants for write in editing.without_barcode(variant)]


class Retirement:
    """A retirement as a cause of movements: its marker, and ``beside`` the writes that go with it."""

    reason: str = Reason.RETIRED
    note: str = ""
    undoes: int | None = None

    def __init__(self, client: DynamoDBClient, what: str, actor: str, beside: Sequence[Write]) -> None:
        self.actor, self._beside = actor, beside
        self._key = hashlib.sha256(f"retire {what}".encode()).hexdigest()
        self._witness = Witness(client, self.name, [what], lambda: RequestKeyReused(self._key))

    @property
    def name(self) -> str:
        return keys.request_pk(self._key)

    def writes(self, after: Sequence[StockLevel], now: str) -> Sequence[Write]:
        marker = items.marker_item(self._key, self._witness.content_hash, after[0], now)
        return [put_new(marker, self._witness.refused), *self._beside]

    def raise_if_done(self) -> None:
        self._witness.raise_if_done()
