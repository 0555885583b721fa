"""Changing what a product or a variant is called and costs. Stock is never touched here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from inventory.dynamodb import items
from inventory.dynamodb.attributes import Item
from inventory.dynamodb.backoff import Deadline
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.transactions import MAX_ACTIONS, Write, commit, update_if
from inventory.entities import Product, Variant


@dataclass(frozen=True)
class Edit:
    """A product or variant as it was read, and as it shall be."""

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
        return ((name, was[name], now[name]) for name in now if was[name] != now[name])


def apply(client: DynamoDBClient, edits: Sequence[Edit]) -> None:
    """Write ``edits``, all or none up to 100 of them, in parts above.

    Only what may be edited is written, so a stock change in between stays. Raises TransactionRefused where
    somebody else edited the same meanwhile (read it again), StockBusy, OutcomeUnknown.
    """
    writes = [_write(edit) for edit in edits]
    for start in range(0, len(writes), MAX_ACTIONS):
        commit(client, writes[start : start + MAX_ACTIONS], Deadline())


def _facts(entity: Product | Variant) -> Item:
    return items.variant_facts(entity) if isinstance(entity, Variant) else items.product_facts(entity)


def _write(edit: Edit) -> Write:
    after, was = edit.after, _facts(edit.before)
    if isinstance(after, Product):
        return update_if(items.product_key(after.product_id), items.product_changes(after), was)
    changes = {**items.variant_facts(after), "UpdatedAt": after.updated_at}
    return update_if(items.level_key(after.level), changes, was)
