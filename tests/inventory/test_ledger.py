"""The ledger of a level by revision and by time, the stock as it was, and what a chart is drawn from."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from inventory import InventoryManager, ledger
from inventory.errors import InvalidCursor, InvalidValue
from inventory.ledger import Balance, chart_points, thinned
from tests.counting import CallLog
from tests.stored_time import set_clock
from tests.tables import add_vest, line

# VEST-M in WH001: when, change. It was made with 10 units at the first.
DAYS = {
    "2026-03-01T08:00:00+00:00": 0,
    "2026-03-02T09:00:00+00:00": -3,
    "2026-03-02T23:59:59.999999+00:00": 5,
    "2026-03-03T00:00:00+00:00": -2,
    "2026-03-07T12:00:00+00:00": -10,
}
LEVEL = ("VEST-M", "WH001")


@pytest.fixture
def worked(manager: InventoryManager, monkeypatch: pytest.MonkeyPatch) -> InventoryManager:
    for moment, change in DAYS.items():
        set_clock(monkeypatch, moment)
        if change:
            manager.update_stock("VEST-M", "VEST", change)
        else:
            add_vest(manager)
    return manager


def _changes(manager: InventoryManager, **asked: Any) -> list[int]:
    return [move.change for move in manager.get_ledger(*LEVEL, **asked)]


def test_the_newest_movement_comes_first(worked: InventoryManager) -> None:
    assert _changes(worked) == [-10, -2, 5, -3, 10]


@pytest.mark.parametrize(
    ("start", "end", "changes"),
    [
        ("2026-03-02", "2026-03-02", [5, -3]),
        (date(2026, 3, 2), date(2026, 3, 3), [-2, 5, -3]),
        ("2026-03-03", None, [-10, -2]),
        (None, "2026-03-01", [10]),
        ("2026-03-04", "2026-03-06", []),
        ("2026-03-02T09:00:00.000000Z", "2026-03-02T09:00:00.000000Z", [-3]),
        (datetime(2026, 3, 2, 9, 0, 0, 1, UTC), "2026-03-03T00:00:00.000000Z", [-2, 5]),
        (datetime(2026, 3, 3, 1, tzinfo=timezone(timedelta(hours=1))), None, [-10, -2]),
    ],
)
def test_a_stretch_of_time_has_both_its_ends(
    worked: InventoryManager, start: Any, end: Any, changes: list[int]
) -> None:
    assert _changes(worked, start=start, end=end) == changes


@pytest.mark.parametrize("times", [{}, {"start": "2026-03-01"}])
@pytest.mark.parametrize("limit", [1, 2, 4, 5])
def test_the_pages_together_are_the_ledger(worked: InventoryManager, limit: int, times: dict[str, str]) -> None:
    assert list(_pages(worked, limit, times)) == [5, 4, 3, 2, 1]


def _pages(manager: InventoryManager, limit: int, times: dict[str, Any]) -> Iterator[int]:
    cursor = None
    while True:
        page = manager.get_ledger(*LEVEL, limit=limit, cursor=cursor, **times)
        assert page, "a cursor led to an empty page"
        yield from (move.revision for move in page)
        cursor = page.cursor
        if cursor is None:
            return


def test_a_cursor_of_another_ledger_or_stretch_is_refused(worked: InventoryManager) -> None:
    cursor = worked.get_ledger(*LEVEL, limit=2).cursor
    for asked in ({"start": "2026-03-01"}, {"end": "2026-03-09"}):
        with pytest.raises(InvalidCursor):
            worked.get_ledger(*LEVEL, cursor=cursor, **asked)  # type: ignore[arg-type]
    with pytest.raises(InvalidCursor):
        worked.get_ledger("VEST-L", "WH001", cursor=cursor)


def test_without_times_the_ledger_is_the_tables_not_the_indexs(worked: InventoryManager) -> None:
    worked.client.update("LEDGER#VEST-M#WH001", "MOVE#0000000005", {}, remove=["GSI2PK", "GSI2SK"])
    assert _changes(worked) == [-10, -2, 5, -3, 10]
    assert _changes(worked, end="2026-03-31") == [-2, 5, -3, 10]


def test_a_level_that_never_was_has_an_empty_ledger(worked: InventoryManager) -> None:
    for times in ({}, {"start": "2026-03-01"}):
        page = worked.get_ledger("VEST-M", "WH404", **times)  # type: ignore[arg-type]
        assert (list(page), page.cursor) == ([], None)


@pytest.mark.parametrize("times", [{}, {"start": "2026-03-02", "end": "2026-03-06"}])
def test_a_page_costs_one_query(worked: InventoryManager, calls: CallLog, times: dict[str, Any]) -> None:
    calls.clear()
    worked.get_ledger(*LEVEL, **times)
    assert calls.operations == ["Query"]


@pytest.mark.parametrize(
    ("times", "field"),
    [
        ({"start": "2026-03-05", "end": "2026-03-04"}, "end"),
        ({"start": "2026-02-30"}, "start"),
        ({"start": "yesterday"}, "start"),
        ({"start": "\x00"}, "start"),
        ({"start": "9" * 10_000}, "start"),
        ({"start": "\u0662\u0660\u0662\u0666-03-01"}, "start"),
        ({"start": 20260301}, "start"),
        ({"end": datetime(2026, 3, 1)}, "end"),  # noqa: DTZ001 - no zone is what is refused
        ({"end": datetime.max.replace(tzinfo=UTC)}, "end"),
        ({"start": date.min}, "start"),
        ({"end": "0000-00-00"}, "end"),
        ({"end": "9999-12-31"}, "end"),
        ({"limit": 0}, "limit"),
    ],
)
def test_a_time_that_cannot_be_is_refused_by_its_name(
    manager: InventoryManager, times: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidValue) as refused:
        manager.get_ledger(*LEVEL, **times)
    assert refused.value.field == field


def test_all_rows_are_read_page_by_page_as_they_are_asked_for(
    worked: InventoryManager, calls: CallLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "MAX_LIMIT", 2)
    calls.clear()
    rows = worked.ledger_rows(*LEVEL)
    assert calls.operations == []
    assert [next(rows).revision, next(rows).revision] == [5, 4]
    assert calls.operations == ["Query"]
    assert [move.revision for move in rows] == [3, 2, 1]
    assert [move.revision for move in worked.ledger_rows(*LEVEL, "2026-03-02", "2026-03-03")] == [4, 3, 2]


def test_wrong_times_of_all_rows_are_refused_before_the_first(manager: InventoryManager) -> None:
    with pytest.raises(InvalidValue):
        manager.ledger_rows(*LEVEL, "2026-03-05", "2026-03-04")


@pytest.mark.parametrize(
    ("moment", "stock"),
    [
        ("2026-02-28", 0),
        ("2026-03-01T07:59:59.999999Z", 0),
        ("2026-03-01T08:00:00.000000Z", 10),
        ("2026-03-02", 12),
        (date(2026, 3, 5), 10),
        (datetime(2026, 3, 7, 12, tzinfo=UTC), 0),
        ("2027-01-01", 0),
    ],
)
def test_the_stock_is_as_it_was_at_a_moment(worked: InventoryManager, moment: Any, stock: int) -> None:
    assert worked.get_stock_at("VEST-M", "WH001", moment) == [Balance("WH001", stock, 0)]


def test_each_warehouse_had_its_own_with_what_was_allocated(
    worked: InventoryManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, "2026-03-08T08:00:00+00:00")
    worked.update_stock("VEST-M", "VEST", 7, warehouse="WH002")
    worked.create_order_transaction("O-1", "CUST-0012", [line("VEST-M", 3, warehouse="WH002")])
    asked = ["WH002", "WH001", "WH404"]
    then = worked.get_stock_at("VEST-M", asked, "2026-03-08")
    assert then == [Balance("WH002", 4, 3), Balance("WH001", 0, 0), Balance("WH404", 0, 0)]
    assert then[0].on_hand == 7
    assert worked.get_stock_at("VEST-M", asked, "2026-03-06")[:2] == [Balance("WH002", 0, 0), Balance("WH001", 10, 0)]


def test_it_costs_one_query_for_each_warehouse(worked: InventoryManager, calls: CallLog) -> None:
    calls.clear()
    worked.get_stock_at("VEST-M", ["WH001", "WH002", "WH003"], "2026-03-05")
    assert calls.operations == ["Query"] * 3


def test_a_chart_has_each_balance_from_its_moment_on(worked: InventoryManager) -> None:
    chart = worked.get_chart(*LEVEL)
    assert [stock for _, stock in chart.points] == [10, 7, 12, 10, 0]
    assert chart.points[1] == ("2026-03-02T09:00:00.000000Z", 7)
    assert chart.complete


def test_a_chart_begins_with_what_there_was(worked: InventoryManager) -> None:
    chart = worked.get_chart(*LEVEL, "2026-03-03", "2026-03-06")
    assert chart.points == (("2026-03-03T00:00:00.000000Z", 12), ("2026-03-03T00:00:00.000000Z", 10))
    assert worked.get_chart(*LEVEL, "2026-02-01", "2026-03-01").points[0] == ("2026-02-01T00:00:00.000000Z", 0)


def test_a_chart_of_a_quiet_stretch_is_flat(worked: InventoryManager, calls: CallLog) -> None:
    calls.clear()
    chart = worked.get_chart(*LEVEL, "2026-03-04", "2026-03-06")
    assert chart.points == (("2026-03-04T00:00:00.000000Z", 10), ("2026-03-06T23:59:59.999999Z", 10))
    assert calls.operations == ["Query", "Query"]
    assert worked.get_chart(*LEVEL, "2026-03-20").points == (("2026-03-20T00:00:00.000000Z", 0),)


def test_a_chart_of_nothing_is_empty(manager: InventoryManager) -> None:
    assert manager.get_chart(*LEVEL).points == ()


def test_a_chart_is_drawn_from_the_newest_movements_and_says_so(
    worked: InventoryManager, calls: CallLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "MOST_DRAWN_FROM", 3)
    calls.clear()
    chart = worked.get_chart(*LEVEL, "2026-03-01")
    assert ([stock for _, stock in chart.points], chart.complete) == ([12, 10, 0], False)
    assert calls.operations == ["Query"]
    monkeypatch.setattr(ledger, "MOST_DRAWN_FROM", 5)
    assert worked.get_chart(*LEVEL).complete


def test_a_chart_has_as_many_points_as_asked_for_at_most(worked: InventoryManager) -> None:
    assert [stock for _, stock in worked.get_chart(*LEVEL, most=4).points] == [10, 7, 12, 0]
    with pytest.raises(InvalidValue):
        worked.get_chart(*LEVEL, most=3)


@pytest.mark.parametrize("most", [4, 5, 7, 50, 99, 500])
def test_points_are_thinned_and_their_extremes_stay(most: int) -> None:
    points = [(f"{at:05}", (at * 37) % 101 + 5) for at in range(1000)]
    points[333], points[707] = ("00333", 0), ("00707", 900)
    kept = thinned(points, most)
    assert len(kept) <= most
    assert kept == sorted(kept)
    assert set(kept) <= set(points)
    assert (kept[0], kept[-1]) == (points[0], points[-1])
    assert {("00333", 0), ("00707", 900)} <= set(kept)


def test_few_points_stay_as_they_are() -> None:
    points = [("1", 5), ("2", 5), ("3", 0), ("4", 9)]
    assert thinned(points, 4) == points


def test_points_are_made_of_movements_that_were_read_already(worked: InventoryManager) -> None:
    assert tuple(chart_points(worked.get_ledger(*LEVEL))) == worked.get_chart(*LEVEL).points
