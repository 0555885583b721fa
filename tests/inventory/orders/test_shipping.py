"""Shipping an order, whole or in part: what leaves is allocated no more, and what stays is kept or given back."""

from typing import Any

import pytest

from inventory import InventoryManager
from inventory.entities import OrderStatus, can_close_short, legal_moves
from inventory.errors import IllegalMove, InvalidValue
from tests.inventory.orders.dying import AFTER, Died, dying
from tests.inventory.orders.shop import balances, packed, prove, read, small_transactions, to_packed
from tests.tables import add_parts, line, stored, whole_table


def _newest(manager: InventoryManager, sku: str = "SKU-01") -> tuple[str, int, int]:
    row = manager.get_ledger(sku, "WH001")[0]
    return row.reason, row.change, row.allocated_change


def test_shipping_takes_what_was_promised_off_the_shelf(manager: InventoryManager) -> None:
    packed(manager)
    order = manager.ship_order("O-1", actor="dan", note="truck 7")
    assert (order.status, order.shipped, order.open, order.partly_shipped) == (OrderStatus.SHIPPED, 12, 0, False)
    assert order == read(manager).order
    assert [(each.shipped, each.open) for each in read(manager).lines] == [(4, 0)] * 3
    assert set(balances(manager).values()) == {(6, 0)}
    row = manager.get_ledger("SKU-01", "WH001")[0]
    assert (row.reason, row.change, row.allocated_change, row.stock, row.allocated) == ("shipped", 0, -4, 6, 0)
    assert (row.actor, row.note, row.cause) == ("dan", "truck 7", "ORDER#O-1")
    assert manager.orders_holding("SKU-01") == []
    prove(manager)


def test_a_shipment_is_kept_with_what_was_in_it(manager: InventoryManager) -> None:
    packed(manager)
    manager.ship_order("O-1", {1: 4, 3: 1}, actor="dan", note="truck 7")
    to_packed_again(manager)
    manager.ship_order("O-1", actor="eva")
    sheet = manager.get_order_sheet("O-1")
    assert sheet is not None
    kept = [(one.number, one.actor, one.note, one.lines, one.units) for one in sheet.shipments]
    assert kept == [(1, "dan", "truck 7", ((1, 4), (3, 1)), 5), (2, "eva", "", ((2, 4), (3, 3)), 7)]
    assert [one.at for one in sheet.shipments] == [move.at for move in sheet.moves if move.actor in ("dan", "eva")]


def to_packed_again(manager: InventoryManager) -> None:
    manager.move_order("O-1", OrderStatus.PACKED)


def test_the_rest_of_a_part_is_kept_open_and_the_order_is_picked_again(manager: InventoryManager) -> None:
    packed(manager)
    order = manager.ship_order("O-1", {1: 4, 2: 1})
    assert (order.status, order.shipped, order.open, order.partly_shipped) == (OrderStatus.PICKING, 5, 7, True)
    assert [(each.shipped, each.open) for each in read(manager).lines] == [(4, 0), (1, 3), (0, 4)]
    assert list(balances(manager).values()) == [(6, 0), (6, 3), (6, 4)]
    assert [holding.order.order_id for holding in manager.orders_holding("SKU-02")] == ["O-1"]
    assert manager.orders_holding("SKU-01") == []
    to_packed_again(manager)
    assert manager.ship_order("O-1").status is OrderStatus.SHIPPED
    assert set(balances(manager).values()) == {(6, 0)}
    assert _newest(manager, "SKU-02") == ("shipped", 0, -3)
    prove(manager)


def test_a_line_that_is_not_in_a_shipment_has_no_ledger_row_of_it(manager: InventoryManager) -> None:
    packed(manager)
    manager.ship_order("O-1", {2: 1})
    assert (_newest(manager, "SKU-01"), _newest(manager, "SKU-02")) == (("order", -4, 4), ("shipped", 0, -1))
    assert _newest(manager, "SKU-03") == ("order", -4, 4)


def test_what_was_shipped_cannot_be_cancelled_but_the_rest_can_be_closed(manager: InventoryManager) -> None:
    packed(manager)
    order = manager.ship_order("O-1", {1: 4, 2: 1})
    assert OrderStatus.CANCELLED not in legal_moves(order) and can_close_short(order)
    with pytest.raises(IllegalMove, match="5 of 12 units were shipped; the rest can be closed short"):
        manager.move_order("O-1", OrderStatus.CANCELLED)
    closed = manager.close_order_short("O-1", "boss", "enough")
    assert (closed.status, closed.shipped, closed.closed, closed.open) == (OrderStatus.SHIPPED, 5, 7, 0)
    assert [(each.shipped, each.closed) for each in read(manager).lines] == [(4, 0), (1, 3), (0, 4)]
    assert list(balances(manager).values()) == [(6, 0), (9, 0), (10, 0)]
    row = manager.get_ledger("SKU-02", "WH001")[0]
    assert (row.reason, row.change, row.allocated_change, row.actor, row.note) == (
        *("closed short", 3, -3),
        *("boss", "enough"),
    )
    assert _newest(manager, "SKU-01") == ("shipped", 0, -4)
    prove(manager)


def test_a_shipment_can_give_its_rest_back_at_once(manager: InventoryManager) -> None:
    packed(manager)
    order = manager.ship_order("O-1", {1: 3, 2: 4}, close_rest=True, actor="dan", note="no more")
    assert (order.status, order.shipped, order.closed, order.open) == (OrderStatus.SHIPPED, 7, 5, 0)
    assert list(balances(manager).values()) == [(7, 0), (6, 0), (10, 0)]
    rows = [(row.reason, row.change, row.allocated_change) for row in manager.get_ledger("SKU-01", "WH001")[:2]]
    assert rows == [("closed short", 1, -1), ("shipped", 0, -3)]
    sheet = manager.get_order_sheet("O-1")
    assert sheet is not None
    last = sheet.moves[-1]
    assert (last.before, last.status, last.actor, last.note) == (
        *(OrderStatus.PACKED, OrderStatus.SHIPPED),
        *("dan", "no more"),
    )
    assert [one.lines for one in sheet.shipments] == [((1, 3), (2, 4))]
    prove(manager)


def test_closing_the_rest_where_there_is_none_is_shipping(manager: InventoryManager) -> None:
    packed(manager)
    order = manager.ship_order("O-1", close_rest=True)
    assert (order.status, order.closed) == (OrderStatus.SHIPPED, 0)
    assert _newest(manager) == ("shipped", 0, -4)


@pytest.mark.parametrize("status", [OrderStatus.PICKING, OrderStatus.PACKED])
def test_the_rest_can_be_closed_wherever_it_stands_but_on_hold(manager: InventoryManager, status: OrderStatus) -> None:
    packed(manager)
    manager.ship_order("O-1", {1: 1})
    if status is OrderStatus.PACKED:
        to_packed_again(manager)
    manager.move_order("O-1", OrderStatus.ON_HOLD)
    with pytest.raises(IllegalMove):
        manager.close_order_short("O-1")
    manager.move_order("O-1", status)
    assert manager.close_order_short("O-1").status is OrderStatus.SHIPPED
    prove(manager)


def test_what_leaves_is_not_picked_any_more(manager: InventoryManager) -> None:
    packed(manager)
    manager.ship_order("O-1", {1: 1})
    manager.pick_units("O-1", 1, 3)
    manager.pick_units("O-1", 2, 2)
    to_packed_again(manager)
    manager.ship_order("O-1", {1: 1, 2: 3})
    assert [each.picked for each in read(manager).lines] == [2, 0, 0]
    manager.close_order_short("O-1")
    assert [each.picked for each in read(manager).lines] == [0, 0, 0]
    prove(manager)


def test_lines_of_one_level_leave_as_one_movement(manager: InventoryManager) -> None:
    add_parts(manager, 1)
    manager.create_order_transaction("O-1", "C", [line("SKU-01", 2), line("SKU-01", 3), line("SKU-01", 4)])
    to_packed(manager)
    manager.ship_order("O-1", {1: 1, 3: 4})
    assert _newest(manager) == ("shipped", 0, -5)
    assert [each.open for each in read(manager).lines] == [1, 3, 0]
    prove(manager)


REFUSED: list[tuple[Any, str]] = [
    ({1: 5}, "units[1]"),
    ({1: 1, 2: 99}, "units[2]"),
    ({4: 1}, "units[4]"),
    ({0: 1}, "units: the line"),
    ({1: -1}, "units[1]"),
    ({1: "1.5"}, "units[1]"),
    ({1: None}, "units[1]"),
    ({"x": 1}, "units: the line"),
    ({}, "units"),
    ({1: 0, 2: 0}, "units"),
    ([1, 2], "units"),
    ("1", "units"),
]


@pytest.mark.parametrize(("units", "field"), REFUSED)
def test_units_that_cannot_be_are_refused_by_their_line_and_nothing_changes(
    manager: InventoryManager, units: Any, field: str
) -> None:
    packed(manager)
    before = whole_table(manager.client)
    with pytest.raises(InvalidValue) as refused:
        manager.ship_order("O-1", units)
    assert refused.value.field == field
    assert whole_table(manager.client) == before


def test_units_are_taken_as_text_too(manager: InventoryManager) -> None:
    packed(manager)
    units: Any = {"1": "2", "2": "0"}
    manager.ship_order("O-1", units)
    assert [each.shipped for each in read(manager).lines] == [2, 0, 0]


def test_more_than_what_is_left_of_a_line_does_not_leave(manager: InventoryManager) -> None:
    packed(manager)
    manager.ship_order("O-1", {1: 3})
    to_packed_again(manager)
    with pytest.raises(InvalidValue, match=r"units\[1\] must be at most 1 "):
        manager.ship_order("O-1", {1: 2})


# Long ones


def test_a_long_order_leaves_step_by_step_and_can_be_seen_to(
    manager: InventoryManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_transactions(monkeypatch)
    packed(manager, 7)
    begun = manager.ship_order("O-1", wait=False)
    assert (begun.status, begun.step, begun.steps) == (OrderStatus.SHIPPING, 0, 3)
    assert set(balances(manager).values()) == {(6, 4)}
    assert manager.ship_order("O-1", wait=False) == begun
    with dying(manager.client, 0, AFTER), pytest.raises(Died):
        manager.settle_order("O-1")
    assert (read(manager).step, sorted(set(balances(manager).values()))) == (1, [(6, 0), (6, 4)])
    assert manager.settle_order("O-1").status is OrderStatus.SHIPPED
    assert set(balances(manager).values()) == {(6, 0)}
    prove(manager)


def test_the_rest_of_a_long_shipment_is_given_back_as_a_plan_of_its_own(
    manager: InventoryManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_transactions(monkeypatch)
    packed(manager, 8)
    units = dict.fromkeys(range(1, 8), 2)
    # Seven lines leave in three steps, of which one is done; then eight have a rest.
    with dying(manager.client, 1, AFTER), pytest.raises(Died):
        manager.ship_order("O-1", units, close_rest=True)
    assert (read(manager).status, read(manager).step, read(manager).steps) == (OrderStatus.SHIPPING, 1, 3)
    with dying(manager.client, 2, AFTER), pytest.raises(Died):
        manager.settle_order("O-1")
    closing = read(manager)
    assert (closing.status, closing.shipped, closing.step, closing.steps) == (OrderStatus.CLOSING, 14, 0, 3)
    assert "PACKED" in stored(manager, "ORDER#O-1")["Work"]
    settled = manager.settle_order("O-1")
    assert (settled.status, settled.shipped, settled.closed) == (OrderStatus.SHIPPED, 14, 18)
    assert sorted(set(balances(manager).values())) == [(8, 0), (10, 0)]
    prove(manager)


def test_a_plan_is_gone_on_with_as_it_was_cut(manager: InventoryManager, monkeypatch: pytest.MonkeyPatch) -> None:
    packed(manager, 8)
    for most, others in ((10, 13), (11, 100)):
        order_id = f"O-{most}"
        manager.create_order_transaction(order_id, "C", [line(f"SKU-{number:02}") for number in range(1, 9)])
        to_packed(manager, order_id)
        small_transactions(monkeypatch, most)
        with dying(manager.client, 1, AFTER), pytest.raises(Died):
            manager.ship_order(order_id)
        small_transactions(monkeypatch, others)
        assert manager.settle_order(order_id).status is OrderStatus.SHIPPED
        monkeypatch.undo()
    assert set(balances(manager).values()) == {(4, 4)}
    prove(manager)


def test_a_rest_is_closed_as_its_plan_was_cut_too(manager: InventoryManager, monkeypatch: pytest.MonkeyPatch) -> None:
    packed(manager, 3)
    small_transactions(monkeypatch, 7)
    # The shipment fits one transaction; the rest of three lines is two steps.
    with dying(manager.client, 1, AFTER), pytest.raises(Died):
        manager.ship_order("O-1", {1: 1}, close_rest=True)
    assert (read(manager).status, read(manager).step, read(manager).steps) == (OrderStatus.CLOSING, 1, 2)
    small_transactions(monkeypatch, 100)
    assert manager.settle_order("O-1").status is OrderStatus.SHIPPED
    assert sorted(balances(manager).values()) == [(9, 0), (10, 0), (10, 0)]
    prove(manager)
