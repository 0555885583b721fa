"""``manage.py import_orders``: the list of what was not taken, and where it is written."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from inventory import InventoryManager
from inventory.errors import InsufficientStock, Shortage
from inventory.importing.orders_outcome import short
from inventory.importing.orders_rejects import rejects_at
from tests.inventory.commands.conftest import Run
from tests.inventory.commands.test_import_orders import FIRST, SECOND, left, levels_of, rejected
from tests.inventory.commands.test_import_orders_meanwhile import order
from tests.tables import add_parts, add_vest, whole_table

Write = Callable[..., str]


@pytest.fixture(autouse=True)
def vests(manager: InventoryManager) -> None:
    add_vest(manager)


def test_what_cannot_be_had_at_all_is_listed_with_its_reason(
    manager: InventoryManager, run: Run, order_file: Write, tmp_path: Path
) -> None:
    manager.create_order_transaction("O-1", "C-7", [{"sku": "VEST-M", "quantity": 1, "price": 1}])
    manager.update_stock("VEST-L", "VEST", -4)
    manager.retire_variant("VEST-L")
    unknown = ["O-5,C,2010-12-01 08:00:00,NONE,2,1", "O-5,C,2010-12-01 08:00:00,NONE,3,1"]
    long = ["O-6,C,2010-12-01 08:00:00,VEST-M,1,1"] * 2001
    listed = tmp_path / "rejects.csv"
    ran = run("import_orders", order_file(FIRST, SECOND, *unknown, *long), "--rejects", str(listed))
    assert ran.status == 1 and "4 refused" in ran.err
    assert "0 orders placed (0 lines), 0 there already, 0 rejected (short), 4 refused." in ran.out
    assert str(listed) in ran.out
    assert [(row["order_id"], row["sku"], row["asked"], row["reason"]) for row in rejected(ran)] == [
        ("O-1", "", "", "order O-1 exists already and is a different one"),
        ("O-2", "VEST-L", "1", "the SKU is retired"),
        ("O-5", "NONE", "5", "there is no such SKU"),
        ("O-6", "", "", "has 2001 lines; an order may have up to 2000"),
    ]


def test_an_id_that_a_spreadsheet_would_take_for_a_formula_is_listed_as_text(run: Run, order_file: Write) -> None:
    ran = run("import_orders", order_file("=1+1,C,2010-12-01 08:00:00,@SUM,1,1"))
    assert [(row["order_id"], row["sku"]) for row in rejected(ran)] == [("'=1+1", "'@SUM")]


def test_no_list_is_left_where_nothing_was_rejected(run: Run, order_file: Write, manager: InventoryManager) -> None:
    ran = run("import_orders", order_file(FIRST))
    assert "listed" not in ran.out
    assert list((manager.client.settings.data_dir / "rejects").iterdir()) == []


@pytest.mark.parametrize("path", ["/dev/null/x.csv", ".", "a\0b"])
def test_a_list_that_cannot_be_written_is_told_before_anything_is_done(
    manager: InventoryManager, run: Run, order_file: Write, path: str
) -> None:
    before = whole_table(manager.client)
    ran = run("import_orders", order_file(FIRST), "--rejects", path)
    assert ran.status == 1 and "cannot be written" in ran.err
    assert whole_table(manager.client) == before


@pytest.mark.parametrize("name", ["itself", "relative", "symlink", "hard link"])
def test_a_list_never_takes_the_place_of_a_file_to_import(
    manager: InventoryManager,
    run: Run,
    order_file: Write,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    first, file = order_file(SECOND, name="first.csv"), Path(order_file(FIRST))
    listed = {"itself": str(file), "relative": f"../{tmp_path.name}/./{file.name}"}.get(name, "other.csv")
    if name == "symlink":
        Path(listed).symlink_to(file)
    if name == "hard link":
        Path(listed).hardlink_to(file)
    before, text = whole_table(manager.client), file.read_bytes()
    for options in ((), ("--dry-run",)):
        ran = run("import_orders", first, str(file), "--rejects", listed, *options)
        assert ran.status == 2 and f"--rejects {listed} is a file to import" in ran.err
    assert file.read_bytes() == text
    assert whole_table(manager.client) == before


def test_a_list_may_take_the_place_of_another_file(run: Run, order_file: Write, tmp_path: Path) -> None:
    listed = tmp_path / "old.csv"
    listed.write_text("of last week\n")
    ran = run("import_orders", order_file(FIRST.replace(",2,", ",99,")), "--rejects", str(listed))
    assert ran.status == 0 and [row["asked"] for row in rejected(ran)] == ["99"]


def test_a_long_order_of_what_is_retired_is_refused_and_the_next_one_comes(
    manager: InventoryManager, run: Run, order_file: Write
) -> None:
    skus = add_parts(manager, 80, stock=2)
    manager.update_stock("SKU-70", "PART-70", -2)
    manager.retire_variant("SKU-70")
    file = order_file(*(f"LONG,C,2010-12-01 08:00:00,{sku},1,1" for sku in skus), FIRST)
    tally = "1 orders placed (1 lines), 0 there already, 0 rejected (short), 1 refused."
    before = whole_table(manager.client)
    ran = run("import_orders", "--dry-run", file)
    assert ran.status == 1 and tally in ran.out and whole_table(manager.client) == before
    ran = run("import_orders", file)
    assert ran.status == 1 and tally in ran.out and "1 refused" in ran.err
    assert [(row["order_id"], row["sku"], row["asked"], row["reason"]) for row in rejected(ran)] == [
        ("LONG", "SKU-70", "1", "the SKU is retired")
    ]
    assert manager.get_order_with_items("LONG") is None and left(manager, "VEST-M") == 8
    assert {level.stock for level in levels_of(manager, skus)} == {0, 2}
    again = run("import_orders", file)
    assert again.status == 1 and "1 there already, 0 rejected (short), 1 refused." in again.out


def test_a_list_of_rejects_is_whole_after_each_order(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    with rejects_at(path) as rejects:
        for number in range(3):
            shortages = [Shortage(sku, "WH001", 5, 2) for sku in ("VEST-M", "VEST-L")]
            rejects.add(short(order(f"O-{number}"), InsufficientStock(shortages)))
            with path.open(newline="") as file:
                assert len(list(csv.DictReader(file))) == 2 * (number + 1)
