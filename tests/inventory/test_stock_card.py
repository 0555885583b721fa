"""InventoryManager.get_stock_card and find_sku: one SKU, whatever its product is."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from inventory import InventoryManager
from inventory.entities import SkuPointer, Warehouse
from inventory.errors import InvalidValue
from inventory.pointers import Pointers
from inventory.stock import StockCard
from tests.counting import CallLog
from tests.tables import add_parts, add_vest


@pytest.fixture
def spread(manager: InventoryManager) -> InventoryManager:
    """VEST-M at home and in WH002 and WH009, beside siblings whose names begin as its own."""
    add_vest(manager)
    for sku in ("VEST-M2", "VEST-M !"):
        manager.create_product_variant("VEST", {"sku": sku, "price": 1, "stock": 5})
        manager.update_stock(sku, "VEST", 1, warehouse="WH002")
    manager.registry.put_warehouse(Warehouse("WH005", "Empty"))
    for warehouse in ("WH009", "WH002"):
        manager.update_stock("VEST-M", "VEST", 7, warehouse=warehouse)
    return manager


def test_a_card_has_the_variant_with_all_its_levels_and_its_product(spread: InventoryManager) -> None:
    card = spread.get_stock_card("VEST-M")
    product = spread.get_product_with_variants("VEST")
    assert product is not None
    (variant,) = (each for each in product.variants if each.sku == "VEST-M")
    assert card == StockCard(product.product, variant)
    assert [level.warehouse for level in variant.levels] == ["WH001", "WH002", "WH009"]


def test_a_card_costs_one_call_for_its_own_rows_once_the_sku_is_known(spread: InventoryManager, calls: CallLog) -> None:
    spread.get_stock_card("VEST-M")
    calls.clear()
    spread.get_stock_card("VEST-M")
    assert calls.operations == ["BatchGetItem"]
    calls.clear()
    spread.get_stock_card("VEST-L")
    assert calls.operations == ["GetItem", "BatchGetItem"]


def test_what_no_product_has_has_no_card(spread: InventoryManager) -> None:
    assert spread.get_stock_card("NOPE") is None
    assert spread.find_sku("NOPE") is None
    spread.client.delete("PRODUCT#VEST", "VARIANT#VEST-L")
    assert spread.get_stock_card("VEST-L") is None


def test_a_retired_sku_keeps_its_card(manager: InventoryManager) -> None:
    add_vest(manager)
    manager.update_stock("VEST-L", "VEST", -4)
    manager.retire_variant("VEST-L", "")
    card = manager.get_stock_card("VEST-L")
    assert card is not None
    assert (card.variant.retired, card.variant.level.retired) == (True, True)


def test_a_sku_is_asked_for_once(spread: InventoryManager, calls: CallLog) -> None:
    calls.clear()
    for _ in range(3):
        assert spread.find_sku("VEST-M") == SkuPointer("VEST-M", "VEST", "WH001")
    assert calls.operations == ["GetItem"]


def test_a_sku_that_was_not_there_is_found_once_it_is(manager: InventoryManager) -> None:
    assert manager.find_sku("VEST-M") is None
    add_vest(manager)
    assert manager.find_sku("VEST-M") is not None


def test_those_met_longest_ago_are_forgotten_first(manager: InventoryManager, calls: CallLog) -> None:
    first, second, third = add_parts(manager, 3)
    pointers = Pointers(manager.client, kept=2)
    calls.clear()
    for sku in (first, second, first, third, first, second):
        assert pointers.get(sku).sku == sku
    assert calls.operations == ["GetItem"] * 4


def test_threads_may_ask_at_once(manager: InventoryManager) -> None:
    skus = add_parts(manager, 9)
    pointers = Pointers(manager.client, kept=3)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda number: pointers.get(skus[number % 9]).sku, range(200)))
    assert found == [skus[number % 9] for number in range(200)]


@pytest.mark.parametrize("sku", ["", "A#B", " A", "\x00", "x" * 65, None])
def test_what_cannot_be_a_sku_is_refused(manager: InventoryManager, sku: str) -> None:
    for ask in (manager.get_stock_card, manager.find_sku):
        with pytest.raises(InvalidValue) as refused:
            ask(sku)
        assert refused.value.field == "sku"
