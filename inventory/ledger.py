"""The ledger of a level: read by revision from the table, or by time from its index."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from inventory.dynamodb import keys, ledger_items
from inventory.dynamodb.attributes import integer, text
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.expressions import up_to
from inventory.dynamodb.paging import MAX_LIMIT, Range, first_rows, read_page
from inventory.entities import Movement, Page, Record, StockLevel
from inventory.moments import EARLIEST, LATEST
from inventory.parallel import together

MOST_DRAWN_FROM = 2000

Point = tuple[str, int]


@dataclass(frozen=True)
class Balance(Record):
    """What a warehouse held of a SKU at some moment, in units."""

    warehouse: str
    stock: int
    allocated: int

    @property
    def on_hand(self) -> int:
        return self.stock + self.allocated


@dataclass(frozen=True)
class Chart(Record):
    """Available stock over time, oldest first: what it was from each timestamp on.

    Where it is not ``complete``, older movements of the stretch are not drawn.
    """

    points: tuple[Point, ...]
    complete: bool


def movements(client: DynamoDBClient, sku: str, warehouse: str, newest_revision: int) -> list[Movement]:
    """All movements of a level up to a revision, oldest first."""
    return client.query(
        keys.ledger_pk(sku, warehouse),
        up_to(keys.movement_sk(newest_revision)),
        consistent=True,
        all_pages=True,
        decode=ledger_items.movement,
    )


def newest(client: DynamoDBClient, sku: str, warehouse: str) -> Movement | None:
    """The last movement of a level, as the table has it."""
    rows = client.query(
        keys.ledger_pk(sku, warehouse), consistent=True, limit=1, descending=True, decode=ledger_items.movement
    )
    return rows[0] if rows else None


def at_revisions(client: DynamoDBClient, sku: str, warehouse: str, revisions: Iterable[int]) -> dict[int, Movement]:
    """The movements at ``revisions``, those that are there, as the table has them."""
    places = [ledger_items.movement_key(sku, warehouse, revision) for revision in revisions]
    found = client.batch_get(places, consistent=True, decode=ledger_items.movement)
    return {movement.revision: movement for movement in found.values()}


def level_after(level: StockLevel, movement: Movement) -> StockLevel:
    """``level`` with the figures that ``movement`` left."""
    return replace(level, stock=movement.stock, allocated=movement.allocated, revision=movement.revision)


def read(
    client: DynamoDBClient, sku: str, warehouse: str, first: str, last: str, limit: int, cursor: str | None
) -> Page[Movement]:
    """Movements from moment ``first`` to ``last``, newest first; all of them as the table has them."""
    everything = (first, last) == (EARLIEST, LATEST)
    query = _by_revision(sku, warehouse) if everything else _by_time(sku, warehouse, first, last)
    return read_page(client, query, limit, cursor, ledger_items.movement)


def _by_revision(sku: str, warehouse: str) -> Range:
    low, high = keys.movement_sk(1), keys.movement_sk(keys.MAX_REVISION)
    return Range(None, keys.ledger_pk(sku, warehouse), low, high, descending=True)


def _by_time(sku: str, warehouse: str, first: str, last: str) -> Range:
    return Range("GSI2", keys.ledger_pk(sku, warehouse), *keys.time_range(first, last), descending=True)


def rows(client: DynamoDBClient, sku: str, warehouse: str, first: str, last: str) -> Iterator[Movement]:
    """All movements from ``first`` to ``last``, newest first, read a page at a time as they are asked for."""
    page = read(client, sku, warehouse, first, last, MAX_LIMIT, None)
    yield from page
    while page.cursor:
        page = read(client, sku, warehouse, first, last, MAX_LIMIT, page.cursor)
        yield from page


def balances(client: DynamoDBClient, sku: str, warehouses: Iterable[str], moment: str) -> list[Balance]:
    """What each warehouse held at ``moment``: one Query each, at the same time."""
    return together(*(partial(_balance, client, sku, warehouse, moment) for warehouse in warehouses))


def _balance(client: DynamoDBClient, sku: str, warehouse: str, moment: str) -> Balance:
    found, _ = first_rows(client, _by_time(sku, warehouse, EARLIEST, moment), 1)
    if not found:
        return Balance(warehouse, 0, 0)
    return Balance(warehouse, integer(found[0], "Stock"), integer(found[0], "Allocated"))


def chart(client: DynamoDBClient, sku: str, warehouse: str, first: str, last: str, most: int) -> Chart:
    """The stock from ``first`` to ``last``, drawn from the newest movements in between."""
    found, more = first_rows(
        client, _by_time(sku, warehouse, first, last), MOST_DRAWN_FROM, ("CreatedAt", "Stock", "Change")
    )
    if not found and first != EARLIEST:
        return _flat(_balance(client, sku, warehouse, first).stock, first, last)
    points = [(text(row, "CreatedAt"), integer(row, "Stock")) for row in reversed(found)]
    if found and not more and first != EARLIEST:
        points = [(first, integer(found[-1], "Stock") - integer(found[-1], "Change")), *points]
    return Chart(tuple(thinned(points, most)), complete=not more)


def _flat(stock: int, first: str, last: str) -> Chart:
    ends = [first] if last == LATEST else [first, last]
    return Chart(tuple((moment, stock) for moment in ends), complete=True)


def chart_points(newest_first: Iterable[Movement]) -> list[Point]:
    """The points of movements that were read already, oldest first."""
    return [(movement.created_at, movement.stock) for movement in reversed(list(newest_first))]


def thinned(points: Sequence[Point], most: int) -> list[Point]:
    """At most ``most`` of the points: the first, the last, and the lowest and highest of each run in between."""
    if len(points) <= most:
        return list(points)
    inner, runs = points[1:-1], (most - 2) // 2
    kept = [
        point
        for run in range(runs)
        for point in _extremes(inner[run * len(inner) // runs : (run + 1) * len(inner) // runs])
    ]
    return [points[0], *kept, points[-1]]


def _extremes(run: Sequence[Point]) -> list[Point]:
    places = range(len(run))
    lowest = min(places, key=lambda place: run[place][1])
    highest = max(places, key=lambda place: run[place][1])
    return [run[place] for place in sorted({lowest, highest})]
