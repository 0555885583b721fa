"""Taking variants and products out of use. Their history stays, and a SKU is never used again."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from inventory import barcodes, clock, indexing, permissions, reindexing, stock_changes
from inventory.dynamodb import keys, ledger_items
from inventory.dynamodb.backoff import Deadline
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.transactions import MAX_ACTIONS, AlreadyDone, Witness, Write, commit, put_new
from inventory.entities import Product, ProductWithVariants, Reason, StockLevel, Variant
from inventory.errors import InventoryError, PartlyRetired, RequestKeyReused, StockLeft, UnknownSku
from inventory.permissions import Actor, Permission

# No warehouse has this id, so nobody who is limited to some may use it.
_EVERY = ""


def retire_variant(client: DynamoDBClient, product_id: str, sku: str, actor: Actor) -> Variant:
    """Take a variant out of use in all its warehouses; returns it after. Retiring it again changes nothing.

    Raises UnknownSku, StockLeft, NotAllowed, StockBusy, OutcomeUnknown, TooManyActions above 48 warehouses.
    """

    def attempt(deadline: Deadline) -> Variant:
        before = indexing.read(client, product_id)
        variant = _variant_of(before.product, sku)
        if variant.retired:
            return variant
        who = _allowed(actor, [variant])
        after = before.with_variant(_retired(variant))
        return _variant_of(_retire(client, before, after, f"variant {sku}", who, deadline), sku)

    return indexing.until_settled(attempt)


def retire_product(client: DynamoDBClient, product_id: str, actor: Actor) -> Product:
    """Take a product out of use, and those of its variants that still are in it; returns it after.

    Raises ProductNotFound, StockLeft for the first variant that has units on hand, NotAllowed, StockBusy,
    OutcomeUnknown; PartlyRetired, which names one of them, where it takes several steps and some are done.
    """
    done = 0
    try:
        while True:
            after = indexing.until_settled(lambda deadline: _retire_step(client, product_id, actor, deadline))
            if isinstance(after, Product):
                return after
            done += after
    except InventoryError as refused:
        if done:
            raise PartlyRetired(product_id, done, refused) from refused
        raise


def _retire_step(client: DynamoDBClient, product_id: str, actor: Actor, deadline: Deadline) -> Product | int:
    """The product after, or how many of its variants were retired where one transaction does not hold all."""
    before = indexing.read(client, product_id)
    if before.product.retired:
        return before.product.product
    left = [variant for variant in before.product.variants if not variant.retired]
    who = _allowed(actor, left)
    for variant in left:
        _refuse_stock_left(variant)
    some = _fitting(left)
    skus = [variant.sku for variant in some]
    after = replace(before.product, variants=_with_retired(before.product, skus))
    if some != left:
        _retire(client, before, after, f"variants {skus}", who, deadline)
        return len(some)
    after = replace(after, retired=True, updated_at=clock.timestamp())
    return _retire(client, before, after, f"product {product_id}", who, deadline).product


def _variant_of(product: ProductWithVariants, sku: str) -> Variant:
    found = next((variant for variant in product.variants if variant.sku == sku), None)
    if found is None:
        raise UnknownSku([sku])
    return found


def _allowed(actor: Actor, variants: Sequence[Variant]) -> str:
    """The actor's name. What has no stock anywhere to say whose it is takes the right to all warehouses."""
    warehouses = [level.warehouse for variant in variants for level in variant.levels]
    return permissions.require(actor, Permission.EDIT_CATALOGUE, warehouses or [_EVERY])


def _retired(variant: Variant) -> Variant:
    return replace(variant, retired=True)


def _with_retired(product: ProductWithVariants, skus: Sequence[str]) -> tuple[Variant, ...]:
    return tuple(_retired(one) if one.sku in skus else one for one in product.variants)


def _refuse_stock_left(variant: Variant) -> None:
    for level in variant.levels:
        if level.on_hand:
            raise StockLeft(level.sku, level.warehouse, level.on_hand)


def _fitting(variants: Sequence[Variant]) -> Sequence[Variant]:
    """The first of ``variants``, as many as one transaction retires, at least one where there is one."""
    count = len(variants)
    while count > 1 and _actions(variants[:count]) > MAX_ACTIONS:
        count -= 1
    return variants[:count]


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
) -> ProductWithVariants:
    """One attempt; returns the product after. Raises EditedMeanwhile where others were quicker."""
    pairs = zip(before.product.variants, after.variants, strict=True)
    left = [old for old, new in pairs if new.retired and not old.retired]
    for variant in left:
        _refuse_stock_left(variant)
    fit = indexing.fitted(before, after, MAX_ACTIONS - _actions(left))
    head = [indexing.product_write(before, after), *fit.together, *barcodes.free(client, left)]
    done = _commit(client, left, Retirement(client, what, actor, head), deadline)
    if fit.puts:  # after it, as it may yet be refused, and what is retired has fewer words
        reindexing.mend_words(client, after.product_id)
    indexing.remove_left(client, after.product_id, fit.gone)
    if done is None:
        return indexing.read(client, after.product_id).product
    return replace(after, variants=tuple(done.get(variant.sku, variant) for variant in after.variants))


def _commit(
    client: DynamoDBClient, left: Sequence[Variant], cause: "Retirement", deadline: Deadline
) -> dict[str, Variant] | None:
    """The variants after, by SKU; None where it was done before, and only its answer was lost."""
    levels = [level for variant in left for level in variant.levels]
    if not levels:
        commit(client, cause.beside, deadline)
        return {}
    try:
        after = stock_changes.apply(
            client, levels, [stock_changes.StockChange(0, retire=True)] * len(levels), cause, deadline
        )
    except AlreadyDone:
        return None
    return {variant.sku: _as_stored(variant, after, cause.at) for variant in left}


def _as_stored(variant: Variant, levels: Sequence[StockLevel], now: str) -> Variant:
    home, *further = (level for level in levels if level.sku == variant.sku)
    after = replace(variant, revision=home.revision, days=home.days, updated_at=now, further=tuple(further))
    return _retired(after)


class Retirement:
    """A retirement as a cause of movements: its marker, and ``beside`` the writes that go with it.

    ``at`` is when it was last tried.
    """

    reason: str = Reason.RETIRED
    note: str = ""
    undoes: int | None = None

    def __init__(self, client: DynamoDBClient, what: str, actor: str, beside: Sequence[Write]) -> None:
        self.actor, self.beside = actor, beside
        self.at = ""
        self._key = hashlib.sha256(f"retire {what}".encode()).hexdigest()
        self._witness = Witness(client, self.name, [what], lambda: RequestKeyReused(self._key))

    @property
    def name(self) -> str:
        return keys.request_pk(self._key)

    def writes(self, after: Sequence[StockLevel], now: str) -> Sequence[Write]:
        self.at = now
        marker = ledger_items.marker_item(self._key, self._witness.content_hash, after[0], now)
        return [put_new(marker, self._witness.refused), *self.beside]

    def raise_if_done(self) -> None:
        self._witness.raise_if_done()
