"""The tables of what everything costs, as a reader sees them."""

from typing import Any

from benchmarks.capacity_tables import CountTable, PageTable, counted_row, key_rows, number


def counts(read: float, table: float = 0, **keys: float) -> dict[str, Any]:
    return {
        "what": "it",
        "for": "",
        "calls": {"GetItem": 1, "Query": 0.25},
        "read": read,
        "table": table,
        "GSI1": 0,
        "GSI2": 2 * table,
        "refused": 0,
        "of keys": keys,
        "requests": [],
    }


def last_line(table: CountTable) -> str:
    return table.markdown().splitlines()[-1]


def test_written_units_are_shown_as_sum_and_parts() -> None:
    assert (
        last_line(CountTable("T", [counted_row(counts(1, 2))]))
        == "| it | 1 Get, 0.25 Query | 1 | 6 = 2 + 0 + 4 | 3.88 |"
    )
    assert last_line(CountTable("T", [counted_row(counts(1))])) == "| it | 1 Get, 0.25 Query | 1 | 0 | 0.12 |"


def test_what_a_page_reads_at_its_most_stands_where_it_is_another_figure() -> None:
    assert last_line(PageTable("T", [counted_row(counts(4), counts(80))])).endswith("| 4 | 0.50 | 80 | 10.00 |")
    assert last_line(PageTable("T", [counted_row(counts(4), counts(4))])).endswith("| 4 | 0.50 |  |  |")
    assert last_line(PageTable("T", [counted_row(counts(4))])).endswith("| 4 | 0.50 |  |  |")


def test_keys_of_which_much_is_read_are_named_with_how_often_that_goes() -> None:
    much, little = counts(62, K=60), counts(12, K=9)
    assert key_rows([much, little]) == [{"key": "`K`", "for": "it", "read": 60, "a second": 50}]


def test_numbers_are_as_short_as_they_can_be() -> None:
    assert [number(value) for value in (1032.0, 0.0275, 4.5, 1416.25)] == ["1,032", "0.0275", "4.5", "1,416"]
