"""The find index, kept in step with its product.

A product's row counts its editions: every change of what the product or one of its variants is called or how it is
found raises the number, under the condition that it is as it was read. So two changes at once are computed one after
the other, and the entries in the index are always those of the newest edition.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from inventory import catalogue
from inventory.dynamodb import find_items, items, keys
from inventory.dynamodb.attributes import Item
from inventory.dynamodb.backoff import Deadline
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.transactions import MAX_ACTIONS, Write, check, commit, put, remove, update_if
from inventory.dynamodb.wire import WireItem
from inventory.entities import Product, ProductWithVariants, Variant
from inventory.errors import ProductNotFound, StockBusy, TooManyActions
from inventory.words import words_of

T = TypeVar("T")


class EditedMeanwhile(Exception):
    """The product is not at the edition any more that a change was computed from: read it again."""


def until_settled(attempt: Callable[[Deadline], T]) -> T:
    """Make a change, computed anew for as long as others change the same product. Raises StockBusy."""
    deadline, last = Deadline(), False
    while True:
        try:
            return attempt(deadline)
        except EditedMeanwhile as refused:
            # Once more past the deadline: what changed the product may be this change itself, whose answer was lost.
            if last:
                raise StockBusy from refused
            last = not deadline.wait()


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


def entries(before: Stored, after: ProductWithVariants) -> tuple[list[Item], list[str]]:
    """Entries to write and words of those to remove. None, where nothing of what they say changes."""
    words = _words(after)
    if words == before.words and items.product_facts(after) == items.product_facts(before.product):
        return [], []
    return find_items.word_items(after, words), [word for word in before.words if word not in words]


@dataclass(frozen=True)
class Fitted:
    """Changes of the entries, as far as a transaction has room for them.

    What has none is written before it, where one too many is harmless, or removed after it. ``puts`` are entries,
    ``gone`` words.
    """

    together: Sequence[Write]
    puts: Sequence[Item]
    gone: Sequence[str]


def fitted(before: Stored, after: ProductWithVariants, room: int) -> Fitted:
    """The entries' changes for a transaction that has ``room`` for so many actions more.

    Raises TooManyActions where it has too many already.
    """
    if room < 0:
        raise TooManyActions(f"{MAX_ACTIONS - room} writes, but a transaction holds {MAX_ACTIONS}")
    puts, gone = entries(before, after)
    if len(puts) > room:
        return Fitted([], puts, gone)
    if len(puts) + len(gone) > room:
        return Fitted([*map(put, puts)], [], gone)
    removed = (remove(find_items.word_key(word, after.product_id)) for word in gone)
    return Fitted([*map(put, puts), *removed], [], [])


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
    client.batch_write(fit.puts)
    commit(client, [*writes, *fit.together], deadline)
    remove_left(client, after.product_id, fit.gone)


def rewrite(client: DynamoDBClient, before: Stored, wanted: Sequence[Item], deadline: Deadline) -> None:
    """Write a product's entries whatever is there, with the next edition, as the words on its row shall say."""
    after = before.product
    commit(client, [product_write(before, after), *map(put, wanted)], deadline)
    remove_left(client, after.product_id, [word for word in before.words if word not in _words(after)])


def remove_left(client: DynamoDBClient, product_id: str, words: Iterable[str]) -> int:
    """Remove a product's entries of those of ``words`` that it does not have; returns how many.

    It is looked at anew, and the entries go only while it is at that edition: one that an edit makes meanwhile stays.
    Raises StockBusy, OutcomeUnknown.
    """
    removed, left = 0, list(words)
    while left:
        part, left = left[: MAX_ACTIONS - 1], left[MAX_ACTIONS - 1 :]
        removed += until_settled(partial(_remove_part, client, product_id, part))
    return removed


def _remove_part(client: DynamoDBClient, product_id: str, words: Sequence[str], deadline: Deadline) -> int:
    key = items.product_key(product_id)
    own = client.get(*key, consistent=True, decode=lambda item: item)
    has = find_items.words(own) if own else ()
    left = [find_items.word_key(word, product_id) for word in words if word not in has]
    if left:
        was = {"ProductId": product_id if own else None, "Edition": find_items.edition(own) if own else None}
        commit(client, [check(key, was, lambda row: EditedMeanwhile()), *map(remove, left)], deadline)
    return len(left)


def _words(product: ProductWithVariants) -> tuple[str, ...]:
    return words_of(product, product.variants)
