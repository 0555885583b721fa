"""A real wholesaler's orders and returns through the commands, against a few lines of plain arithmetic.

By default the first orders of a month with a tenth of the stock, so that many come up short.
INVENTORY_REAL_ORDERS=all takes the four months as they are, INVENTORY_CRASH_ROUNDS more crashes.
"""

import os
import random
import re
import shutil
import signal
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest

from inventory import InventoryManager
from inventory.dynamodb import engine
from inventory.entities import OrderStatus
from inventory.settings import Settings
from tests.inventory.commands.real_data import Rows, command, data_file, rows_of, said, written
from tests.tables import Table, whole_table

ALL: Final = os.environ.get("INVENTORY_REAL_ORDERS") == "all"
CRASH_ROUNDS: Final = int(os.environ.get("INVENTORY_CRASH_ROUNDS") or 2)
MONTHS: Final = ("2010-12", "2011-01", "2011-02", "2011-03") if ALL else ("2010-12",)
PATIENCE: Final = 7200 if ALL else 250
FIRST_ORDERS: Final = 70
FIRST_RETURNS: Final = 40
SHARE_OF_STOCK: Final = 1 if ALL else 10

pytestmark = [pytest.mark.engine, pytest.mark.timeout(PATIENCE + 30 * CRASH_ROUNDS)]

Lines = Sequence[Mapping[str, str]]


@dataclass(frozen=True)
class Book:
    """What the files hold: opening stock by SKU, and the lines of each order and return, in the order of the files."""

    opening: Mapping[str, int]
    orders: Mapping[str, Lines]
    returns: Mapping[str, Lines]
    order_files: Sequence[str]
    return_files: Sequence[str]


def by_order(months: Sequence[Rows]) -> dict[str, Lines]:
    found: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for row in (row for rows in months for row in rows):
        found[row["order_id"]].append(row)
    return dict(found)


def units(lines: Lines) -> Counter[str]:
    asked: Counter[str] = Counter()
    for line in lines:
        asked[line["sku"]] += int(line["quantity"])
    return asked


def judged(book: Book) -> tuple[set[str], dict[str, int]]:
    """Which orders fit one after the other, and the stock when all is over."""
    stock, accepted = dict(book.opening), set()
    for order_id, lines in book.orders.items():
        asked = units(lines)
        if all(stock[sku] >= count for sku, count in asked.items()):
            accepted.add(order_id)
            stock |= {sku: stock[sku] - count for sku, count in asked.items()}
    for lines in book.returns.values():
        stock |= {sku: stock[sku] + count for sku, count in units(lines).items()}
    return accepted, stock


def first(orders: dict[str, Lines], count: int) -> dict[str, Lines]:
    return orders if ALL else dict(list(orders.items())[:count])


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """The files, cut to what is taken of them."""
    files = {kind: [data_file(f"{kind}-{month}.csv.gz") for month in MONTHS] for kind in ("orders", "returns")}
    orders = first(by_order([rows_of(file) for file in files["orders"]]), FIRST_ORDERS)
    returns = first(by_order([rows_of(file) for file in files["returns"]]), FIRST_RETURNS)
    skus = {line["sku"] for lines in (*orders.values(), *returns.values()) for line in lines}
    opening = {row["sku"]: int(row["stock"]) // SHARE_OF_STOCK for row in rows_of(data_file("catalogue.csv"))}
    paths = {kind: [str(file) for file in found] for kind, found in files.items()}
    if not ALL:
        folder = tmp_path_factory.mktemp("files")
        for kind, taken in (("orders", orders), ("returns", returns)):
            paths[kind] = [written(folder / f"{kind}.csv", [line for lines in taken.values() for line in lines])]
    return Book({sku: opening[sku] for sku in skus}, orders, returns, paths["orders"], paths["returns"])


@pytest.fixture(scope="module")
def stocked(book: Book, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the catalogue in it, whose engine has ended."""
    folder = tmp_path_factory.mktemp("stocked")
    rows = [row for row in rows_of(data_file("catalogue.csv")) if row["sku"] in book.opening]
    stock = [{**row, "stock": str(book.opening[row["sku"]])} for row in rows]
    said(command(folder, "create_table"))
    said(command(folder, "import_catalogue", written(folder / "catalogue.csv", stock)), seconds=PATIENCE)
    return folder


@pytest.fixture
def folder(stocked: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    return shutil.copytree(stocked, tmp_path / "data")


@contextmanager
def held(folder: Path) -> Iterator[InventoryManager]:
    """The table of ``folder``, while its engine is held by this process too."""
    settings = Settings(engine="dynoxide", data_dir=folder)
    attachment = engine.attach(settings)
    try:
        yield InventoryManager(settings)
    finally:
        attachment.release()


@pytest.fixture
def inventory(folder: Path) -> Iterator[InventoryManager]:
    with held(folder) as manager:
        yield manager


def import_orders(folder: Path, book: Book, *options: str) -> str:
    return said(command(folder, "import_orders", *book.order_files, *options), seconds=PATIENCE)


def import_returns(folder: Path, book: Book) -> str:
    return said(command(folder, "import_returns", *book.return_files), seconds=PATIENCE)


def stock_of(table: Table, attribute: str = "Stock") -> dict[str, int]:
    return {str(row["SKU"]): int(row[attribute]) for row in table.values() if "Attributes" in row}


def orders_of(table: Table, book: Book, status: OrderStatus) -> set[str]:
    rows = (row for row in table.values() if "ContentHash" in row and row.get("Status") == status)
    return {str(row["OrderId"]) for row in rows} & set(book.orders)


def assert_lines(table: Table, book: Book) -> None:
    """Every order, rejected ones too, has the lines of the file."""
    found: dict[str, dict[int, tuple[str, int, Decimal]]] = defaultdict(dict)
    for row in table.values():
        if "Index" in row:
            found[str(row["OrderId"])][int(row["Index"])] = (row["SKU"], int(row["Quantity"]), row["Price"])
    for order_id, lines in (*book.orders.items(), *book.returns.items()):
        expected = [(line["sku"], int(line["quantity"]), Decimal(line["price"])) for line in lines]
        assert [found[order_id][index] for index in sorted(found[order_id])] == expected


def assert_proved(folder: Path, levels: int) -> None:
    out = said(command(folder, "check_ledger"), seconds=PATIENCE)
    assert re.search(rf"^{levels} stock levels, \d+ movements, 0 drift$", out, re.MULTILINE), out


def test_the_stock_is_what_plain_arithmetic_makes_of_the_files(
    inventory: InventoryManager, folder: Path, book: Book
) -> None:
    accepted, stock = judged(book)
    lines = sum(len(book.orders[order_id]) for order_id in accepted)
    short = len(book.orders) - len(accepted)
    tally = f"{len(accepted)} orders placed ({lines} lines), 0 there already, {short} rejected (short), 0 refused"
    assert f"would make: {tally}." in import_orders(folder, book, "--dry-run")
    assert f"{tally}." in import_orders(folder, book)
    assert f"{len(book.returns)} returns booked" in import_returns(folder, book)

    table = whole_table(inventory.client)
    assert orders_of(table, book, OrderStatus.PENDING) == accepted
    assert orders_of(table, book, OrderStatus.REJECTED) == set(book.orders) - accepted
    assert stock_of(table) == stock
    taken = sum((units(book.orders[order_id]) for order_id in accepted), Counter[str]())
    assert +Counter(stock_of(table, "Allocated")) == taken
    assert_lines(table, book)
    assert_proved(folder, len(stock))

    assert f"0 orders placed (0 lines), {len(accepted)} there already, {short} rejected" in import_orders(folder, book)
    assert f"{len(book.returns)} there already" in import_returns(folder, book)
    assert whole_table(inventory.client) == table


def test_with_eight_workers_the_stock_is_what_the_accepted_orders_make_of_it(
    inventory: InventoryManager, folder: Path, book: Book
) -> None:
    import_orders(folder, book, "--workers", "8")
    import_returns(folder, book)
    table = whole_table(inventory.client)
    accepted = orders_of(table, book, OrderStatus.PENDING)
    assert accepted | orders_of(table, book, OrderStatus.REJECTED) == set(book.orders)
    moved = sum((units(book.orders[order_id]) for order_id in accepted), Counter[str]())
    returned = sum((units(lines) for lines in book.returns.values()), Counter[str]())
    stock = stock_of(table)
    assert stock == {sku: opening - moved[sku] + returned[sku] for sku, opening in book.opening.items()}
    assert_lines(table, book)
    assert_proved(folder, len(stock))


def until_placed(inventory: InventoryManager, order_id: str) -> None:
    """Wait until an order is there, in work or not."""
    deadline = time.monotonic() + PATIENCE
    while inventory.get_order_with_items(order_id) is None:
        assert time.monotonic() < deadline
        time.sleep(0.002)


def test_an_import_that_is_killed_again_and_again_ends_as_one_that_was_not(
    inventory: InventoryManager, folder: Path, book: Book, stocked: Path, tmp_path: Path
) -> None:
    undisturbed = shutil.copytree(stocked, tmp_path / "undisturbed")
    import_orders(undisturbed, book)
    with held(undisturbed) as other:
        expected = whole_table(other.client)
    seed = random.randrange(10**9)
    print(f"seed {seed}")
    chance = random.Random(seed)
    ids = list(book.orders)
    for moment in sorted(chance.choices(range(len(ids)), k=CRASH_ROUNDS)):
        process = command(folder, "import_orders", *book.order_files)
        until_placed(inventory, ids[moment])
        time.sleep(chance.random() * 0.05)
        process.kill()
        process.communicate()
        assert process.returncode == -signal.SIGKILL
    import_orders(folder, book)
    assert whole_table(inventory.client) == expected
    assert_proved(folder, len(book.opening))


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_an_import_that_is_ended_says_what_is_done_and_goes_on(
    inventory: InventoryManager, folder: Path, book: Book, end: signal.Signals
) -> None:
    process = command(folder, "import_orders", *book.order_files, "--workers", "4")
    until_placed(inventory, list(book.orders)[8])
    process.send_signal(end)
    out, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == {signal.SIGINT: 130, signal.SIGTERM: 143}[end], out
    placed, short, left = map(int, re.findall(r"(\d+) orders placed .* (\d+) rejected .* (\d+) not reached", out)[0])
    assert placed + short + left == len(book.orders) and left
    counts = inventory.order_counts()
    assert (counts[OrderStatus.PENDING].n, counts[OrderStatus.REJECTED].n) == (placed, short)
    assert f"{placed} there already" in import_orders(folder, book)
    assert_proved(folder, len(book.opening))
