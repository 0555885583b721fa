"""InventoryManager.adjust_stock to what was counted: for the level as it was when it was counted, and no other."""

from typing import Any

import pytest

from inventory import InventoryManager, audit
from inventory.entities import Reason, StockLevel, Warehouse
from inventory.errors import InsufficientStock, InvalidValue, RequestKeyReused, StockMoved
from inventory.request import Adjusted
from tests.counting import CallLog
from tests.meddling import TRANSACT, before_call, lose_answers, take_elsewhere
from tests.tables import add_vest, line, whole_table

HOME = StockLevel("VEST", "VEST-M", "WH001", 10, 0, 1)


def count(manager: InventoryManager, counted: int, revision: int, **asked: Any) -> Adjusted:
    usual: dict[str, Any] = {"sku": "VEST-M", "reason": Reason.COUNT, "actor": "clerk-7", "request_key": "press-1"}
    return manager.adjust_stock(counted=counted, revision=revision, **(usual | asked))


@pytest.mark.parametrize(("counted", "change"), [(14, 4), (3, -7), (0, -10)])
def test_the_level_becomes_what_was_counted(manager: InventoryManager, counted: int, change: int) -> None:
    add_vest(manager)
    after = count(manager, counted, 1)
    assert (after.level.stock, after.level.revision, after.repeated) == (counted, 2, False)
    assert manager.get_ledger("VEST-M", "WH001")[0].change == change


def test_counted_is_what_lies_on_the_shelf_allocated_units_included(manager: InventoryManager) -> None:
    add_vest(manager)
    manager.create_order_transaction("O-1", "CUST-0012", [line("VEST-M", 4)])
    level = count(manager, 9, 2).level
    assert (level.stock, level.allocated, level.on_hand) == (5, 4, 9)
    assert manager.get_ledger("VEST-M", "WH001")[0].change == -1


def test_a_count_that_finds_what_was_there_is_recorded(manager: InventoryManager) -> None:
    add_vest(manager)
    level = count(manager, 10, 1).level
    newest = manager.get_ledger("VEST-M", "WH001")[0]
    assert (level.stock, level.revision) == (10, 2)
    assert (newest.change, newest.stock, newest.reason, newest.actor) == (0, 10, "count correction", "clerk-7")
    assert audit.check(manager.client).drifts == ()


def test_a_count_below_what_is_allocated_is_refused_and_says_how_many_are(manager: InventoryManager) -> None:
    add_vest(manager)
    manager.create_order_transaction("O-1", "CUST-0012", [line("VEST-M", 4)])
    before = whole_table(manager.client)
    with pytest.raises(InvalidValue, match="must be at least 4: so many are allocated") as refused:
        count(manager, 3, 2)
    assert refused.value.field == "counted"
    assert whole_table(manager.client) == before
    assert count(manager, 4, 2).level.stock == 0


def test_a_count_below_what_shall_stay_is_refused(manager: InventoryManager) -> None:
    add_vest(manager)
    with pytest.raises(InsufficientStock):
        count(manager, 4, 1, min_stock=5)
    assert count(manager, 5, 1, min_stock=5).level.stock == 5


def test_a_count_of_figures_that_changed_is_refused_with_what_changed_them(manager: InventoryManager) -> None:
    add_vest(manager)
    manager.update_stock("VEST-M", "VEST", -2, reason="damaged", actor="lea", note="Fork lift")
    manager.create_order_transaction("O-1", "CUST-0012", [line("VEST-M", 3)], actor="tomas")
    before = whole_table(manager.client)
    with pytest.raises(StockMoved) as moved:
        count(manager, 10, 1)
    assert moved.value.level == StockLevel("VEST", "VEST-M", "WH001", 5, 3, 3)
    newest = moved.value.movement
    assert newest is not None
    assert (newest.actor, newest.reason, newest.allocated_change, newest.revision) == ("tomas", "order", 3, 3)
    assert whole_table(manager.client) == before


def test_a_count_that_another_change_overtakes_is_refused(manager: InventoryManager) -> None:
    add_vest(manager)
    before_call(manager.client, TRANSACT, lambda: take_elsewhere(manager.client, HOME, 4))
    with pytest.raises(StockMoved) as moved:
        count(manager, 10, 1)
    assert (moved.value.level.stock, moved.value.level.revision) == (6, 2)
    assert moved.value.movement is not None
    assert moved.value.movement.reason == "elsewhere"


@pytest.mark.parametrize("revision", [0, 2, 99])
def test_a_revision_that_the_level_is_not_at_is_refused(manager: InventoryManager, revision: int) -> None:
    add_vest(manager)
    with pytest.raises(StockMoved):
        count(manager, 10, revision)


def test_a_count_that_moved_reads_the_ledger_once_and_an_ordinary_one_not_at_all(
    manager: InventoryManager, calls: CallLog
) -> None:
    add_vest(manager)
    manager.find_sku("VEST-M")
    calls.clear()
    count(manager, 9, 1)
    assert calls.operations == ["BatchGetItem", TRANSACT]
    calls.clear()
    with pytest.raises(StockMoved):
        count(manager, 9, 1, request_key="press-2")
    # The GetItem looks whether this very request was applied before.
    assert calls.operations == ["BatchGetItem", "GetItem", "Query"]


def test_the_same_count_again_is_the_first_outcome_though_the_level_moved(manager: InventoryManager) -> None:
    add_vest(manager)
    first = count(manager, 12, 1)
    manager.update_stock("VEST-M", "VEST", -5)
    before = whole_table(manager.client)
    again = count(manager, 12, 1)
    assert (again.level, again.repeated) == (first.level, True)
    assert whole_table(manager.client) == before


@pytest.mark.parametrize(("counted", "revision"), [(11, 1), (11, 2)])
def test_another_count_under_the_key_is_refused(manager: InventoryManager, counted: int, revision: int) -> None:
    add_vest(manager)
    count(manager, 12, 1)
    with pytest.raises(RequestKeyReused):
        count(manager, counted, revision)


def test_a_refused_count_leaves_its_key_free(manager: InventoryManager) -> None:
    add_vest(manager)
    manager.update_stock("VEST-M", "VEST", -1)
    with pytest.raises(StockMoved):
        count(manager, 12, 1)
    assert count(manager, 12, 2) == Adjusted(StockLevel("VEST", "VEST-M", "WH001", 12, 0, 3), repeated=False)


def test_a_count_whose_answer_was_lost_is_applied_once_and_is_no_repeat(manager: InventoryManager) -> None:
    add_vest(manager)
    lose_answers(manager.client, TRANSACT)
    after = count(manager, 3, 1)
    assert (after.level.stock, after.level.revision, after.repeated) == (3, 2, False)
    assert len(manager.get_ledger("VEST-M", "WH001")) == 2


def test_what_is_found_where_none_was_known_becomes_a_level(manager: InventoryManager) -> None:
    add_vest(manager)
    manager.registry.put_warehouse(Warehouse("WH002", "Harbour"))
    after = count(manager, 6, 0, warehouse="WH002")
    assert after.level == StockLevel("VEST", "VEST-M", "WH002", 6, 0, 1, home=False)
    with pytest.raises(StockMoved) as moved:
        count(manager, 7, 0, warehouse="WH002", request_key="press-2")
    assert moved.value.level.stock == 6


def test_a_level_that_came_to_be_while_it_was_counted_is_not_overwritten(manager: InventoryManager) -> None:
    add_vest(manager)
    manager.registry.put_warehouse(Warehouse("WH002", "Harbour"))
    other = StockLevel("VEST", "VEST-M", "WH002", 0, 0, 0, home=False)
    before_call(manager.client, TRANSACT, lambda: take_elsewhere(manager.client, other, -2))
    with pytest.raises(StockMoved) as moved:
        count(manager, 6, 0, warehouse="WH002")
    assert (moved.value.level.stock, moved.value.level.revision) == (2, 1)


def test_where_nothing_was_ever_there_is_no_movement_to_tell_of(manager: InventoryManager) -> None:
    add_vest(manager)
    manager.registry.put_warehouse(Warehouse("WH002", "Harbour"))
    with pytest.raises(StockMoved) as moved:
        count(manager, 6, 3, warehouse="WH002")
    assert (moved.value.level.revision, moved.value.movement) == (0, None)


def test_a_count_below_what_is_allocated_meanwhile_is_told_what_changed(manager: InventoryManager) -> None:
    add_vest(manager)
    first = count(manager, 3, 1)
    manager.create_order_transaction("O-1", "CUST-0012", [line("VEST-M", 3)])
    assert count(manager, 3, 1).level == first.level
    with pytest.raises(StockMoved) as moved:
        count(manager, 2, 1, request_key="press-2")
    assert (moved.value.level.stock, moved.value.level.allocated) == (0, 3)


def test_a_repeat_of_a_count_is_told_apart_where_more_was_allocated_since(manager: InventoryManager) -> None:
    add_vest(manager)
    first = count(manager, 4, 1)
    manager.create_order_transaction("O-1", "CUST-0012", [line("VEST-M", 4)])
    manager.update_stock("VEST-M", "VEST", 4)
    manager.create_order_transaction("O-2", "CUST-0012", [line("VEST-M", 4)])
    again = count(manager, 4, 1)
    assert (again.level, again.repeated) == (first.level, True)
