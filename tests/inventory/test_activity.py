"""InventoryManager.get_activity: what moved in a warehouse on a day, newest first."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest

from inventory import InventoryManager
from inventory.errors import InvalidCursor, InvalidValue
from tests.counting import CallLog
from tests.stored_time import set_clock
from tests.tables import add_vest, line


@pytest.fixture
def busy(manager: InventoryManager, monkeypatch: pytest.MonkeyPatch) -> InventoryManager:
    """The 2nd of March in WH001: 12 adjustments by lea and tomas in turn, an order of both SKUs by tomas."""
    set_clock(monkeypatch, "2026-03-01T23:59:59.999999+00:00")
    add_vest(manager)
    for minute in range(12):
        set_clock(monkeypatch, f"2026-03-02T00:{minute:02}:00+00:00")
        reason = "received" if minute % 3 else "damaged"
        manager.update_stock("VEST-M", "VEST", minute + 1, actor=("lea", "tomas")[minute % 2], reason=reason)
    set_clock(monkeypatch, "2026-03-02T23:59:59.999999+00:00")
    manager.create_order_transaction("O-1", "CUST-0012", [line("VEST-M"), line("VEST-L")], actor="tomas")
    manager.update_stock("VEST-M", "VEST", 7, warehouse="WH002", actor="lea")
    set_clock(monkeypatch, "2026-03-03T00:00:00+00:00")
    manager.update_stock("VEST-M", "VEST", 99, actor="lea")
    return manager


def _moves(manager: InventoryManager, **asked: Any) -> list[tuple[str, int]]:
    page = manager.get_activity(**({"warehouse": "WH001", "date": "2026-03-02"} | asked))
    return [(move.sku, move.change) for move in page]


def test_a_day_has_its_movements_of_all_skus_newest_first(busy: InventoryManager) -> None:
    adjusted = [("VEST-M", units) for units in range(12, 0, -1)]
    assert _moves(busy) == [("VEST-M", -1), ("VEST-L", -1), *adjusted]


def test_days_and_warehouses_are_kept_apart(busy: InventoryManager) -> None:
    assert _moves(busy, date="2026-03-03") == [("VEST-M", 99)]
    assert _moves(busy, date=date(2026, 3, 1)) == [("VEST-M", 10), ("VEST-L", 4)]
    assert _moves(busy, warehouse="WH002") == [("VEST-M", 7)]
    assert _moves(busy, date="2026-03-04") == []


def test_movements_are_picked_by_who_and_why(busy: InventoryManager) -> None:
    assert [units for _, units in _moves(busy, actor="lea")] == [11, 9, 7, 5, 3, 1]
    assert [units for _, units in _moves(busy, reason="damaged")] == [10, 7, 4, 1]
    assert [units for _, units in _moves(busy, reason="damaged", actor="tomas")] == [10, 4]
    assert _moves(busy, reason="order", actor="lea") == []


@pytest.mark.parametrize("picked", [{}, {"actor": "lea"}, {"reason": "damaged", "actor": "tomas"}, {"reason": "x"}])
@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_the_pages_together_are_the_day(busy: InventoryManager, limit: int, picked: dict[str, str]) -> None:
    whole = [(move.sku, move.revision) for move in busy.get_activity("WH001", "2026-03-02", limit=500, **picked)]
    assert list(_pages(busy, limit, picked)) == whole


def _pages(manager: InventoryManager, limit: int, picked: dict[str, Any]) -> Iterator[tuple[str, int]]:
    cursor = None
    while True:
        page = manager.get_activity("WH001", "2026-03-02", limit=limit, cursor=cursor, **picked)
        assert len(page) <= limit
        yield from ((move.sku, move.revision) for move in page)
        cursor = page.cursor
        if cursor is None:
            return


@pytest.mark.parametrize("picked", [{}, {"actor": "lea"}, {"reason": "x"}])
def test_a_page_costs_one_query_whatever_matches(
    busy: InventoryManager, calls: CallLog, picked: dict[str, Any]
) -> None:
    calls.clear()
    busy.get_activity("WH001", "2026-03-02", limit=2, **picked)
    assert calls.operations == ["Query"]


def test_a_cursor_of_another_day_is_refused(busy: InventoryManager) -> None:
    cursor = busy.get_activity("WH001", "2026-03-02", limit=2).cursor
    with pytest.raises(InvalidCursor):
        busy.get_activity("WH001", "2026-03-03", cursor=cursor)


@pytest.mark.parametrize("other", [{}, {"actor": "tomas"}, {"reason": "lea"}, {"actor": "lea", "reason": "received"}])
def test_a_cursor_of_another_filter_is_refused(busy: InventoryManager, other: dict[str, Any]) -> None:
    cursor = busy.get_activity("WH001", "2026-03-02", actor="lea", limit=2).cursor
    unfiltered = busy.get_activity("WH001", "2026-03-02", limit=2).cursor
    assert cursor and unfiltered
    refused: list[tuple[dict[str, Any], str]] = [(other, cursor), ({"actor": "lea"}, unfiltered)]
    for asked, given in refused:
        with pytest.raises(InvalidCursor):
            busy.get_activity("WH001", "2026-03-02", cursor=given, **asked)
        with pytest.raises(InvalidCursor):
            busy.activity_reached("WH001", "2026-03-02", given, **asked)
    at = busy.get_activity("WH001", "2026-03-02", actor="lea", limit=2)[-1].created_at
    assert busy.activity_reached("WH001", "2026-03-02", cursor, actor="lea") == at


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"date": "2026-02-30"}, "date"),
        ({"date": "today"}, "date"),
        ({"date": ""}, "date"),
        ({"date": None}, "date"),
        ({"date": datetime(2026, 3, 2)}, "date"),  # noqa: DTZ001 - not a day
        ({"date": "0001-01-01"}, "date"),
        ({"date": "9999-12-31"}, "date"),
        ({"warehouse": "WH#1"}, "warehouse"),
        ({"actor": "x" * 65}, "actor"),
        ({"actor": "\x00"}, "actor"),
        ({"reason": "x" * 10_000}, "reason"),
        ({"limit": 1001}, "limit"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_its_name(
    manager: InventoryManager, asked: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidValue) as refused:
        _moves(manager, **asked)
    assert refused.value.field == field
