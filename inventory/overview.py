"""A warehouse at a glance. Counted up to a bound, so that it costs the same however much there is."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from inventory import activity, low_stock
from inventory.adjusting import ADJUSTMENTS
from inventory.dynamodb import items, keys, ledger_items
from inventory.dynamodb.attributes import integer
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.paging import Range, count_rows, first_rows
from inventory.entities import Movement, OrderStatus, Record
from inventory.low_stock import LowItem
from inventory.moments import EARLIEST, LATEST
from inventory.parallel import together

MOST_COUNTED = 1000
SHOWN = 8
HOURS = 24
# Of a timestamp, YYYY-MM-DDTHH.
_HOUR = slice(11, 13)

_OF_LEVELS = ("PK", "SK", "ProductId", "SKU", "Warehouse", "Stock", "Allocated", "Revision", "ReorderPoint")
_OF_MOVEMENTS = (
    *("ProductId", "SKU", "Warehouse", "Revision", "Change", "AllocatedChange", "Stock", "Allocated"),
    *("Reason", "Actor", "Note", "Cause", "CreatedAt", "Undoes", "UndoneBy"),
)


@dataclass(frozen=True)
class Count(Record):
    """How many, counted up to a bound: ``more`` says that there are more than ``n``."""

    n: int
    more: bool

    def __str__(self) -> str:
        return f"{self.n:,}+" if self.more else f"{self.n:,}"


@dataclass(frozen=True)
class AdjustedToday(Record):
    """The adjustments of a UTC day: units moved either way, movements, people and programs that made them.

    ``by_hour`` has the units of each of its 24 hours. ``more`` says that earlier movements were not counted.
    """

    units: int
    movements: int
    people: int
    by_hour: tuple[int, ...]
    more: bool


@dataclass(frozen=True)
class Overview(Record):
    """A warehouse at a glance. ``low`` counts those that are ``out`` too; ``orders_waiting`` is of all warehouses.

    ``urgent`` are the lowest levels, ``latest`` the newest movements of today and yesterday.
    """

    out: Count
    low: Count
    orders_waiting: Count
    adjusted: AdjustedToday
    urgent: tuple[LowItem, ...]
    latest: tuple[Movement, ...]


def read(client: DynamoDBClient, warehouse: str, threshold: int, today: date, warehouses: Sequence[str]) -> Overview:
    """Four calls at most, in two rounds; five on a day that has just begun."""
    (out, low, urgent), orders_waiting, (adjusted, latest) = together(
        partial(_low, client, warehouse, threshold, warehouses),
        partial(_orders_waiting, client),
        partial(_movements, client, warehouse, today),
    )
    return Overview(out, low, orders_waiting, adjusted, urgent, latest)


def _low(
    client: DynamoDBClient, warehouse: str, threshold: int, warehouses: Sequence[str]
) -> tuple[Count, Count, tuple[LowItem, ...]]:
    rows, more = first_rows(client, low_stock.index_range(warehouse, threshold), MOST_COUNTED, _OF_LEVELS)
    # Fewest first, so what is out comes before all else.
    out = sum(integer(row, "Stock") == 0 for row in rows)
    urgent = low_stock.describe(client, [items.level(row) for row in rows[:SHOWN]], threshold, warehouses)
    low = Count(len(rows), more)
    return Count(out, more and out == len(rows)), low, tuple(item for item in urgent if item.is_low)


def _orders_waiting(client: DynamoDBClient) -> Count:
    waiting = Range("GSI2", keys.status_pk(OrderStatus.PENDING), *keys.time_range(EARLIEST, LATEST))
    return Count(*count_rows(client, waiting, MOST_COUNTED))


def _movements(client: DynamoDBClient, warehouse: str, today: date) -> tuple[AdjustedToday, tuple[Movement, ...]]:
    rows, more = first_rows(client, activity.on_day(warehouse, today), MOST_COUNTED, _OF_MOVEMENTS)
    moves = [ledger_items.movement(row) for row in rows]
    latest = moves[:SHOWN]
    if len(latest) < SHOWN:
        before = activity.on_day(warehouse, today - timedelta(days=1))
        latest += [ledger_items.movement(row) for row in first_rows(client, before, SHOWN - len(latest))[0]]
    return _adjusted([move for move in moves if move.reason in ADJUSTMENTS], more), tuple(latest)


def _adjusted(moves: Sequence[Movement], more: bool) -> AdjustedToday:
    by_hour: Counter[int] = Counter()
    for move in moves:
        by_hour[int(move.created_at[_HOUR])] += abs(move.change)
    return AdjustedToday(
        units=by_hour.total(),
        movements=len(moves),
        people=len({move.actor for move in moves}),
        by_hour=tuple(by_hour[hour] for hour in range(HOURS)),
        more=more,
    )
