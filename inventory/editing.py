"""Changing what a product or a variant is called and costs, and how it is found. Stock is never touched here."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from inventory import barcodes, clock, indexing
from inventory.dynamodb import items, registry_items
from inventory.dynamodb.attributes import Item
from inventory.dynamodb.backoff import Deadline
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.transactions import MAX_ACTIONS, Write, commit, put_new, update_if
from inventory.entities import Product, ProductWithVariants, Variant
from inventory.errors import ChangedMeanwhile, Retired, UnknownSku
from inventory.registry import Registry

E = TypeVar("E", Product, Variant)


@dataclass(frozen=True)
class Edit:
    """A product or variant as it was read, and as it shall be: name and prices, as an import has them."""

    before: Product | Variant
    after: Product | Variant

    def __str__(self) -> str:
        """What changes, by stored name."""
        after = self.after
        what = f"SKU {after.sku}" if isinstance(after, Variant) else f"product {after.product_id}"
        changes = (f"{name} {old} -> {new}" for name, old, new in self._changes())
        return f"{what}: {', '.join(changes)}"

    def _changes(self) -> Iterator[tuple[str, object, object]]:
        was, now = _facts(self.before), _facts(self.after)
        return ((name, _said(was[name]), _said(now[name])) for name in now if was[name] != now[name])


def _said(value: object) -> object:
    return "none" if value is None else value


def version_of(entity: Product | Variant) -> str:
    """Tells what may be edited of an entity apart from what it was before: 16 letters for a form to carry."""
    shown = json.dumps(_editable(entity), sort_keys=True, default=str)
    return hashlib.sha256(shown.encode()).hexdigest()[:16]


def edit_product(
    client: DynamoDBClient, registry: Registry, product_id: str, wanted: dict[str, Any], version: str | None
) -> Product:
    """Give a product the name, category, base price and description in ``wanted``; returns it after.

    Raises ProductNotFound, Retired, StockBusy, and ChangedMeanwhile where it is neither as asked already nor
    at the ``version`` that was shown.
    """

    def attempt(deadline: Deadline) -> Product:
        before = indexing.read(client, product_id)
        after = _edited(before.product.product, wanted, version)
        if after is None:
            return before.product.product
        _refuse_retired(before.product, product_id)
        whole = replace(before.product, **{**wanted, "updated_at": after.updated_at})
        category = _new_category(registry, after)
        try:
            indexing.commit_with_entries(client, category, before, whole, deadline, product_first=True)
        finally:
            if category:
                registry.forget()
        return after

    return indexing.until_settled(attempt)


def edit_variant(
    client: DynamoDBClient, product_id: str, sku: str, wanted: dict[str, Any], version: str | None
) -> Variant:
    """Give a variant the name, price, attributes, barcode, reorder figures and bin in ``wanted``; returns it after.

    Raises UnknownSku, Retired, BarcodeExists, StockBusy, and ChangedMeanwhile as ``edit_product``.
    """

    def attempt(deadline: Deadline) -> Variant:
        before = indexing.read(client, product_id)
        current = next((variant for variant in before.product.variants if variant.sku == sku), None)
        if current is None:
            raise UnknownSku([sku])
        after = _edited(current, wanted, version)
        if after is None:
            return current
        _refuse_retired(before.product, product_id)
        _refuse_retired(current, sku)
        after = with_reorder_point(after)
        writes = [*_variant_writes(current, after), *barcodes.change(client, current, after)]
        indexing.commit_with_entries(client, writes, before, before.with_variant(after), deadline, product_first=True)
        return after

    return indexing.until_settled(attempt)


def _new_category(registry: Registry, product: Product) -> list[Write]:
    """What makes the product's category, if there is none, so that a refused edit leaves no empty one."""
    if registry.has_category(product.category):
        return []
    item = registry_items.category_item(product.category, product.updated_at)
    return [put_new(item, lambda row: indexing.EditedMeanwhile())]


def with_reorder_point(variant: Variant) -> Variant:
    """The variant with its reorder point on all its levels."""
    further = tuple(replace(level, reorder_point=variant.reorder_point) for level in variant.further)
    return replace(variant, further=further)


def _edited(current: E, wanted: dict[str, Any], version: str | None) -> E | None:
    """``current`` as it shall be, or None where it is so already. Raises ChangedMeanwhile."""
    after = replace(current, **wanted)
    if _editable(after) == _editable(current):
        return None
    if version is not None and version != version_of(current):
        raise ChangedMeanwhile(current)
    return replace(after, updated_at=clock.timestamp())


def _refuse_retired(entity: Product | Variant, name: str) -> None:
    if entity.retired:
        raise Retired(name)


def _editable(entity: Product | Variant) -> Item:
    if isinstance(entity, Variant):
        return {**items.variant_details(entity), "ReorderPoint": entity.reorder_point}
    return {**items.product_facts(entity), "Description": entity.description}


def _variant_writes(before: Variant, after: Variant) -> list[Write]:
    """The variant's own row and its levels elsewhere; refused by EditedMeanwhile where stock moved."""
    changes = {**items.variant_details(after), "UpdatedAt": after.updated_at}
    was: Item = items.variant_facts(before)
    moved = [(old, new) for old, new in zip(before.levels, after.levels, strict=True) if old != new]
    if moved:
        changes |= items.reorder_changes(after.level)
        was |= items.level_as_read(before.level)
    own = update_if(items.level_key(after.level), changes, was, lambda row: indexing.EditedMeanwhile())
    elsewhere = [
        update_if(
            items.level_key(new),
            items.reorder_changes(new),
            items.level_as_read(old),
            lambda row: indexing.EditedMeanwhile(),
        )
        for old, new in moved
        if not new.home
    ]
    return [own, *elsewhere]


def apply(client: DynamoDBClient, edits: Sequence[Edit]) -> None:
    """Write an import's ``edits`` of one product, all or none as far as they fit into a transaction, in parts above.

    Only what may be edited is written, so a stock change in between stays. Raises ChangedMeanwhile or
    TransactionRefused where somebody else edited the same meanwhile (read it again), StockBusy, OutcomeUnknown.
    """
    if not edits:
        return
    before = indexing.read(client, edits[0].before.product_id)
    after = _applied(before.product, edits)
    writes = [_import_write(edit.before, edit.after) for edit in edits if isinstance(edit.after, Variant)]
    if len(writes) >= MAX_ACTIONS:
        # Found by its new words from the first part on: an import that is interrupted does not come back to them.
        client.batch_write(indexing.entries(before, after)[0])
    while len(writes) >= MAX_ACTIONS:
        commit(client, writes[:MAX_ACTIONS], Deadline())
        writes = writes[MAX_ACTIONS:]
    try:
        indexing.commit_with_entries(client, writes, before, after, Deadline(), product_first=True)
    except indexing.EditedMeanwhile as refused:
        raise ChangedMeanwhile(before.product.product) from refused


def _applied(product: ProductWithVariants, edits: Sequence[Edit]) -> ProductWithVariants:
    variants = {variant.sku: variant for variant in product.variants}
    for edit in edits:
        current = variants.get(edit.after.sku) if isinstance(edit.after, Variant) else product.product
        if current is None or _facts(current) != _facts(edit.before) or current.retired:
            raise ChangedMeanwhile(current or edit.before)
        if isinstance(edit.after, Variant):
            after = edit.after
            variants[after.sku] = replace(variants[after.sku], name=after.name, price=after.price, bin=after.bin)
        else:
            own = edit.after
            product = replace(
                product, name=own.name, category=own.category, base_price=own.base_price, updated_at=own.updated_at
            )
    return replace(product, variants=tuple(variants.values()))


def _facts(entity: Product | Variant) -> Item:
    return items.variant_facts(entity) if isinstance(entity, Variant) else items.product_facts(entity)


def _import_write(before: Product | Variant, after: Variant) -> Write:
    changes = {**items.variant_facts(after), "UpdatedAt": after.updated_at}
    return update_if(items.level_key(after.level), changes, _facts(before))
