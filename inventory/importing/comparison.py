"""Comparing a catalogue with the table: what is new, what changed, what stays."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from inventory import catalogue, clock
from inventory.dynamodb import items
from inventory.dynamodb.client import DynamoDBClient
from inventory.editing import Edit
from inventory.entities import Product, Variant
from inventory.importing.checks import CatalogueProduct, CatalogueRow
from inventory.importing.source import RowError


@dataclass(frozen=True)
class Stored:
    """What the table holds of one product of the file: its rows by SKU, and whose the file's SKUs are."""

    product: Product | None
    variants: Mapping[str, Variant]
    owners: Mapping[str, str]


@dataclass(frozen=True)
class Difference:
    """What bringing a product in takes. With ``errors`` nothing of it is brought in.

    ``changed`` and ``same`` are rows whose SKU the product has; ``notes`` are sentences on what an import leaves.
    """

    wanted: CatalogueProduct
    exists: bool
    new: tuple[CatalogueRow, ...]
    changed: tuple[CatalogueRow, ...]
    same: tuple[CatalogueRow, ...]
    edits: tuple[Edit, ...]
    errors: tuple[RowError, ...]
    notes: tuple[str, ...]


def compare_all(client: DynamoDBClient, products: Sequence[CatalogueProduct]) -> list[Difference]:
    """The differences of ``products``, with three batches of consistent reads for all of them.

    What is written meanwhile is seen by the later ones alone: a SKU is looked for before its variant, and that before
    its product, so that a product that others just make is never taken for the rest of one.
    """
    rows = [row for wanted in products for row in wanted.rows]
    pointers = catalogue.find_skus(client, [row.sku for row in rows])
    owners = {sku: pointer.product_id for sku, pointer in pointers.items()}
    variants = client.batch_get([_variant_key(row) for row in rows], consistent=True, decode=items.variant)
    stored = client.batch_get(
        [items.product_key(wanted.product_id) for wanted in products], consistent=True, decode=items.product
    )
    return [
        compare(
            wanted,
            Stored(
                product=stored.get(items.product_key(wanted.product_id)),
                variants=_present(wanted.rows, variants),
                owners=owners,
            ),
        )
        for wanted in products
    ]


def compare(wanted: CatalogueProduct, stored: Stored) -> Difference:
    """What of ``wanted`` the table lacks or has otherwise. Stock is not compared: it is the warehouse's own."""
    now = clock.timestamp()
    known = [row for row in wanted.rows if row.sku in stored.variants]
    product_edits = _product_edits(wanted, stored.product, now)
    changed = [row for row in known if product_edits or _differs(row, stored.variants[row.sku])]
    return Difference(
        wanted=wanted,
        exists=stored.product is not None,
        new=tuple(row for row in wanted.rows if row.sku not in stored.variants),
        changed=tuple(changed),
        same=tuple(row for row in known if row not in changed),
        edits=(*product_edits, *_variant_edits(known, stored.variants, now)),
        errors=tuple(_errors(wanted, stored)),
        notes=tuple(_notes(known, stored.variants)),
    )


def _variant_key(row: CatalogueRow) -> tuple[str, str]:
    return items.variant_key(row.product_id, row.sku)


def _present(rows: Iterable[CatalogueRow], variants: Mapping[tuple[str, str], Variant]) -> dict[str, Variant]:
    return {row.sku: variants[_variant_key(row)] for row in rows if _variant_key(row) in variants}


def _product_edits(wanted: CatalogueProduct, product: Product | None, now: str) -> list[Edit]:
    if product is None:
        return []
    row = wanted.rows[0]
    after = replace(product, name=row.product_name, category=row.category, base_price=row.base_price)
    return [Edit(product, replace(after, updated_at=now))] if after != product else []


def _variant_edits(rows: Iterable[CatalogueRow], variants: Mapping[str, Variant], now: str) -> list[Edit]:
    return [
        Edit(variants[row.sku], replace(_wanted(row, variants[row.sku]), updated_at=now))
        for row in rows
        if _differs(row, variants[row.sku])
    ]


def _differs(row: CatalogueRow, variant: Variant) -> bool:
    return _wanted(row, variant) != variant


def _wanted(row: CatalogueRow, variant: Variant) -> Variant:
    """The variant as the row has it. A bin of another warehouse than its home is none of its own."""
    lies = variant.bin if row.bin is None or row.warehouse != variant.warehouse else row.bin
    return replace(variant, name=row.name, price=row.price, bin=lies)


def _errors(wanted: CatalogueProduct, stored: Stored) -> Iterable[RowError]:
    for row in wanted.rows:
        owner, has_row = stored.owners.get(row.sku), row.sku in stored.variants
        if owner not in (None, row.product_id):
            yield RowError(row.number, "sku", row.sku, f"belongs to product {owner} already")
        elif (owner or has_row) and not (stored.product and has_row):
            whose = f"is left over from an unfinished load of product {row.product_id}: finish that load first"
            yield RowError(row.number, "sku", row.sku, whose)
        elif has_row and stored.variants[row.sku].retired:
            yield RowError(row.number, "sku", row.sku, "is retired")
        elif stored.product and stored.product.retired:
            yield RowError(row.number, "product_id", row.product_id, "is retired")


def _notes(rows: Iterable[CatalogueRow], variants: Mapping[str, Variant]) -> Iterable[str]:
    for row in rows:
        home = variants[row.sku].warehouse
        if row.warehouse != home:
            kept = ", and its bin stays" if row.bin else ""
            yield f"row {row.number}: SKU {row.sku} stays in {home}; an import moves no stock to {row.warehouse}{kept}"
