"""Lists of orders: by status, by customer, by the SKU they hold; how many there are, and who ordered."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from inventory import InventoryManager, clock
from inventory.entities import Order, OrderStatus, Page
from inventory.errors import InsufficientStock, InvalidCursor, InvalidValue
from inventory.overview import Count
from tests.counting import CallLog
from tests.inventory.orders.shop import small_transactions, to_packed
from tests.tables import add_parts, line

DAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def shop(manager: InventoryManager) -> InventoryManager:
    """Orders O-1 to O-8, one each minute, of CUST-1 and CUST-2 in turn; those from O-5 on also from WH002."""
    add_parts(manager, 2, stock=100)
    manager.update_stock("SKU-02", "PART-02", 50, warehouse="WH002")
    for number in range(1, 9):
        items = [line("SKU-01", 2, "1.50")]
        if number >= 5:
            items.append(line("SKU-02", number, "2.00", warehouse="WH002"))
        with clock.at(DAY + timedelta(minutes=number)):
            manager.create_order_transaction(f"O-{number}", f"CUST-{2 - number % 2}", items)
    return manager


Fetch = Callable[[str | None], Page[Any]]


def _ids(orders: Page[Order]) -> list[str]:
    return [order.order_id for order in orders]


def _all(fetch: Fetch) -> list[Any]:
    """The pages together."""
    page = fetch(None)
    found = list(page)
    while page.cursor:
        page = fetch(page.cursor)
        found += page
    return found


def test_a_queue_is_by_time_from_either_end(shop: InventoryManager) -> None:
    assert _ids(shop.orders_by_status(OrderStatus.PENDING)) == [f"O-{number}" for number in range(1, 9)]
    newest = shop.orders_by_status(OrderStatus.PENDING, newest_first=True)
    assert _ids(newest) == [f"O-{number}" for number in range(8, 0, -1)]
    assert shop.orders_by_status(OrderStatus.PICKING) == []


def test_an_order_goes_from_queue_to_queue_at_its_own_place(shop: InventoryManager) -> None:
    for number in (7, 2, 5):
        shop.move_order(f"O-{number}", OrderStatus.PICKING)
    assert _ids(shop.orders_by_status(OrderStatus.PICKING)) == ["O-2", "O-5", "O-7"]
    assert _ids(shop.orders_by_status(OrderStatus.PENDING)) == ["O-1", "O-3", "O-4", "O-6", "O-8"]


def test_a_queue_has_the_orders_themselves(shop: InventoryManager) -> None:
    found = shop.get_order_with_items("O-5")
    assert found and shop.orders_by_status(OrderStatus.PENDING)[4] == found.order


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("limit", [1, 3, 8])
def test_the_pages_of_a_queue_together_are_the_queue(shop: InventoryManager, newest_first: bool, limit: int) -> None:
    def fetch(cursor: str | None) -> Page[Order]:
        return shop.orders_by_status(OrderStatus.PENDING, newest_first=newest_first, limit=limit, cursor=cursor)

    numbers = range(8, 0, -1) if newest_first else range(1, 9)
    assert [order.order_id for order in _all(fetch)] == [f"O-{number}" for number in numbers]


@pytest.mark.parametrize(
    ("given", "numbers"),
    [
        ({"warehouse": "WH002"}, [5, 6, 7, 8]),
        ({"warehouse": "WH001"}, [1, 2, 3, 4, 5, 6, 7, 8]),
        ({"warehouse": "WH"}, []),
        ({"customer": "CUST-2"}, [2, 4, 6, 8]),
        ({"customer": "CUST-"}, []),
        ({"customer": "CUST-1", "warehouse": "WH002"}, [5, 7]),
    ],
)
def test_a_queue_can_be_of_a_warehouse_or_a_customer(
    shop: InventoryManager, given: dict[str, Any], numbers: list[int]
) -> None:
    for limit in (1, 2, 50):

        def fetch(cursor: str | None, most: int = limit) -> Page[Order]:
            return shop.orders_by_status(OrderStatus.PENDING, limit=most, cursor=cursor, **given)

        assert [order.order_id for order in _all(fetch)] == [f"O-{number}" for number in numbers]


def test_a_filtered_page_is_one_call_however_much_it_looks_through(shop: InventoryManager) -> None:
    with CallLog.of(shop.client) as log:
        assert _ids(shop.orders_by_status(OrderStatus.PENDING, customer="CUST-2", limit=2)) == ["O-2", "O-4"]
    assert log.operations == ["Query"]


def test_a_customers_orders_can_be_of_a_status_and_a_warehouse(shop: InventoryManager) -> None:
    shop.move_order("O-3", OrderStatus.PICKING)
    shop.move_order("O-7", OrderStatus.PICKING)
    assert _ids(shop.get_customer_orders("CUST-1")) == ["O-7", "O-5", "O-3", "O-1"]
    assert _ids(shop.get_customer_orders("CUST-1", newest_first=False)) == ["O-1", "O-3", "O-5", "O-7"]
    assert _ids(shop.get_customer_orders("CUST-1", status=OrderStatus.PICKING)) == ["O-7", "O-3"]
    assert _ids(shop.get_customer_orders("CUST-1", status=OrderStatus.PICKING, warehouse="WH002")) == ["O-7"]
    assert _ids(shop.get_customer_orders("CUST-1", warehouse="WH002", limit=1)) == ["O-7"]


LISTS: list[Callable[[InventoryManager, str | None], Page[Any]]] = [
    lambda m, cursor: m.orders_by_status(OrderStatus.PENDING, limit=1, cursor=cursor),
    lambda m, cursor: m.orders_by_status(OrderStatus.PENDING, limit=1, newest_first=True, cursor=cursor),
    lambda m, cursor: m.orders_by_status(OrderStatus.PENDING, limit=1, customer="CUST-1", cursor=cursor),
    lambda m, cursor: m.orders_by_status(OrderStatus.PENDING, limit=1, warehouse="WH002", cursor=cursor),
    lambda m, cursor: m.get_customer_orders("CUST-1", limit=1, cursor=cursor),
    lambda m, cursor: m.get_customer_orders("CUST-1", limit=1, newest_first=False, cursor=cursor),
    lambda m, cursor: m.get_customer_orders("CUST-1", limit=1, status=OrderStatus.PENDING, cursor=cursor),
    lambda m, cursor: m.orders_holding("SKU-01", limit=1, cursor=cursor),
    lambda m, cursor: m.orders_holding("SKU-02", limit=1, cursor=cursor),
    lambda m, cursor: m.customers(limit=1, cursor=cursor),
    lambda m, cursor: m.customers("C", limit=1, cursor=cursor),
]


def test_a_cursor_is_of_its_own_list_only(shop: InventoryManager) -> None:
    cursors = [fetch(shop, None).cursor for fetch in LISTS]
    for number, fetch in enumerate(LISTS):
        for other, cursor in enumerate(cursors):
            if other == number:
                fetch(shop, cursor)
                continue
            with pytest.raises(InvalidCursor):
                fetch(shop, cursor)
        with pytest.raises(InvalidCursor):
            fetch(shop, "x")


@pytest.mark.parametrize(
    "fetch",
    [
        lambda m: m.orders_by_status("GONE"),
        lambda m: m.orders_by_status(OrderStatus.PENDING, limit=0),
        lambda m: m.orders_by_status(OrderStatus.PENDING, warehouse="a#b"),
        lambda m: m.orders_by_status(OrderStatus.PENDING, customer=""),
        lambda m: m.get_customer_orders("CUST-1", status="GONE"),
        lambda m: m.orders_holding("a#b"),
        lambda m: m.customers("a\x00"),
        lambda m: m.get_customer("a#b"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    manager: InventoryManager, fetch: Callable[[InventoryManager], object]
) -> None:
    with pytest.raises(InvalidValue):
        fetch(manager)


# How many


def test_every_status_is_counted(shop: InventoryManager) -> None:
    shop.move_order("O-1", OrderStatus.CANCELLED)
    to_packed(shop, "O-2")
    shop.ship_order("O-2")
    shop.move_order("O-3", OrderStatus.ON_HOLD)
    counts = shop.order_counts()
    assert {status: count.n for status, count in counts.items() if count.n} == {
        OrderStatus.PENDING: 5,
        OrderStatus.CANCELLED: 1,
        OrderStatus.SHIPPED: 1,
        OrderStatus.ON_HOLD: 1,
    }
    assert set(counts) == set(OrderStatus) and not any(count.more for count in counts.values())


def test_counts_are_kept_for_a_while_and_counted_anew_after_a_change_made_here(shop: InventoryManager) -> None:
    other = InventoryManager(client=shop.client)
    assert (shop.order_counts()[OrderStatus.PENDING], other.order_counts()[OrderStatus.PENDING]) == (
        Count(8, False),
        Count(8, False),
    )
    changes: list[Callable[[], object]] = [
        lambda: shop.move_order("O-1", OrderStatus.PICKING),
        lambda: shop.create_order_transaction("O-9", "CUST-1", [line("SKU-01")]),
        lambda: shop.move_order("O-2", OrderStatus.CANCELLED),
    ]
    for change, left in zip(changes, (7, 8, 7), strict=True):
        change()
        assert shop.order_counts()[OrderStatus.PENDING] == Count(left, False)
    assert other.order_counts()[OrderStatus.PENDING] == Count(8, False)


def test_many_are_counted_up_to_a_bound(shop: InventoryManager, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inventory.ordering.queues.MOST_COUNTED", 7)
    assert shop.order_counts()[OrderStatus.PENDING] == Count(7, True)
    assert str(shop.order_counts()[OrderStatus.PENDING]) == "7+"


# Who holds


def test_who_holds_a_sku_comes_oldest_first_with_the_line_that_does(shop: InventoryManager) -> None:
    found = shop.orders_holding("SKU-02")
    assert [(one.order.order_id, one.line.index, one.line.open) for one in found] == [
        (f"O-{number}", 2, number) for number in range(5, 9)
    ]
    assert [
        one.order.order_id for one in _all(lambda cursor: shop.orders_holding("SKU-01", limit=3, cursor=cursor))
    ] == [f"O-{number}" for number in range(1, 9)]
    assert shop.orders_holding("NOPE") == []


def test_only_what_is_still_in_the_house_holds(shop: InventoryManager) -> None:
    shop.move_order("O-1", OrderStatus.CANCELLED)
    to_packed(shop, "O-5")
    shop.ship_order("O-5", {1: 1})
    to_packed(shop, "O-6")
    shop.ship_order("O-6", {1: 2})
    to_packed(shop, "O-7")
    shop.ship_order("O-7", {1: 1}, close_rest=True)
    with pytest.raises(InsufficientStock):
        shop.create_order_transaction("O-9", "CUST-1", [line("SKU-01", 999)], keep_rejected=True)
    holding = {one.order.order_id: one.line.open for one in shop.orders_holding("SKU-01")}
    assert holding == {"O-2": 2, "O-3": 2, "O-4": 2, "O-5": 1, "O-8": 2}
    assert [one.order.order_id for one in shop.orders_holding("SKU-02")] == ["O-5", "O-6", "O-8"]
    shop.return_items("O-7", [{"index": 1, "restock": 1}])
    assert "O-7" not in {one.order.order_id for one in shop.orders_holding("SKU-01")}


# Who ordered


def test_customers_are_listed_by_id_from_their_first_order_on(shop: InventoryManager) -> None:
    shop.create_order_transaction("O-9", "ANNA", [line("SKU-01")])
    shop.receive_return("R-1", "ZOE", [line("SKU-01")])
    assert [one.customer_id for one in shop.customers()] == ["ANNA", "CUST-1", "CUST-2", "ZOE"]
    assert [one.customer_id for one in shop.customers("CUST")] == ["CUST-1", "CUST-2"]
    assert [one.customer_id for one in shop.customers("CUST-2")] == ["CUST-2"]
    assert shop.customers("cust") == []
    assert shop.customers("CUST-1")[0].created_at == clock.timestamp(DAY + timedelta(minutes=1))
    assert [one.customer_id for one in _all(lambda cursor: shop.customers(limit=1, cursor=cursor))] == [
        *("ANNA", "CUST-1"),
        *("CUST-2", "ZOE"),
    ]


def test_a_customers_orders_are_added_up(shop: InventoryManager) -> None:
    shop.move_order("O-1", OrderStatus.CANCELLED)
    to_packed(shop, "O-3")
    shop.ship_order("O-3")
    shop.receive_return("R-1", "CUST-1", [line("SKU-01", 7, "9.99")])
    with pytest.raises(InsufficientStock):
        shop.create_order_transaction("O-9", "CUST-1", [line("SKU-01", 999)], keep_rejected=True)
    found = shop.get_customer("CUST-1")
    assert found is not None
    # O-3 for 3.00, O-5 for 3.00 + 10.00, O-7 for 3.00 + 14.00
    assert (str(found.total), found.units, found.orders, found.more) == ("33.00", 18, Count(6, False), False)
    assert found.by_status == {
        OrderStatus.CANCELLED: 1,
        OrderStatus.SHIPPED: 1,
        OrderStatus.PENDING: 2,
        OrderStatus.RETURNED: 1,
        OrderStatus.REJECTED: 1,
    }
    assert found.first_at == clock.timestamp(DAY + timedelta(minutes=1))
    assert found.last_at > clock.timestamp(DAY + timedelta(minutes=7))
    assert found.customer.customer_id == "CUST-1"
    assert shop.get_customer("NOBODY") is None


def test_only_the_newest_orders_of_a_customer_are_added_up(
    shop: InventoryManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inventory.ordering.customers.MOST_COUNTED", 2)
    found = shop.get_customer("CUST-1")
    assert found is not None
    assert (str(found.total), found.orders, found.more) == ("30.00", Count(2, True), True)
    assert found.last_at == clock.timestamp(DAY + timedelta(minutes=7))
    assert found.customer.created_at == clock.timestamp(DAY + timedelta(minutes=1))


def test_an_order_in_work_counts_where_it_is(shop: InventoryManager, monkeypatch: pytest.MonkeyPatch) -> None:
    small_transactions(monkeypatch, 4)
    items = [line("SKU-01"), line("SKU-02"), line("SKU-02", warehouse="WH002")]
    shop.create_order_transaction("O-9", "CUST-3", items, wait=False)
    assert shop.order_counts()[OrderStatus.ALLOCATING] == Count(1, False)
    found = shop.get_customer("CUST-3")
    assert found and (found.units, found.by_status) == (3, {OrderStatus.ALLOCATING: 1})
    shop.resume_plans()
    shop.settle_order("O-9")
    assert shop.order_counts()[OrderStatus.ALLOCATING] == Count(0, False)
