"""InventoryManager.get_overview: a warehouse at a glance, counted up to a bound."""

from datetime import UTC, datetime

import pytest

from inventory import InventoryManager, overview
from inventory.errors import InvalidValue
from inventory.overview import AdjustedToday, Count
from tests.counting import CallLog
from tests.stored_time import set_clock
from tests.tables import add_parts, add_vest, line

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY_CALLS = ["BatchGetItem", "Query", "Query", "Query"]


@pytest.fixture
def worked(manager: InventoryManager, monkeypatch: pytest.MonkeyPatch) -> InventoryManager:
    """Twelve parts of 10 units and two of VEST; three adjustments and an order on the 2nd of March, one undone."""
    set_clock(monkeypatch, "2026-03-01T08:00:00+00:00")
    add_vest(manager)
    add_parts(manager, 12, stock=30)
    moments = (("00:10", 5, "lea", "VEST-M"), ("09:30", -15, "tomas", "VEST-M"), ("09:45", -4, "lea", "VEST-L"))
    for time, change, who, sku in moments:
        set_clock(monkeypatch, f"2026-03-02T{time}:00+00:00")
        manager.update_stock(sku, "VEST", change, actor=who)
    set_clock(monkeypatch, "2026-03-02T10:00:00+00:00")
    manager.create_order_transaction("O-1", "C-1", [line("SKU-01", 28), line("SKU-02", 1)], actor="web")
    manager.undo_adjustment("VEST-L", "WH001", 2, "lea")
    return manager


def test_what_is_out_low_waiting_and_adjusted_is_counted(worked: InventoryManager) -> None:
    seen = worked.get_overview("WH001", now=NOON)
    assert (seen.out, seen.low) == (Count(1, False), Count(3, False))
    assert seen.orders_waiting == Count(1, False)
    hours = [0] * 24
    hours[0], hours[9] = 5, 19
    assert seen.adjusted == AdjustedToday(units=24, movements=3, people=2, by_hour=tuple(hours), more=False)


def test_the_most_urgent_come_first_with_their_names(worked: InventoryManager) -> None:
    seen = worked.get_overview("WH001", now=NOON)
    assert [(item.sku, item.level.stock) for item in seen.urgent] == [("VEST-M", 0), ("SKU-01", 2), ("VEST-L", 4)]
    assert seen.urgent[0].product_name == "Hi-vis vest"
    assert seen.urgent[1].suggested == 8


def test_eight_are_shown_and_all_counted(worked: InventoryManager) -> None:
    seen = worked.get_overview("WH001", threshold=30, now=NOON)
    assert (len(seen.urgent), seen.low) == (8, Count(14, False))


def test_the_latest_are_the_newest_eight_of_today_and_yesterday(worked: InventoryManager) -> None:
    latest = worked.get_overview("WH001", now=NOON).latest
    assert [move.reason for move in latest] == ["undo", "order", "order", *["adjustment"] * 3, "opening", "opening"]
    assert latest[0].undoes == 2
    assert (latest[3].actor, latest[3].change, latest[3].undone_by) == ("lea", -4, 3)
    assert worked.get_overview("WH001", now=datetime(2026, 3, 3, 0, 1, tzinfo=UTC)).latest == latest[:6]
    assert worked.get_overview("WH001", now=datetime(2026, 3, 4, 0, 1, tzinfo=UTC)).latest == ()


def test_a_day_is_a_utc_day_whatever_the_zone_of_now(worked: InventoryManager) -> None:
    late = datetime.fromisoformat("2026-03-03T01:30:00+02:00")
    assert worked.get_overview("WH001", now=late).adjusted.movements == 3
    assert worked.get_overview("WH001", now=datetime.fromisoformat("2026-03-03T02:30:00+02:00")).adjusted.units == 0


def test_a_warehouse_without_anything_has_nothing_to_show(manager: InventoryManager) -> None:
    seen = manager.get_overview("WH404")
    assert (seen.out, seen.low, seen.orders_waiting, seen.urgent, seen.latest) == (Count(0, False),) * 3 + ((), ())
    assert seen.adjusted == AdjustedToday(0, 0, 0, (0,) * 24, False)


def test_beyond_the_bound_there_are_more(worked: InventoryManager, monkeypatch: pytest.MonkeyPatch) -> None:
    worked.create_order_transaction("O-2", "C-1", [line("SKU-03")])
    worked.create_order_transaction("O-3", "C-1", [line("SKU-03")])
    monkeypatch.setattr(overview, "MOST_COUNTED", 2)
    seen = worked.get_overview("WH001", now=NOON)
    assert (seen.out, seen.low, seen.orders_waiting) == (Count(1, False), Count(2, True), Count(2, True))
    assert (seen.adjusted.movements, seen.adjusted.more) == (0, True)
    assert (str(seen.low), str(Count(1000, True)), str(Count(1000, False))) == ("2+", "1,000+", "1,000")


def test_as_many_as_the_bound_are_not_more(worked: InventoryManager, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overview, "MOST_COUNTED", 3)
    seen = worked.get_overview("WH001", now=NOON)
    assert (seen.low, seen.orders_waiting) == (Count(3, False), Count(1, False))


def test_where_all_counted_are_out_more_may_be(worked: InventoryManager, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overview, "MOST_COUNTED", 1)
    assert worked.get_overview("WH001", now=NOON).out == Count(1, True)


def test_it_costs_five_calls_at_most(worked: InventoryManager, calls: CallLog) -> None:
    worked.warehouses()
    calls.clear()
    worked.get_overview("WH001", now=NOON)
    assert sorted(calls.operations) == [*DAY_CALLS, "Query"]
    for _ in range(3):
        worked.update_stock("VEST-M", "VEST", 1)
    busy = worked.get_ledger("VEST-M", "WH001")[0].created_at
    calls.clear()
    worked.get_overview("WH001", now=datetime.fromisoformat(busy))
    assert sorted(calls.operations) == DAY_CALLS


def test_a_now_without_a_zone_is_refused(manager: InventoryManager) -> None:
    with pytest.raises(InvalidValue, match="now must name its time zone"):
        manager.get_overview("WH001", now=datetime(2026, 3, 2, 12))  # noqa: DTZ001 - what is refused
