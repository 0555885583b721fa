"""Goods of an order that come back: to the stock, or written off, and never more than were shipped."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from inventory import InventoryManager
from inventory.entities import OrderStatus, can_be_returned
from inventory.errors import IllegalMove, InvalidValue, Retired
from tests.inventory.orders.dying import AFTER, Died, dying
from tests.inventory.orders.shop import balances, packed, prove, read, small_transactions, to_packed
from tests.tables import add_parts, line, whole_table

Back = Sequence[Mapping[str, Any]]


def _shipped(manager: InventoryManager, lines: int = 3) -> None:
    packed(manager, lines)
    manager.ship_order("O-1")


def _rows(manager: InventoryManager, sku: str = "SKU-01") -> list[tuple[str, int, int, str]]:
    """The ledger down to what was shipped."""
    rows = manager.get_ledger(sku, "WH001")
    return [(row.reason, row.change, row.allocated_change, row.note) for row in rows if row.revision > 3]


def test_what_is_put_back_to_stock_can_be_promised_again(manager: InventoryManager) -> None:
    _shipped(manager)
    order = manager.return_items("O-1", [{"index": 1, "restock": 3}], "ann", "wrong colour")
    assert (order.status, order.returned, order.shipped) == (OrderStatus.SHIPPED, 3, 12)
    assert order == read(manager).order
    first = read(manager).lines[0]
    assert (first.returned, first.written_off, first.returnable, first.open) == (3, 0, 1, 0)
    assert balances(manager)["SKU-01", "WH001"] == (9, 0)
    row = manager.get_ledger("SKU-01", "WH001")[0]
    assert (row.reason, row.change, row.stock, row.actor, row.note) == ("customer return", 3, 9, "ann", "wrong colour")
    assert row.cause == "ORDER#O-1"
    prove(manager)


def test_what_is_written_off_moves_no_stock_and_stands_in_the_ledger(manager: InventoryManager) -> None:
    _shipped(manager)
    order = manager.return_items("O-1", [{"index": 1, "write_off": 2}])
    first = read(manager).lines[0]
    assert (order.returned, first.returned, first.written_off, first.returnable) == (2, 2, 2, 2)
    assert balances(manager)["SKU-01", "WH001"] == (6, 0)
    assert _rows(manager) == [("return written off", 0, 0, "2 written off")]
    prove(manager)


def test_some_of_a_line_may_be_put_back_and_some_written_off(manager: InventoryManager) -> None:
    _shipped(manager)
    manager.return_items("O-1", [{"index": 2, "restock": 1, "write_off": 3}, {"index": 3, "restock": 4}])
    assert [(each.returned, each.written_off) for each in read(manager).lines] == [(0, 0), (4, 3), (4, 0)]
    assert list(balances(manager).values()) == [(6, 0), (7, 0), (10, 0)]
    assert _rows(manager, "SKU-02") == [("customer return", 1, 0, "3 written off")]
    assert _rows(manager, "SKU-01") == []
    prove(manager)


def test_lines_of_one_level_come_back_as_one_movement(manager: InventoryManager) -> None:
    add_parts(manager, 1)
    manager.create_order_transaction("O-1", "C", [line("SKU-01", 2), line("SKU-01", 3), line("SKU-01", 4)])
    to_packed(manager)
    manager.ship_order("O-1")
    manager.return_items("O-1", [{"index": 1, "write_off": 2}, {"index": 2, "restock": 3}, {"index": 3, "restock": 1}])
    assert _rows(manager) == [("customer return", 4, 0, "2 written off")]
    assert [(each.returned, each.written_off) for each in read(manager).lines] == [(2, 2), (3, 0), (1, 0)]
    prove(manager)


def test_a_return_is_kept_with_what_came_back(manager: InventoryManager) -> None:
    _shipped(manager)
    manager.return_items("O-1", [{"index": 3, "write_off": 1}, {"index": 1, "restock": 2}], "ann", "wet")
    manager.return_items("O-1", [{"index": 1, "restock": 1, "write_off": 1}], "bob")
    sheet = manager.get_order_sheet("O-1")
    assert sheet is not None
    assert [(one.number, one.actor, one.note, one.lines, one.units) for one in sheet.returns] == [
        (1, "ann", "wet", ((1, 2, 0), (3, 0, 1)), 3),
        (2, "bob", "", ((1, 1, 1),), 2),
    ]
    told = [(move.before, move.status, move.actor, move.note) for move in sheet.moves[-2:]]
    assert told == [
        (OrderStatus.SHIPPED, OrderStatus.SHIPPED, "ann", "wet"),
        (OrderStatus.SHIPPED, OrderStatus.SHIPPED, "bob", "2 units returned"),
    ]


def test_goods_come_back_from_who_has_them_delivered(manager: InventoryManager) -> None:
    _shipped(manager)
    manager.move_order("O-1", OrderStatus.DELIVERED)
    order = manager.return_items("O-1", [{"index": index, "restock": 4} for index in (1, 2, 3)])
    assert (order.status, order.returned, can_be_returned(order)) == (OrderStatus.DELIVERED, 12, False)
    assert set(balances(manager).values()) == {(10, 0)}
    prove(manager)


def test_no_more_comes_back_than_was_shipped(manager: InventoryManager) -> None:
    packed(manager)
    manager.ship_order("O-1", {1: 3}, close_rest=True)
    manager.return_items("O-1", [{"index": 1, "restock": 1, "write_off": 1}])
    before = whole_table(manager.client)
    for index, restock, write_off in ((1, 2, 0), (1, 0, 2), (1, 1, 1), (2, 1, 0)):
        with pytest.raises(InvalidValue, match=r"must be at most [01] together") as refused:
            manager.return_items("O-1", [{"index": index, "restock": restock, "write_off": write_off}])
        assert refused.value.field == f"lines[{index}].{'restock' if restock else 'write_off'}"
    assert whole_table(manager.client) == before
    manager.return_items("O-1", [{"index": 1, "restock": 1}])
    prove(manager)


REFUSED: list[tuple[Any, str]] = [
    ([], "lines"),
    ("1", "lines"),
    (None, "lines"),
    ([1], "lines"),
    ([{"index": 1}], "lines"),
    ([{"index": 1, "restock": 0, "write_off": 0}], "lines"),
    ([{"restock": 1}], "lines: the line"),
    ([{"index": 0, "restock": 1}], "lines: the line"),
    ([{"index": 1, "restock": -1}], "lines[1].restock"),
    ([{"index": 1, "write_off": "x"}], "lines[1].write_off"),
    ([{"index": 1, "restock": 1, "sold": 1}], "lines"),
    ([{"index": 9, "restock": 1}], "lines[9].restock"),
    ([{"index": 1, "restock": 1}, {"index": 1, "write_off": 1}], "lines"),
]


@pytest.mark.parametrize(("lines", "field"), REFUSED)
def test_what_cannot_come_back_is_refused_by_its_line_and_nothing_changes(
    manager: InventoryManager, lines: Back, field: str
) -> None:
    _shipped(manager)
    before = whole_table(manager.client)
    with pytest.raises(InvalidValue) as refused:
        manager.return_items("O-1", lines)
    assert refused.value.field == field
    assert whole_table(manager.client) == before


def test_what_is_only_partly_shipped_takes_nothing_back_yet(manager: InventoryManager) -> None:
    packed(manager)
    manager.ship_order("O-1", {1: 4})
    with pytest.raises(IllegalMove, match="only what was shipped can come back"):
        manager.return_items("O-1", [{"index": 1, "restock": 1}])


@pytest.mark.parametrize("long", [False, True])
def test_what_is_retired_since_cannot_be_put_back_and_nothing_changes(
    manager: InventoryManager, monkeypatch: pytest.MonkeyPatch, long: bool
) -> None:
    _shipped(manager, 7)
    manager.update_stock("SKU-06", "PART-06", -6)
    manager.retire_variant("SKU-06")
    if long:
        small_transactions(monkeypatch)
    before = whole_table(manager.client)
    with pytest.raises(Retired, match="SKU-06"):
        manager.return_items("O-1", [{"index": index, "restock": 1} for index in range(1, 8)])
    assert whole_table(manager.client) == before


def test_a_long_return_comes_back_step_by_step(manager: InventoryManager, monkeypatch: pytest.MonkeyPatch) -> None:
    small_transactions(monkeypatch)
    _shipped(manager, 7)
    lines = [{"index": index, "restock": 3, "write_off": 1} for index in range(1, 8)]
    begun = manager.return_items("O-1", lines, wait=False)
    assert (begun.status, begun.step, begun.steps, begun.returned) == (OrderStatus.RETURNING, 0, 3, 0)
    with dying(manager.client, 1, AFTER), pytest.raises(Died):
        manager.settle_order("O-1")
    assert sorted(balances(manager).values()) == [(6, 0), *[(9, 0)] * 6]
    settled = manager.settle_order("O-1")
    assert (settled.status, settled.returned) == (OrderStatus.SHIPPED, 28)
    assert set(balances(manager).values()) == {(9, 0)}
    prove(manager)


def test_what_is_retired_in_the_midst_is_written_off_and_the_return_comes_to_its_end(
    manager: InventoryManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    _shipped(manager, 7)
    manager.update_stock("SKU-06", "PART-06", -6)
    small_transactions(monkeypatch)
    lines = [{"index": index, "restock": 1} for index in range(1, 8)]
    other = InventoryManager(client=manager.client)
    with dying(manager.client, 1, AFTER), pytest.raises(Died):
        manager.return_items("O-1", lines, request_key="press")
    small_transactions(monkeypatch, 100)
    other.retire_variant("SKU-06")
    assert other.resume_plans().finished == 1
    order = manager.return_items("O-1", lines, request_key="press")
    assert (order.status, order.returned) == (OrderStatus.SHIPPED, 7)
    written_off = [line.written_off for line in read(manager).lines]
    assert written_off == [0, 0, 0, 0, 0, 1, 0]
    row = manager.get_ledger("SKU-06", "WH001")[0]
    assert (row.reason, row.change, row.stock) == ("return written off", 0, 0)
    card = manager.get_stock_card("SKU-06")
    assert card is not None and card.variant.retired
    prove(manager)


def test_goods_of_a_retired_sku_can_be_written_off_and_not_put_back(manager: InventoryManager) -> None:
    _shipped(manager)
    manager.update_stock("SKU-01", "PART-01", -6)
    manager.retire_variant("SKU-01")
    with pytest.raises(Retired):
        manager.return_items("O-1", [{"index": 1, "restock": 1}])
    assert manager.return_items("O-1", [{"index": 1, "write_off": 1}]).returned == 1
    prove(manager)
