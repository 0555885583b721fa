"""InventoryManager.undo_adjustment: a movement against an adjustment, once."""

from typing import Any

import pytest

from inventory import InventoryManager, audit, undoing
from inventory.entities import Movement, Reason, StockLevel, Warehouse
from inventory.errors import InsufficientStock, InvalidValue, NotAllowed, NotUndoable, Retired, UnknownSku
from inventory.people import Role, StaffUser
from inventory.undoing import can_be_undone
from tests.counting import CallLog
from tests.meddling import TRANSACT, before_call, lose_answers, take_elsewhere
from tests.tables import add_vest, index_keys, line, stored, whole_table

HOME = StockLevel("VEST", "VEST-M", "WH001", 10, 0, 1)
LEDGER = "LEDGER#VEST-M#WH001"


@pytest.fixture
def adjusted(manager: InventoryManager) -> InventoryManager:
    """VEST-M: 10 units, then 3 damaged (revision 2), then 5 received (revision 3)."""
    add_vest(manager)
    for number, (change, reason) in enumerate(((-3, Reason.DAMAGED), (5, Reason.RECEIVED))):
        manager.adjust_stock("VEST-M", change=change, reason=reason, actor="lea", request_key=f"k{number}")
    return manager


def undo(manager: InventoryManager, revision: int, **asked: Any) -> Any:
    usual: dict[str, Any] = {"sku": "VEST-M", "warehouse": "WH001", "actor": "clerk-7"}
    return manager.undo_adjustment(revision=revision, **(usual | asked))


def test_a_movement_against_it_is_made_and_both_name_each_other(adjusted: InventoryManager) -> None:
    after = undo(adjusted, 2, note="It was the other pallet")
    assert (after.level.stock, after.level.revision, after.repeated) == (15, 4, False)
    newest, _, undone, _ = adjusted.get_ledger("VEST-M", "WH001")
    assert (newest.change, newest.stock, newest.undoes, newest.undone_by) == (3, 15, 2, None)
    assert (newest.reason, newest.actor, newest.note) == ("undo", "clerk-7", "It was the other pallet")
    assert (undone.change, undone.stock, undone.undone_by, undone.undoes) == (-3, 7, 4, None)
    assert audit.check(adjusted.client).drifts == ()


def test_the_level_its_index_and_the_day_move_with_it(adjusted: InventoryManager) -> None:
    undo(adjusted, 3)
    row = stored(adjusted, "PRODUCT#VEST", "VARIANT#VEST-M")
    assert (row["Stock"], row["Revision"], row["GSI2SK"]) == (7, 4, "QTY#00000007#VEST-M")
    assert row["Days"].endswith(":7")
    assert index_keys(adjusted, "GSI2", LEDGER)[-1].endswith("#0000000004")


def test_pressed_again_by_anyone_it_is_the_first_outcome(adjusted: InventoryManager) -> None:
    first = undo(adjusted, 2)
    adjusted.update_stock("VEST-M", "VEST", -9)
    before = whole_table(adjusted.client)
    again = undo(adjusted, 2, actor="somebody else", note="again")
    assert (again.level, again.repeated) == (first.level, True)
    assert whole_table(adjusted.client) == before


def test_two_who_press_at_once_undo_once(adjusted: InventoryManager) -> None:
    other = InventoryManager(client=adjusted.client)
    outcomes: list[Any] = []

    def press_elsewhere() -> None:
        # Another process does not wait for a turn of this one.
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(undoing, "turn", lambda *_: _no_turn())
            outcomes.append(undo(other, 2, actor="other"))

    before_call(adjusted.client, TRANSACT, press_elsewhere)
    ours = undo(adjusted, 2)
    assert (ours.repeated, outcomes[0].repeated) == (True, False)
    assert ours.level == outcomes[0].level
    assert len(adjusted.get_ledger("VEST-M", "WH001")) == 4
    assert audit.check(adjusted.client).drifts == ()


class _no_turn:  # noqa: N801 - stands for a function
    def __enter__(self) -> None: ...
    def __exit__(self, *error: object) -> None: ...


def test_where_too_little_is_left_it_is_refused_and_nothing_changes(adjusted: InventoryManager) -> None:
    adjusted.create_order_transaction("O-1", "CUST-0012", [line("VEST-M", 8)])
    before = whole_table(adjusted.client)
    with pytest.raises(InsufficientStock) as refused:
        undo(adjusted, 3)
    assert (refused.value.shortages[0].asked, refused.value.shortages[0].available) == (5, 4)
    assert whole_table(adjusted.client) == before


def test_a_repeat_is_recognised_where_the_stock_would_not_do_for_it(adjusted: InventoryManager) -> None:
    first = undo(adjusted, 3)
    adjusted.update_stock("VEST-M", "VEST", -7)
    assert undo(adjusted, 3).level == first.level


def test_it_is_computed_again_where_another_change_overtakes_it(adjusted: InventoryManager) -> None:
    before_call(adjusted.client, TRANSACT, lambda: take_elsewhere(adjusted.client, HOME, 4))
    after = undo(adjusted, 2)
    assert (after.level.stock, after.level.revision) == (11, 5)
    assert adjusted.get_ledger("VEST-M", "WH001")[3].undone_by == 5
    assert audit.check(adjusted.client).drifts == ()


def test_an_undo_whose_answer_was_lost_happened_once_and_is_no_repeat(adjusted: InventoryManager) -> None:
    lose_answers(adjusted.client, TRANSACT)
    after = undo(adjusted, 2)
    assert (after.level.stock, after.repeated) == (15, False)
    assert len(adjusted.get_ledger("VEST-M", "WH001")) == 4


def test_a_count_is_undone_by_what_it_changed(manager: InventoryManager) -> None:
    add_vest(manager)
    counted: dict[str, Any] = {"counted": 4, "revision": 1, "reason": "count correction"}
    manager.adjust_stock("VEST-M", **counted, actor="", request_key="k")
    manager.update_stock("VEST-M", "VEST", 1)
    assert undo(manager, 2).level.stock == 11


def test_an_adjustment_by_a_program_is_undone_too(manager: InventoryManager) -> None:
    add_vest(manager)
    manager.update_stock("VEST-M", "VEST", 1)
    assert undo(manager, 2).level.stock == 10


@pytest.mark.parametrize(
    ("revision", "why"),
    [
        (1, "its reason is opening"),
        (2, "its reason is order"),
        (3, "its reason is elsewhere"),
        (5, "its reason is undo"),
        (6, "it changed nothing"),
        (7, "there is no such movement"),
        (9_999_999_999, "there is no such movement"),
    ],
)
def test_what_is_no_adjustment_cannot_be_undone(manager: InventoryManager, revision: int, why: str) -> None:
    add_vest(manager)
    manager.create_order_transaction("O-1", "CUST-0012", [line("VEST-M", 2)])
    manager.update_stock("VEST-M", "VEST", 1, reason="elsewhere")
    manager.update_stock("VEST-M", "VEST", 1)
    undo(manager, 4)
    counted: dict[str, Any] = {"counted": 11, "revision": 5, "reason": "count correction"}
    manager.adjust_stock("VEST-M", **counted, actor="", request_key="k")
    before = whole_table(manager.client)
    with pytest.raises(NotUndoable, match=why) as refused:
        undo(manager, revision)
    assert (refused.value.sku, refused.value.warehouse, refused.value.revision) == ("VEST-M", "WH001", revision)
    assert whole_table(manager.client) == before


def test_the_ledger_tells_which_rows_can_be_undone(adjusted: InventoryManager) -> None:
    undo(adjusted, 2)
    told = {move.revision: can_be_undone(move) for move in adjusted.get_ledger("VEST-M", "WH001")}
    assert told == {1: False, 2: False, 3: True, 4: False}


def test_a_movement_that_says_it_is_undone_without_a_trace_is_left_alone(adjusted: InventoryManager) -> None:
    adjusted.client.update(LEDGER, "MOVE#0000000002", {"UndoneBy": 9})
    with pytest.raises(NotUndoable, match="undone before"):
        undo(adjusted, 2)


@pytest.mark.parametrize(
    "who",
    [
        StaffUser("mira", "Mira", Role.STAFF, (), True, "", 0, "", ""),
        StaffUser("mira", "Mira", Role.ADMIN, ("WH002",), True, "", 0, "", ""),
    ],
)
def test_who_may_not_undoes_nothing_not_even_again(adjusted: InventoryManager, who: StaffUser) -> None:
    undo(adjusted, 2)
    before = whole_table(adjusted.client)
    for revision in (2, 3):
        with pytest.raises(NotAllowed, match="may not adjust stock"):
            undo(adjusted, revision, actor=who)
    assert whole_table(adjusted.client) == before


def test_a_retired_sku_stays_as_it_is(adjusted: InventoryManager) -> None:
    adjusted.adjust_stock("VEST-M", change=-12, reason=Reason.LOST, actor="", request_key="all")
    adjusted.registry.put_warehouse(Warehouse("WH002", "Harbour"))
    adjusted.retire_variant("VEST-M", "")
    with pytest.raises(Retired):
        undo(adjusted, 2)
    for warehouse in ("WH001", "WH002"):
        with pytest.raises(Retired):
            adjusted.adjust_stock("VEST-M", change=1, reason="received", actor="", request_key="k", warehouse=warehouse)
    assert audit.check(adjusted.client).drifts == ()


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"revision": 0}, "revision"),
        ({"revision": "x"}, "revision"),
        ({"revision": 10**10}, "revision"),
        ({"warehouse": "A#B"}, "warehouse"),
        ({"sku": ""}, "sku"),
        ({"note": "\x00"}, "note"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_its_name(
    adjusted: InventoryManager, asked: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidValue) as refused:
        undo(adjusted, **({"revision": 2} | asked))
    assert refused.value.field == field


def test_what_nobody_has_is_named(adjusted: InventoryManager) -> None:
    with pytest.raises(UnknownSku):
        undo(adjusted, 2, sku="NOPE")
    with pytest.raises(NotUndoable, match="in WH404 cannot be undone: there is no such movement"):
        undo(adjusted, 2, warehouse="WH404")


def test_it_costs_a_read_and_a_write(adjusted: InventoryManager, calls: CallLog) -> None:
    calls.clear()
    undo(adjusted, 2)
    assert calls.operations == ["BatchGetItem", TRANSACT]
    calls.clear()
    undo(adjusted, 2)
    assert calls.operations == ["BatchGetItem", "GetItem"]


def test_undone_rows_keep_their_place_in_the_lists(adjusted: InventoryManager) -> None:
    before: list[Movement] = list(adjusted.get_ledger("VEST-M", "WH001"))
    undo(adjusted, 2)
    after = adjusted.get_ledger("VEST-M", "WH001", start="2020-01-01")
    assert [move.revision for move in after][1:] == [move.revision for move in before]
