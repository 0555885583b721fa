"""Index entries made anew, for the whole table: for one that an earlier version filled, or that lost some.

Reads the whole table once, and each product with its entries once more; writes only what is missing or wrong. May be
run again at any time and beside the day's work, though not beside a load in bulk or an import: words that are written
ahead of their product are taken for left over, and only the next run brings them back.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from inventory import barcodes, indexing
from inventory.dynamodb import find_items, items, keys, ledger_items
from inventory.dynamodb.attributes import Item, text
from inventory.dynamodb.backoff import Deadline
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.failures import TransactionRefused
from inventory.dynamodb.transactions import commit, update_if
from inventory.dynamodb.wire import WireItem, load_item
from inventory.entities import StockLevel
from inventory.errors import ProductNotFound
from inventory.ordering.mending import mend_order
from inventory.words import words_of


@dataclass
class Reindexed:
    """What was looked at, and how much of it had to be written anew.

    ``words_missing`` and ``words_wrong`` are entries of products, ``words_left`` entries of nothing; ``barcodes`` led
    to the wrong SKU, or to none; ``levels`` and ``movements`` are rows that stood at the wrong place of an index, or
    at none; ``orders`` had sums, lines or a customer missing.
    """

    products: int = 0
    words_missing: int = 0
    words_wrong: int = 0
    words_left: int = 0
    barcodes: int = 0
    levels: int = 0
    movements: int = 0
    orders: int = 0

    def __str__(self) -> str:
        return (
            f"{self.products} products looked at; words of names: {self.words_missing} were missing,"
            f" {self.words_wrong} wrong, {self.words_left} left over;"
            f" barcodes: {self.barcodes} mended;"
            f" index entries mended of {self.levels} stock levels and {self.movements} movements;"
            f" {self.orders} orders brought up to date"
        )


def reindex(client: DynamoDBClient, progress: Callable[[int], object] = lambda rows: None) -> Reindexed:
    """Mend every index entry of the table; ``progress`` is told how many rows each page had."""
    done = Reindexed()

    def mend(rows: list[WireItem]) -> None:
        for row in rows:
            _mend(client, row, done)
        done.barcodes += barcodes.mend(client, rows)
        done.words_left += _remove_left(client, [row for row in rows if keys.is_word_pk(row["PK"]["S"])])
        progress(len(rows))

    client.scan(lambda item: item, mend)
    return done


def _mend(client: DynamoDBClient, row: WireItem, done: Reindexed) -> None:
    pk, sk = row["PK"]["S"], row["SK"]["S"]
    if items.is_product(row):
        done.products += 1
        missing, wrong = mend_words(client, items.product_id(row))
        done.words_missing, done.words_wrong = done.words_missing + missing, done.words_wrong + wrong
    elif keys.read_level_sk(sk):
        done.levels += _mend_level(client, row)
    elif keys.is_ledger_pk(pk):
        done.movements += _mend_movement(client, row)
    elif keys.is_order_pk(pk) and sk == keys.METADATA:
        done.orders += mend_order(client, keys.order_of_pk(pk))


def mend_words(client: DynamoDBClient, product_id: str) -> tuple[int, int]:
    """How many entries of a product were missing and how many wrong: written anew with the product's next edition."""
    try:
        return indexing.until_settled(lambda deadline: _rewrite_words(client, product_id, deadline))
    except ProductNotFound:  # gone since it was read
        return 0, 0


def _rewrite_words(client: DynamoDBClient, product_id: str, deadline: Deadline) -> tuple[int, int]:
    before = indexing.read(client, product_id)
    wanted = find_items.word_items(before.product, words_of(before.product, before.product.variants))
    found = client.batch_get([(entry["PK"], entry["SK"]) for entry in wanted], consistent=True, decode=load_item)
    states = [found.get((entry["PK"], entry["SK"])) for entry in wanted]
    missing = states.count(None)
    wrong = sum(1 for entry, state in zip(wanted, states, strict=True) if state is not None and state != entry)
    as_stored = before.words == words_of(before.product, before.product.variants) and before.edition
    if missing or wrong or not as_stored:
        indexing.rewrite(client, before, wanted, deadline)
    return missing, wrong


def _remove_left(client: DynamoDBClient, entries: Sequence[WireItem]) -> int:
    """Entries whose product does not have their word, or is not there, removed, and those where none belong."""
    owners = {items.product_key(items.product_id(entry)) for entry in entries}
    words = client.batch_get(owners, consistent=True, decode=find_items.words)
    left: dict[str, list[str]] = {}
    misplaced = []
    for entry in entries:
        product_id, word = items.product_id(entry), find_items.word(entry)
        place = (entry["PK"]["S"], entry["SK"]["S"])
        if place != find_items.word_key(word, product_id):
            misplaced.append(place)
        elif word not in words.get(items.product_key(product_id), ()):
            left.setdefault(product_id, []).append(word)
    removed = sum(indexing.remove_left(client, product_id, some) for product_id, some in left.items())
    return removed + client.batch_write(deletes=misplaced)


def _mend_level(client: DynamoDBClient, row: WireItem) -> int:
    level = items.level(row)
    while not items.indexed_as_stocked(row) and level.stock >= 0:
        if _updated(client, (row["PK"]["S"], row["SK"]["S"]), _index_keys(level), items.level_as_read(level)):
            return 1
        now = client.get(row["PK"]["S"], row["SK"]["S"], consistent=True, decode=lambda item: item)
        if now is None:
            return 0
        row, level = now, items.level(now)
    return 0


def _index_keys(level: StockLevel) -> Item:
    changes = items.level_changes(level)
    return {name: changes[name] for name in ("GSI1PK", "GSI1SK", "GSI2PK", "GSI2SK")}


def _mend_movement(client: DynamoDBClient, row: WireItem) -> int:
    movement = ledger_items.movement(row)
    places = ledger_items.movement_places(movement)
    if all(text(row, name) == value for name, value in places.items()):
        return 0
    return int(_updated(client, (row["PK"]["S"], row["SK"]["S"]), places, {"Revision": movement.revision}))


def _updated(client: DynamoDBClient, key: tuple[str, str], changes: Item, was: Item) -> bool:
    try:
        commit(client, [update_if(key, changes, was)], Deadline())
    except TransactionRefused:
        return False
    return True
