"""What runs low, for a person to act on: names, what to order, what is elsewhere, at which price in calls."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from inventory import InventoryManager, low_stock
from inventory.dynamodb.wire import StoredItem
from inventory.entities import StockLevel, Variant, Warehouse
from inventory.errors import InvalidCursor, InvalidValue
from inventory.low_stock import Elsewhere, LowItem, suggested
from tests.counting import CallLog
from tests.meddling import before_call
from tests.tables import add_vest, line, stored

BOLTS: list[dict[str, Any]] = [
    {"sku": "B-OUT", "stock": 0, "reorder_point": 20, "reorder_level": 100, "pack_size": 25},
    {"sku": "B-LOW", "stock": 20, "reorder_point": 20, "name": "Long", "attributes": {"Size": "M8"}},
    {"sku": "B-MORE", "stock": 21, "reorder_point": 20},
    {"sku": "B-FEW", "stock": 3},
    {"sku": "B-NONE", "stock": 9, "reorder_point": 0},
]


@pytest.fixture
def shelf(manager: InventoryManager) -> InventoryManager:
    """Bolts at home in WH001, some in WH002 and WH003 too."""
    manager.create_product("BOLT", "Bolt", "Parts", 1, variants=BOLTS)
    for warehouse in ("WH002", "WH003"):
        manager.registry.put_warehouse(Warehouse(warehouse, warehouse))
    for sku, units, warehouse in (("B-OUT", 30, "WH002"), ("B-OUT", 70, "WH003"), ("B-LOW", 5, "WH002")):
        manager.update_stock(sku, "BOLT", units, warehouse=warehouse)
    return manager


def _skus(items: Iterable[LowItem]) -> list[tuple[str, int]]:
    return [(item.sku, item.level.stock) for item in items]


def test_an_item_has_what_a_person_needs_to_act(shelf: InventoryManager) -> None:
    out, low = shelf.get_low_stock("WH001", None)
    days = stored(shelf, "PRODUCT#BOLT", "VARIANT#B-OUT")["Days"]
    assert out == LowItem(
        level=StockLevel("BOLT", "B-OUT", "WH001", 0, 0, 1, reorder_point=20),
        product_id="BOLT",
        sku="B-OUT",
        product_name="Bolt",
        variant_name="",
        attributes={},
        threshold=20,
        suggested=100,
        elsewhere=(Elsewhere("WH003", 70), Elsewhere("WH002", 30)),
        days=days,
        reorder_point=20,
        reorder_level=100,
        pack_size=25,
    )
    assert days.endswith(":0")
    assert (low.variant_name, low.attributes, low.suggested) == ("Long", {"Size": "M8"}, 0)


def test_without_a_number_each_variants_own_reorder_point_counts(shelf: InventoryManager) -> None:
    assert _skus(shelf.get_low_stock("WH001", None)) == [("B-OUT", 0), ("B-LOW", 20)]
    assert [item.threshold for item in shelf.get_low_stock("WH001", None)] == [20, 20]


def test_with_a_number_all_count_by_it(shelf: InventoryManager) -> None:
    items = shelf.get_low_stock("WH001", 9)
    assert _skus(items) == [("B-OUT", 0), ("B-FEW", 3), ("B-NONE", 9)]
    assert [item.threshold for item in items] == [9, 9, 9]
    assert [item.suggested for item in items] == [100, 6, 0]


def test_the_own_points_follow_changes_and_orders(shelf: InventoryManager) -> None:
    shelf.create_order_transaction("O-1", "C-1", [line("B-MORE", 2), line("B-NONE", 9)])
    shelf.update_stock("B-OUT", "BOLT", 21)
    assert _skus(shelf.get_low_stock("WH001", None)) == [("B-NONE", 0), ("B-MORE", 19), ("B-LOW", 20)]


def test_a_level_in_a_further_warehouse_is_low_by_the_point_of_its_variant(shelf: InventoryManager) -> None:
    (low,) = shelf.get_low_stock("WH002", None)
    assert (low.sku, low.level.home, low.level.stock, low.threshold) == ("B-LOW", False, 5, 20)
    assert low.elsewhere == (Elsewhere("WH001", 20),)
    assert low.days.endswith(":5")


def test_a_warehouse_that_is_not_registered_shows_its_levels_all_the_same(shelf: InventoryManager) -> None:
    shelf.client.delete("CATALOG", "WAREHOUSE#WH002")
    shelf.registry.forget()
    (low,) = shelf.get_low_stock("WH002", None)
    assert (low.sku, low.level.stock) == ("B-LOW", 5)


def test_retired_ones_are_not_low(shelf: InventoryManager) -> None:
    shelf.update_stock("B-FEW", "BOLT", -3)
    shelf.retire_variant("B-FEW", "")
    assert _skus(shelf.get_low_stock("WH001", 5)) == [("B-OUT", 0)]


@pytest.mark.parametrize("threshold", [None, 50])
@pytest.mark.parametrize("limit", [1, 2, 3, 5])
def test_the_pages_together_are_the_list(shelf: InventoryManager, limit: int, threshold: int | None) -> None:
    page = shelf.get_low_stock("WH001", threshold, limit)
    seen = [item.sku for item in page]
    while page.cursor:
        page = shelf.get_low_stock("WH001", threshold, limit, page.cursor)
        assert page, "a cursor led to an empty page"
        seen += [item.sku for item in page]
    assert seen == (["B-OUT", "B-LOW"] if threshold is None else ["B-OUT", "B-FEW", "B-NONE", "B-LOW", "B-MORE"])


def test_all_of_it_is_read_page_by_page_as_it_is_asked_for(
    shelf: InventoryManager, calls: CallLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(low_stock, "ROWS_AT_ONCE", 2)
    shelf.warehouses()
    calls.clear()
    rows = shelf.all_low_stock("WH001", 50)
    assert calls.operations == []
    assert [next(rows).sku, next(rows).sku] == ["B-OUT", "B-FEW"]
    assert calls.operations == ["Query", "BatchGetItem"]
    assert [item.sku for item in rows] == ["B-NONE", "B-LOW", "B-MORE"]


def test_a_page_costs_a_query_and_a_batch(shelf: InventoryManager, calls: CallLog) -> None:
    shelf.warehouses()
    for threshold in (None, 50):
        calls.clear()
        assert shelf.get_low_stock("WH001", threshold)
        assert calls.operations == ["Query", "BatchGetItem"]
    calls.clear()
    assert shelf.get_low_stock("WH001", 2, cursor=None) != []
    assert shelf.get_low_stock("WH404", None) == []
    assert calls.operations == ["Query", "BatchGetItem", "Query"]


def test_a_page_of_25_products_in_three_warehouses_is_one_batch_and_more_go_at_once(
    manager: InventoryManager, calls: CallLog
) -> None:
    manager.batch_create_products(
        {"product_id": f"P{n:02}", "name": "N", "category": "C", "base_price": 1, "variants": [{"sku": f"S{n:02}"}]}
        for n in range(30)
    )
    for warehouse in ("WH002", "WH003"):
        manager.registry.put_warehouse(Warehouse(warehouse, warehouse))
    manager.warehouses()
    calls.clear()
    assert len(manager.get_low_stock("WH001", 5)) == 20
    assert calls.operations == ["Query", "BatchGetItem"]
    calls.clear()
    assert len(manager.get_low_stock("WH001", 5, limit=30)) == 30
    assert calls.operations == ["Query", "BatchGetItem", "BatchGetItem"]


def test_figures_are_those_of_the_table_where_the_index_is_late(shelf: InventoryManager) -> None:
    before_call(shelf.client, "BatchGetItem", lambda: _leave_index_behind(shelf, "B-FEW", Stock=1))
    assert _skus(shelf.get_low_stock("WH001", 9)) == [("B-OUT", 0), ("B-FEW", 1), ("B-NONE", 9)]


def test_a_warehouse_that_has_none_left_is_not_named(shelf: InventoryManager) -> None:
    shelf.update_stock("B-OUT", "BOLT", -30, warehouse="WH002")
    assert shelf.get_low_stock("WH001", None)[0].elsewhere == (Elsewhere("WH003", 70),)


def test_what_the_table_has_as_not_low_any_more_is_left_out(shelf: InventoryManager) -> None:
    _leave_index_behind(shelf, "B-FEW", Stock=44)
    _leave_index_behind(shelf, "B-LOW", Stock=44)
    assert _skus(shelf.get_low_stock("WH001", 9)) == [("B-OUT", 0), ("B-NONE", 9)]
    assert _skus(shelf.get_low_stock("WH001", None)) == [("B-OUT", 0)]
    assert [level.sku for level in shelf.read_low_levels("WH001", 9)] == ["B-OUT", "B-FEW", "B-NONE"]


def _leave_index_behind(manager: InventoryManager, sku: str, **changes: int) -> None:
    """The row as it is after a change that the index has not heard of."""
    manager.client.update("PRODUCT#BOLT", f"VARIANT#{sku}", changes)


def test_a_row_is_described_as_it_is_after_a_change(shelf: InventoryManager, calls: CallLog) -> None:
    level = shelf.get_low_stock("WH001", 9)[1].level
    shelf.update_stock("B-FEW", "BOLT", 50)
    calls.clear()
    (item,) = shelf.describe_levels([level], 9)
    assert calls.operations == ["BatchGetItem"]
    assert (item.sku, item.level.stock, item.is_low, item.suggested) == ("B-FEW", 53, False, 0)
    assert shelf.describe_levels([level], 53)[0].is_low


def test_without_a_reorder_point_of_its_own_nothing_is_low_by_it(shelf: InventoryManager) -> None:
    (item,) = shelf.describe_levels([StockLevel("BOLT", "B-FEW", "WH001", 3, 0, 1)], None)
    assert (item.threshold, item.is_low) == (None, False)


def test_levels_are_described_in_the_order_given_and_gone_ones_left_out(shelf: InventoryManager) -> None:
    levels = [StockLevel("BOLT", sku, "WH001", 3, 0, 1) for sku in ("B-NONE", "GONE", "B-FEW")]
    assert [item.sku for item in shelf.describe_levels(levels, 9)] == ["B-NONE", "B-FEW"]
    assert shelf.describe_levels([], 9) == []


@pytest.mark.parametrize(
    ("stock", "level", "point", "pack", "threshold", "units"),
    [
        (0, 100, 20, 25, None, 100),
        (1, 100, 20, 25, None, 100),
        (26, 100, 20, 25, None, 75),
        (100, 100, 20, 25, None, 0),
        (150, 100, 20, 25, None, 0),
        (7, None, 20, 1, None, 13),
        (7, None, 20, 6, 10, 18),
        (7, None, None, 1, 10, 3),
        (7, None, None, 12, 10, 12),
        (7, None, None, 1, None, 0),
        (0, 0, 0, 10, 10, 0),
    ],
)
def test_what_to_order_comes_in_whole_packs_up_to_where_it_shall_be(
    stock: int, level: int | None, point: int | None, pack: int, threshold: int | None, units: int
) -> None:
    given: dict[str, Any] = {"reorder_level": level, "reorder_point": point, "pack_size": pack}
    variant = Variant("P", "S", "", 0, 0, 0, 1, "W", {}, "", "", **given)  # type: ignore[arg-type]
    assert suggested(stock, variant, threshold) == units


def test_a_cursor_of_another_list_is_refused(shelf: InventoryManager) -> None:
    cursor = shelf.get_low_stock("WH001", None, limit=1).cursor
    for warehouse, threshold in (("WH002", None), ("WH001", 9)):
        with pytest.raises(InvalidCursor):
            shelf.get_low_stock(warehouse, threshold, cursor=cursor)


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"threshold": -1}, "threshold"),
        ({"threshold": 100_000_000}, "threshold"),
        ({"threshold": "few"}, "threshold"),
        ({"warehouse": "WH#1"}, "warehouse"),
        ({"limit": 0}, "limit"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_its_name(
    manager: InventoryManager, wanted: dict[str, Any], field: str
) -> None:
    asks: list[Callable[..., object]] = [manager.get_low_stock, manager.read_low_levels]
    for ask in asks:
        with pytest.raises(InvalidValue) as refused:
            ask(**({"warehouse": "WH001", "threshold": 5} | wanted))
        assert refused.value.field == field


@pytest.mark.parametrize("levels", ["B-FEW", [1], [{"sku": "B-FEW"}], None])
def test_only_levels_are_described(manager: InventoryManager, levels: Any) -> None:
    with pytest.raises(InvalidValue, match="levels"):
        manager.describe_levels(levels, 5)


def test_a_product_that_is_missing_leaves_its_id_for_a_name(shelf: InventoryManager) -> None:
    row: StoredItem | None = shelf.client.delete("PRODUCT#BOLT", "METADATA")
    assert row is not None
    assert shelf.get_low_stock("WH001", 3)[0].product_name == "BOLT"


def test_an_old_row_without_days_has_an_empty_past(manager: InventoryManager) -> None:
    add_vest(manager)
    manager.client.update("PRODUCT#VEST", "VARIANT#VEST-L", {}, remove=["Days"])
    assert manager.get_low_stock("WH001", 5)[0].days == ""
