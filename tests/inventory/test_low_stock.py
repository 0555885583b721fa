"""InventoryManager.get_low_stock_items: fewest first, of one warehouse."""

import pytest

from inventory import InventoryManager
from inventory.entities import StockLevel
from inventory.errors import InvalidCursor, InvalidValue
from tests.tables import add_vest, line


def _levels(manager: InventoryManager, warehouse: str = "WH001", **wanted: int) -> list[tuple[str, int]]:
    return [(level.sku, level.stock) for level in manager.get_low_stock_items(warehouse, **wanted)]  # type: ignore[arg-type]


def _shelf(manager: InventoryManager) -> None:
    stocks = {"A": 0, "B": 2, "C": 9, "D": 10, "E": 11, "F": 100}
    variants = [{"sku": sku, "stock": stock} for sku, stock in stocks.items()]
    manager.create_product("P", "Thing", "Things", 1, variants=variants)


def test_fewest_come_first_up_to_the_threshold_and_with_it(manager: InventoryManager) -> None:
    _shelf(manager)
    assert _levels(manager) == [("A", 0), ("B", 2), ("C", 9), ("D", 10)]


@pytest.mark.parametrize(
    ("threshold", "skus"), [(0, "A"), (1, "A"), (2, "AB"), (9, "ABC"), (11, "ABCDE"), (99_999_999, "ABCDEF")]
)
def test_the_threshold_is_a_number_not_text(manager: InventoryManager, threshold: int, skus: str) -> None:
    _shelf(manager)
    assert [sku for sku, _ in _levels(manager, threshold=threshold)] == list(skus)


def test_rows_are_levels(manager: InventoryManager) -> None:
    _shelf(manager)
    (level,) = manager.get_low_stock_items("WH001", threshold=0)
    assert level == StockLevel("P", "A", "WH001", 0, 0, 1)
    assert (level["SKU"], level["Stock"], level["ProductId"]) == ("A", 0, "P")


def test_a_warehouse_shows_only_its_own(manager: InventoryManager) -> None:
    add_vest(manager)
    manager.create_product_variant("VEST", {"sku": "VEST-S", "price": 1, "stock": 3, "warehouse": "WH0012"})
    manager.update_stock("VEST-M", "VEST", 2, warehouse="WH002")
    assert _levels(manager) == [("VEST-L", 4), ("VEST-M", 10)]
    assert _levels(manager, "WH002") == [("VEST-M", 2)]
    assert _levels(manager, "WH0012") == [("VEST-S", 3)]


def test_a_level_of_a_further_warehouse_says_that_it_is_one(manager: InventoryManager) -> None:
    add_vest(manager)
    manager.update_stock("VEST-M", "VEST", 2, warehouse="WH002")
    assert manager.get_low_stock_items("WH002") == [StockLevel("VEST", "VEST-M", "WH002", 2, 0, 1, home=False)]


def test_an_empty_warehouse_is_an_empty_page(manager: InventoryManager) -> None:
    add_vest(manager)
    page = manager.get_low_stock_items("WH404")
    assert (list(page), page.cursor) == ([], None)


def test_orders_do_not_show_in_the_list_of_a_warehouse_named_like_their_status(
    manager: InventoryManager,
) -> None:
    add_vest(manager)
    manager.create_order_transaction("O-1", "CUST-0012", [line("VEST-M")])
    assert _levels(manager, "PENDING") == []


def test_the_list_follows_changes_and_orders(manager: InventoryManager) -> None:
    add_vest(manager)
    manager.update_stock("VEST-L", "VEST", 100)
    manager.create_order_transaction("O-1", "CUST-0012", [line("VEST-M", 9)])
    assert _levels(manager, threshold=1) == [("VEST-M", 1)]


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5])
def test_the_pages_together_are_the_list(manager: InventoryManager, limit: int) -> None:
    _shelf(manager)
    seen: list[str] = []
    page = manager.get_low_stock_items("WH001", limit=limit)
    seen += [level.sku for level in page]
    while page.cursor:
        page = manager.get_low_stock_items("WH001", limit=limit, cursor=page.cursor)
        seen += [level.sku for level in page]
    assert page, "a cursor led to an empty page"
    assert seen == ["A", "B", "C", "D"]


def test_a_cursor_of_another_list_is_refused(manager: InventoryManager) -> None:
    _shelf(manager)
    cursor = manager.get_low_stock_items("WH001", limit=2).cursor
    for warehouse, threshold in (("WH002", 10), ("WH001", 11)):
        with pytest.raises(InvalidCursor):
            manager.get_low_stock_items(warehouse, threshold, cursor=cursor)
    with pytest.raises(InvalidCursor):
        manager.get_customer_orders("WH001", cursor=cursor)


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"threshold": -1}, "threshold"),
        ({"threshold": 100_000_000}, "threshold"),
        ({"limit": 0}, "limit"),
        ({"warehouse": "WH#1"}, "warehouse"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_its_name(
    manager: InventoryManager, wanted: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidValue) as refused:
        manager.get_low_stock_items(**({"warehouse": "WH001"} | wanted))  # type: ignore[arg-type]
    assert refused.value.field == field
