"""InventoryManager.get_product and get_product_with_variants."""

from decimal import Decimal

import pytest

from inventory import InventoryManager
from inventory.entities import Product, StockLevel
from inventory.errors import InvalidValue
from tests.tables import add_vest


def test_a_product_is_read_without_its_variants(manager: InventoryManager) -> None:
    add_vest(manager)
    found = manager.get_product("VEST")
    assert type(found) is Product
    assert (found.name, found.category, found.base_price) == ("Hi-vis vest", "Safety", Decimal("12.50"))
    assert found.description == "Two reflective bands"


def test_money_comes_back_with_two_places(manager: InventoryManager) -> None:
    manager.create_product("P", "Thing", "Things", 5, variants=[{"sku": "S", "price": "7.5"}])
    found = manager.get_product_with_variants("P")
    assert found is not None
    assert (str(found.base_price), str(found.variants[0].price)) == ("5.00", "7.50")


def test_a_product_is_read_with_its_variants_by_sku(manager: InventoryManager) -> None:
    add_vest(manager)
    found = manager.get_product_with_variants("VEST")
    assert found is not None
    assert [(v.sku, v.stock, dict(v.attributes)) for v in found.variants] == [
        ("VEST-L", 4, {"Size": "L"}),
        ("VEST-M", 10, {"Size": "M"}),
    ]
    assert found.product == manager.get_product("VEST")


def test_a_product_without_variants_has_an_empty_list_of_them(manager: InventoryManager) -> None:
    manager.create_product("P", "Thing", "Things", 1)
    found = manager.get_product_with_variants("P")
    assert found is not None
    assert found.variants == ()


def test_no_product_is_none(manager: InventoryManager) -> None:
    assert manager.get_product("NOPE") is None
    assert manager.get_product_with_variants("NOPE") is None


def test_an_id_that_is_the_beginning_of_another_does_not_find_it(manager: InventoryManager) -> None:
    add_vest(manager)
    assert manager.get_product_with_variants("VES") is None


def test_variants_carry_their_levels_home_first(manager: InventoryManager) -> None:
    add_vest(manager)
    manager.update_stock("VEST-M", "VEST", 7, warehouse="WH003")
    manager.update_stock("VEST-M", "VEST", 5, warehouse="WH002")
    found = manager.get_product_with_variants("VEST")
    assert found is not None
    other, variant = found.variants
    assert variant.levels == (
        StockLevel("VEST", "VEST-M", "WH001", 10, 0, 1),
        StockLevel("VEST", "VEST-M", "WH002", 5, 0, 1, home=False),
        StockLevel("VEST", "VEST-M", "WH003", 7, 0, 1, home=False),
    )
    assert variant.further == variant.levels[1:]
    assert other.further == ()


def test_a_sku_that_begins_like_another_keeps_its_own_levels(manager: InventoryManager) -> None:
    manager.create_product("P", "Thing", "Things", 1, variants=[{"sku": "A"}, {"sku": "A-1"}, {"sku": "A 1"}])
    manager.update_stock("A-1", "P", 2, warehouse="WH002")
    found = manager.get_product_with_variants("P")
    assert found is not None
    assert [(v.sku, len(v.further)) for v in found.variants] == [("A", 0), ("A 1", 0), ("A-1", 1)]


@pytest.mark.parametrize("product_id", ["", "A#B", " A", "x" * 65, "A\n", None])
def test_an_impossible_id_is_refused(manager: InventoryManager, product_id: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        manager.get_product_with_variants(product_id)
    assert refused.value.field == "product_id"
    with pytest.raises(InvalidValue):
        manager.get_product(product_id)
