"""``manage.py import_orders``: what is wrong with a file, and how it is said."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from inventory import InventoryManager
from inventory.importing.orders_file import COLUMNS
from tests.inventory.commands.conftest import Run
from tests.tables import add_vest, whole_table

Write = Callable[..., str]

HEADING = ",".join(COLUMNS)
GOOD = "GOOD,C-1,2010-12-01 08:00:00,VEST-M,1,1"


@pytest.fixture(autouse=True)
def vests(manager: InventoryManager) -> None:
    add_vest(manager)


def row(**changed: str) -> str:
    """A good row of order BAD with some cells changed."""
    cells = dict(zip(COLUMNS, ["BAD", "C-2", "2010-12-01 09:00:00", "VEST-L", "1", "1"], strict=True))
    return ",".join((cells | changed).values())


def placed(manager: InventoryManager) -> list[str]:
    rows = [manager.get_order_with_items(order_id) for order_id in ("GOOD", "BAD", "LAST")]
    return [order.order_id for order in rows if order]


def test_a_value_that_cannot_be_is_named_and_its_order_left_out(
    manager: InventoryManager, run: Run, order_file: Write
) -> None:
    ran = run("import_orders", order_file(GOOD, row(), row(quantity="none")))
    assert ran.status == 1
    assert "row 4, column quantity, value 'none': must be a whole number" in ran.err
    assert placed(manager) == ["GOOD"]
    assert "1 orders placed (1 lines), 0 there already, 0 rejected (short), 1 refused." in ran.out
    assert "errors: 1; an order with an error in any of its rows is left out whole" in ran.err


def test_all_errors_are_told_at_once_in_the_order_of_the_rows(run: Run, order_file: Write) -> None:
    ran = run("import_orders", order_file(row(price="x", quantity="y"), row(sku="#"), GOOD, row(order_id="")))
    told = [line.split(", value")[0] for line in ran.err.splitlines() if line.startswith("row ")]
    assert told == ["row 2, column price", "row 2, column quantity", "row 3, column sku", "row 5, column order_id"]
    assert (
        "errors: 4" in ran.err
        and "1 orders placed (1 lines), 0 there already, 0 rejected (short), 2 refused" in ran.out
    )


def test_an_order_has_one_customer(manager: InventoryManager, run: Run, order_file: Write) -> None:
    ran = run("import_orders", order_file(GOOD, row(), row(customer_id="C-3")))
    assert (
        "row 4, column customer_id, value 'C-3': differs from the first row of the same order, which has 'C-2'"
        in ran.err
    )
    assert placed(manager) == ["GOOD"]


def test_lines_of_an_order_that_do_not_stand_together_are_refused_with_both_rows(
    manager: InventoryManager, run: Run, order_file: Write
) -> None:
    ran = run("import_orders", order_file(row(), GOOD, row(sku="VEST-M")))
    assert ran.status == 1
    assert "row 4, column order_id, value 'BAD': is given twice, with other content: row 2 has it first" in ran.err
    assert placed(manager) == ["GOOD"]


@pytest.mark.parametrize("other", [row(placed_at="2010-12-01 09:01:00"), row(customer_id="C-3"), row(price="2")])
def test_an_order_that_comes_back_otherwise_in_another_file_is_refused_with_both_rows(
    manager: InventoryManager, run: Run, order_file: Write, other: str
) -> None:
    files = order_file(row(), GOOD, name="a.csv"), order_file(other, name="b.csv")
    ran = run("import_orders", *files)
    assert "b.csv, row 2, column order_id, value 'BAD': is given twice" in ran.err
    assert "row 2 of a.csv has it first" in ran.err
    assert placed(manager) == ["GOOD"]


def test_an_order_that_is_given_again_as_it_was_is_the_same_order(
    manager: InventoryManager, run: Run, order_file: Write
) -> None:
    again = [row(price="1.00"), row(sku="VEST-M")]
    file = order_file(row(), row(sku="VEST-M"), GOOD, *again, name="a.csv")
    ran = run("import_orders", file, file)
    assert ran.status == 0, ran.err
    assert "2 orders placed (3 lines), 4 there already, 0 rejected (short), 0 refused." in ran.out
    order = manager.get_order_with_items("BAD")
    assert order is not None and len(order.lines) == 2


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("BAD,C-2", "row 3, column placed_at, value '': is missing: the row has 2 cells, the heading 6"),
        (row() + ",more", "row 3, column (after price), value 'more': is too much"),
        (row(sku='"a"b'), "text follows a closing quote"),
    ],
)
def test_a_row_of_the_wrong_form_spoils_its_order_alone(
    manager: InventoryManager, run: Run, order_file: Write, line: str, told: str
) -> None:
    ran = run("import_orders", order_file(row(), line, GOOD))
    assert ran.status == 1 and told in ran.err
    assert placed(manager) == ["GOOD"]


def test_a_quote_that_is_not_closed_in_a_later_file_spoils_all(
    manager: InventoryManager, run: Run, order_file: Write
) -> None:
    before = whole_table(manager.client)
    ran = run("import_orders", order_file(GOOD, name="a.csv"), order_file(row(sku='"open'), row(), name="b.csv"))
    assert ran.status == 1
    assert "b.csv, row 2, column (whole row)" in ran.err and "nothing of the files was used" in ran.err
    assert whole_table(manager.client) == before


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        (HEADING.replace(",price", ""), "b.csv, row 1, column price, value '': the column is missing"),
        (HEADING + ",colour", "b.csv, row 1, column colour, value 'colour': is not a column of a list of orders"),
        (HEADING + ",sku", "b.csv, row 1, column sku, value 'sku': the column is there twice"),
        ("Date;Amount", "b.csv is not a list of orders in CSV and UTF-8: its first row must name the columns order_id"),
    ],
)
def test_the_columns_of_every_file_are_judged_before_anything_is_written(
    manager: InventoryManager, run: Run, order_file: Write, heading: str, told: str
) -> None:
    before = whole_table(manager.client)
    ran = run("import_orders", order_file(GOOD, name="a.csv"), order_file(row(), name="b.csv", heading=heading))
    assert ran.status == 1 and told in ran.err
    assert whole_table(manager.client) == before


def test_a_file_that_breaks_off_or_is_not_there_is_told_before_anything_is_written(
    manager: InventoryManager, run: Run, order_file: Write, tmp_path: Path
) -> None:
    before, broken = whole_table(manager.client), tmp_path / "broken.csv.gz"
    broken.write_bytes(gzip.compress(f"{HEADING}\n{row()}\n".encode(), mtime=0)[:-12])
    assert "cannot be unpacked" in run("import_orders", order_file(GOOD), str(broken)).err
    assert "cannot be read: No such file" in run("import_orders", order_file(GOOD), str(tmp_path / "none")).err
    assert whole_table(manager.client) == before


def test_a_missing_table_is_told(run: Run, order_file: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DYNAMODB_TABLE_NAME", "Elsewhere")
    for options in ((), ("--dry-run",)):
        ran = run("import_orders", order_file(GOOD), *options)
        assert ran.status == 1 and "there is no table Elsewhere" in ran.err


def test_a_file_with_a_heading_alone_brings_nothing(run: Run, order_file: Write) -> None:
    ran = run("import_orders", order_file())
    assert ran.status == 0 and ran.out.startswith("0 orders placed (0 lines)")
