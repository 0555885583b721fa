"""Categories and warehouses: made known by what is stored in them, read once in a while."""

import pytest

from inventory import InventoryManager, registry
from inventory.entities import Category, Warehouse
from tests.counting import CallLog
from tests.tables import add_vest, stored


def test_a_new_product_makes_its_category_and_warehouses_known(manager: InventoryManager) -> None:
    add_vest(manager)
    assert manager.categories() == (Category("Safety"),)
    assert manager.warehouses() == (Warehouse("WH001", "WH001"),)
    category = stored(manager, "CATALOG", "CATEGORY#Safety")
    assert category == {
        "PK": "CATALOG",
        "SK": "CATEGORY#Safety",
        "Name": "Safety",
        "CreatedAt": category["CreatedAt"],
    }


def test_categories_come_by_name_and_warehouses_by_id(manager: InventoryManager) -> None:
    for number, category in enumerate(("Tools", "Abrasives", "Safety")):
        manager.create_product(f"P{number}", "Thing", category, 1)
    manager.registry.put_warehouse(Warehouse("WH002", "Harbour"))
    manager.registry.put_warehouse(Warehouse("WH001", "Station"))
    assert [category.name for category in manager.categories()] == ["Abrasives", "Safety", "Tools"]
    assert manager.warehouses() == (Warehouse("WH001", "Station"), Warehouse("WH002", "Harbour"))


def test_it_is_read_once_for_many_questions(manager: InventoryManager, calls: CallLog) -> None:
    for _ in range(5):
        manager.categories()
        manager.warehouses()
    assert calls.operations == ["Query"]


def test_what_another_process_adds_is_seen_after_a_while(
    manager: InventoryManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert manager.categories() == ()
    InventoryManager(client=manager.client).create_product("P", "Thing", "Things", 1)
    assert manager.categories() == ()
    monkeypatch.setattr(registry, "KEEP_SECONDS", 0.0)
    assert manager.categories() == (Category("Things"),)


def test_a_category_made_elsewhere_just_now_is_not_missed(manager: InventoryManager) -> None:
    assert not manager.registry.has_category("Things")
    InventoryManager(client=manager.client).create_product("P", "Thing", "Things", 1)
    assert manager.registry.has_category("Things")
    assert not manager.registry.has_category("Thing")


def test_a_known_category_is_not_written_again(manager: InventoryManager, calls: CallLog) -> None:
    add_vest(manager)
    manager.categories()
    calls.clear()
    manager.create_product("HELMET", "Helmet", "Safety", 30)
    assert calls.operations == ["TransactWriteItems"]


def test_two_processes_that_make_a_category_known_leave_the_first_row(manager: InventoryManager) -> None:
    other = InventoryManager(client=manager.client)
    other.categories()
    add_vest(manager)
    first = stored(manager, "CATALOG", "CATEGORY#Safety")
    other.create_product("HELMET", "Helmet", "Safety", 30)
    assert stored(manager, "CATALOG", "CATEGORY#Safety") == first
