"""InventoryManager.adjust_stock by a difference: reasons, notes, floors, repeats and who may."""

from typing import Any

import pytest

from inventory import InventoryManager, audit
from inventory.adjusting import ADJUSTMENT_REASONS
from inventory.entities import Reason, StockLevel, Warehouse
from inventory.errors import (
    InsufficientStock,
    InvalidValue,
    NotAllowed,
    ProductNotFound,
    RequestKeyReused,
    StockBusy,
    StockLeft,
    UnknownSku,
)
from inventory.people import Role, StaffUser
from inventory.request import Adjusted
from tests.counting import CallLog
from tests.meddling import TRANSACT, before_call, lose_answers
from tests.tables import add_vest, line, stored, whole_table


def adjust(manager: InventoryManager, **asked: Any) -> Adjusted:
    """VEST-M by the given change; all else as an ordinary form has it."""
    usual: dict[str, Any] = {"sku": "VEST-M", "reason": Reason.DAMAGED, "actor": "clerk-7", "request_key": "press-1"}
    return manager.adjust_stock(**(usual | asked))


def person(role: Role, *warehouses: str, active: bool = True) -> StaffUser:
    return StaffUser("mira", "Mira", role, warehouses, active, "", 0, "", "")


def test_a_change_returns_the_level_after_it(manager: InventoryManager) -> None:
    add_vest(manager)
    after = adjust(manager, change=-3)
    assert after == Adjusted(StockLevel("VEST", "VEST-M", "WH001", stock=7, allocated=0, revision=2), repeated=False)


def test_a_change_leaves_reason_note_and_who_in_the_ledger(manager: InventoryManager) -> None:
    add_vest(manager)
    adjust(manager, change=-3, reason=Reason.OTHER, note="Sent to the fair")
    (newest, _) = manager.get_ledger("VEST-M", "WH001")
    assert (newest.change, newest.stock, newest.revision) == (-3, 7, 2)
    assert (newest.reason, newest.note, newest.actor) == ("other", "Sent to the fair", "clerk-7")
    assert newest.cause == "REQUEST#press-1"


def test_every_reason_of_a_person_is_taken_as_it_is_stored(manager: InventoryManager) -> None:
    add_vest(manager)
    for reason in ADJUSTMENT_REASONS:
        adjust(manager, change=1, reason=str(reason), note="why", request_key=reason.name)
    told = [move.reason for move in manager.get_ledger("VEST-M", "WH001")]
    assert told == [*reversed(ADJUSTMENT_REASONS), "opening"]


@pytest.mark.parametrize("reason", ["", "order", "adjustment", "undo", "opening", "DAMAGED", "x", None])
def test_a_reason_that_nobody_can_choose_is_refused(manager: InventoryManager, reason: object) -> None:
    add_vest(manager)
    _refused(manager, "reason", reason=reason)


@pytest.mark.parametrize("note", ["", "  \n"])
def test_the_reason_other_needs_a_note(manager: InventoryManager, note: str) -> None:
    add_vest(manager)
    _refused(manager, "note", reason=Reason.OTHER, note=note)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"change": 0}, "change"),
        ({"change": None}, "change"),
        ({"change": "many"}, "change"),
        ({"change": 1.5}, "change"),
        ({"change": 100_000_000}, "change"),
        ({"change": 99_999_990}, "change"),
        ({"counted": 3, "revision": 1}, "change"),
        ({"change": None, "counted": 3}, "revision"),
        ({"change": None, "counted": -1, "revision": 1}, "counted"),
        ({"change": None, "counted": 100_000_000, "revision": 1}, "counted"),
        ({"change": None, "counted": 3, "revision": -1}, "revision"),
        ({"change": None, "counted": 3, "revision": 10**10}, "revision"),
        ({"min_stock": -1}, "min_stock"),
        ({"note": "x" * 501}, "note"),
        ({"note": "\x00"}, "note"),
        ({"sku": "A#B"}, "sku"),
        ({"sku": "x" * 10_000}, "sku"),
        ({"warehouse": ""}, "warehouse"),
        ({"warehouse": "WH404"}, "warehouse"),
        ({"request_key": None}, "request_key"),
        ({"request_key": "a#b"}, "request_key"),
        ({"actor": "x" * 65}, "actor"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_its_name_and_nothing_changes(
    manager: InventoryManager, asked: dict[str, object], field: str
) -> None:
    add_vest(manager)
    _refused(manager, field, **asked)


def _refused(manager: InventoryManager, field: str, **asked: object) -> None:
    before = whole_table(manager.client)
    with pytest.raises(InvalidValue) as refused:
        adjust(manager, **({"change": 1} | asked))
    assert refused.value.field == field
    assert whole_table(manager.client) == before


def test_a_sku_that_nobody_has_is_named(manager: InventoryManager) -> None:
    with pytest.raises(UnknownSku, match="there is no SKU NOPE"):
        adjust(manager, sku="NOPE", change=1)


def test_more_than_there_is_and_less_than_shall_stay_are_refused(manager: InventoryManager) -> None:
    add_vest(manager)
    before = whole_table(manager.client)
    for change, floor, available in ((-11, 0, 10), (-8, 3, 7)):
        with pytest.raises(InsufficientStock) as refused:
            adjust(manager, change=change, min_stock=floor)
        assert refused.value.shortages[0].available == available
    assert whole_table(manager.client) == before
    assert adjust(manager, change=-7, min_stock=3).level.stock == 3


def test_a_warehouse_that_is_known_gets_its_first_level(manager: InventoryManager) -> None:
    add_vest(manager)
    manager.registry.put_warehouse(Warehouse("WH002", "Harbour"))
    after = adjust(manager, change=4, warehouse="WH002")
    assert after.level == StockLevel("VEST", "VEST-M", "WH002", 4, 0, 1, home=False)


def test_a_warehouse_that_another_process_just_made_is_known(manager: InventoryManager) -> None:
    add_vest(manager)
    manager.warehouses()
    InventoryManager(client=manager.client).registry.put_warehouse(Warehouse("WH002", "Harbour"))
    assert adjust(manager, change=4, warehouse="WH002").level.stock == 4


def test_a_new_level_has_the_reorder_point_of_its_variant(manager: InventoryManager) -> None:
    _add_with_reorder_point(manager, 5)
    assert adjust(manager, sku="BOLT", change=4, warehouse="WH002").level.reorder_point == 5
    assert stored(manager, "PRODUCT#BOLT", "VARIANT#BOLT#AT#WH002")["GSI1PK"] == "LOW#WH002"


def test_a_new_level_takes_the_reorder_point_that_was_set_meanwhile(manager: InventoryManager) -> None:
    _add_with_reorder_point(manager, 5)
    home = ("PRODUCT#BOLT", "VARIANT#BOLT")
    before_call(manager.client, TRANSACT, lambda: manager.client.update(*home, {"ReorderPoint": 2}))
    assert adjust(manager, sku="BOLT", change=4, warehouse="WH002").level.reorder_point == 2
    assert "GSI1PK" not in stored(manager, "PRODUCT#BOLT", "VARIANT#BOLT#AT#WH002")


def test_a_reorder_point_that_is_being_set_reaches_a_level_made_meanwhile(manager: InventoryManager) -> None:
    _add_with_reorder_point(manager, 5)
    before_call(manager.client, TRANSACT, lambda: adjust(manager, sku="BOLT", change=4, warehouse="WH002"))
    wanted: dict[str, Any] = {"name": "", "price": 1, "attributes": {}, "reorder_point": 2}
    manager.edit_variant("BOLT", **wanted, actor="")
    assert stored(manager, "PRODUCT#BOLT", "VARIANT#BOLT#AT#WH002")["ReorderPoint"] == 2
    assert audit.check(manager.client).drifts == ()


def test_a_variant_is_not_retired_beside_a_level_made_meanwhile(manager: InventoryManager) -> None:
    _add_with_reorder_point(manager, 5)
    manager.update_stock("BOLT", "BOLT", -50)
    before_call(manager.client, TRANSACT, lambda: adjust(manager, sku="BOLT", change=4, warehouse="WH002"))
    with pytest.raises(StockLeft):
        manager.retire_variant("BOLT", "")
    assert audit.check(manager.client).drifts == ()


def test_a_level_is_not_made_where_the_product_is_missing(manager: InventoryManager) -> None:
    _add_with_reorder_point(manager, 5)
    manager.client.delete("PRODUCT#BOLT", "METADATA")
    before = whole_table(manager.client)
    with pytest.raises(ProductNotFound):
        adjust(manager, sku="BOLT", change=4, warehouse="WH002")
    assert whole_table(manager.client) == before


def test_a_level_is_not_made_for_a_variant_whose_rows_keep_changing(
    manager: InventoryManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    _add_with_reorder_point(manager, 5)
    monkeypatch.setattr("inventory.dynamodb.backoff.Deadline.wait", lambda self: False)
    home = ("PRODUCT#BOLT", "VARIANT#BOLT")
    before_call(manager.client, TRANSACT, lambda: manager.client.update(*home, {"ReorderPoint": 2}))
    with pytest.raises(StockBusy):
        adjust(manager, sku="BOLT", change=4, warehouse="WH002")


def _add_with_reorder_point(manager: InventoryManager, units: int) -> None:
    variant = {"sku": "BOLT", "stock": 50, "reorder_point": units}
    manager.create_product("BOLT", "Bolt", "Parts", 1, variants=[variant])
    manager.registry.put_warehouse(Warehouse("WH002", "Harbour"))


def test_the_same_request_again_is_the_first_outcome_and_says_so(manager: InventoryManager) -> None:
    add_vest(manager)
    first = adjust(manager, change=-10)
    manager.update_stock("VEST-M", "VEST", 40)
    before = whole_table(manager.client)
    again = adjust(manager, change=-10)
    assert (again.level, again.repeated) == (first.level, True)
    assert whole_table(manager.client) == before


@pytest.mark.parametrize("other", [{"change": -2}, {"sku": "VEST-L"}, {"change": None, "counted": 9, "revision": 2}])
def test_a_different_change_under_the_key_is_refused(manager: InventoryManager, other: dict[str, Any]) -> None:
    add_vest(manager)
    adjust(manager, change=-1)
    before = whole_table(manager.client)
    with pytest.raises(RequestKeyReused):
        adjust(manager, **({"change": -1} | other))
    assert whole_table(manager.client) == before


def test_a_change_whose_answer_was_lost_is_applied_once_and_is_no_repeat(manager: InventoryManager) -> None:
    add_vest(manager)
    lose_answers(manager.client, TRANSACT)
    after = adjust(manager, change=-3)
    assert (after.level.stock, after.repeated) == (7, False)
    assert len(manager.get_ledger("VEST-M", "WH001")) == 2


def test_a_repeat_keeps_the_reorder_point_of_its_outcome(manager: InventoryManager) -> None:
    _add_with_reorder_point(manager, 5)
    first = adjust(manager, sku="BOLT", change=1)
    assert adjust(manager, sku="BOLT", change=1).level == first.level


@pytest.mark.parametrize(
    ("who", "warehouse", "named"),
    [
        (person(Role.VIEWER), None, None),
        (person(Role.STAFF), None, None),
        (person(Role.ADMIN, active=False), None, None),
        (person(Role.ADMIN, "WH002"), None, "WH001"),
        (person(Role.ADMIN, "WH002"), "WH001", "WH001"),
        (person(Role.ADMIN, "WH001"), "WH002", "WH002"),
    ],
)
def test_who_may_not_changes_nothing(
    manager: InventoryManager, who: StaffUser, warehouse: str | None, named: str | None
) -> None:
    add_vest(manager)
    manager.registry.put_warehouse(Warehouse("WH002", "Harbour"))
    before = whole_table(manager.client)
    for change in (1, -99):
        with pytest.raises(NotAllowed) as refused:
            adjust(manager, change=change, actor=who, warehouse=warehouse)
        with pytest.raises(NotAllowed):
            manager.update_stock("VEST-M", "VEST", change, actor=who, warehouse=warehouse)
        assert (refused.value.username, refused.value.warehouse) == ("mira", named)
    assert whole_table(manager.client) == before


def test_a_warehouse_is_not_made_by_who_may_not_use_it(manager: InventoryManager) -> None:
    add_vest(manager)
    with pytest.raises(NotAllowed):
        manager.update_stock("VEST-M", "VEST", 1, actor=person(Role.ADMIN, "WH001"), warehouse="WH003")
    assert [each.warehouse_id for each in manager.warehouses()] == ["WH001"]


@pytest.mark.parametrize("warehouses", [(), ("WH001",), ("WH001", "WH002")])
def test_an_admin_of_the_warehouse_may_and_stands_in_the_ledger(
    manager: InventoryManager, warehouses: tuple[str, ...]
) -> None:
    add_vest(manager)
    adjust(manager, change=1, actor=person(Role.ADMIN, *warehouses))
    assert manager.get_ledger("VEST-M", "WH001")[0].actor == "mira"


def test_who_may_not_work_on_orders_places_none(manager: InventoryManager) -> None:
    add_vest(manager)
    before = whole_table(manager.client)
    for who in (person(Role.VIEWER), person(Role.STAFF, "WH002")):
        with pytest.raises(NotAllowed, match="mira may not work on orders"):
            manager.create_order_transaction("O-1", "CUST-0012", [line("VEST-M")], actor=who)
    assert whole_table(manager.client) == before
    manager.create_order_transaction("O-1", "CUST-0012", [line("VEST-M")], actor=person(Role.STAFF, "WH001"))
    assert manager.get_ledger("VEST-M", "WH001")[0].actor == "mira"


def test_adjusting_costs_a_read_and_a_write_once_the_sku_is_known(manager: InventoryManager, calls: CallLog) -> None:
    add_vest(manager)
    manager.warehouses()
    calls.clear()
    adjust(manager, change=1)
    assert calls.operations == ["GetItem", "BatchGetItem", TRANSACT]
    calls.clear()
    adjust(manager, change=1, request_key="press-2", warehouse="WH001")
    assert calls.operations == ["BatchGetItem", TRANSACT]


def test_a_day_of_adjusting_proves_itself(manager: InventoryManager) -> None:
    _add_with_reorder_point(manager, 50)
    for number, change in enumerate((5, -30, -20, 7, 40)):
        adjust(manager, sku="BOLT", change=change, request_key=f"a{number}")
        adjust(manager, sku="BOLT", change=abs(change), request_key=f"b{number}", warehouse="WH002")
    assert audit.check(manager.client).drifts == ()
