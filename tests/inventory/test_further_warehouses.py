"""Stock of a SKU in warehouses other than its home."""

import pytest

from inventory import InventoryManager, stock
from inventory.entities import StockLevel, Warehouse
from inventory.errors import InsufficientStock, Shortage
from tests.meddling import TRANSACT, before_call, take_elsewhere
from tests.tables import add_vest, index_keys, line, stored, whole_table


def test_the_first_stock_there_makes_a_level_of_its_own(manager: InventoryManager) -> None:
    add_vest(manager)
    after = manager.update_stock("VEST-M", "VEST", 7, warehouse="WH002")
    assert after == StockLevel("VEST", "VEST-M", "WH002", stock=7, allocated=0, revision=1, home=False)
    row = stored(manager, "PRODUCT#VEST", "VARIANT#VEST-M#AT#WH002")
    moment = row["CreatedAt"]
    assert row == {
        "PK": "PRODUCT#VEST",
        "SK": "VARIANT#VEST-M#AT#WH002",
        "GSI2PK": "STOCK#WH002",
        "GSI2SK": "QTY#00000007#VEST-M",
        "ProductId": "VEST",
        "SKU": "VEST-M",
        "Warehouse": "WH002",
        "Stock": 7,
        "Allocated": 0,
        "Revision": 1,
        "Days": f"{moment[:10]}:7",
        "CreatedAt": moment,
        "UpdatedAt": moment,
    }


def test_it_has_a_ledger_of_its_own(manager: InventoryManager) -> None:
    add_vest(manager)
    manager.update_stock("VEST-M", "VEST", 7, warehouse="WH002")
    manager.update_stock("VEST-M", "VEST", -2, warehouse="WH002")
    rows = manager.client.query("LEDGER#VEST-M#WH002", consistent=True)
    assert [(row["SK"], row["Change"], row["Stock"]) for row in rows] == [
        ("MOVE#0000000001", 7, 7),
        ("MOVE#0000000002", -2, 5),
    ]


def test_the_home_level_stays_as_it_was(manager: InventoryManager) -> None:
    add_vest(manager)
    home = stored(manager, "PRODUCT#VEST", "VARIANT#VEST-M")
    manager.update_stock("VEST-M", "VEST", 7, warehouse="WH002")
    assert stored(manager, "PRODUCT#VEST", "VARIANT#VEST-M") == home


def test_the_home_warehouse_by_name_is_the_home_level(manager: InventoryManager) -> None:
    add_vest(manager)
    assert manager.update_stock("VEST-M", "VEST", 1, warehouse="WH001").revision == 2
    assert manager.client.get("PRODUCT#VEST", "VARIANT#VEST-M#AT#WH001") is None


def test_it_makes_the_warehouse_known(manager: InventoryManager) -> None:
    add_vest(manager)
    manager.update_stock("VEST-M", "VEST", 7, warehouse="WH002")
    assert manager.warehouses() == (Warehouse("WH001", "WH001"), Warehouse("WH002", "WH002"))


def test_a_name_a_warehouse_has_is_kept(manager: InventoryManager) -> None:
    add_vest(manager)
    manager.registry.put_warehouse(Warehouse("WH002", "Harbour"))
    manager.update_stock("VEST-M", "VEST", 7, warehouse="WH002")
    assert Warehouse("WH002", "Harbour") in manager.warehouses()


def test_taking_where_there_is_none_is_refused_and_nothing_changes(manager: InventoryManager) -> None:
    add_vest(manager)
    before = whole_table(manager.client)
    with pytest.raises(InsufficientStock) as refused:
        manager.update_stock("VEST-M", "VEST", -1, warehouse="WH002")
    assert refused.value.shortages == (Shortage("VEST-M", "WH002", asked=1, available=0),)
    assert whole_table(manager.client) == before


def test_a_repeat_of_the_first_stock_there_is_recognised(manager: InventoryManager) -> None:
    add_vest(manager)
    first = manager.update_stock("VEST-M", "VEST", 7, warehouse="WH002", request_key="press-1")
    assert manager.update_stock("VEST-M", "VEST", 7, warehouse="WH002", request_key="press-1") == first


def test_a_level_that_came_to_be_meanwhile_is_added_to(manager: InventoryManager) -> None:
    add_vest(manager)
    empty = stock.new_level("VEST", "VEST-M", "WH002")
    before_call(manager.client, TRANSACT, lambda: take_elsewhere(manager.client, empty, -2))
    after = manager.update_stock("VEST-M", "VEST", 7, warehouse="WH002")
    assert (after.stock, after.revision, after.home) == (9, 2, False)
    assert index_keys(manager, "GSI2", "STOCK#WH002") == ["QTY#00000009#VEST-M"]


def test_an_order_takes_from_the_warehouse_its_line_names(manager: InventoryManager) -> None:
    add_vest(manager)
    manager.update_stock("VEST-M", "VEST", 7, warehouse="WH002")
    manager.create_order_transaction("O-1", "CUST-0012", [line("VEST-M", 4, warehouse="WH002")])
    product = manager.get_product_with_variants("VEST")
    assert product is not None
    home, further = product.variants[1].levels
    assert (home.stock, home.allocated) == (10, 0)
    assert (further.stock, further.allocated, further.revision) == (3, 4, 2)


def test_an_order_of_one_sku_from_two_warehouses_takes_from_both(manager: InventoryManager) -> None:
    add_vest(manager)
    manager.update_stock("VEST-M", "VEST", 7, warehouse="WH002")
    order = manager.create_order_transaction(
        "O-1", "CUST-0012", [line("VEST-M", 4), line("VEST-M", 5, warehouse="WH002")]
    )
    assert [(each.warehouse, each.quantity) for each in order.lines] == [("WH001", 4), ("WH002", 5)]
    assert index_keys(manager, "GSI2", "STOCK#WH002") == ["QTY#00000002#VEST-M"]
    assert stored(manager, "PRODUCT#VEST", "VARIANT#VEST-M")["Stock"] == 6


def test_an_order_from_a_warehouse_without_the_sku_names_it_short(manager: InventoryManager) -> None:
    add_vest(manager)
    with pytest.raises(InsufficientStock) as refused:
        manager.create_order_transaction("O-1", "CUST-0012", [line("VEST-M", 4, warehouse="WH002")])
    assert refused.value.shortages == (Shortage("VEST-M", "WH002", asked=4, available=0),)
