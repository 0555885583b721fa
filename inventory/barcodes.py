"""Barcodes: each stands for one SKU, by a row of its own. The variant's row is the truth, this one finds it."""

from collections.abc import Mapping, Sequence

from inventory import creating, indexing
from inventory.catalogue import find_barcodes
from inventory.dynamodb import find_items, items
from inventory.dynamodb.backoff import Deadline
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.failures import TransactionRefused
from inventory.dynamodb.transactions import Write, check, commit, delete, put_new
from inventory.dynamodb.wire import WireItem
from inventory.entities import SkuPointer, Variant

Owners = Mapping[str, SkuPointer]


def change(client: DynamoDBClient, before: Variant, after: Variant) -> list[Write]:
    """What gives a variant another barcode, or none. Refused by BarcodeExists, EditedMeanwhile."""
    if before.barcode == after.barcode:
        return []
    owners = find_barcodes(client, [before.barcode, after.barcode])
    return [*_taken(after, owners), *_freed(before, owners)]


def free(client: DynamoDBClient, variants: Sequence[Variant]) -> list[Write]:
    """What makes the barcodes of ``variants`` free again. Refused by EditedMeanwhile."""
    owners = find_barcodes(client, [variant.barcode for variant in variants])
    return [write for variant in variants for write in _freed(variant, owners)]


def _taken(variant: Variant, owners: Owners) -> list[Write]:
    if not _leads_to(variant, owners):
        return creating.barcode_writes([variant], "")
    return [check(find_items.barcode_key(variant.barcode), {"SKU": variant.sku}, _refused)]


def _freed(variant: Variant, owners: Owners) -> list[Write]:
    if not _leads_to(variant, owners):
        return []  # its row is missing, or another's: nothing of this variant's is to be removed
    return [delete(find_items.barcode_key(variant.barcode), {"SKU": variant.sku}, _refused)]


def _leads_to(variant: Variant, owners: Owners) -> bool:
    owner = owners.get(variant.barcode)
    return owner is not None and owner.sku == variant.sku


def _refused(row: WireItem | None) -> Exception:
    return indexing.EditedMeanwhile()


def mend(client: DynamoDBClient, rows: Sequence[WireItem]) -> int:
    """Make the barcodes among ``rows`` of the table as the variants say; returns how many were not so.

    A barcode that stands on two variants stays with the one it leads to.
    """
    removed = sum(_remove_stray(client, row) for row in rows if find_items.is_barcode(row))
    holders = [items.variant(row) for row in rows if items.is_variant(row)]
    owners = find_barcodes(client, [holder.barcode for holder in holders])
    lost = [holder for holder in holders if _holds(holder, holder.barcode) and not _leads_to(holder, owners)]
    return removed + sum(_restore(client, holder) for holder in lost)


def _holds(variant: Variant | None, barcode: str) -> bool:
    return variant is not None and not variant.retired and variant.barcode == barcode != ""


def _restore(client: DynamoDBClient, holder: Variant) -> bool:
    row = client.get(*find_items.barcode_key(holder.barcode), consistent=True, decode=lambda item: item)
    if row is not None and not _remove_stray(client, row):
        return False
    own = check(items.variant_key(holder.product_id, holder.sku), _as_read(holder))
    return _done(client, [own, put_new(find_items.barcode_item(holder, ""))])


def _remove_stray(client: DynamoDBClient, row: WireItem) -> bool:
    """Remove a barcode's row unless the variant it leads to has the barcode."""
    barcode, owner = find_items.barcode(row), find_items.barcode_owner(row)
    key = items.variant_key(owner.product_id, owner.sku)
    variant = client.get(*key, consistent=True, decode=items.variant)
    if _holds(variant, barcode):
        return False
    gone = delete(find_items.barcode_key(barcode), {"SKU": owner.sku})
    return _done(client, [check(key, _as_read(variant) if variant else {"SKU": None}), gone])


def _as_read(variant: Variant) -> dict[str, object]:
    return {"Barcode": variant.barcode or None, "Retired": variant.retired or None}


def _done(client: DynamoDBClient, writes: Sequence[Write]) -> bool:
    try:
        commit(client, writes, Deadline())
    except TransactionRefused:  # somebody changed it meanwhile, and the barcode with it
        return False
    return True
