"""The find index, kept in step with its product.

A product's row counts its editions: every change of what the product or one of its variants is called or how it is
found raises the number, under the condition that it is as it was read. So two changes at once are computed one after
the other, and the entries in the index are always those of the newest edition.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from inventory import catalogue
from inventory.dynamodb import find_items, items, keys
from inventory.dynamodb.attributes import Item
from inventory.dynamodb.backoff import Deadline
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.transactions import MAX_ACTIONS, Write, commit, put, remove, update_if
from inventory.dynamodb.wire import WireItem
from inventory.entities import Product, ProductWithVariants, Variant
from inventory.errors import ProductNotFound
from inventory.words import words_of


class EditedMeanwhile(Exception):
    """The product is not at the edition any more that a change was computed from: read it again."""


@dataclass(frozen=True)
class Stored:
    """A product as it was read. ``words`` are those the index has of it, ``edition`` counts its changes."""

    product: ProductWithVariants
    words: tuple[str, ...]
    edition: int | None

    def with_variant(self, variant: Variant) -> ProductWithVariants:
        """The product with this variant in place of the one of its SKU, or beside the others."""
        others = [one for one in self.product.variants if one.sku != variant.sku]
        return replace(self.product, variants=tuple(sorted([*others, variant], key=lambda one: one.sku)))


def read(client: DynamoDBClient, product_id: str) -> Stored:
    """A product with all its variants, to be changed: one consistent Query. Raises ProductNotFound."""
    rows = client.query(keys.product_pk(product_id), consistent=True, all_pages=True, decode=lambda item: item)
    own = next((row for row in rows if row["SK"]["S"] == keys.METADATA), None)
    product = catalogue.assembled([items.product_partition_row(row) for row in rows])
    if own is None or product is None:
        raise ProductNotFound(product_id)
    return Stored(product, find_items.words(own), find_items.edition(own))


def new_entries(product: Product, variants: Sequence[Variant]) -> list[Item]:
    """The entries of a product that is not there yet."""
    return find_items.word_items(product, words_of(product, variants))


def product_write(before: Stored, after: ProductWithVariants) -> Write:
    """The next edition of a product's row; refused by EditedMeanwhile where it is not as ``before``."""
    product_id = after.product_id
    changes = items.product_changes(after.product, _words(after), (before.edition or 0) + 1)
    was = {"ProductId": product_id, "Edition": before.edition, **items.product_facts(before.product)}

    def refused(row: WireItem | None) -> Exception:
        return EditedMeanwhile() if row else ProductNotFound(product_id)

    return update_if(items.product_key(product_id), changes, was, refused)


def entries(before: Stored, after: ProductWithVariants) -> tuple[list[Item], list[tuple[str, str]]]:
    """Entries to write and keys of those to remove. None, where nothing of what they say changes."""
    words = _words(after)
    if words == before.words and items.product_facts(after) == items.product_facts(before.product):
        return [], []
    gone = [find_items.word_key(word, after.product_id) for word in before.words if word not in words]
    return find_items.word_items(after, words), gone


@dataclass(frozen=True)
class Fitted:
    """Changes of the entries, as far as a transaction has room for them.

    What has none is written before it, where one too many is harmless, or removed after it.
    """

    together: Sequence[Write]
    puts_before: Sequence[Item]
    removed_after: Sequence[tuple[str, str]]


def fitted(before: Stored, after: ProductWithVariants, room: int) -> Fitted:
    """The entries' changes for a transaction that has ``room`` for so many actions more."""
    puts, gone = entries(before, after)
    if len(puts) > room:
        return Fitted([], puts, gone)
    if len(puts) + len(gone) > room:
        return Fitted([*map(put, puts)], [], gone)
    return Fitted([*map(put, puts), *map(remove, gone)], [], [])


def commit_with_entries(
    client: DynamoDBClient,
    head: Sequence[Write],
    before: Stored,
    after: ProductWithVariants,
    deadline: Deadline,
    product_first: bool = False,
) -> None:
    """``head``, the product's next edition and its entries, in one transaction; its first write is the witness."""
    own = product_write(before, after)
    writes = [own, *head] if product_first else [*head, own]
    fit = fitted(before, after, MAX_ACTIONS - len(writes))
    client.batch_write(fit.puts_before)
    commit(client, [*writes, *fit.together], deadline)
    client.batch_write(deletes=fit.removed_after)


def rewrite(client: DynamoDBClient, before: Stored, wanted: Sequence[Item], deadline: Deadline) -> None:
    """Write a product's entries whatever is there, with the next edition, as the words on its row shall say."""
    after = before.product
    gone = [find_items.word_key(word, after.product_id) for word in before.words if word not in _words(after)]
    commit(client, [product_write(before, after), *map(put, wanted)], deadline)
    client.batch_write(deletes=gone)


def _words(product: ProductWithVariants) -> tuple[str, ...]:
    return words_of(product, product.variants)
