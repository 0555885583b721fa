"""``manage.py import_catalogue``: what it writes, and what it leaves alone."""

import gzip
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from inventory import InventoryManager, audit
from inventory.importing.source import COLUMNS
from tests.inventory.commands.conftest import Run
from tests.tables import stored, whole_table

Write = Callable[..., str]

VEST_M = "VEST,Hi-vis vest,Safety,12.50,VEST-M,Vest M,12.50,10,WH001"
VEST_L = "VEST,Hi-vis vest,Safety,12.50,VEST-L,Vest L,13.5,4,WH002"
TAPE = "TAPE,Tape,Packaging,1,TAPE-1,,0,0,WH001"


def test_new_products_come_in_with_their_variants_and_opening_stock(
    manager: InventoryManager, run: Run, csv_file: Write
) -> None:
    ran = run("import_catalogue", csv_file(VEST_M, TAPE, VEST_L))
    assert ran.status == 0
    assert "2 products created (with 3 variants), 0 variants added, 0 updated, 0 unchanged, 0 rows refused" in ran.out
    vest = manager.get_product_with_variants("VEST")
    assert vest is not None
    assert (vest.name, vest.category, vest.base_price) == ("Hi-vis vest", "Safety", Decimal("12.50"))
    found = [(v.sku, v.name, v.price, v.stock, v.warehouse) for v in vest.variants]
    assert found == [
        ("VEST-L", "Vest L", Decimal("13.50"), 4, "WH002"),
        ("VEST-M", "Vest M", Decimal("12.50"), 10, "WH001"),
    ]
    assert [category.name for category in manager.categories()] == ["Packaging", "Safety"]
    assert [warehouse.warehouse_id for warehouse in manager.warehouses()] == ["WH001", "WH002"]
    assert stored(manager, "LEDGER#VEST-M#WH001", "MOVE#0000000001")["Actor"] == "import_catalogue"
    assert audit.check(manager.client).drifts == ()


def test_a_second_run_writes_nothing(manager: InventoryManager, run: Run, csv_file: Write) -> None:
    file = csv_file(VEST_M, VEST_L, TAPE)
    run("import_catalogue", file)
    before = whole_table(manager.client)
    ran = run("import_catalogue", file)
    assert "0 products created (with 0 variants), 0 variants added, 0 updated, 3 unchanged" in ran.out
    assert whole_table(manager.client) == before


def test_changed_names_prices_and_category_are_updated_with_their_place_in_the_index(
    manager: InventoryManager, run: Run, csv_file: Write
) -> None:
    run("import_catalogue", csv_file(VEST_M, TAPE))
    ran = run("import_catalogue", csv_file("VEST,Vest,Clothing,11,VEST-M,Medium,12.75,10,WH001", TAPE))
    assert "0 variants added, 1 updated, 1 unchanged, 0 rows refused" in ran.out
    row = stored(manager, "PRODUCT#VEST")
    assert (row["Name"], row["Category"], row["BasePrice"]) == ("Vest", "Clothing", 11)
    assert (row["GSI1PK"], row["GSI1SK"]) == ("CATEGORY#Clothing", "PRICE#0000000011.00#VEST")
    assert row["UpdatedAt"] > row["CreatedAt"]
    variant = stored(manager, "PRODUCT#VEST", "VARIANT#VEST-M")
    assert (variant["Name"], variant["Price"], variant["Stock"]) == ("Medium", Decimal("12.75"), 10)
    assert [product.product_id for product in manager.get_products_by_category("Clothing")] == ["VEST"]
    assert manager.get_products_by_category("Safety") == []


def test_the_stock_of_what_is_there_stays_and_the_ledger_with_it(
    manager: InventoryManager, run: Run, csv_file: Write
) -> None:
    run("import_catalogue", csv_file(VEST_M))
    manager.update_stock("VEST-M", "VEST", -7)
    run("import_catalogue", csv_file("VEST,Hi-vis vest,Safety,12.50,VEST-M,Vest M,9,500,WH001"))
    variant = stored(manager, "PRODUCT#VEST", "VARIANT#VEST-M")
    assert (variant["Price"], variant["Stock"], variant["Revision"]) == (9, 3, 2)
    report = audit.check(manager.client)
    assert (report.movements, report.drifts) == (2, ())


def test_a_new_sku_joins_its_product_with_its_opening_stock(
    manager: InventoryManager, run: Run, csv_file: Write
) -> None:
    run("import_catalogue", csv_file(VEST_M))
    ran = run("import_catalogue", csv_file(VEST_M, VEST_L))
    assert "0 products created (with 0 variants), 1 variants added, 0 updated, 1 unchanged" in ran.out
    assert stored(manager, "PRODUCT#VEST", "VARIANT#VEST-L")["Stock"] == 4
    assert audit.check(manager.client).drifts == ()


def test_a_product_with_more_variants_than_one_transaction_holds_comes_in_whole(
    manager: InventoryManager, run: Run, csv_file: Write
) -> None:
    rows = [f"BIG,Big,Parts,1,BIG-{n:02},n,1,{n},WH001" for n in range(40)]
    ran = run("import_catalogue", csv_file(*rows))
    assert "1 products created (with 40 variants)" in ran.out
    big = manager.get_product_with_variants("BIG")
    assert big is not None and [variant.stock for variant in big.variants] == list(range(40))
    assert audit.check(manager.client).drifts == ()


def test_another_warehouse_moves_no_stock_and_is_noted(manager: InventoryManager, run: Run, csv_file: Write) -> None:
    run("import_catalogue", csv_file(VEST_M))
    before = whole_table(manager.client)
    ran = run("import_catalogue", csv_file(VEST_M.replace("WH001", "WH009")))
    assert ran.status == 0
    assert "row 2: SKU VEST-M stays in WH001; an import moves no stock to WH009" in ran.err
    assert whole_table(manager.client) == before


def test_a_dry_run_says_what_would_be_done_and_writes_nothing(
    manager: InventoryManager, run: Run, csv_file: Write
) -> None:
    run("import_catalogue", csv_file(VEST_M))
    before = whole_table(manager.client)
    file = csv_file(
        VEST_M.replace("Hi-vis vest", "Vest").replace("Vest M,12.50", "Vest M,14"), TAPE, "X,x,c#,1,X,,1,1,W"
    )
    ran = run("import_catalogue", "--dry-run", file)
    assert ran.status == 1 and "row 4, column category" in ran.err
    assert "would change product VEST: Name Hi-vis vest -> Vest" in ran.out
    assert "would change SKU VEST-M: Price 12.50 -> 14.00" in ran.out
    assert "1 products created (with 1 variants), 0 variants added, 1 updated, 0 unchanged, 1 rows refused" in ran.out
    assert whole_table(manager.client) == before


@pytest.mark.parametrize("name", ["catalogue.csv.gz", "catalogue"])
def test_a_gzipped_file_is_read_whatever_its_name(
    manager: InventoryManager, run: Run, tmp_path: Path, name: str
) -> None:
    file = tmp_path / name
    file.write_bytes(gzip.compress(f"{','.join(COLUMNS)}\n{TAPE}\n".encode()))
    assert run("import_catalogue", str(file)).status == 0
    assert manager.get_product("TAPE")


def test_what_spreadsheets_write_is_read(manager: InventoryManager, run: Run, tmp_path: Path) -> None:
    """A byte order mark, CRLF, columns in another order, quotes, text over lines, blank rows at the end."""
    columns = [*COLUMNS[1:], COLUMNS[0]]
    row = '"Gl\u00fche, ""heiss""",Lighting,1,G-1,"two\r\nlines",1,1,WH001,GL\r\n'
    file = tmp_path / "sheet.csv"
    file.write_bytes(f"\ufeff{','.join(columns)}\r\n{row},,,,,,,,\r\n\r\n".encode())
    assert run("import_catalogue", str(file)).status == 0
    product = manager.get_product_with_variants("GL")
    assert product is not None and product.name == 'Gl\u00fche, "heiss"'
    assert product.variants[0].name == "two\r\nlines"


def test_a_file_with_a_heading_alone_brings_nothing(run: Run, csv_file: Write) -> None:
    ran = run("import_catalogue", csv_file())
    assert ran.status == 0 and ran.out.startswith("0 products created")


def test_rows_of_a_product_need_not_stand_together(manager: InventoryManager, run: Run, csv_file: Write) -> None:
    rows = [f"P{n % 3},P,c,1,S{n},,1,1,W" for n in range(9)]
    run("import_catalogue", csv_file(*rows))
    product = manager.get_product_with_variants("P0")
    assert product is not None and [v.sku for v in product.variants] == ["S0", "S3", "S6"]
