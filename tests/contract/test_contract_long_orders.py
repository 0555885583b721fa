"""The life of orders, long ones among them, the same on every engine."""

from collections import Counter
from collections.abc import Sequence

import pytest

from inventory import InventoryManager, audit, ledger
from inventory.entities import Order, OrderStatus, StockLevel
from inventory.errors import IllegalMove, InsufficientStock, SurplusScan, WrongScan
from inventory.ordering.settling import Resumed
from tests.inventory.orders.dying import AFTER, BEFORE, Died, at_write, dying
from tests.inventory.orders.shop import balances, prove, read, to_packed
from tests.meddling import take_elsewhere
from tests.tables import add_parts, add_vest, line

# Two steps.
LINES, STOCK, ASKED = 40, 10, 4


@pytest.fixture
def shop(inventory: InventoryManager) -> InventoryManager:
    """With 40 parts SKU-01… of 10 units each."""
    add_parts(inventory, LINES, STOCK)
    return inventory


def items(last: int = ASKED, lines: int = LINES) -> list[dict[str, object]]:
    """Four units of each part; of the last one as many as are said."""
    skus = [f"SKU-{number:02}" for number in range(1, lines + 1)]
    return [*(line(sku, ASKED) for sku in skus[:-1]), line(skus[-1], last)]


def placed(shop: InventoryManager) -> None:
    shop.create_order_transaction("LONG", "CUST-1", items(), "clerk")


def levels(shop: InventoryManager) -> Counter[tuple[int, int]]:
    """How many levels have each pair of available and allocated units."""
    return Counter(balances(shop).values())


def reasons(shop: InventoryManager, sku: str) -> list[tuple[str, int, int]]:
    moves = ledger.movements(shop.client, sku, "WH001", 100)
    return [(move.reason, move.change, move.allocated_change) for move in moves]


def ids(orders: Sequence[Order]) -> list[str]:
    return [order.order_id for order in orders]


def test_an_order_of_120_lines_takes_them_all_step_by_step(inventory: InventoryManager) -> None:
    add_parts(inventory, 120, STOCK)
    asked = items(lines=120)
    begun = inventory.create_order_transaction("LONG", "CUST-1", asked, "clerk", wait=False)
    assert (begun.status, begun.step, begun.steps, len(begun.lines)) == (OrderStatus.ALLOCATING, 0, 4, 120)
    assert ids(inventory.orders_by_status(OrderStatus.ALLOCATING)) == ["LONG"]
    order = inventory.create_order_transaction("LONG", "CUST-1", asked, "clerk")
    assert (order.status, order.units, order.line_count) == (OrderStatus.PENDING, 120 * ASKED, 120)
    assert [one.sku for one in order.lines] == [one["sku"] for one in asked]
    assert order == inventory.get_order_with_items("LONG")
    assert levels(inventory) == {(STOCK - ASKED, ASKED): 120}
    assert ids(inventory.orders_by_status(OrderStatus.PENDING)) == ids(inventory.get_customer_orders("CUST-1"))
    assert inventory.orders_by_status(OrderStatus.ALLOCATING) == []
    prove(inventory)


def test_a_long_order_that_is_short_is_kept_as_rejected_and_holds_nothing(shop: InventoryManager) -> None:
    with pytest.raises(InsufficientStock) as refused:
        shop.create_order_transaction("LONG", "CUST-1", items(last=STOCK + 1))
    assert [(short.sku, short.asked, short.available) for short in refused.value.shortages] == [("SKU-40", 11, 10)]
    assert read(shop, "LONG").status is OrderStatus.REJECTED
    assert levels(shop) == {(STOCK, 0): LINES}
    assert reasons(shop, "SKU-01") == [("opening", STOCK, 0)]
    prove(shop)


def test_an_order_that_is_left_short_half_way_gives_back_what_it_took(shop: InventoryManager) -> None:
    last = StockLevel("PART-40", "SKU-40", "WH001", STOCK, 0, 1)
    with (
        at_write(shop.client, 3, BEFORE, lambda: take_elsewhere(shop.client, last, STOCK - 1)),
        pytest.raises(InsufficientStock) as refused,
    ):
        placed(shop)
    assert [(short.sku, short.asked, short.available) for short in refused.value.shortages] == [("SKU-40", ASKED, 1)]
    assert read(shop, "LONG").status is OrderStatus.REJECTED
    assert levels(shop) == {(STOCK, 0): LINES - 1, (1, 0): 1}
    assert reasons(shop, "SKU-01") == [
        ("opening", STOCK, 0),
        ("order", -ASKED, ASKED),
        ("order rejected", ASKED, -ASKED),
    ]
    prove(shop)


def test_what_a_process_left_is_finished_by_the_next_one(shop: InventoryManager) -> None:
    with dying(shop.client, 2, AFTER), pytest.raises(Died):
        placed(shop)
    assert read(shop, "LONG").step == 1
    assert audit.check(shop.client).in_work == 1
    assert shop.resume_plans() == Resumed(finished=1, rejected=0, left=())
    assert read(shop, "LONG").status is OrderStatus.PENDING
    assert levels(shop) == {(STOCK - ASKED, ASKED): LINES}
    prove(shop)


def test_a_part_is_shipped_the_rest_given_back_and_some_of_it_returned(shop: InventoryManager) -> None:
    placed(shop)
    to_packed(shop, "LONG")
    some = dict.fromkeys(range(1, LINES // 2 + 1), 3)
    with pytest.raises(IllegalMove):
        shop.move_order("LONG", OrderStatus.DELIVERED)
    for _ in range(2):
        order = shop.ship_order("LONG", some, close_rest=True, request_key="ship")
    assert (order.status, order.shipped, order.closed) == (OrderStatus.SHIPPED, 60, 100)
    assert levels(shop) == {(STOCK - 3, 0): LINES // 2, (STOCK, 0): LINES // 2}
    shop.move_order("LONG", OrderStatus.DELIVERED)
    back = [{"index": index, "restock": 1, "write_off": 2} for index in some]
    for _ in range(2):
        order = shop.return_items("LONG", back, request_key="return")
    assert (order.status, order.returned) == (OrderStatus.DELIVERED, 60)
    assert levels(shop) == {(STOCK - 2, 0): LINES // 2, (STOCK, 0): LINES // 2}
    assert reasons(shop, "SKU-01")[2:] == [("shipped", 0, -3), ("closed short", 1, -1), ("customer return", 1, 0)]
    sheet = shop.get_order_sheet("LONG")
    assert sheet
    assert [shipment.units for shipment in sheet.shipments] == [returned.units for returned in sheet.returns] == [60]
    statuses = [move.status for move in sheet.moves]
    assert statuses == ["ALLOCATING", "PENDING", "PICKING", "PACKED", "SHIPPED", "DELIVERED", "DELIVERED"]
    prove(shop)


def test_a_rest_that_is_kept_open_is_shipped_later(shop: InventoryManager) -> None:
    placed(shop)
    to_packed(shop, "LONG")
    order = shop.ship_order("LONG", {1: 1, 40: 4})
    assert (order.status, order.shipped, order.partly_shipped) == (OrderStatus.PICKING, 5, True)
    shop.move_order("LONG", OrderStatus.PACKED)
    order = shop.ship_order("LONG")
    assert (order.status, order.shipped) == (OrderStatus.SHIPPED, LINES * ASKED)
    assert levels(shop) == {(STOCK - ASKED, 0): LINES}
    assert shop.orders_holding("SKU-01") == []
    prove(shop)


def test_a_cancelled_order_gives_everything_back_once(shop: InventoryManager) -> None:
    placed(shop)
    for _ in range(2):
        assert shop.move_order("LONG", OrderStatus.CANCELLED).status is OrderStatus.CANCELLED
    with pytest.raises(IllegalMove):
        shop.move_order("LONG", OrderStatus.PICKING)
    assert levels(shop) == {(STOCK, 0): LINES}
    assert len(reasons(shop, "SKU-01")) == 3
    prove(shop)


def test_units_are_picked_by_scanning(inventory: InventoryManager) -> None:
    add_vest(inventory)
    inventory.edit_variant("VEST-L", price="13.50", barcode="4006381333931")
    inventory.create_order_transaction("O-1", "CUST-1", [line("VEST-M", 2), line("VEST-L", 1)])
    with pytest.raises(IllegalMove):
        inventory.pick_scan("O-1", "VEST-M")
    inventory.move_order("O-1", OrderStatus.PICKING)
    for _ in range(2):
        assert inventory.pick_scan("O-1", "4006381333931", request_key="once").line.picked == 1
    with pytest.raises(SurplusScan):
        inventory.pick_scan("O-1", "VEST-L")
    with pytest.raises(WrongScan):
        inventory.pick_scan("O-1", "NOPE")
    assert inventory.pick_units("O-1", 1, 2).line.to_pick == 0
    stops = inventory.get_pick_list("O-1")
    assert stops and (stops.picked, stops.units) == (3, 3)
    prove(inventory)


def test_orders_are_found_by_status_customer_and_what_they_hold(inventory: InventoryManager) -> None:
    add_vest(inventory)
    for number in range(5):
        inventory.create_order_transaction(f"O-{number}", f"CUST-{number % 2}", [line("VEST-M")])
    inventory.move_order("O-1", OrderStatus.PICKING)
    inventory.move_order("O-4", OrderStatus.CANCELLED)
    page = inventory.orders_by_status(OrderStatus.PENDING, limit=2)
    assert ids(page) == ["O-0", "O-2"]
    assert ids(inventory.orders_by_status(OrderStatus.PENDING, limit=2, cursor=page.cursor)) == ["O-3"]
    assert ids(inventory.orders_by_status(OrderStatus.PENDING, customer="CUST-0", newest_first=True)) == ["O-2", "O-0"]
    assert inventory.orders_by_status(OrderStatus.PENDING, warehouse="WH002") == []
    assert ids(inventory.get_customer_orders("CUST-1")) == ["O-3", "O-1"]
    held = [(holding.order.order_id, holding.line.open) for holding in inventory.orders_holding("VEST-M")]
    assert held == [("O-0", 1), ("O-1", 1), ("O-2", 1), ("O-3", 1)]
    counts = {status: count.n for status, count in inventory.order_counts().items() if count.n}
    assert counts == {OrderStatus.PENDING: 3, OrderStatus.PICKING: 1, OrderStatus.CANCELLED: 1}
    assert [customer.customer_id for customer in inventory.customers()] == ["CUST-0", "CUST-1"]
