"""``manage.py import_orders``: what it places, what it lists, and what it leaves alone."""

import csv
import gzip
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from inventory import InventoryManager, audit
from inventory.entities import OrderStatus, StockLevel
from inventory.importing.orders_file import COLUMNS
from tests.inventory.commands.conftest import Ran, Run
from tests.tables import add_parts, add_vest, stored, whole_table

Write = Callable[..., str]

FIRST = "O-1,C-7,2010-12-01 08:26:00,VEST-M,2,12.50"
SECOND = "O-2,C-8,2010-12-01 09:00:00,VEST-L,1,13.50"


@pytest.fixture(autouse=True)
def vests(manager: InventoryManager) -> None:
    add_vest(manager)


def rejected(ran: Ran) -> list[Mapping[str, str]]:
    """What the file that a run names lists."""
    (named,) = [line for line in ran.out.splitlines() if "is listed in" in line]
    with Path(named.split(" listed in ")[1]).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def levels_of(manager: InventoryManager, skus: Iterable[str]) -> list[StockLevel]:
    cards = [manager.get_stock_card(sku) for sku in skus]
    return [card.variant.level for card in cards if card]


def left(manager: InventoryManager, sku: str) -> int:
    return int(stored(manager, "PRODUCT#VEST", f"VARIANT#{sku}")["Stock"])


def test_orders_come_in_with_their_lines_their_customer_and_their_own_time(
    manager: InventoryManager, run: Run, order_file: Write
) -> None:
    ran = run(
        "import_orders",
        order_file(
            FIRST,
            "O-1,C-7,2010-12-01 08:27:00,VEST-L,1,9",
            SECOND,
            "O-9,C,2010-12-02T10:00:00+01:00,VEST-M,1,1",
        ),
    )
    assert ran.status == 0, ran.err
    assert ran.out == "3 orders placed (4 lines), 0 there already, 0 rejected (short), 0 refused.\n"
    order = manager.get_order_with_items("O-1")
    assert order is not None and (order.customer_id, order.status) == ("C-7", OrderStatus.PENDING)
    assert (order.created_at, order.placed_by) == ("2010-12-01T08:26:00.000000Z", "import_orders")
    found = [(line.sku, line.quantity, line.price, line.warehouse) for line in order.lines]
    assert found == [("VEST-M", 2, Decimal("12.50"), "WH001"), ("VEST-L", 1, Decimal("9.00"), "WH001")]
    assert manager.get_customer_orders("C")[0].created_at == "2010-12-02T09:00:00.000000Z"
    movement = stored(manager, "LEDGER#VEST-M#WH001", "MOVE#0000000002")
    assert (movement["Actor"], movement["CreatedAt"]) == ("import_orders", "2010-12-01T08:26:00.000000Z")
    assert (left(manager, "VEST-M"), left(manager, "VEST-L")) == (7, 2)
    assert audit.check(manager.client).drifts == ()


def test_a_second_run_writes_nothing(manager: InventoryManager, run: Run, order_file: Write) -> None:
    file = order_file(FIRST, SECOND)
    run("import_orders", file)
    before = whole_table(manager.client)
    ran = run("import_orders", file)
    assert ran.status == 0
    assert ran.out == "0 orders placed (0 lines), 2 there already, 0 rejected (short), 0 refused.\n"
    assert whole_table(manager.client) == before


def test_orders_are_judged_in_the_order_of_the_files_and_short_ones_are_kept_and_listed(
    manager: InventoryManager, run: Run, order_file: Write
) -> None:
    first = order_file(FIRST.replace(",2,", ",7,"), name="a.csv")
    more = ["O-3,C-9,2010-12-01 10:00:00,VEST-L,5,1", "O-3,C-9,2010-12-01 10:00:00,VEST-M,4,1"]
    second = order_file(*more, "O-4,C-9,2010-12-01 11:00:00,VEST-M,3,1", name="b.csv")
    ran = run("import_orders", first, second)
    assert ran.status == 0, ran.err
    assert "2 orders placed (2 lines), 0 there already, 1 rejected (short), 0 refused." in ran.out
    order = manager.get_order_with_items("O-3")
    assert order is not None and (order.status, order.created_at[:10]) == (OrderStatus.REJECTED, "2010-12-01")
    assert (left(manager, "VEST-M"), left(manager, "VEST-L")) == (0, 4)
    head = {"order_id": "O-3", "customer_id": "C-9", "placed_at": "2010-12-01 10:00:00", "warehouse": "WH001"}
    assert rejected(ran) == [
        head | {"sku": "VEST-L", "asked": "5", "available": "4", "reason": "not enough stock"},
        head | {"sku": "VEST-M", "asked": "4", "available": "3", "reason": "not enough stock"},
    ]


def test_a_rejected_order_stays_so_when_it_is_sent_again(
    manager: InventoryManager, run: Run, order_file: Write
) -> None:
    file = order_file(FIRST.replace(",2,", ",11,"))
    run("import_orders", file)
    manager.update_stock("VEST-M", "VEST", 50)
    before = whole_table(manager.client)
    ran = run("import_orders", file)
    assert ran.status == 0 and "0 there already, 1 rejected (short)" in ran.out
    assert [row["asked"] for row in rejected(ran)] == ["11"]
    assert whole_table(manager.client) == before


def test_a_gzipped_file_and_a_plain_one_are_read_after_each_other(
    manager: InventoryManager, run: Run, order_file: Write, tmp_path: Path
) -> None:
    packed = tmp_path / "packed.csv.gz"
    packed.write_bytes(gzip.compress(f"{','.join(COLUMNS)}\n{FIRST}\n".encode()))
    ran = run("import_orders", str(packed), order_file(SECOND))
    assert "2 orders placed (2 lines)" in ran.out


def test_an_order_of_many_skus_comes_in_whole(manager: InventoryManager, run: Run, order_file: Write) -> None:
    skus = add_parts(manager, 80, stock=2)
    lines = [f"LONG,C,2010-12-01 08:00:00,{sku},{{}},1" for sku in skus]
    ran = run("import_orders", order_file(*(line.format(1) for line in lines)))
    assert "1 orders placed (80 lines)" in ran.out
    order = manager.get_order_with_items("LONG")
    assert order is not None and order.status is OrderStatus.PENDING and len(order.lines) == 80
    short = [line.replace("LONG", "SHORT").format(2 if n in (3, 77) else 1) for n, line in enumerate(lines)]
    ran = run("import_orders", order_file(*short))
    assert "1 rejected (short)" in ran.out
    assert [row["sku"] for row in rejected(ran)] == ["SKU-04", "SKU-78"]
    assert {level.stock for level in levels_of(manager, skus)} == {1}
    assert audit.check(manager.client).drifts == ()


# How far they are moved on


def test_orders_are_moved_on_at_their_own_time(manager: InventoryManager, run: Run, order_file: Write) -> None:
    ran = run("import_orders", order_file(FIRST, SECOND), "--status", "DELIVERED")
    assert "2 orders placed (2 lines), 0 there already, 0 rejected (short), 0 refused, 2 moved on." in ran.out
    sheet = manager.get_order_sheet("O-1")
    assert sheet is not None and sheet.order.status is OrderStatus.DELIVERED
    assert [move.status for move in sheet.moves] == ["PENDING", "PICKING", "PACKED", "SHIPPED", "DELIVERED"]
    assert {move.at for move in sheet.moves} == {"2010-12-01T08:26:00.000000Z"}
    assert {move.actor for move in sheet.moves} == {"import_orders"}
    assert stored(manager, "PRODUCT#VEST", "VARIANT#VEST-M")["Allocated"] == 0
    assert audit.check(manager.client).drifts == ()


def test_a_second_run_moves_on_from_where_an_order_stands(
    manager: InventoryManager, run: Run, order_file: Write
) -> None:
    file = order_file(FIRST, SECOND)
    run("import_orders", file, "--status", "PICKING")
    ran = run("import_orders", file, "--status", "SHIPPED")
    assert "2 there already, 0 rejected (short), 0 refused, 2 moved on." in ran.out
    before = whole_table(manager.client)
    ran = run("import_orders", file, "--status", "SHIPPED")
    assert "moved" not in ran.out and whole_table(manager.client) == before
    assert run("import_orders", file, "--status", "PACKED").status == 0
    assert whole_table(manager.client) == before


def test_orders_that_left_the_way_are_left_alone(manager: InventoryManager, run: Run, order_file: Write) -> None:
    partly = "O-3,C,2010-12-01 08:00:00,VEST-M,2,1"
    file = order_file(FIRST, SECOND, partly)
    run("import_orders", file, "--status", "PACKED")
    manager.move_order("O-1", OrderStatus.CANCELLED, "ann")
    manager.move_order("O-2", OrderStatus.ON_HOLD, "ann")
    manager.ship_order("O-3", {1: 1}, actor="ann")
    before = whole_table(manager.client)
    ran = run("import_orders", file, "--status", "DELIVERED")
    assert ran.status == 0 and "3 there already" in ran.out and "moved" not in ran.out
    assert whole_table(manager.client) == before


# Trying out


def test_a_dry_run_judges_in_file_order_in_memory_and_writes_nothing(
    manager: InventoryManager, run: Run, order_file: Write
) -> None:
    run("import_orders", order_file(FIRST, "O-9,C,2010-12-01 08:00:00,VEST-L,5,1"))
    before, files = whole_table(manager.client), set(manager.client.settings.data_dir.rglob("*"))
    lines = [
        FIRST,
        "O-9,C,2010-12-01 08:00:00,VEST-L,5,1",
        "O-3,C,2010-12-01 08:00:00,VEST-M,8,1",
        "O-4,C,2010-12-01 08:00:00,VEST-M,1,1",
        "O-5,C,2010-12-01 08:00:00,NONE,1,1",
        "O-6,C,2010-12-01 08:00:00,VEST-L,3,1",
        "O-6,C,2010-12-01 08:00:00,VEST-L,1,1",
    ]
    file = order_file(*lines)
    ran = run("import_orders", "--dry-run", file)
    expected = "2 orders placed (3 lines), 1 there already, 2 rejected (short), 1 refused"
    assert ran.out == f"Dry run, nothing was written. An import would make: {expected}.\n"
    assert ran.status == 1
    assert whole_table(manager.client) == before
    assert set(manager.client.settings.data_dir.rglob("*")) == {*files, Path(file)}
    assert f"{expected}." in run("import_orders", file).out


@pytest.mark.parametrize("other", ["C-8,{},VEST-M,2,12.50", "C-7,{},VEST-M,3,12.50", "C-7,{},VEST-L,2,12.50"])
def test_a_dry_run_knows_another_order_of_the_same_id(
    manager: InventoryManager, run: Run, order_file: Write, other: str
) -> None:
    run("import_orders", order_file(FIRST))
    ran = run("import_orders", "--dry-run", order_file(f"O-1,{other}".format("2010-12-01 08:26:00")))
    assert "0 there already, 0 rejected (short), 1 refused" in ran.out


@pytest.mark.parametrize("said", ["0", "-1", "x", "65", "1.5", "\u0663"])
def test_a_number_of_workers_that_is_none_is_refused(run: Run, order_file: Write, said: str) -> None:
    assert "must be a whole number from 1 to 64" in run("import_orders", order_file(FIRST), f"--workers={said}").err


# The past that both imports tell together


def test_a_catalogue_from_before_its_orders_makes_one_past_with_them(
    manager: InventoryManager, run: Run, order_file: Write, csv_file: Write
) -> None:
    catalogue = csv_file("TAPE,Tape,Packaging,1,TAPE-1,,1,20,WH001")
    assert run("import_catalogue", catalogue, "--at", "2010-11-30 18:00:00").status == 0
    run("import_orders", order_file(*(f"O-{day},C,2010-12-0{day} 08:00:00,TAPE-1,{day},1" for day in (1, 2, 3))))
    movements = manager.get_ledger("TAPE-1", "WH001")
    assert [(each.created_at[:10], each.stock) for each in movements] == [
        ("2010-12-03", 14),
        ("2010-12-02", 17),
        ("2010-12-01", 19),
        ("2010-11-30", 20),
    ]
    days = [date(2010, 11, 29), date(2010, 12, 2), date(2011, 1, 1)]
    assert [manager.get_stock_at("TAPE-1", "WH001", day)[0].stock for day in days] == [0, 17, 14]


@pytest.mark.parametrize("said", ["yesterday", "2010-11-30", "2999-01-01 00:00:00"])
def test_a_time_of_the_opening_that_is_none_is_refused(run: Run, csv_file: Write, said: str) -> None:
    ran = run("import_catalogue", csv_file(), "--at", said)
    assert ran.status == 1 and ("must be a time such as" in ran.err or "must not be in the future" in ran.err)
