"""Orders of more lines than a transaction holds: all of it or nothing, whatever their length."""

from decimal import Decimal

import pytest

from inventory import InventoryManager, audit
from inventory.entities import OrderStatus, StockLevel
from inventory.errors import InsufficientStock, InvalidValue, OrderExists, Retired, Shortage, UnknownSku
from tests.conftest import new_client
from tests.counting import CallLog
from tests.inventory.orders.dying import AFTER, BEFORE, Died, at_write, dying
from tests.inventory.orders.shop import balances, placed, prove, read, transactions
from tests.light_moto import saved
from tests.meddling import take_elsewhere
from tests.tables import add_parts, add_vest, index_keys, line, whole_table


def _place(manager: InventoryManager, items: list[dict[str, object]], order_id: str = "O-1") -> InsufficientStock:
    """A placing that must be refused."""
    with pytest.raises(InsufficientStock) as refused:
        manager.create_order_transaction(order_id, "CUST-1", items, "clerk")
    return refused.value


@pytest.mark.parametrize("count", [34, 100])
def test_a_long_order_takes_every_line_and_is_pending(manager: InventoryManager, count: int) -> None:
    order = placed(manager, count, quantity=3)
    assert (order.status, order.line_count, order.units, order.open) == (
        OrderStatus.PENDING,
        count,
        3 * count,
        3 * count,
    )
    assert [each.sku for each in order.lines] == [f"SKU-{number:02}" for number in range(1, count + 1)]
    assert {each.name for each in order.lines} == {f"Part {number}" for number in range(1, count + 1)}
    assert order == read(manager)
    assert set(balances(manager).values()) == {(7, 3)}
    prove(manager)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("engine_name", ["dynoxide"])
def test_an_order_of_1110_lines_is_placed_and_cancelled(engine_manager: InventoryManager) -> None:
    order = placed(engine_manager, 1110, quantity=2)
    assert (order.status, len(order.lines), order.total) == (OrderStatus.PENDING, 1110, Decimal(2220))
    assert set(balances(engine_manager).values()) == {(8, 2)}
    assert engine_manager.move_order("O-1", OrderStatus.CANCELLED).closed == 2220
    assert set(balances(engine_manager).values()) == {(10, 0)}
    assert audit.check(engine_manager.client) == audit.Report(levels=1110, movements=3330, drifts=(), orders=1)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("engine_name", ["dynoxide"])
def test_2000_lines_are_the_most_and_one_short_line_at_their_end_rejects_them_all(
    engine_manager: InventoryManager,
) -> None:
    skus = add_parts(engine_manager, 2000)
    refused = _place(engine_manager, [line(sku, 11 if sku == skus[-1] else 1) for sku in skus])
    assert refused.shortages == (Shortage("SKU-2000", "WH001", 11, 10),)
    assert set(balances(engine_manager).values()) == {(10, 0)}
    order = engine_manager.create_order_transaction("O-2", "CUST-1", [line(sku) for sku in skus])
    assert (order.status, len(order.lines)) == (OrderStatus.PENDING, 2000)
    assert audit.check(engine_manager.client).drifts == ()


def test_more_than_2000_lines_are_refused_of_goods_that_come_back_too(manager: InventoryManager) -> None:
    add_vest(manager)
    before = whole_table(manager.client)
    with pytest.raises(InvalidValue, match="must have at most 2,000 lines"):
        manager.receive_return("R-1", "CUST-1", [line("VEST-M")] * 2001)
    assert whole_table(manager.client) == before


def test_each_level_has_one_ledger_row_that_names_the_order(manager: InventoryManager) -> None:
    order = placed(manager, 40, quantity=3)
    for each in order.lines:
        newest, opening = manager.get_ledger(each.sku, "WH001")
        assert (newest.change, newest.allocated_change, newest.stock, newest.allocated) == (-3, 3, 7, 3)
        assert (newest.reason, newest.cause, newest.actor) == ("order", "ORDER#O-1", "clerk")
        assert opening.reason == "opening"


def test_lines_of_one_sku_far_apart_are_one_movement(manager: InventoryManager) -> None:
    skus = add_parts(manager, 40)
    order = manager.create_order_transaction("O-1", "C", [line(skus[0], 2), *map(line, skus), line(skus[0], 3)])
    assert [(each.index, each.quantity) for each in order.lines if each.sku == skus[0]] == [(1, 2), (2, 1), (42, 3)]
    assert [(row.change, row.stock) for row in manager.get_ledger(skus[0], "WH001")] == [(-6, 4), (10, 10)]
    prove(manager)


def test_more_lines_of_one_sku_than_a_transaction_holds(manager: InventoryManager) -> None:
    (sku,) = add_parts(manager, 1, stock=250)
    order = manager.create_order_transaction("O-1", "CUST-1", [line(sku)] * 200)
    assert (order.status, order.line_count) == (OrderStatus.PENDING, 200)
    assert balances(manager) == {(sku, "WH001"): (50, 200)}
    refused = _place(manager, [line(sku)] * 100, "O-2")
    assert refused.shortages == (Shortage(sku, "WH001", asked=100, available=50),)
    assert balances(manager) == {(sku, "WH001"): (50, 200)}
    prove(manager)


def test_lines_of_several_warehouses(manager: InventoryManager) -> None:
    skus = add_parts(manager, 20)
    for sku in skus:
        manager.update_stock(sku, f"PART-{sku[4:]}", 5, warehouse="WH002")
    items = [line(sku, 2, warehouse=place) for sku in skus for place in ("WH001", "WH002")]
    order = manager.create_order_transaction("O-1", "CUST-1", items)
    assert order.warehouses == ("WH001", "WH002")
    assert balances(manager) == {(sku, "WH001"): (8, 2) for sku in skus} | {(sku, "WH002"): (3, 2) for sku in skus}
    refused = _place(manager, [*items, line(skus[3], 2, warehouse="WH003")], "O-2")
    assert refused.shortages == (Shortage(skus[3], "WH003", 2, 0),)
    assert balances(manager)[skus[3], "WH001"] == (8, 2)
    prove(manager)


@pytest.mark.parametrize("short", [1, 35, 70])
def test_a_short_line_anywhere_rejects_the_order_and_leaves_the_stock_as_it_was(
    manager: InventoryManager, short: int
) -> None:
    skus = add_parts(manager, 70)
    before = balances(manager)
    refused = _place(manager, [line(sku, 11 if index == short else 2) for index, sku in enumerate(skus, start=1)])
    assert refused.shortages == (Shortage(skus[short - 1], "WH001", asked=11, available=10),)
    assert balances(manager) == before
    order = read(manager)
    assert (order.status, order.closed, order.open, order.in_work) == (OrderStatus.REJECTED, 149, 0, False)
    assert [each.sku for each in order.lines] == skus and all(each.closed == each.quantity for each in order.lines)
    assert index_keys(manager, "GSI2", "ORDERS#REJECTED") and not index_keys(manager, "GSI2", "ORDERS#PENDING")
    assert manager.orders_holding(skus[0]) == []
    prove(manager)


def test_all_that_is_short_is_named_wherever_it_stands_and_is_written_down(manager: InventoryManager) -> None:
    skus = add_parts(manager, 70)
    items = [line(sku, 11 if index in (1, 40, 70) else 1) for index, sku in enumerate(skus, start=1)]
    refused = _place(manager, [*items, line(skus[39])])
    expected = (
        Shortage("SKU-01", "WH001", 11, 10),
        Shortage("SKU-40", "WH001", 12, 10),
        Shortage("SKU-70", "WH001", 11, 10),
    )
    assert refused.shortages == expected
    sheet = manager.get_order_sheet("O-1")
    assert sheet and sheet.shortages
    assert sheet.shortages.lines == ((1, 11, 10), (40, 12, 10), (70, 11, 10))
    assert [(move.before, move.status, move.note) for move in sheet.moves] == [
        (OrderStatus.ALLOCATING, OrderStatus.ALLOCATING, ""),
        (OrderStatus.ALLOCATING, OrderStatus.REJECTED, "Not enough stock"),
    ]


def test_what_another_takes_while_lines_are_taken_gives_everything_back_with_its_ledger_rows(
    manager: InventoryManager,
) -> None:
    skus = add_parts(manager, 70)
    other, last = new_client(manager), StockLevel("PART-70", "SKU-70", "WH001", 10, 0, 1)
    with at_write(manager.client, 3, BEFORE, lambda: take_elsewhere(other, last, 9)):
        refused = _place(manager, [line(sku, 2) for sku in skus])
    assert refused.shortages == (Shortage("SKU-70", "WH001", asked=2, available=1),)
    assert balances(manager) == {(sku, "WH001"): (10, 0) for sku in skus[:-1]} | {(skus[-1], "WH001"): (1, 0)}
    rows = [(row.reason, row.change, row.allocated_change) for row in manager.get_ledger(skus[0], "WH001")]
    assert rows == [("order rejected", 2, -2), ("order", -2, 2), ("opening", 10, 0)]
    prove(manager)


def test_a_rejected_order_again_is_refused_as_it_was_and_changes_nothing(manager: InventoryManager) -> None:
    skus = add_parts(manager, 40)
    items = [line(sku, 11) for sku in skus]
    first = _place(manager, items)
    for sku in skus:
        manager.update_stock(sku, f"PART-{sku[4:]}", 90)
    before = whole_table(manager.client)
    assert _place(manager, items).shortages == first.shortages
    assert whole_table(manager.client) == before


def test_the_same_long_order_again_is_the_same_order(manager: InventoryManager) -> None:
    first = placed(manager, 70, quantity=6)
    before = whole_table(manager.client)
    again = [line(each.sku, 6) for each in first.lines]
    assert manager.create_order_transaction("O-1", "CUST-1", again) == first
    assert whole_table(manager.client) == before


@pytest.mark.parametrize("lines", [1, 39, 40, 41])
@pytest.mark.parametrize("status", [OrderStatus.ALLOCATING, OrderStatus.PENDING])
def test_a_different_order_under_the_id_is_refused_in_work_too(
    manager: InventoryManager, lines: int, status: OrderStatus
) -> None:
    skus = add_parts(manager, 41)
    wait = status is OrderStatus.PENDING
    made = manager.create_order_transaction("O-1", "CUST-1", [line(sku) for sku in skus[:40]], wait=wait)
    assert made.status is status
    before = whole_table(manager.client)
    with pytest.raises(OrderExists):
        manager.create_order_transaction("O-1", "CUST-1", [line(sku, 2) for sku in skus[:lines]])
    assert whole_table(manager.client) == before


def test_an_unknown_sku_is_refused_before_anything_is_written(manager: InventoryManager) -> None:
    skus = add_parts(manager, 40)
    before = whole_table(manager.client)
    with pytest.raises(UnknownSku, match="NOPE"):
        manager.create_order_transaction("O-1", "CUST-1", [*map(line, skus), line("NOPE")])
    assert whole_table(manager.client) == before


def test_without_waiting_it_is_handed_back_in_work_and_shows_how_far_it_is(manager: InventoryManager) -> None:
    skus = add_parts(manager, 70)
    begun = manager.create_order_transaction("O-1", "CUST-1", [line(sku, 2) for sku in skus], wait=False)
    assert (begun.status, begun.in_work, begun.step, begun.steps) == (OrderStatus.ALLOCATING, True, 0, 3)
    assert [each.sku for each in begun.lines] == skus
    assert balances(manager)[skus[0], "WH001"] == (10, 0)
    with dying(manager.client, 1, AFTER), pytest.raises(Died):
        manager.settle_order("O-1")
    between = read(manager)
    assert (between.step, between.steps, len(between.lines)) == (2, 3, 70)
    sheet = manager.get_order_sheet("O-1", limit=100)
    assert sheet and len(sheet.lines) == 66 and sheet.moves[0].status is OrderStatus.ALLOCATING
    settled = manager.settle_order("O-1")
    assert (settled.status, settled.step, settled.steps) == (OrderStatus.PENDING, 0, 0)
    assert manager.settle_order("O-1") == settled
    assert [each.sku for each in read(manager).lines] == skus
    prove(manager)


def test_an_order_in_work_is_in_the_queue_of_its_status(manager: InventoryManager) -> None:
    skus = add_parts(manager, 40)
    manager.create_order_transaction("O-1", "CUST-1", [*map(line, skus)], wait=False)
    assert [order.order_id for order in manager.orders_by_status(OrderStatus.ALLOCATING)] == ["O-1"]
    assert [order.order_id for order in manager.get_customer_orders("CUST-1")] == ["O-1"]
    told: list[OrderStatus] = []
    resumed = manager.resume_plans(lambda order: told.append(order.status))
    assert (resumed.finished, resumed.rejected, resumed.left, told) == (1, 0, (), [OrderStatus.PENDING])
    assert [order.order_id for order in manager.orders_by_status(OrderStatus.PENDING)] == ["O-1"]
    assert manager.orders_by_status(OrderStatus.ALLOCATING) == []


def _retire(manager: InventoryManager, sku: str) -> None:
    manager.update_stock(sku, f"PART-{sku[4:]}", -10)
    manager.retire_variant(sku)


def test_a_retired_sku_is_refused_before_anything_is_written(manager: InventoryManager) -> None:
    skus = add_parts(manager, 70)
    _retire(manager, skus[66])
    with pytest.raises(Retired, match="SKU-67"):
        manager.create_order_transaction("O-1", "CUST-1", [*map(line, skus)])
    assert manager.get_order_with_items("O-1") is None
    prove(manager)


def test_what_is_retired_in_the_midst_is_short(manager: InventoryManager) -> None:
    skus = add_parts(manager, 70)
    manager.create_order_transaction("O-1", "CUST-1", [*map(line, skus)], wait=False)
    _retire(manager, skus[66])
    before = balances(manager)
    assert manager.resume_plans().rejected == 1
    sheet = manager.get_order_sheet("O-1")
    assert sheet and sheet.shortages
    assert sheet.shortages.lines == ((67, 1, 0),)
    assert balances(manager) == before
    prove(manager)


def test_what_a_long_order_costs_follows_its_length(manager: InventoryManager, calls: CallLog) -> None:
    skus = add_parts(manager, 70)
    calls.clear()
    manager.create_order_transaction("O-1", "CUST-1", [line(sku) for sku in skus])
    assert calls.operations == [
        "BatchGetItem",  # where the SKUs belong
        *["BatchGetItem"] * 2,  # whether any is retired
        "TransactWriteItems",  # order and draft
        "PutItem",  # the customer
        *["Query"] * 2,
        *["BatchGetItem"] * 3,  # 70 products, and 70 levels at the two places where each may stand
        *["TransactWriteItems"] * 4,  # three steps and the end
        *["Query"] * 2,
    ]
    calls.clear()
    manager.move_order("O-1", OrderStatus.CANCELLED)
    assert transactions(calls) == 5


def test_a_step_whose_stock_moved_meanwhile_is_computed_again(manager: InventoryManager) -> None:
    skus = add_parts(manager, 40)
    other = new_client(manager)
    level = StockLevel("PART-01", "SKU-01", "WH001", 10, 0, 1)
    with at_write(manager.client, 2, BEFORE, lambda: take_elsewhere(other, level, 3)):
        manager.create_order_transaction("O-1", "CUST-1", [line(sku, 5) for sku in skus])
    assert balances(manager)[skus[0], "WH001"] == (2, 5)
    prove(manager)


def test_a_step_and_its_stock_are_seen_together_by_others(manager: InventoryManager) -> None:
    skus = add_parts(manager, 40)
    manager.create_order_transaction("O-1", "CUST-1", [*map(line, skus)], wait=False)
    other = InventoryManager(client=new_client(manager))
    seen: list[tuple[int, int]] = []

    def look() -> None:
        seen.append((read(other).step, sum(allocated for _, allocated in balances(other).values())))

    with at_write(manager.client, 0, AFTER, look), at_write(manager.client, 1, AFTER, look):
        manager.settle_order("O-1")
    assert seen == [(1, 33), (2, 40)]


def test_70_lines_end_at_any_write_and_are_gone_on_with(manager: InventoryManager) -> None:
    skus = add_parts(manager, 70)
    items = [line(sku, 3) for sku in skus]
    bring_back = saved(manager.client.table_name)
    for write in range(6):
        bring_back()
        process = InventoryManager(client=manager.client)
        with dying(manager.client, write, AFTER), pytest.raises(Died):
            process.create_order_transaction("O-1", "CUST-1", items)
        process.resume_plans()
        assert read(manager).status is OrderStatus.PENDING
        assert set(balances(manager).values()) == {(7, 3)}
        prove(manager)
