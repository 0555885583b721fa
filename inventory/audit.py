"""Proof of the ledger: every balance is what its movements make it. Orders see ``order_audit``.

The first pass reads the whole table once and keeps, for each level, one number whatever the length of its
ledger and whatever the order the rows come in: a row that leads from balance a at revision r-1 to balance b
at revision r adds hash(r, b) - hash(r-1, a), so that a gap-free chain from nothing leaves the hash of its
newest row alone, which the level takes off again; a movement that was undone and the one that undid it add and
take off one and the same hash. What does not come to zero is walked row by row under consistent reads; a level
that merely moved while the table was being read turns out clean there, so the audit can run beside the day's work.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b

from inventory import ledger, order_audit
from inventory.dynamodb import items, keys, ledger_items
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.wire import WireItem
from inventory.entities import Movement, StockLevel
from inventory.order_audit import UNREADABLE, OrderPass

LevelName = tuple[str, str]
# A level's reorder point, and whether it is retired.
Common = tuple[int | None, bool]


@dataclass(frozen=True)
class Report:
    """``drifts`` are sentences, each naming the SKU and warehouse, or the order, it is about.

    Of ``orders`` some were ``in_work`` when they were read, which is no drift: the rest of them is still to be done.
    """

    levels: int
    movements: int
    drifts: tuple[str, ...]
    orders: int = field(default=0, compare=False)
    in_work: int = field(default=0, compare=False)


@dataclass
class _Pass:
    """What the first pass keeps: a sum and the row's key by level, and what belongs together."""

    sums: dict[LevelName, int] = field(default_factory=dict)
    level_keys: dict[LevelName, list[tuple[str, str]]] = field(default_factory=dict)
    misplaced: set[LevelName] = field(default_factory=set)
    unreadable: list[str] = field(default_factory=list)
    owners: dict[str, str] = field(default_factory=dict)
    products: set[str] = field(default_factory=set)
    # What all levels of a SKU must agree on, by SKU at home, by level in further warehouses.
    homes: dict[str, Common] = field(default_factory=dict)
    further: dict[LevelName, Common] = field(default_factory=dict)
    movements: int = 0
    orders: OrderPass = field(default_factory=OrderPass)

    def take(self, item: WireItem) -> None:
        pk, sk = item["PK"]["S"], item["SK"]["S"]
        try:
            self._take(item, pk, sk)
        except UNREADABLE as error:
            self.unreadable.append(_unreadable(pk, sk, error))

    def _take(self, item: WireItem, pk: str, sk: str) -> None:
        if keys.is_ledger_pk(pk):
            self._take_movement(ledger_items.movement(item))
        elif keys.read_level_sk(sk):
            self._take_level(items.level(item), (pk, sk), item)
        elif keys.is_order_pk(pk):
            self.orders.take(item)
        elif items.is_pointer(item):
            self.owners[item["SKU"]["S"]] = item["ProductId"]["S"]
        elif items.is_product(item):
            self.products.add(item["ProductId"]["S"])

    def _take_movement(self, move: Movement) -> None:
        self.movements += 1
        before = _hash(move.revision - 1, move.stock - move.change, move.allocated - move.allocated_change)
        self._add((move.sku, move.warehouse), _hash(move.revision, move.stock, move.allocated) - before)
        if move.undone_by is not None:
            self._add((move.sku, move.warehouse), _undo_hash(move.revision, move.undone_by, move.change))
        if move.undoes is not None:
            self._add((move.sku, move.warehouse), -_undo_hash(move.undoes, move.revision, -move.change))

    def _take_level(self, level: StockLevel, key: tuple[str, str], item: WireItem) -> None:
        name = (level.sku, level.warehouse)
        self.level_keys.setdefault(name, []).append(key)
        self._add(name, -_hash(level.revision, level.stock, level.allocated))
        self.orders.take_level(level)
        if level.home:
            self.homes[level.sku] = _common(level)
        else:
            self.further[name] = _common(level)
        if min(level.stock, level.allocated) < 0 or not items.indexed_as_stocked(item):
            self.misplaced.add(name)

    def _add(self, name: LevelName, amount: int) -> None:
        self.sums[name] = self.sums.get(name, 0) + amount

    def suspects(self) -> list[LevelName]:
        unproved = {name for name, total in self.sums.items() if total or name not in self.level_keys}
        halves = {name for name, rows in self.level_keys.items() if not self._is_whole(name, rows)}
        apart = {name for name, common in self.further.items() if self.homes.get(name[0], common) != common}
        return sorted(unproved | self.misplaced | halves | apart)

    def _is_whole(self, name: LevelName, rows: list[tuple[str, str]]) -> bool:
        owner = self.owners.get(name[0])
        return owner in self.products and [pk for pk, _ in rows] == [keys.product_pk(owner or "")]


def _common(level: StockLevel) -> Common:
    return level.reorder_point, level.retired


def _undo_hash(undone: int, by: int, change: int) -> int:
    text = f"{undone} undone by {by}: {change}".encode()
    return int.from_bytes(blake2b(text, digest_size=16).digest(), "big")


def _hash(revision: int, stock_then: int, allocated_then: int) -> int:
    if revision == stock_then == allocated_then == 0:
        return 0  # every ledger starts from nothing
    text = f"{revision},{stock_then},{allocated_then}".encode()
    return int.from_bytes(blake2b(text, digest_size=16).digest(), "big")


def check(client: DynamoDBClient, progress: Callable[[int], None] = lambda rows: None) -> Report:
    """Read the whole table and report every level whose ledger does not prove its balance.

    ``progress`` is told how many rows each page had.
    """
    seen = _Pass()
    client.scan(seen.take, lambda rows: progress(len(rows)))
    told = {name: list(_drifts(client, name, seen.level_keys.get(name, []))) for name in seen.suspects()}
    drifts = [drift for name in told for drift in told[name]]
    # Of a level that drifted by its own ledger no order needs to tell.
    drifts += _held_drifts(client, seen, {name for name, found in told.items() if found})
    drifts += order_audit.drifts(client, seen.orders)
    levels = sum(map(len, seen.level_keys.values()))
    return Report(levels, seen.movements, (*seen.unreadable, *drifts), seen.orders.orders, seen.orders.in_work)


def _held_drifts(client: DynamoDBClient, seen: _Pass, told: set[LevelName]) -> Iterator[str]:
    for name in sorted(set(seen.orders.held) - told):
        title, places = f"{name[0]} in {name[1]}", seen.level_keys.get(name, [])
        if not places:
            yield f"{title}: open lines of orders hold units of no stock level"
            continue
        try:
            drift = order_audit.held_drift(client, name, places[0], seen.orders.unlisted.get(name, ()))
        except UNREADABLE as error:
            drift = f"{title}: an order's row that holds it cannot be read: {type(error).__name__} {error}"
        yield from [drift] if drift else ()


def _unreadable(pk: str, sk: str, error: Exception) -> str:
    return f"row {pk} / {sk} cannot be read: {type(error).__name__} {error}"


def _drifts(client: DynamoDBClient, name: LevelName, rows: list[tuple[str, str]]) -> Iterator[str]:
    """What is wrong with one level, looked at closely. Nothing, if it only moved meanwhile."""
    title = f"{name[0]} in {name[1]}"
    if len(rows) > 1:
        yield f"{title}: {len(rows)} rows say what its level is: {', '.join(' / '.join(row) for row in sorted(rows))}"
        return
    try:
        yield from _close_look(client, name, rows[0] if rows else None, title)
    except UNREADABLE as error:
        yield f"{title}: a row cannot be read: {type(error).__name__} {error}"


def _close_look(client: DynamoDBClient, name: LevelName, key: tuple[str, str] | None, title: str) -> Iterator[str]:
    # The ledger first, then the level: they are written together, so the level cannot be behind what was read.
    moves = ledger.movements(client, *name, keys.MAX_REVISION)
    row = client.get(*key, consistent=True, decode=lambda item: item) if key else None
    if row is None:
        yield from _ledger_alone(client, moves, title)
        return
    level = items.level(row)
    ahead = [move.revision for move in moves if move.revision > level.revision]
    if ahead:
        yield f"{title}: the level is at revision {level.revision}, its ledger at {ahead[-1]}"
    moves = ledger.movements(client, *name, level.revision)
    yield from _chain_drifts(title, level, moves)
    yield from _undo_drifts(client, title, moves)
    if level.stock >= 0 and not items.indexed_as_stocked(row):
        retired = f"{title}: it is retired and still in the low-stock index"
        yield retired if level.retired else f"{title}: the low-stock index does not say {level.stock}"
    yield from _half_drifts(client, title, level)
    yield from _common_drifts(client, title, level)


def _ledger_alone(client: DynamoDBClient, moves: list[Movement], title: str) -> Iterator[str]:
    if moves and not _has_level(client, moves[0]):
        yield f"{title}: {len(moves)} movements and no stock level"


def _has_level(client: DynamoDBClient, move: Movement) -> bool:
    # A level that was made after the scan had passed its place.
    pk = keys.product_pk(move.product_id)
    places = [(pk, keys.home_sk(move.sku)), (pk, keys.further_sk(move.sku, move.warehouse))]
    found = client.batch_get(places, consistent=True, decode=items.level).values()
    return any(level.warehouse == move.warehouse for level in found)


def _chain_drifts(title: str, level: StockLevel, moves: list[Movement]) -> Iterator[str]:
    stock_now = allocated_now = 0
    for revision, move in enumerate(moves, start=1):
        if move.revision != revision:
            yield f"{title}: movement {revision} is missing"
            return
        stock_now, allocated_now = stock_now + move.change, allocated_now + move.allocated_change
        if (move.stock, move.allocated) != (stock_now, allocated_now):
            yield (
                f"{title}: movement {revision} says {move.stock} available and {move.allocated} allocated,"
                f" its changes make {stock_now} and {allocated_now}"
            )
            return
    if len(moves) != level.revision:
        yield f"{title}: the level is at revision {level.revision}, its ledger at {len(moves)}"
    if (level.stock, level.allocated) != (stock_now, allocated_now):
        yield (
            f"{title}: the level has {level.stock} available and {level.allocated} allocated,"
            f" its ledger {stock_now} and {allocated_now}"
        )
    if min(level.stock, level.allocated) < 0:
        yield f"{title}: the level is below zero"


def _undo_drifts(client: DynamoDBClient, title: str, moves: list[Movement]) -> Iterator[str]:
    """Where a movement and the one that took it back do not name each other, or do not cancel out."""
    by_revision = {move.revision: move for move in moves}
    for move in moves:
        undoing = by_revision.get(move.undone_by or 0) or _undone_since(client, move)
        if move.undone_by is not None and (undoing is None or undoing.undoes != move.revision):
            yield f"{title}: movement {move.revision} says {move.undone_by} undid it, which says otherwise"
        undone = by_revision.get(move.undoes or 0)
        if move.undoes is not None and (undone is None or undone.undone_by != move.revision):
            yield f"{title}: movement {move.revision} says it undid {move.undoes}, which says otherwise"
        elif undone is not None and undone.change != -move.change:
            yield f"{title}: movement {move.revision} undid {undone.change} by {move.change}"


def _undone_since(client: DynamoDBClient, move: Movement) -> Movement | None:
    # Taken back after the level was read: its row is there, if the mark is right.
    if move.undone_by is None:
        return None
    place = ledger_items.movement_key(move.sku, move.warehouse, move.undone_by)
    return client.get(*place, consistent=True, decode=ledger_items.movement)


def _common_drifts(client: DynamoDBClient, title: str, level: StockLevel) -> Iterator[str]:
    """Where a level in a further warehouse disagrees with the variant's own row."""
    if level.home:
        return
    # Both rows anew, in one call: they may have been changed together since the level was read.
    places = [items.variant_key(level.product_id, level.sku), items.level_key(level)]
    found = client.batch_get(places, consistent=True, decode=items.level)
    home, here = (found.get(place) for place in places)
    if home is None or here is None:
        return
    if home.reorder_point != here.reorder_point:
        yield f"{title}: its reorder point is {here.reorder_point}, its variant's {home.reorder_point}"
    if home.retired != here.retired:
        which = ("it", "its variant") if here.retired else ("its variant", "it")
        yield f"{title}: {which[0]} is retired, {which[1]} is not"


def _half_drifts(client: DynamoDBClient, title: str, level: StockLevel) -> Iterator[str]:
    wanted = [(keys.sku_pk(level.sku), keys.METADATA), (keys.product_pk(level.product_id), keys.METADATA)]
    found = client.batch_get(wanted, consistent=True, decode=items.product_id)
    if found.get(wanted[0]) != level.product_id:
        yield f"{title}: its SKU does not lead to product {level.product_id}"
    if wanted[1] not in found:
        yield f"{title}: there is no product {level.product_id}"
