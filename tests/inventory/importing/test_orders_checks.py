"""Files of orders checked by themselves, without a table."""

import tracemalloc
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from inventory.importing.orders_checks import Checked, check
from inventory.importing.orders_file import COLUMNS, ORDERS, FileOrder
from inventory.importing.orders_waiting import waiting_room

_IN_THREE_DAYS = f"{datetime.now(UTC) + timedelta(days=3):%Y-%m-%d %H:%M:%S}"
GOOD = "GOOD,C-1,2010-12-01 08:00:00,VEST-M,1,1"


def row(**changed: str) -> str:
    """A good row of order BAD with some cells changed."""
    cells = dict(zip(COLUMNS, ["BAD", "C-2", "2010-12-01 09:00:00", "VEST-L", "1", "1"], strict=True))
    return ",".join((cells | changed).values())


def checked(folder: Path, *lines: str) -> tuple[Checked, list[FileOrder]]:
    """What is found, and the orders that may be used."""
    return checked_lines(folder, lines)


def checked_lines(folder: Path, lines: Iterable[str]) -> tuple[Checked, list[FileOrder]]:
    file = folder / "orders.csv"
    file.write_text("\n".join([",".join(COLUMNS), *lines]), encoding="utf-8")
    with waiting_room() as waiting:
        found = check([str(file)], ORDERS, waiting, lambda rows: None)
        return found, list(waiting.all_but(found.spoiled))


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("order_id", "", "must not be empty"),
        ("order_id", "A#B", "must not contain #"),
        ("order_id", "x" * 65, "must have at most 64 characters"),
        ("customer_id", "", "must not be empty"),
        ("customer_id", " C", "must not begin or end with a blank"),
        ("placed_at", "", "must be a time such as 2010-12-01 08:26:00 or 2010-12-01T08:26:00+01:00"),
        ("placed_at", "yesterday", "must be a time such as"),
        ("placed_at", "2010-12-01", "must be a time such as"),
        ("placed_at", "2010-13-01 08:00:00", "must be a time such as"),
        ("placed_at", "01.12.2010 08:00", "must be a time such as"),
        ("placed_at", "0001-01-01T00:00:00+14:00", "must not be before 1900"),
        pytest.param("placed_at", _IN_THREE_DAYS, "must not be in the future", id="in three days"),
        ("placed_at", "9999-12-31T23:59:59-14:00", "must not be in the future"),
        ("sku", "", "must not be empty"),
        ("sku", "A#B", "must not contain #"),
        ("quantity", "", "must be a whole number"),
        ("quantity", "1.5", "must be a whole number"),
        ("quantity", "0", "must be at least 1"),
        ("quantity", "-2", "must be at least 1"),
        ("quantity", "100000000", "must be at most 99999999"),
        ("price", "", "must be a number"),
        ("price", '"1,50"', "must be a number"),
        ("price", "-1", "must not be negative"),
        ("price", "1.234", "must have at most two decimals"),
    ],
)
def test_a_value_that_cannot_be_is_named_and_spoils_its_order(
    tmp_path: Path, column: str, value: str, rule: str
) -> None:
    found, orders = checked(tmp_path, GOOD, row(), row(**{column: value}))
    (error,) = found.errors
    assert str(error).startswith(f"row 4, column {column}, value {value.strip(chr(34))[:50]!r}"[:60])
    assert rule in str(error)
    assert [order.order_id for order in orders] == (["GOOD", "BAD"] if column == "order_id" else ["GOOD"])


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2010-12-01 08:26:00", datetime(2010, 12, 1, 8, 26, tzinfo=UTC)),
        ("2010-12-01T08:26:00Z", datetime(2010, 12, 1, 8, 26, tzinfo=UTC)),
        ("2010-12-01T08:26:00.5+05:30", datetime(2010, 12, 1, 2, 56, 0, 500_000, tzinfo=UTC)),
        (" 2010-12-01 08:26 ", datetime(2010, 12, 1, 8, 26, tzinfo=UTC)),
    ],
)
def test_a_time_is_taken_as_it_is_written(tmp_path: Path, said: str, meant: datetime) -> None:
    _, (order,) = checked(tmp_path, row(placed_at=said))
    assert order.placed_at == meant


def test_an_order_is_placed_at_the_time_of_its_first_line(tmp_path: Path) -> None:
    _, (order,) = checked(tmp_path, row(), row(placed_at="2010-12-01 09:01:00"))
    assert order.placed_at == datetime(2010, 12, 1, 9, tzinfo=UTC) and len(order.lines) == 2


def test_bytes_that_are_no_utf8_are_named(tmp_path: Path) -> None:
    file = tmp_path / "latin.csv"
    file.write_bytes(f"{','.join(COLUMNS)}\n{row(customer_id='Caf' + chr(233))}\n".encode("latin-1"))
    with waiting_room() as waiting:
        (error,) = check([str(file)], ORDERS, waiting, lambda rows: None).errors
    assert "row 2, column customer_id" in str(error) and "it has the byte E9" in str(error)


def test_of_an_order_that_is_far_too_long_only_the_number_of_lines_is_kept(tmp_path: Path) -> None:
    _, (order,) = checked_lines(tmp_path, (row() for _ in range(5000)))
    assert order.rows == 5000 and len(order.lines) == 2001


def test_a_file_is_never_in_memory_as_a_whole(tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    lines = (f"O-{n // 50},C-{n // 350},2010-12-01 08:00:00,SKU-{n % 400},{n % 9 + 1},1.25" for n in range(12_000))
    file.write_text("\n".join([",".join(COLUMNS), *lines]))
    tracemalloc.start()
    try:
        with waiting_room() as waiting:
            assert check([str(file)], ORDERS, waiting, lambda rows: None).orders == 240
            assert sum(order.rows for order in waiting.all_but(())) == 12_000
        assert tracemalloc.get_traced_memory()[1] < 1_500_000
    finally:
        tracemalloc.stop()
