"""The same pages and the same adjustment where a warehouse and a category hold 1,000, 100,000 and 1,000,000 variants.

The largest table takes about half an hour to load; it is kept under ``var/bench/`` and taken again by the next run.
``BENCH_LARGEST=100000`` leaves the larger ones out, and the result of all of them as it was.
"""

import os
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

from benchmarks import sites
from benchmarks.engines import KEPT
from benchmarks.kept import loaded
from benchmarks.load import fetch
from benchmarks.measuring import Spread, interleaved, ratio
from benchmarks.pages import collected, signed_in
from benchmarks.refusals import CannotRun
from benchmarks.report import Report, Table
from inventory import InventoryManager
from inventory.dynamodb.paging import MAX_LIMIT
from inventory.entities import Page
from inventory.management.progress import bar

SIZES = (1_000, 100_000, 1_000_000)
# Goes up when `_product` makes other rows.
VERSION = 1
MOST = 1.25
ROUNDS, CALLS = 15, 20
VARIANTS = 8
WAREHOUSE, CATEGORY = "WH001", "Tools"
_GROUP, _THREADS = 100, 4
_ORDER, _LINES = "BENCH-1", 30
_DEEP = 0.9

Case = Callable[[], object]
# Seconds by what was done and by the number of variants.
Walls = dict[str, dict[int, list[float]]]


@dataclass(frozen=True)
class Place:
    """A table of some size, served, and where its pages are."""

    size: int
    manager: InventoryManager
    host: str
    headers: Mapping[str, str]


def run() -> Report:
    """Load what is missing, then time all sizes turn by turn. Raises CannotRun."""
    sizes = chosen(os.environ.get("BENCH_LARGEST", ""))
    collected()
    with ExitStack() as stack:
        places = [_opened(stack, size) for size in sizes]
        cases = {(name, place.size): case for place in places for name, case in _cases(place).items()}
        timed = interleaved(cases, ROUNDS, CALLS)
    walls: Walls = {}
    for (name, size), its in timed.items():
        walls.setdefault(name, {})[size] = its.wall
    return _report(walls, sizes)


def chosen(largest: str) -> list[int]:
    """The sizes up to ``largest``, all where it is empty. Raises CannotRun for what is no number of variants."""
    if not largest:
        return list(SIZES)
    if not (largest.isascii() and largest.isdigit() and len(largest) <= 20 and int(largest) >= SIZES[0]):
        raise CannotRun(f"BENCH_LARGEST must be a whole number of variants from {SIZES[0]} on (got {largest!r})")
    return [size for size in SIZES if size <= int(largest)]


def _opened(stack: ExitStack, size: int) -> Place:
    folder = KEPT / f"flat-{size}"
    manager = stack.enter_context(loaded(folder, what(size), lambda manager: _load(manager, size)))
    environ = sites.environment(manager, sites.PRODUCT, folder)
    host = stack.enter_context(sites.served(environ))
    return Place(size, manager, host, {"Cookie": signed_in(environ), "Accept-Encoding": "gzip"})


def what(size: int) -> str:
    """What the mark in the folder of that many variants says."""
    return f"flat, {size} variants, {VERSION}"


def _load(manager: InventoryManager, size: int) -> None:
    """Make the products, and an order of some lines."""
    products = size // VARIANTS
    groups = [range(start, min(start + _GROUP, products)) for start in range(0, products, _GROUP)]

    def make(numbers: range) -> int:
        manager.batch_create_products([_product(number) for number in numbers], actor="bench")
        return len(numbers) * VARIANTS

    with ThreadPoolExecutor(_THREADS) as pool, bar({"verbosity": 1}, "Loading", " variants", size) as told:
        try:
            for done in pool.map(make, groups):
                told.update(done)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    lines = [{"sku": _sku(number, 0), "quantity": 1, "price": "9.95"} for number in range(_LINES)]
    manager.create_order_transaction(_ORDER, "CUSTOMER-1", lines, actor="bench")


def _product(number: int) -> dict[str, Any]:
    price = f"{5 + number % 997}.95"
    return {
        "product_id": f"P{number:07d}",
        "name": f"Wrench {number % 40}",
        "category": CATEGORY,
        "base_price": price,
        "variants": [
            {
                "sku": _sku(number, place),
                "name": f"Wrench {number % 40}, size {place}",
                "price": price,
                # A tenth of them is low, as in a real warehouse.
                "stock": 40 + place if (number + place) % 10 else 3 + number % 5,
                "warehouse": WAREHOUSE,
                "reorder_point": 12,
            }
            for place in range(VARIANTS)
        ],
    }


def _sku(number: int, place: int) -> str:
    return f"P{number:07d}-{place}"


def _cases(place: Place) -> dict[str, Case]:
    products = place.size // VARIANTS
    chance = random.Random(place.size)  # noqa: S311 - spreads what is asked for, guards nothing
    number = range(products)
    adjusted = _numbers(chance, number)
    category, low = f"/categories/{CATEGORY}/", f"/low-stock/?warehouse={WAREHOUSE}"
    addresses = {
        "category, first page": lambda: category,
        "category, deep page": _constant(f"{category}?{urlencode({'cursor': _deep_category(place, products)})}"),
        "low stock, first page": lambda: low,
        "low stock, deep page": _constant(f"{low}&{urlencode({'cursor': _deep_low(place)})}"),
        "product": lambda: f"/products/P{chance.choice(number):07d}/",
        "stock card": lambda: f"/stock/{_sku(chance.choice(number), 1)}/",
        "order": lambda: f"/orders/{_ORDER}/",
    }
    cases: dict[str, Case] = {name: _asking(place, address) for name, address in addresses.items()}

    def adjust() -> None:
        chosen = next(adjusted)
        manager = place.manager
        manager.update_stock(
            _sku(chosen, 2), f"P{chosen:07d}", 1, warehouse=WAREHOUSE, actor="bench", reason="received"
        )

    return {**cases, "adjust": adjust}


def _numbers(chance: random.Random, among: range) -> Iterator[int]:
    while True:
        yield chance.choice(among)


def _constant(address: str) -> Callable[[], str]:
    return lambda: address


def _asking(place: Place, address: Callable[[], str]) -> Case:
    line = HTTPConnection(place.host)

    def ask() -> None:
        path = address()
        status, _ = fetch(line, path, place.headers)
        if status != 200:
            raise RuntimeError(f"{path} answered {status}")

    return ask


def _deep_category(place: Place, products: int) -> str:
    def read(limit: int, cursor: str | None) -> Page[Any]:
        return place.manager.get_products_by_category(CATEGORY, limit=limit, cursor=cursor)

    return _deep_cursor(products, read)


def _deep_low(place: Place) -> str:
    def read(limit: int, cursor: str | None) -> Page[Any]:
        return place.manager.read_low_levels(WAREHOUSE, None, limit, cursor)

    return _deep_cursor(place.size // 10, read)


def _deep_cursor(rows: int, read: Callable[[int, str | None], Page[Any]]) -> str:
    """The cursor of a place far down a list of so many rows, after which there is a full page still."""
    limit = min(MAX_LIMIT, max(20, rows // 100))
    cursor: str | None = None
    for _ in range(int(min(_DEEP * rows, rows - 60) / limit)):
        cursor = read(limit, cursor).cursor
    if cursor is None:
        raise RuntimeError("the list is too short for a second page")
    return cursor


def report_of(sizes: Sequence[int]) -> Report:
    """An empty report; one of fewer sizes than all goes by another name, so that it replaces no result of all."""
    title = "Cost by the size of the table"
    if len(sizes) == len(SIZES):
        return Report("flat", title, "python -m benchmarks flat")
    largest = max(sizes)
    note = f"Only the tables up to {largest:,} variants, so this stands apart; the result of all sizes stays as it was."
    command = f"BENCH_LARGEST={largest} python -m benchmarks flat"
    return Report(f"flat-{largest}", title, command, notes=[note])


def _report(walls: Walls, sizes: Sequence[int]) -> Report:
    report = report_of(sizes)
    report.notes.append(
        f"Milliseconds, one reader; medians of {ROUNDS} rounds of {CALLS}, with least and most. All variants are in "
        f"one warehouse and one category, {VARIANTS} to a product; deep pages are nine tenths down their list."
    )
    rows = []
    for name, by_size in walls.items():
        first, last = min(by_size), max(by_size)
        grown = ratio(by_size[last], by_size[first])
        rows.append(
            {"what": name}
            | {f"{size:,} variants": Spread.of([1e3 * each for each in its]) for size, its in by_size.items()}
            | {"largest to smallest": grown}
        )
        report.targets[f"{name}: at most {MOST} times, {grown.median:.2f} seen"] = grown.median <= MOST
    for kind in ("category", "low stock"):
        top, deep = walls[f"{kind}, first page"], walls[f"{kind}, deep page"]
        for size in top:
            grown = ratio(deep[size], top[size])
            report.targets[
                f"{kind} of {size:,}: a deep page at most {MOST} times the first, {grown.median:.2f} seen"
            ] = grown.median <= MOST
    report.tables.append(Table("By number of variants", rows))
    return report
