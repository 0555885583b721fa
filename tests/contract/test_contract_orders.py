"""What orders rely on, the same on every engine."""

from decimal import Decimal

import pytest

from inventory import InventoryManager, audit
from inventory.entities import StockLevel
from inventory.errors import InsufficientStock, OrderExists, UnknownSku
from tests.meddling import TRANSACT, before_call, lose_answers, take_elsewhere
from tests.tables import add_parts, add_vest, index_keys, line, stored, whole_table

LARGE = StockLevel("VEST", "VEST-L", "WH001", 4, 0, 1)


def test_an_order_is_placed_and_read_with_its_lines(inventory: InventoryManager) -> None:
    add_vest(inventory)
    order = inventory.create_order_transaction(
        "O-1", "CUST-0012", [line("VEST-M", 3, "12.50"), line("VEST-L", 1, 11.99), line("VEST-M", 1, 0)]
    )
    assert order.total == Decimal("49.49")
    assert inventory.get_order_with_items("O-1") == order
    assert inventory.get_order_with_items("NOPE") is None
    level = stored(inventory, "PRODUCT#VEST", "VARIANT#VEST-M")
    assert (level["Stock"], level["Allocated"], level["GSI2SK"]) == (6, 4, "QTY#00000006#VEST-M")
    assert audit.check(inventory.client) == audit.Report(levels=2, movements=4, drifts=())


def test_the_same_order_again_is_the_same_and_a_different_one_is_refused(inventory: InventoryManager) -> None:
    add_vest(inventory)
    order = inventory.create_order_transaction("O-1", "CUST-0012", [line("VEST-M", 10)])
    before = whole_table(inventory.client)
    assert inventory.create_order_transaction("O-1", "CUST-0012", [line("VEST-M", 10)]) == order
    with pytest.raises(OrderExists):
        inventory.create_order_transaction("O-1", "CUST-0012", [line("VEST-L", 1)])
    assert whole_table(inventory.client) == before


def test_a_refused_order_leaves_the_table_as_it_was_and_names_every_short_line(
    inventory: InventoryManager,
) -> None:
    skus = add_parts(inventory, 4, stock=3)
    before = whole_table(inventory.client)
    with pytest.raises(InsufficientStock) as refused:
        inventory.create_order_transaction("O-1", "CUST-0012", [line(skus[0], 4), line(skus[1], 3), line(skus[3], 9)])
    assert [(s.sku, s.asked, s.available) for s in refused.value.shortages] == [
        ("SKU-01", 4, 3),
        ("SKU-04", 9, 3),
    ]
    with pytest.raises(UnknownSku):
        inventory.create_order_transaction("O-1", "CUST-0012", [line(skus[0]), line("NOPE")])
    assert whole_table(inventory.client) == before


def test_an_order_of_33_skus_is_one_transaction_of_100_actions(inventory: InventoryManager) -> None:
    skus = add_parts(inventory, 33)
    order = inventory.create_order_transaction("O-1", "CUST-0012", [line(sku) for sku in skus])
    assert inventory.get_order_with_items("O-1") == order
    assert audit.check(inventory.client).drifts == ()


def test_the_line_that_moved_meanwhile_is_the_one_computed_again(inventory: InventoryManager) -> None:
    add_vest(inventory)
    before_call(inventory.client, TRANSACT, lambda: take_elsewhere(inventory.client, LARGE, 1))
    inventory.create_order_transaction("O-1", "CUST-0012", [line("VEST-M", 6), line("VEST-L", 3)])
    level = stored(inventory, "PRODUCT#VEST", "VARIANT#VEST-L")
    assert (level["Stock"], level["Allocated"], level["Revision"]) == (0, 3, 3)


def test_a_line_that_runs_short_meanwhile_leaves_nothing_of_the_order(inventory: InventoryManager) -> None:
    add_vest(inventory)
    before_call(inventory.client, TRANSACT, lambda: take_elsewhere(inventory.client, LARGE, 2))
    with pytest.raises(InsufficientStock):
        inventory.create_order_transaction("O-1", "CUST-0012", [line("VEST-M", 6), line("VEST-L", 3)])
    assert inventory.get_order_with_items("O-1") is None
    assert stored(inventory, "PRODUCT#VEST", "VARIANT#VEST-M")["Revision"] == 1


def test_an_order_whose_answer_was_lost_is_placed_once(inventory: InventoryManager) -> None:
    add_vest(inventory)
    lose_answers(inventory.client, TRANSACT)
    order = inventory.create_order_transaction("O-1", "CUST-0012", [line("VEST-M", 10)])
    assert inventory.get_order_with_items("O-1") == order


def test_a_customers_orders_come_newest_first_page_by_page(inventory: InventoryManager) -> None:
    add_vest(inventory)
    for number in range(5):
        inventory.create_order_transaction(f"O-{number}", "CUST-0012", [line("VEST-M")])
    inventory.create_order_transaction("OTHER", "CUST-00121", [line("VEST-M")])
    page = inventory.get_customer_orders("CUST-0012", limit=2)
    seen = [order.order_id for order in page]
    while page.cursor:
        page = inventory.get_customer_orders("CUST-0012", limit=2, cursor=page.cursor)
        seen += [order.order_id for order in page]
    assert seen == ["O-4", "O-3", "O-2", "O-1", "O-0"]
    by_status = index_keys(inventory, "GSI2", "ORDERS#PENDING")
    assert [key.split("#")[1] for key in by_status] == ["O-0", "O-1", "O-2", "O-3", "O-4", "OTHER"]
