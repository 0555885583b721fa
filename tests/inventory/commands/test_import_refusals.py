"""``manage.py import_catalogue``: what it refuses, and how it says so."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from inventory import InventoryManager
from inventory.importing.source import COLUMNS
from tests.inventory.commands.conftest import Run
from tests.tables import add_vest, whole_table

Write = Callable[..., str]

GOOD = "GOOD,Good,Parts,1,GOOD-1,,1,1,WH001"
HEADING = ",".join(COLUMNS)


def row(**changed: str) -> str:
    """A good row of product BAD with some cells changed."""
    cells = dict(zip(COLUMNS, ["BAD", "Bad", "Parts", "1", "BAD-1", "", "1", "1", "WH001"], strict=True))
    return ",".join((cells | changed).values())


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("product_id", "", "must not be empty"),
        ("product_id", "A#B", "must not contain #"),
        ("product_id", " A", "must not begin or end with a blank"),
        ("product_id", "x" * 65, "must have at most 64 characters"),
        ("product_id", "a\x07b", "must not contain control characters"),
        ("product_name", "", "must not be empty"),
        ("product_name", "x" * 201, "must have at most 200 characters"),
        ("product_name", "a\x00b", "must not contain control characters"),
        ("category", "", "must not be empty"),
        ("category", "A#B", "must not contain #"),
        ("base_price", "", "must be a number"),
        ("base_price", "cheap", "must be a number"),
        ("base_price", "-1", "must not be negative"),
        ("base_price", "1.234", "must have at most two decimals"),
        ("base_price", "NaN", "must be a number"),
        ("base_price", "Infinity", "must be a number"),
        ("base_price", "1e999999999", "must be at most 9999999999.99"),
        ("sku", "", "must not be empty"),
        ("sku", "A#B", "must not contain #"),
        ("name", "x" * 201, "must have at most 200 characters"),
        ("price", '"1,50"', "must be a number"),
        ("price", "\u00a31", "must be a number"),
        ("stock", "", "must be a whole number"),
        ("stock", "1.5", "must be a whole number"),
        ("stock", "-1", "must be at least 0"),
        ("stock", "100000000", "must be at most 99999999"),
        ("warehouse", "", "must not be empty"),
        ("warehouse", "W#1", "must not contain #"),
    ],
)
def test_a_value_that_cannot_be_is_named_and_its_product_left_out(
    manager: InventoryManager, run: Run, csv_file: Write, column: str, value: str, rule: str
) -> None:
    ran = run("import_catalogue", csv_file(GOOD, row(**{column: value}), row(sku="BAD-2")))
    assert ran.status == 1
    assert f"row 3, column {column}, value {value.strip(chr(34))[:60]!r}"[:60] in ran.err
    assert rule in ran.err
    assert manager.get_product("GOOD")
    if column != "product_id":
        assert manager.get_product("BAD") is None
        assert (
            "1 products created (with 1 variants), 0 variants added, 0 updated, 0 unchanged, 2 rows refused" in ran.out
        )


def test_all_errors_are_told_at_once_in_the_order_of_the_rows(run: Run, csv_file: Write) -> None:
    ran = run("import_catalogue", csv_file(row(price="x", stock="y"), row(sku="S", base_price="-1"), row(sku="#")))
    told = [line for line in ran.err.splitlines() if line.startswith("row ")]
    assert [line.split(", value")[0] for line in told] == [
        "row 2, column price",
        "row 2, column stock",
        "row 3, column base_price",
        "row 4, column sku",
    ]
    assert "errors: 4" in ran.err


def test_a_sku_given_twice_names_the_first_row(manager: InventoryManager, run: Run, csv_file: Write) -> None:
    ran = run("import_catalogue", csv_file(GOOD, row(sku="GOOD-1", price="x")))
    assert "row 3, column sku, value 'GOOD-1': is given twice: row 2 has it first" in ran.err
    assert manager.get_product("GOOD") and manager.get_product("BAD") is None


@pytest.mark.parametrize(("column", "value"), [("product_name", "Other"), ("category", "Other"), ("base_price", "2")])
def test_rows_of_one_product_that_disagree_are_refused(
    manager: InventoryManager, run: Run, csv_file: Write, column: str, value: str
) -> None:
    ran = run("import_catalogue", csv_file(row(), GOOD, row(sku="BAD-2", **{column: value})))
    assert f"row 4, column {column}, value '{value}': differs from row 2 of the same product" in ran.err
    assert manager.get_product("BAD") is None and manager.get_product("GOOD")


def test_one_price_written_in_two_ways_is_no_disagreement(run: Run, csv_file: Write) -> None:
    assert run("import_catalogue", csv_file(row(), row(sku="BAD-2", base_price="1.00"))).status == 0


def test_a_sku_of_another_product_in_the_table_is_refused_with_its_product(
    manager: InventoryManager, run: Run, csv_file: Write
) -> None:
    add_vest(manager)
    ran = run("import_catalogue", csv_file(row(sku="VEST-M"), row(), GOOD))
    assert ran.status == 1
    assert "row 2, column sku, value 'VEST-M': belongs to product VEST already" in ran.err
    assert "2 rows refused" in ran.out
    assert manager.get_product("BAD") is None and manager.get_product("GOOD")
    assert "Parts" in [category.name for category in manager.categories()]


def test_a_refused_product_leaves_nothing_at_all(manager: InventoryManager, run: Run, csv_file: Write) -> None:
    before = whole_table(manager.client)
    assert run("import_catalogue", csv_file(row(), row(sku="BAD-2", stock="x"))).status == 1
    assert whole_table(manager.client) == before


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("BAD,Bad,Parts,1,BAD-1", "row 3, column name, value '': is missing: the row has 5 cells, the heading 9"),
        (row() + ",more", "row 3, column (after warehouse), value 'more': is too much"),
        (row(name='"a"b'), "text follows a closing quote"),
        (row(name='"a" "b"'), "text follows a closing quote"),
    ],
)
def test_a_row_of_the_wrong_form_spoils_its_product_alone(
    manager: InventoryManager, run: Run, csv_file: Write, line: str, told: str
) -> None:
    ran = run("import_catalogue", csv_file(row(sku="BAD-2"), line, GOOD))
    assert ran.status == 1 and told in ran.err and "2 rows refused" in ran.out
    assert manager.get_product("BAD") is None and manager.get_product("GOOD")


@pytest.mark.parametrize("length", [10, 300_000])
def test_a_quote_that_is_not_closed_spoils_the_file(
    manager: InventoryManager, run: Run, csv_file: Write, length: int
) -> None:
    before = whole_table(manager.client)
    ran = run("import_catalogue", csv_file(GOOD, row(price="x"), row(name='"' + "open " * (length // 5)), row(sku="S")))
    assert ran.status == 1
    assert "row 3, column price" in ran.err and "row 4, column (whole row)" in ran.err
    assert "a quote is opened here and not closed" in ran.err and "nothing of the file was used" in ran.err
    assert whole_table(manager.client) == before


def test_bytes_that_are_no_utf8_are_named_by_row_and_column(
    manager: InventoryManager, run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "latin.csv"
    file.write_bytes(f"{HEADING}\n{GOOD}\n{row(product_name='Caf' + chr(233))}\n".encode("latin-1"))
    ran = run("import_catalogue", str(file))
    assert ran.status == 1
    assert "row 3, column product_name" in ran.err and "is not text in UTF-8: it has the byte E9" in ran.err
    assert manager.get_product("GOOD")


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        (HEADING.replace(",stock", ""), ["row 1, column stock, value '': the column is missing"]),
        (HEADING + ",colour", ["row 1, column colour, value 'colour': is not a column of a catalogue"]),
        (HEADING + ",sku", ["row 1, column sku, value 'sku': the column is there twice"]),
        (HEADING + ",", ["row 1, column number 10, value '': is not a column"]),
        (HEADING.replace("sku", "SKU"), ["column sku, value '': the column is missing", "column SKU, value 'SKU'"]),
    ],
)
def test_columns_that_are_missing_or_unknown_are_named(
    manager: InventoryManager, run: Run, tmp_path: Path, heading: str, told: list[str]
) -> None:
    file = tmp_path / "columns.csv"
    file.write_text(f"{heading}\n{GOOD}\n")
    ran = run("import_catalogue", str(file))
    assert ran.status == 1 and all(one in ran.err for one in told)
    assert whole_table(manager.client) == {}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "is not a catalogue in CSV and UTF-8"),
        (f"{HEADING}\n{GOOD}\n".encode("utf-16"), "is not a catalogue in CSV and UTF-8"),
        (f"{HEADING}\n".replace(",", ";").encode(), "with commas between them"),
        (b'"product_id', "is not a catalogue in CSV and UTF-8"),
        (gzip.compress(HEADING.encode(), mtime=0)[:30], "cannot be unpacked"),
        (b"\x1f\x8bnonsense", "cannot be read"),
        (gzip.compress(HEADING.encode(), mtime=0)[:12] + b"\xff" * 40, "cannot be unpacked"),
    ],
)
def test_a_file_that_is_no_catalogue_is_refused(run: Run, tmp_path: Path, content: bytes, told: str) -> None:
    file = tmp_path / "file.csv"
    file.write_bytes(content)
    ran = run("import_catalogue", str(file))
    assert ran.status == 1 and told in ran.err and str(file) in ran.err


def test_what_cannot_be_read_is_told(run: Run, tmp_path: Path) -> None:
    assert "cannot be read: No such file" in run("import_catalogue", str(tmp_path / "none.csv")).err
    assert "is a folder, not a file" in run("import_catalogue", str(tmp_path)).err
    assert "is not a file" in run("import_catalogue", "/dev/null").err
    assert "cannot be read" in run("import_catalogue", "a\0b").err
    assert "cannot be read" in run("import_catalogue", "x" * 5000).err


def test_a_missing_table_is_told(run: Run, csv_file: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DYNAMODB_TABLE_NAME", "Elsewhere")
    for options in ((), ("--dry-run",)):
        ran = run("import_catalogue", csv_file(GOOD), *options)
        assert ran.status == 1 and "there is no table Elsewhere" in ran.err
