"""Goods that come back without naming an order: a document of their own, and the stock goes up."""

import pytest

from inventory import InventoryManager
from inventory.entities import OrderStatus
from inventory.errors import InvalidValue, OrderExists, Retired, UnknownSku
from tests.inventory.orders.dying import AFTER, Died, dying
from tests.inventory.orders.shop import balances, prove, read, small_transactions
from tests.tables import add_parts, line, whole_table


def test_goods_without_an_order_are_a_document_of_their_own(manager: InventoryManager) -> None:
    add_parts(manager, 2)
    made = manager.receive_return("R-1", "CUST-1", [line("SKU-01", 3, "2.50"), line("SKU-02", 1)], "ann")
    assert (made.status, str(made.total), made.placed_by) == (OrderStatus.RETURNED, "8.50", "ann")
    assert (made.units, made.shipped, made.returned, made.open) == (4, 4, 4, 0)
    assert [(each.shipped, each.returned, each.open) for each in made.lines] == [(3, 3, 0), (1, 1, 0)]
    assert made == read(manager, "R-1")
    assert list(balances(manager).values()) == [(13, 0), (11, 0)]
    row = manager.get_ledger("SKU-01", "WH001")[0]
    assert (row.reason, row.change, row.cause, row.actor) == ("customer return", 3, "ORDER#R-1", "ann")
    assert [each.order_id for each in manager.orders_by_status(OrderStatus.RETURNED)] == ["R-1"]
    assert manager.orders_holding("SKU-01") == []
    prove(manager)


def test_the_same_goods_again_are_the_same_document(manager: InventoryManager) -> None:
    add_parts(manager, 2)
    items = [line("SKU-01", 3), line("SKU-02")]
    made = manager.receive_return("R-1", "CUST-1", items)
    before = whole_table(manager.client)
    assert manager.receive_return("R-1", "CUST-1", items) == made
    with pytest.raises(OrderExists):
        manager.receive_return("R-1", "CUST-1", [line("SKU-01", 4), line("SKU-02")])
    with pytest.raises(OrderExists):
        manager.create_order_transaction("R-1", "CUST-1", items)
    assert whole_table(manager.client) == before


def test_an_order_and_goods_that_come_back_do_not_share_an_id(manager: InventoryManager) -> None:
    add_parts(manager, 1)
    manager.create_order_transaction("O-1", "CUST-1", [line("SKU-01")])
    with pytest.raises(OrderExists):
        manager.receive_return("O-1", "CUST-1", [line("SKU-01")])


@pytest.mark.parametrize("long", [False, True])
def test_goods_that_cannot_be_put_anywhere_are_refused_and_nothing_changes(
    manager: InventoryManager, monkeypatch: pytest.MonkeyPatch, long: bool
) -> None:
    add_parts(manager, 7)
    manager.update_stock("SKU-06", "PART-06", -10)
    manager.retire_variant("SKU-06")
    if long:
        small_transactions(monkeypatch)
    before = whole_table(manager.client)
    with pytest.raises(Retired):
        manager.receive_return("R-1", "CUST-1", [line(f"SKU-{number:02}") for number in range(1, 8)])
    items = [line(f"SKU-{number:02}", warehouse="WH002" if number == 5 else "WH001") for number in range(1, 6)]
    with pytest.raises(InvalidValue, match="WH002"):
        manager.receive_return("R-1", "CUST-1", items)
    assert whole_table(manager.client) == before


def test_many_goods_that_come_back_go_up_step_by_step(
    manager: InventoryManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_parts(manager, 7)
    small_transactions(monkeypatch)
    items = [line(f"SKU-{number:02}", 2) for number in range(1, 8)]
    with dying(manager.client, 3, AFTER), pytest.raises(Died):
        manager.receive_return("R-1", "CUST-1", items)
    between = read(manager, "R-1")
    assert (between.status, between.step, between.steps) == (OrderStatus.RECEIVING, 2, 3)
    assert sorted(balances(manager).values()) == [(10, 0), *[(12, 0)] * 6]
    made = manager.receive_return("R-1", "CUST-1", items)
    assert (made.status, made.units, len(made.lines)) == (OrderStatus.RETURNED, 14, 7)
    assert set(balances(manager).values()) == {(12, 0)}
    sheet = manager.get_order_sheet("R-1")
    assert sheet and [move.status for move in sheet.moves] == [OrderStatus.RECEIVING, OrderStatus.RETURNED]
    prove(manager)


def test_goods_come_back_to_a_further_warehouse_that_keeps_them(manager: InventoryManager) -> None:
    add_parts(manager, 1)
    manager.update_stock("SKU-01", "PART-01", 5, warehouse="WH002")
    made = manager.receive_return("R-1", "CUST-1", [line("SKU-01", 2, warehouse="WH002"), line("SKU-01", 1)])
    assert made.warehouses == ("WH001", "WH002")
    assert balances(manager) == {("SKU-01", "WH001"): (11, 0), ("SKU-01", "WH002"): (7, 0)}
    prove(manager)


def test_goods_that_nobody_knows_are_refused_by_name(manager: InventoryManager) -> None:
    add_parts(manager, 1)
    before = whole_table(manager.client)
    with pytest.raises(UnknownSku, match="there is no SKU NOPE"):
        manager.receive_return("R-1", "CUST-1", [line("SKU-01"), line("NOPE")])
    assert whole_table(manager.client) == before
