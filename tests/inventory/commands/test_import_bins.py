"""``manage.py import_catalogue`` with a column of bins."""

from collections.abc import Callable
from pathlib import Path

import pytest

from inventory import InventoryManager
from inventory.importing.source import COLUMNS
from tests.inventory.commands.conftest import Run
from tests.inventory.commands.test_import_meanwhile import bring_in
from tests.meddling import TRANSACT, before_call
from tests.tables import stored, whole_table

VEST_M = "VEST,Hi-vis vest,Safety,12.50,VEST-M,Vest M,12.50,10,WH001"
VEST_L = "VEST,Hi-vis vest,Safety,12.50,VEST-L,Vest L,13.50,4,WH002"
Write = Callable[..., str]


@pytest.fixture
def with_bins(tmp_path: Path) -> Write:
    """Write a catalogue with those lines under a heading that has ``bin`` first; its path."""

    def write(*lines: str) -> str:
        file = tmp_path / "bins.csv"
        file.write_text("\n".join([",".join(["bin", *COLUMNS]), *lines]) + "\n", encoding="utf-8")
        return str(file)

    return write


def placed(manager: InventoryManager) -> dict[str, str]:
    vest = manager.get_product_with_variants("VEST")
    return {variant.sku: variant.bin for variant in vest.variants} if vest else {}


def test_bins_come_in_with_what_is_new(manager: InventoryManager, run: Run, with_bins: Write) -> None:
    ran = run("import_catalogue", with_bins(f" A-12-3 ,{VEST_M}"))
    assert ran.status == 0
    run("import_catalogue", with_bins(f"A-12-3,{VEST_M}", f"B-1,{VEST_L}"))
    assert placed(manager) == {"VEST-M": "A-12-3", "VEST-L": "B-1"}


def test_without_the_column_bins_stay_as_they_are(
    manager: InventoryManager, run: Run, with_bins: Write, csv_file: Write
) -> None:
    run("import_catalogue", with_bins(f"A-1,{VEST_M}", f",{VEST_L}"))
    manager.set_bin("VEST-L", "WH002", "B-1", "")
    before = whole_table(manager.client)
    assert "2 unchanged" in run("import_catalogue", csv_file(VEST_M, VEST_L)).out
    assert whole_table(manager.client) == before
    assert "1 updated" in run("import_catalogue", csv_file(VEST_M.replace(",12.50,10", ",9,10"), VEST_L)).out
    assert placed(manager) == {"VEST-M": "A-1", "VEST-L": "B-1"}


def test_with_the_column_bins_are_as_the_file_has_them(manager: InventoryManager, run: Run, with_bins: Write) -> None:
    run("import_catalogue", with_bins(f"A-1,{VEST_M}", f"B-1,{VEST_L}"))
    manager.update_stock("VEST-M", "VEST", -3)
    file = with_bins(f"A-2,{VEST_M}", f",{VEST_L}")
    dry = run("import_catalogue", file, "--dry-run").out
    assert "SKU VEST-M: Bin A-1 -> A-2" in dry and "SKU VEST-L: Bin B-1 -> none" in dry
    assert "2 updated, 0 unchanged" in run("import_catalogue", file).out
    assert placed(manager) == {"VEST-M": "A-2", "VEST-L": ""}
    row = stored(manager, "PRODUCT#VEST", "VARIANT#VEST-M")
    assert (row["Stock"], row["Revision"]) == (7, 2), "a bin is no change of stock"
    before = whole_table(manager.client)
    assert "2 unchanged" in run("import_catalogue", file).out
    assert whole_table(manager.client) == before


def test_a_bin_of_another_warehouse_is_not_taken_for_that_of_the_home(
    manager: InventoryManager, run: Run, with_bins: Write
) -> None:
    run("import_catalogue", with_bins(f"A-1,{VEST_M}"))
    ran = run("import_catalogue", with_bins(f"Z-9,{VEST_M.replace('WH001', 'WH002')}"))
    assert "1 unchanged" in ran.out and "stays in WH001" in ran.err and "its bin stays" in ran.err
    assert placed(manager) == {"VEST-M": "A-1"}


def test_a_bin_that_cannot_be_is_named_and_its_product_left_out(
    manager: InventoryManager, run: Run, with_bins: Write
) -> None:
    ran = run("import_catalogue", with_bins(f"A-1,{VEST_M}", f"{'B' * 33},{VEST_L}"))
    assert ran.status == 1
    assert f"row 3, column bin, value '{'B' * 33}': must have at most 32 characters" in ran.err
    assert placed(manager) == {}


def test_a_bin_said_while_a_price_comes_in_is_kept(
    manager: InventoryManager, run: Run, with_bins: Write, csv_file: Write
) -> None:
    run("import_catalogue", with_bins(f"A-1,{VEST_M}"))
    other = InventoryManager(manager.client.settings)
    before_call(manager.client, TRANSACT, lambda: other.set_bin("VEST-M", "WH001", "A-2", ""))
    bring_in(manager, csv_file(VEST_M.replace(",12.50,10", ",9,10")))
    row = stored(manager, "PRODUCT#VEST", "VARIANT#VEST-M")
    assert (row["Bin"], row["Price"]) == ("A-2", 9)
