"""A wholesaler's real order lines, each a change of stock, and which keys of the table a change of stock writes."""

import csv
import gzip
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zlib import crc32

from benchmarks.refusals import CannotRun
from inventory.dynamodb import keys
from inventory.settings import PROJECT_ROOT

WRITES, READS = 1000, 3000  # units a second that a partition takes
HOUR = 3600


@dataclass(frozen=True)
class Change:
    """One line of ``order``: ``at`` in seconds of open time, ``clock`` in those since 1970; ``begins`` says that it is
    the order's first.
    """

    at: int
    sku: str
    product: str
    warehouse: str
    begins: bool
    order: str = ""
    clock: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Family:
    """Keys of one kind: which of them a change uses (None: none), and how many of ``limit`` units a second."""

    name: str
    key: Callable[[Change], str | None]
    units: float
    limit: int = WRITES


_DAY = "2011-11-30"
_ACTIVITY = keys.activity_pk("{warehouse}", f"{_DAY}T00:00:00.000000Z").replace(_DAY, "{date}")
# What placing a line writes, as docs/data-model.md has it: two units for each row of a transaction (prepare, commit),
# one for an index entry, two for one that moves. Of keys as many as there are orders or requests none is hot.
STOCK = Family(f"GSI2 {keys.stock_pk('{warehouse}')}", lambda change: change.warehouse, 2)
ACTIVITY = Family(f"GSI1 {_ACTIVITY}", lambda change: change.warehouse, 1)
PENDING = Family(f"GSI2 {keys.status_pk('{status}')}", lambda change: "PENDING" if change.begins else None, 2)
PRODUCT = Family(f"table {keys.product_pk('{id}')}", lambda change: change.product, 2)
LEDGER = Family(f"table {keys.ledger_pk('{sku}', '{warehouse}')}", lambda change: change.sku, 2)
LEDGER_BY_TIME = Family(f"GSI2 {keys.ledger_pk('{sku}', '{warehouse}')}", lambda change: change.sku, 1)
HOLDS = Family(f"GSI1 {keys.holder_pk('{sku}')}", lambda change: change.sku, 1)
PRODUCT_READ = Family(f"table {keys.product_pk('{id}')}, read", lambda change: change.product, 2, READS)
FAMILIES = (STOCK, ACTIVITY, PENDING, PRODUCT, LEDGER, LEDGER_BY_TIME, HOLDS, PRODUCT_READ)


def sharded(family: Family, shards: int, by: Callable[[Change], str] = lambda change: change.sku) -> Family:
    """The same keys with the number of a shard at their end, by a hash of the SKU or of what ``by`` names."""

    def key(change: Change) -> str | None:
        whole = family.key(change)
        return None if whole is None else f"{whole}#{crc32(by(change).encode()) % shards}"

    return Family(f"{family.name}#{{n}}", key, family.units, family.limit)


def evenly_sharded(family: Family, shards: int) -> Family:
    """One of so many shards among which the uses of a key fall evenly."""
    return Family(f"{family.name}#{{n}}", family.key, family.units / shards, family.limit)


def data_folder() -> Path:
    """Where the real data lies: INVENTORY_REAL_DATA, else beside the project."""
    return Path(os.environ.get("INVENTORY_REAL_DATA") or PROJECT_ROOT.parent / "shared" / "data")


def real_changes(folder: Path) -> list[Change]:
    """Every line of every order by time. Raises CannotRun where they are not there."""
    files = sorted(folder.glob("orders-*.csv.gz"))
    if not files or not (folder / "catalogue.csv").is_file():
        raise CannotRun(
            f"there is no catalogue.csv with orders-*.csv.gz in {folder}; INVENTORY_REAL_DATA names the "
            "folder of the real orders, which are not part of the project. The results that are kept came from them."
        )
    return changes_of((row for file in files for row in _rows(file)), _rows(folder / "catalogue.csv"))


def changes_of(lines: Iterable[dict[str, str]], catalogue: Iterable[dict[str, str]]) -> list[Change]:
    """``lines`` of orders by time, with the product and the warehouse that ``catalogue`` has for each SKU.

    Hours in which nothing was ordered are left out of the time, as nights and holidays are.
    """
    home = {row["sku"]: (row["product_id"], row["warehouse"]) for row in catalogue}
    rows = sorted(((_seconds(row["placed_at"]), row["order_id"], row["sku"]) for row in lines), key=lambda row: row[0])
    open_hours = {hour: place for place, hour in enumerate(sorted({at // HOUR for at, _, _ in rows}))}
    seen: set[str] = set()
    changes = []
    for at, order, sku in rows:
        open_at = open_hours[at // HOUR] * HOUR + at % HOUR
        changes.append(Change(open_at, sku, *home[sku], begins=order not in seen, order=order, clock=at))
        seen.add(order)
    return changes


def _seconds(placed_at: str) -> int:
    return int(datetime.fromisoformat(f"{placed_at}+00:00").timestamp())


def _rows(file: Path) -> Iterator[dict[str, str]]:
    opened = gzip.open if file.suffix == ".gz" else open
    with opened(file, "rt", newline="", encoding="utf-8") as text:
        yield from csv.DictReader(text)


def by_hour(changes: Iterable[Change]) -> Counter[int]:
    """How many changes each open hour saw."""
    return Counter(change.at // HOUR for change in changes)
