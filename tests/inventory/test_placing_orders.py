"""InventoryManager.create_order_transaction: what an order stores and moves."""

from decimal import Decimal

import pytest

from inventory import InventoryManager
from inventory.entities import OrderLine, OrderStatus
from tests.tables import add_parts, add_vest, index_keys, line, stored, whole_table


def _place(manager: InventoryManager) -> None:
    add_vest(manager)
    manager.create_order_transaction(
        "O-1", "CUST-0012", [line("VEST-M", 3, "12.50"), line("VEST-L", 1, 11.99)], actor="clerk-7"
    )


def test_an_order_is_stored_with_its_keys_in_both_indexes(manager: InventoryManager) -> None:
    _place(manager)
    item = stored(manager, "ORDER#O-1")
    moment = item["CreatedAt"]
    assert len(item.pop("ContentHash")) == 64
    assert item == {
        "PK": "ORDER#O-1",
        "SK": "METADATA",
        "GSI1PK": "CUSTOMER#CUST-0012",
        "GSI1SK": f"ORDER#{moment}",
        "GSI2PK": "ORDERS#PENDING",
        "GSI2SK": f"{moment}#O-1",
        "OrderId": "O-1",
        "CustomerId": "CUST-0012",
        "Total": Decimal("49.49"),
        "Status": "PENDING",
        "CreatedAt": moment,
        "UpdatedAt": moment,
        "PlacedBy": "clerk-7",
        "Lines": 2,
        "Units": 4,
        "Warehouses": ["WH001"],
        "Version": 1,
    }


def test_its_lines_are_stored_in_the_order_given(manager: InventoryManager) -> None:
    _place(manager)
    moment = stored(manager, "ORDER#O-1")["CreatedAt"]
    assert stored(manager, "ORDER#O-1", "ITEM#0001") == {
        "PK": "ORDER#O-1",
        "SK": "ITEM#0001",
        "GSI1PK": "HOLDS#VEST-M",
        "GSI1SK": f"{moment}#O-1#0001",
        "OrderId": "O-1",
        "Index": 1,
        "ProductId": "VEST",
        "SKU": "VEST-M",
        "Name": "Hi-vis vest, M",
        "Quantity": 3,
        "Price": Decimal("12.5"),
        "Subtotal": Decimal("37.5"),
        "Warehouse": "WH001",
        "CreatedAt": moment,
    }
    assert stored(manager, "ORDER#O-1", "ITEM#0002")["SKU"] == "VEST-L"


def test_stock_goes_from_available_to_allocated(manager: InventoryManager) -> None:
    _place(manager)
    level = stored(manager, "PRODUCT#VEST", "VARIANT#VEST-M")
    assert (level["Stock"], level["Allocated"], level["Revision"]) == (7, 3, 2)
    assert level["GSI2SK"] == "QTY#00000007#VEST-M"


def test_each_level_has_a_ledger_row_that_names_the_order(manager: InventoryManager) -> None:
    _place(manager)
    row = stored(manager, "LEDGER#VEST-M#WH001", "MOVE#0000000002")
    moment = row["CreatedAt"]
    assert row == {
        "PK": "LEDGER#VEST-M#WH001",
        "SK": "MOVE#0000000002",
        "GSI1PK": f"ACTIVITY#WH001#{moment[:10]}",
        "GSI1SK": f"{moment}#VEST-M#0000000002",
        "GSI2PK": "LEDGER#VEST-M#WH001",
        "GSI2SK": f"{moment}#0000000002",
        "ProductId": "VEST",
        "SKU": "VEST-M",
        "Warehouse": "WH001",
        "Revision": 2,
        "Change": -3,
        "AllocatedChange": 3,
        "Stock": 7,
        "Allocated": 3,
        "Reason": "order",
        "Actor": "clerk-7",
        "Note": "",
        "Cause": "ORDER#O-1",
        "CreatedAt": moment,
    }


def test_an_order_makes_exactly_its_own_rows(manager: InventoryManager) -> None:
    add_vest(manager)
    before = whole_table(manager.client)
    manager.create_order_transaction("O-1", "CUST-0012", [line("VEST-M", 3), line("VEST-L")])
    after = whole_table(manager.client)
    assert set(after) - set(before) == {
        ("CUSTOMER#CUST-0012", "METADATA"),
        ("ORDER#O-1", "METADATA"),
        ("ORDER#O-1", "ITEM#0001"),
        ("ORDER#O-1", "ITEM#0002"),
        ("LEDGER#VEST-M#WH001", "MOVE#0000000002"),
        ("LEDGER#VEST-L#WH001", "MOVE#0000000002"),
    }
    assert {key for key in before if after[key] != before[key]} == {
        ("PRODUCT#VEST", "VARIANT#VEST-M"),
        ("PRODUCT#VEST", "VARIANT#VEST-L"),
    }


def test_a_customer_is_listed_from_the_first_order_on(manager: InventoryManager) -> None:
    _place(manager)
    moment = stored(manager, "CUSTOMER#CUST-0012").pop("CreatedAt")
    assert stored(manager, "CUSTOMER#CUST-0012") == {
        "PK": "CUSTOMER#CUST-0012",
        "SK": "METADATA",
        "GSI2PK": "CUSTOMERS",
        "GSI2SK": "CUSTOMER#CUST-0012",
        "CustomerId": "CUST-0012",
        "CreatedAt": moment,
    }
    before = whole_table(manager.client)
    manager.create_order_transaction("O-2", "CUST-0012", [line("VEST-M")])
    assert whole_table(manager.client)["CUSTOMER#CUST-0012", "METADATA"] == before["CUSTOMER#CUST-0012", "METADATA"]


def test_it_returns_the_order_with_its_total_and_lines(manager: InventoryManager) -> None:
    add_vest(manager)
    order = manager.create_order_transaction("O-1", "CUST-0012", [line("VEST-M", 3, "12.50"), line("VEST-L", 2, 0)])
    assert (order.order_id, order.customer_id, order.status) == ("O-1", "CUST-0012", OrderStatus.PENDING)
    assert str(order.total) == "37.50"
    moment, names = order.created_at, ("Hi-vis vest, M", "Hi-vis vest, L")
    assert order.lines == (
        OrderLine(
            "O-1", 1, "VEST", "VEST-M", 3, Decimal("12.50"), Decimal("37.50"), "WH001", names[0], created_at=moment
        ),
        OrderLine(
            "O-1", 2, "VEST", "VEST-L", 2, Decimal("0.00"), Decimal("0.00"), "WH001", names[1], created_at=moment
        ),
    )
    assert (order.line_count, order.units, order.warehouses, order.open) == (2, 5, ("WH001",), 5)
    assert order == manager.get_order_with_items("O-1")


def test_totals_are_exact_to_the_cent(manager: InventoryManager) -> None:
    skus = add_parts(manager, 3, stock=99_999_999)
    order = manager.create_order_transaction(
        "O-1", "CUST-0012", [line(skus[0], 3, 0.1), line(skus[1], 7, "19.99"), line(skus[2], 1, 1)]
    )
    assert order.total == Decimal("141.23")


def test_the_largest_amounts_are_kept(manager: InventoryManager) -> None:
    (sku,) = add_parts(manager, 1, stock=99_999_999)
    manager.create_order_transaction("O-1", "CUST-0012", [line(sku, 99_999_999, "9999999999.99")])
    found = manager.get_order_with_items("O-1")
    assert found is not None
    assert found.total == found.lines[0].subtotal == 99_999_999 * Decimal("9999999999.99")


def test_product_and_warehouse_are_found_from_the_sku(manager: InventoryManager) -> None:
    manager.create_product("A", "Thing", "Things", 1, variants=[{"sku": "S1", "stock": 1, "warehouse": "WH007"}])
    manager.create_product("B", "Thing", "Things", 1, variants=[{"sku": "S2", "stock": 1}])
    order = manager.create_order_transaction("O-1", "CUST-0012", [line("S1"), line("S2")])
    assert [(each.product_id, each.warehouse) for each in order.lines] == [("A", "WH007"), ("B", "WH001")]


def test_a_sku_given_twice_is_two_lines_and_one_movement(manager: InventoryManager) -> None:
    add_vest(manager)
    order = manager.create_order_transaction(
        "O-1", "CUST-0012", [line("VEST-M", 2, 5), line("VEST-L"), line("VEST-M", 3, 4)]
    )
    assert [(each.sku, each.quantity) for each in order.lines] == [("VEST-M", 2), ("VEST-L", 1), ("VEST-M", 3)]
    assert order.total == Decimal("23.00")
    row = stored(manager, "LEDGER#VEST-M#WH001", "MOVE#0000000002")
    assert (row["Change"], row["AllocatedChange"], row["Stock"]) == (-5, 5, 5)


def test_all_of_a_stock_can_be_ordered(manager: InventoryManager) -> None:
    add_vest(manager)
    manager.create_order_transaction("O-1", "CUST-0012", [line("VEST-M", 4), line("VEST-M", 6)])
    assert stored(manager, "PRODUCT#VEST", "VARIANT#VEST-M")["Stock"] == 0


def test_33_skus_go_in_one_order(manager: InventoryManager) -> None:
    skus = add_parts(manager, 33)
    order = manager.create_order_transaction("O-1", "CUST-0012", [line(sku) for sku in skus])
    assert [each.sku for each in order.lines] == skus
    assert manager.get_order_with_items("O-1") == order


def test_the_same_order_again_is_the_same_order(manager: InventoryManager) -> None:
    add_vest(manager)
    items = [line("VEST-M", 6, "12.50"), line("VEST-L", 4)]
    first = manager.create_order_transaction("O-1", "CUST-0012", items)
    before = whole_table(manager.client)
    assert manager.create_order_transaction("O-1", "CUST-0012", items) == first
    assert whole_table(manager.client) == before


@pytest.mark.parametrize("price", [12.5, "12.5", "12.50", Decimal("12.5")])
def test_the_same_order_in_another_spelling_is_the_same_order(manager: InventoryManager, price: object) -> None:
    add_vest(manager)
    first = manager.create_order_transaction("O-1", "CUST-0012", [line("VEST-M", 6, "12.50")])
    again = [line("VEST-M", "6", price, warehouse="WH001")]  # type: ignore[arg-type]
    assert manager.create_order_transaction("O-1", "CUST-0012", again) == first


def test_orders_stand_in_the_index_of_their_status_by_time(manager: InventoryManager) -> None:
    add_vest(manager)
    made = [manager.create_order_transaction(order_id, "CUST-0012", [line("VEST-M")]) for order_id in ("B", "A")]
    expected = [f"{order.created_at}#{order.order_id}" for order in made]
    assert index_keys(manager, "GSI2", "ORDERS#PENDING") == expected
