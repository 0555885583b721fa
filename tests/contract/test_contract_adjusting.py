"""What adjusting, counting, undoing and the lists of a day's work rely on, the same on every engine."""

from typing import Any

import pytest

from inventory import InventoryManager, audit
from inventory.entities import Reason, StockLevel, Warehouse
from inventory.errors import InsufficientStock, NotUndoable, RequestKeyReused, StockMoved
from inventory.ledger import Balance
from inventory.overview import Count
from tests.counting import CallLog
from tests.meddling import TRANSACT, before_call, lose_answers, take_elsewhere
from tests.tables import add_vest, index_keys, line, stored, whole_table

HOME = StockLevel("VEST", "VEST-M", "WH001", 10, 0, 1)


def adjust(inventory: InventoryManager, **asked: Any) -> Any:
    usual: dict[str, Any] = {"sku": "VEST-M", "reason": Reason.COUNT, "actor": "lea", "request_key": "press-1"}
    return inventory.adjust_stock(**(usual | asked))


def test_adjusting_counting_and_undoing_leave_a_ledger_that_proves_itself(inventory: InventoryManager) -> None:
    add_vest(inventory)
    adjust(inventory, change=-3, reason=Reason.DAMAGED)
    adjust(inventory, counted=9, revision=2, request_key="press-2")
    adjust(inventory, counted=9, revision=3, request_key="press-3")
    inventory.undo_adjustment("VEST-M", "WH001", 2, "tomas")
    told = [(move.revision, move.change, move.stock, move.undoes, move.undone_by) for move in _ledger(inventory)]
    assert told == [(5, 3, 12, 2, None), (4, 0, 9, None, None), (3, 2, 9, None, None), (2, -3, 7, None, 5)]
    assert audit.check(inventory.client).drifts == ()


def _ledger(inventory: InventoryManager) -> list[Any]:
    return inventory.get_ledger("VEST-M", "WH001")[:-1]


@pytest.mark.parametrize("asked", [{"change": -3}, {"counted": 7, "revision": 1}])
def test_a_request_is_applied_once_also_where_its_answer_was_lost(
    inventory: InventoryManager, asked: dict[str, Any]
) -> None:
    add_vest(inventory)
    lose_answers(inventory.client, TRANSACT)
    first = adjust(inventory, **asked)
    inventory.update_stock("VEST-M", "VEST", 1)
    before = whole_table(inventory.client)
    again = adjust(inventory, **asked)
    assert (first.level.stock, first.repeated, again.level, again.repeated) == (7, False, first.level, True)
    with pytest.raises(RequestKeyReused):
        adjust(inventory, change=5)
    assert whole_table(inventory.client) == before


def test_an_undo_happens_once_also_where_its_answer_was_lost(inventory: InventoryManager) -> None:
    add_vest(inventory)
    adjust(inventory, change=-3)
    lose_answers(inventory.client, TRANSACT)
    first = inventory.undo_adjustment("VEST-M", "WH001", 2, "lea")
    before = whole_table(inventory.client)
    again = inventory.undo_adjustment("VEST-M", "WH001", 2, "tomas")
    assert (first.level.stock, first.repeated, again.level, again.repeated) == (10, False, first.level, True)
    for revision in (1, 3, 4):
        with pytest.raises(NotUndoable):
            inventory.undo_adjustment("VEST-M", "WH001", revision, "lea")
    assert whole_table(inventory.client) == before


def test_an_undo_that_would_take_too_much_is_refused(inventory: InventoryManager) -> None:
    add_vest(inventory)
    adjust(inventory, change=5)
    inventory.create_order_transaction("O-1", "C-1", [line("VEST-M", 11)])
    before = whole_table(inventory.client)
    with pytest.raises(InsufficientStock):
        inventory.undo_adjustment("VEST-M", "WH001", 2, "lea")
    assert whole_table(inventory.client) == before


def test_a_count_that_another_change_overtakes_is_refused_and_a_difference_is_not(inventory: InventoryManager) -> None:
    add_vest(inventory)
    before_call(inventory.client, TRANSACT, lambda: take_elsewhere(inventory.client, HOME, 4))
    with pytest.raises(StockMoved) as moved:
        adjust(inventory, counted=10, revision=1)
    assert (moved.value.level.stock, moved.value.level.revision) == (6, 2)
    assert moved.value.movement is not None
    assert moved.value.movement.reason == "elsewhere"
    before_call(inventory.client, TRANSACT, lambda: take_elsewhere(inventory.client, HOME, 1))
    assert adjust(inventory, change=10).level.stock == 15


def test_a_new_level_takes_the_reorder_point_that_was_set_meanwhile(inventory: InventoryManager) -> None:
    _bolts(inventory)
    home = ("PRODUCT#BOLT", "VARIANT#BOLT")
    before_call(inventory.client, TRANSACT, lambda: inventory.client.update(*home, {"ReorderPoint": 2}))
    after = adjust(inventory, sku="BOLT", change=4, warehouse="WH002")
    assert (after.level.reorder_point, after.level.revision) == (2, 1)
    assert "GSI1PK" not in stored(inventory, "PRODUCT#BOLT", "VARIANT#BOLT#AT#WH002")


def _bolts(inventory: InventoryManager) -> None:
    variant = {"sku": "BOLT", "stock": 6, "reorder_point": 5, "reorder_level": 40, "pack_size": 12}
    inventory.create_product("BOLT", "Bolt", "Parts", 1, variants=[variant])
    inventory.registry.put_warehouse(Warehouse("WH002", "Harbour"))


def test_levels_come_and_go_among_the_low_ones(inventory: InventoryManager) -> None:
    _bolts(inventory)
    assert inventory.get_low_stock("WH001", None) == []
    adjust(inventory, sku="BOLT", change=-4)
    adjust(inventory, sku="BOLT", change=9, warehouse="WH002", request_key="press-2")
    (low,) = inventory.get_low_stock("WH001", None)
    assert (low.sku, low.level.stock, low.threshold, low.suggested) == ("BOLT", 2, 5, 48)
    assert [(each.warehouse, each.stock) for each in low.elsewhere] == [("WH002", 9)]
    adjust(inventory, sku="BOLT", change=4, request_key="press-3")
    assert inventory.get_low_stock("WH001", None) == []
    assert index_keys(inventory, "GSI1", "LOW#WH001") == []


def test_a_ledger_is_read_by_time_and_balances_as_they_were(inventory: InventoryManager) -> None:
    add_vest(inventory)
    for number in range(6):
        adjust(inventory, change=number + 1, request_key=f"k{number}")
    by_revision = inventory.get_ledger("VEST-M", "WH001")
    second, fifth = by_revision[-2].created_at, by_revision[-5].created_at
    first = inventory.get_ledger("VEST-M", "WH001", start=second, end=fifth, limit=3)
    rest = inventory.get_ledger("VEST-M", "WH001", start=second, end=fifth, limit=3, cursor=first.cursor)
    assert ([*first, *rest], rest.cursor) == (by_revision[2:6], None)
    asked = ["WH001", "WH404"]
    assert inventory.get_stock_at("VEST-M", asked, fifth) == [Balance("WH001", 20, 0), Balance("WH404", 0, 0)]
    chart = inventory.get_chart("VEST-M", "WH001", second, fifth)
    assert [units for _, units in chart.points] == [10, 11, 13, 16, 20]


def test_a_day_is_read_by_who_and_why(inventory: InventoryManager) -> None:
    add_vest(inventory)
    for number, who in enumerate(("lea", "tomas", "lea")):
        adjust(inventory, change=number + 1, actor=who, reason=Reason.RECEIVED, request_key=f"k{number}")
    day = inventory.get_ledger("VEST-M", "WH001")[0].created_at[:10]
    assert [move.change for move in inventory.get_activity("WH001", day, actor="lea")] == [3, 1]
    assert [move.change for move in inventory.get_activity("WH001", day, reason="received", actor="tomas")] == [2]
    first = inventory.get_activity("WH001", day, limit=2)
    rest = inventory.get_activity("WH001", day, limit=9, cursor=first.cursor)
    assert [move.change for move in (*first, *rest)][:3] == [3, 2, 1]


def test_the_overview_counts_and_shows(inventory: InventoryManager) -> None:
    add_vest(inventory)
    inventory.create_order_transaction("O-1", "C-1", [line("VEST-L", 4)])
    adjust(inventory, change=-3)
    inventory.warehouses()
    with CallLog.of(inventory.client) as calls:
        seen = inventory.get_overview("WH001")
    assert (seen.out, seen.low, seen.orders_waiting) == (Count(1, False), Count(2, False), Count(1, False))
    assert [item.sku for item in seen.urgent] == ["VEST-L", "VEST-M"]
    assert len(calls.operations) <= 5
    assert [move.reason for move in seen.latest[:2]] == ["count correction", "order"]
