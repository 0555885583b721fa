"""Picking an order: which units of it are off the shelf, counted by hand or by scanning; no stock moves."""

from collections.abc import Callable
from typing import Any

import pytest

from inventory import InventoryManager
from inventory.entities import OrderStatus
from inventory.errors import IllegalMove, InvalidValue, RequestKeyReused, StockBusy, SurplusScan, WrongScan
from inventory.ordering.picking import Picked
from tests.conftest import new_client
from tests.inventory.orders.shop import balances, placed, prove, read, small_transactions
from tests.light_moto import rows
from tests.meddling import TRANSACT, before_call, lose_answers
from tests.tables import add_parts, line, whole_table

BARCODE = "4006381333931"


def _picking(manager: InventoryManager, lines: int = 3) -> None:
    """O-1 with four units of each part, the first of which has a barcode."""
    placed(manager, lines)
    manager.edit_variant("SKU-01", price=1, barcode=BARCODE)
    manager.move_order("O-1", OrderStatus.PICKING)


def _counts(manager: InventoryManager) -> list[int]:
    return [each.picked for each in read(manager).lines]


def test_a_pick_list_goes_along_the_shelves(manager: InventoryManager) -> None:
    skus = add_parts(manager, 6)
    manager.update_stock("SKU-05", "PART-05", 9, warehouse="WH002")
    bins = {"SKU-01": "B-1", "SKU-02": "A-10", "SKU-03": "A-9", "SKU-04": ""}
    for sku, name in bins.items():
        manager.edit_variant(sku, price=1, bin=name, barcode=f"00{sku}")
    items = [*map(line, skus[:5]), line("SKU-05", warehouse="WH002"), line("SKU-03", 2), line("SKU-06", 1)]
    manager.create_order_transaction("O-1", "CUST-1", items)
    found = manager.get_pick_list("O-1")
    assert found is not None
    assert [(stop.line.warehouse, stop.bin, stop.line.sku, stop.line.index) for stop in found.stops] == [
        ("WH001", "A-9", "SKU-03", 3),
        ("WH001", "A-9", "SKU-03", 7),
        ("WH001", "A-10", "SKU-02", 2),
        ("WH001", "B-1", "SKU-01", 1),
        ("WH001", "", "SKU-04", 4),
        ("WH001", "", "SKU-05", 5),
        ("WH001", "", "SKU-06", 8),
        ("WH002", "", "SKU-05", 6),
    ]
    assert [stop.barcode for stop in found.stops][:5] == ["00SKU-03", "00SKU-03", "00SKU-02", "00SKU-01", "00SKU-04"]
    assert (found.order.order_id, found.units, found.picked) == ("O-1", 9, 0)


def test_a_pick_list_has_what_is_still_in_the_house(manager: InventoryManager) -> None:
    _picking(manager)
    manager.pick_units("O-1", 2, 3)
    manager.move_order("O-1", OrderStatus.PACKED)
    manager.ship_order("O-1", {1: 4, 2: 1})
    found = manager.get_pick_list("O-1")
    assert found is not None
    assert [(stop.line.sku, stop.line.open, stop.line.picked) for stop in found.stops] == [
        ("SKU-02", 3, 2),
        ("SKU-03", 4, 0),
    ]
    assert (found.units, found.picked) == (7, 2)
    manager.close_order_short("O-1")
    empty = manager.get_pick_list("O-1")
    assert empty and (empty.stops, empty.units) == ((), 0)


def test_a_pick_list_of_an_order_that_is_still_being_placed_has_all_its_lines(
    manager: InventoryManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_transactions(monkeypatch)
    skus = add_parts(manager, 6)
    manager.create_order_transaction("O-1", "CUST-1", [line(sku) for sku in skus], wait=False)
    found = manager.get_pick_list("O-1")
    assert found and [stop.line.sku for stop in found.stops] == skus


def test_no_order_has_no_pick_list(manager: InventoryManager) -> None:
    assert manager.get_pick_list("NOPE") is None


def test_units_of_a_line_are_counted_and_stay_counted(manager: InventoryManager) -> None:
    _picking(manager)
    before = balances(manager)
    done = manager.pick_units("O-1", 2, 3, "ada")
    assert (done.line.index, done.line.picked, done.line.to_pick, done.repeated) == (2, 3, 1, False)
    assert done.order.status is OrderStatus.PICKING
    assert read(manager).lines[1] == done.line
    manager.pick_units("O-1", 2, 1)
    manager.pick_units("O-1", 3, 4)
    assert _counts(manager) == [0, 1, 4]
    manager.pick_units("O-1", 2, 0)
    assert _counts(manager) == [0, 0, 4]
    assert balances(manager) == before
    prove(manager)


@pytest.mark.parametrize(
    ("index", "units", "field"),
    [(1, 5, "units"), (1, -1, "units"), (1, "x", "units"), (0, 1, "index"), (4, 1, "index"), ("x", 1, "index")],
)
def test_what_cannot_be_counted_is_refused_and_nothing_changes(
    manager: InventoryManager, index: Any, units: Any, field: str
) -> None:
    _picking(manager)
    before = whole_table(manager.client)
    with pytest.raises(InvalidValue) as refused:
        manager.pick_units("O-1", index, units)
    assert refused.value.field == field
    assert whole_table(manager.client) == before


@pytest.mark.parametrize("code", ["SKU-01", "sku-01", " SKU-01 ", BARCODE])
def test_a_scan_counts_one_unit_of_the_sku_or_barcode(manager: InventoryManager, code: str) -> None:
    _picking(manager)
    done = manager.pick_scan("O-1", code, "ada")
    assert (done.line.sku, done.line.picked, done.repeated) == ("SKU-01", 1, False)
    assert _counts(manager) == [1, 0, 0]
    manager.pick_scan("O-1", code)
    assert _counts(manager) == [2, 0, 0]


@pytest.mark.parametrize("code", ["SKU-09", "NOPE", "x" * 200, "a#b", "شحنة", "​", "<script>", "PART-01"])
def test_a_wrong_scan_says_so_and_counts_nothing(manager: InventoryManager, code: str) -> None:
    _picking(manager)
    add_parts(manager, 9)
    before = whole_table(manager.client)
    with pytest.raises(WrongScan, match="is not in order O-1") as refused:
        manager.pick_scan("O-1", code)
    assert refused.value.code == code
    assert whole_table(manager.client) == before


def test_the_barcode_of_goods_that_are_not_in_the_order_is_a_wrong_scan(manager: InventoryManager) -> None:
    _picking(manager)
    manager.create_product("X", "Other", "Parts", 1, variants=[{"sku": "X-1", "barcode": "123"}])
    with pytest.raises(WrongScan):
        manager.pick_scan("O-1", "123")


@pytest.mark.parametrize("code", ["", "   ", "x" * 201, "a\x00b", "\ud800"])
def test_what_no_scanner_sends_is_refused(manager: InventoryManager, code: str) -> None:
    _picking(manager)
    with pytest.raises(InvalidValue) as refused:
        manager.pick_scan("O-1", code)
    assert refused.value.field == "code"


def test_a_surplus_scan_says_so_and_counts_nothing(manager: InventoryManager) -> None:
    _picking(manager)
    for _ in range(4):
        manager.pick_scan("O-1", "SKU-02")
    before = whole_table(manager.client)
    with pytest.raises(SurplusScan, match="all 4 of SKU-02 are picked already") as refused:
        manager.pick_scan("O-1", "SKU-02")
    assert (refused.value.line.index, refused.value.line.picked) == (2, 4)
    assert whole_table(manager.client) == before


def test_scans_fill_one_line_of_a_sku_after_the_other(manager: InventoryManager) -> None:
    add_parts(manager, 1)
    manager.create_order_transaction("O-1", "C", [line("SKU-01", 2), line("SKU-01", 1)])
    manager.move_order("O-1", OrderStatus.PICKING)
    assert [manager.pick_scan("O-1", "SKU-01").line.index for _ in range(3)] == [1, 1, 2]
    assert _counts(manager) == [2, 1]
    with pytest.raises(SurplusScan):
        manager.pick_scan("O-1", "SKU-01")


def test_what_has_left_the_house_is_a_wrong_scan(manager: InventoryManager) -> None:
    _picking(manager)
    manager.move_order("O-1", OrderStatus.PACKED)
    manager.ship_order("O-1", {1: 4})
    with pytest.raises(WrongScan):
        manager.pick_scan("O-1", "SKU-01")


def test_what_is_picked_in_part_can_be_packed_and_shipped(manager: InventoryManager) -> None:
    _picking(manager)
    manager.pick_units("O-1", 1, 1)
    manager.move_order("O-1", OrderStatus.PACKED)
    assert manager.ship_order("O-1").status is OrderStatus.SHIPPED
    assert _counts(manager) == [0, 0, 0]
    prove(manager)


# Pressed again, and others at the same time

Pick = Callable[[InventoryManager, str], Picked]
PICKS: list[Pick] = [
    lambda manager, key: manager.pick_scan("O-1", "SKU-01", request_key=key),
    lambda manager, key: manager.pick_units("O-1", 1, 1, request_key=key),
]


@pytest.mark.parametrize("pick", PICKS)
def test_the_same_request_again_counts_once(manager: InventoryManager, pick: Pick) -> None:
    _picking(manager)
    first = pick(manager, "press-1")
    before = whole_table(manager.client)
    again = pick(manager, "press-1")
    assert (again.line, again.repeated) == (first.line, True)
    assert whole_table(manager.client) == before
    assert pick(manager, "press-2").repeated is False


@pytest.mark.parametrize("pick", PICKS)
def test_a_request_that_was_counted_is_known_whatever_became_of_the_order(
    manager: InventoryManager, pick: Pick
) -> None:
    _picking(manager)
    pick(manager, "press-1")
    for units in (4, None):
        if units:
            manager.pick_units("O-1", 1, units)
        else:
            manager.move_order("O-1", OrderStatus.PACKED)
        before = whole_table(manager.client)
        assert pick(manager, "press-1").repeated
        assert whole_table(manager.client) == before
    manager.ship_order("O-1", {1: 4})
    assert pick(manager, "press-1").repeated


def test_a_key_of_another_pick_is_refused(manager: InventoryManager) -> None:
    _picking(manager)
    manager.pick_scan("O-1", "SKU-01", request_key="press-1")
    before = whole_table(manager.client)
    with pytest.raises(RequestKeyReused):
        manager.pick_scan("O-1", "SKU-02", request_key="press-1")
    with pytest.raises(RequestKeyReused):
        manager.pick_units("O-1", 1, 1, request_key="press-1")
    assert whole_table(manager.client) == before


@pytest.mark.parametrize("pick", PICKS)
def test_a_pick_whose_answer_was_lost_is_counted_once(manager: InventoryManager, pick: Pick) -> None:
    _picking(manager)
    lose_answers(manager.client, TRANSACT, times=2)
    assert pick(manager, "press-1").line.picked == 1
    assert _counts(manager) == [1, 0, 0]


def test_a_scan_meets_another_at_the_same_line(manager: InventoryManager) -> None:
    _picking(manager)
    other = InventoryManager(client=new_client(manager))
    before_call(manager.client, TRANSACT, lambda: other.pick_scan("O-1", "SKU-01"))
    assert manager.pick_scan("O-1", "SKU-01").line.picked == 2
    assert _counts(manager) == [2, 0, 0]


def test_the_last_unit_is_counted_by_one_of_two(manager: InventoryManager) -> None:
    _picking(manager)
    manager.pick_units("O-1", 1, 3)
    other = InventoryManager(client=new_client(manager))
    before_call(manager.client, TRANSACT, lambda: other.pick_scan("O-1", BARCODE))
    with pytest.raises(SurplusScan):
        manager.pick_scan("O-1", "SKU-01")
    assert _counts(manager) == [4, 0, 0]


@pytest.mark.parametrize("pick", PICKS)
def test_an_order_that_is_taken_from_the_picker_counts_nothing_more(manager: InventoryManager, pick: Pick) -> None:
    _picking(manager)
    other = InventoryManager(client=new_client(manager))
    before_call(manager.client, TRANSACT, lambda: other.move_order("O-1", OrderStatus.ON_HOLD))
    with pytest.raises(IllegalMove, match="order O-1 is ON_HOLD and cannot be picked"):
        pick(manager, "press-1")
    assert _counts(manager) == [0, 0, 0]
    manager.move_order("O-1", OrderStatus.PICKING)
    assert pick(manager, "press-1").repeated is False


def test_an_order_that_is_cancelled_under_a_picker_gives_everything_back(manager: InventoryManager) -> None:
    _picking(manager)
    other = InventoryManager(client=new_client(manager))
    before_call(manager.client, TRANSACT, lambda: other.pick_scan("O-1", "SKU-01"))
    manager.move_order("O-1", OrderStatus.CANCELLED)
    assert _counts(manager) == [0, 0, 0]
    assert set(balances(manager).values()) == {(10, 0)}
    prove(manager)


def test_a_line_that_others_keep_changing_is_busy(manager: InventoryManager, monkeypatch: pytest.MonkeyPatch) -> None:
    _picking(manager)
    other = InventoryManager(client=new_client(manager))
    before_call(manager.client, TRANSACT, lambda: other.pick_units("O-1", 1, 3))
    monkeypatch.setattr("inventory.dynamodb.backoff.Deadline.wait", lambda self: False)
    with pytest.raises(StockBusy):
        manager.pick_units("O-1", 1, 1)
    assert _counts(manager) == [3, 0, 0]


def test_picking_changes_nothing_but_its_line_and_its_marker(manager: InventoryManager) -> None:
    _picking(manager)
    before = rows(manager.client.table_name)
    manager.pick_units("O-1", 1, 1, request_key="press-1")
    after = rows(manager.client.table_name)
    assert after.keys() - before.keys() == {("REQUEST#press-1", "METADATA")}
    assert [key for key in before if before[key] != after[key]] == [("ORDER#O-1", "ITEM#0001")]
