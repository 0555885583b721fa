"""Units by Amazon's rules: sizes, rounding, transactions, and what an index entry takes."""

from typing import Any

import pytest

from benchmarks import units
from benchmarks.units import Units, item_size, read_range, read_rows, write

KEY = {"PK": {"S": "P"}, "SK": {"S": "S"}}
ENTRY: dict[str, Any] = {"GSI1PK": {"S": "A"}, "GSI1SK": {"S": "1"}}


def row(size: int = 0, **more: Any) -> dict[str, Any]:
    """A row with ``size`` bytes of text besides its key."""
    return {**KEY, "T": {"S": "x" * size}, **more}


@pytest.mark.parametrize(
    ("value", "size"),
    [
        ({"S": "Größe"}, 7),
        ({"N": "0"}, 1),
        ({"N": "7"}, 2),
        ({"N": "1200"}, 2),
        ({"N": "123"}, 3),
        ({"N": "-12.50"}, 4),
        ({"BOOL": False}, 1),
        ({"NULL": True}, 1),
        ({"M": {}}, 3),
        ({"M": {"Size": {"S": "M"}}}, 3 + 1 + 4 + 1),
        ({"L": [{"S": "ab"}, {"N": "7"}]}, 3 + 2 + 2 + 2),
    ],
)
def test_a_row_is_as_large_as_its_names_and_values(value: dict[str, Any], size: int) -> None:
    assert item_size({"Name": value}) == 4 + size


def test_rows_by_key_are_rounded_up_each_and_a_range_as_a_whole() -> None:
    assert read_rows([0, 1, 4096, 4097]) == 1 + 1 + 1 + 2
    assert read_range(4097, consistent=True) == 2
    assert read_range(4097, consistent=False) == 1
    assert read_range(0, consistent=False) == 0.5


def test_a_write_takes_the_larger_of_the_row_before_and_after_and_twice_that_in_a_transaction() -> None:
    assert write(None, row(), in_transaction=False) == Units(table=1)
    assert write(row(3000), row(10), in_transaction=False) == Units(table=3)
    assert write(row(10), row(3000), in_transaction=True) == Units(table=6)
    assert write(row(2000), None, in_transaction=False) == Units(table=2)
    assert write(None, None, in_transaction=True) == Units(table=2)


@pytest.mark.parametrize(
    ("old", "new", "taken"),
    [
        (None, row(**ENTRY), 1),
        (row(**ENTRY), None, 1),
        (row(), row(**ENTRY), 1),
        (row(**ENTRY), row(), 1),
        (row(**ENTRY), row(5, **ENTRY), 1),
        (row(**ENTRY), row(**ENTRY), 0),
        (row(**ENTRY), row(**ENTRY | {"GSI1SK": {"S": "2"}}), 2),
        (row(1500, **ENTRY), row(2500, **ENTRY | {"GSI1SK": {"S": "2"}}), 5),
        # Without both of its keys a row has no entry.
        (None, row(GSI1PK={"S": "A"}), 0),
    ],
)
def test_an_index_entry_is_put_removed_or_both_and_once_also_in_a_transaction(old: Any, new: Any, taken: int) -> None:
    for in_transaction in (False, True):
        assert write(old, new, in_transaction=in_transaction).gsi1 == taken
    assert write(old, new, in_transaction=True).gsi2 == 0


def test_a_million_of_what_takes_a_unit_costs_what_a_million_units_do() -> None:
    assert Units(read=1).dollars_per_million == units.DOLLARS_PER_MILLION_READS
    assert Units(table=6, gsi1=1, gsi2=3).dollars_per_million == 10 * units.DOLLARS_PER_MILLION_WRITES
    assert (Units(table=6, gsi1=1) + Units(read=2, gsi2=3)) / 2 == Units(1, 3, 0.5, 1.5)


def test_storage_is_paid_for_the_row_and_for_each_of_its_entries_with_their_overhead() -> None:
    assert units.stored_size(400, 0) == 500
    assert units.stored_size(400, 2) == 1500
