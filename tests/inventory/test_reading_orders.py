"""InventoryManager.get_order_with_items and get_customer_orders."""

import pytest

from inventory import InventoryManager
from inventory.entities import Order
from inventory.errors import InvalidCursor, InvalidValue
from tests.tables import add_parts, add_vest, index_keys, line


def _orders(manager: InventoryManager, count: int, customer: str = "CUST-0012") -> list[str]:
    made = [
        manager.create_order_transaction(f"{customer}-{number}", customer, [line("VEST-M")]) for number in range(count)
    ]
    return [order.order_id for order in made]


def test_lines_come_in_the_order_they_were_given(manager: InventoryManager) -> None:
    skus = add_parts(manager, 12)[::-1]
    manager.create_order_transaction("O-1", "CUST-0012", [line(sku) for sku in skus])
    found = manager.get_order_with_items("O-1")
    assert found is not None
    assert [each.sku for each in found.lines] == skus
    assert [each.index for each in found.lines] == list(range(1, 13))
    assert found.items == found.lines


def test_no_order_is_none(manager: InventoryManager) -> None:
    assert manager.get_order_with_items("NOPE") is None


def test_an_impossible_order_id_is_refused(manager: InventoryManager) -> None:
    with pytest.raises(InvalidValue):
        manager.get_order_with_items("O#1")


def test_a_customers_orders_come_newest_first(manager: InventoryManager) -> None:
    add_vest(manager)
    made = _orders(manager, 3)
    found = manager.get_customer_orders("CUST-0012")
    assert [order.order_id for order in found] == made[::-1]
    assert type(found[0]) is Order
    assert found[0] == manager.create_order_transaction(made[2], "CUST-0012", [line("VEST-M")]).order


def test_the_customer_index_holds_orders_by_time(manager: InventoryManager) -> None:
    add_vest(manager)
    made = [manager.create_order_transaction(f"O-{n}", "CUST-0012", [line("VEST-M")]) for n in range(2)]
    assert index_keys(manager, "GSI1", "CUSTOMER#CUST-0012") == [f"ORDER#{o.created_at}" for o in made]


def test_a_customer_sees_only_their_own(manager: InventoryManager) -> None:
    add_vest(manager)
    _orders(manager, 1)
    (other,) = _orders(manager, 1, "CUST-00123")
    assert [order.order_id for order in manager.get_customer_orders("CUST-00123")] == [other]


def test_a_customer_without_orders_has_an_empty_page(manager: InventoryManager) -> None:
    page = manager.get_customer_orders("CUST-0404")
    assert (list(page), page.cursor) == ([], None)


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8])
def test_the_pages_together_are_the_list(manager: InventoryManager, limit: int) -> None:
    add_vest(manager)
    made = _orders(manager, 7)
    page = manager.get_customer_orders("CUST-0012", limit=limit)
    seen = [order.order_id for order in page]
    while page.cursor:
        page = manager.get_customer_orders("CUST-0012", limit=limit, cursor=page.cursor)
        seen += [order.order_id for order in page]
    assert page, "a cursor led to an empty page"
    assert seen == made[::-1]


def test_a_cursor_of_another_customer_is_refused(manager: InventoryManager) -> None:
    add_vest(manager)
    _orders(manager, 3)
    cursor = manager.get_customer_orders("CUST-0012", limit=1).cursor
    with pytest.raises(InvalidCursor):
        manager.get_customer_orders("CUST-0013", cursor=cursor)


@pytest.mark.parametrize(("customer", "limit"), [("", 5), ("C#1", 5), ("CUST-0012", 0), ("CUST-0012", 1001)])
def test_a_value_that_cannot_be_is_refused(manager: InventoryManager, customer: str, limit: int) -> None:
    with pytest.raises(InvalidValue):
        manager.get_customer_orders(customer, limit=limit)
