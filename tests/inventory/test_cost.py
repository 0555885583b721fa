"""Cost follows the page, not the table: calls of each method, and the units they use."""

from collections.abc import Callable

import pytest

from inventory import InventoryManager
from inventory.entities import OrderStatus
from inventory.errors import InsufficientStock, OrderExists, ProductExists, SkuExists
from tests.counting import CallLog
from tests.tables import add_parts, add_vest, line, part

Use = Callable[[InventoryManager], object]

READS: list[tuple[Use, list[str]]] = [
    (lambda m: m.get_product("VEST"), ["GetItem"]),
    (lambda m: m.get_product_with_variants("VEST"), ["Query"]),
    (lambda m: m.get_product_with_variants("NOPE"), ["Query"]),
    (lambda m: m.get_products_by_category("Safety"), ["Query"]),
    (lambda m: m.get_products_by_category("Parts", "20", limit=5, min_price=3, descending=True), ["Query"]),
    (lambda m: m.get_low_stock_items("WH001"), ["Query"]),
    (lambda m: m.get_order_with_items("O-1"), ["Query"]),
    (lambda m: m.get_customer_orders("CUST-0012"), ["Query"]),
    (lambda m: m.get_customer_orders("CUST-0012", status=OrderStatus.PENDING, warehouse="WH001"), ["Query"]),
    (lambda m: m.orders_by_status(OrderStatus.PENDING, customer="CUST-0012"), ["Query"]),
    (lambda m: m.get_order_sheet("O-1"), ["Query", "Query"]),
    (lambda m: m.get_pick_list("O-1"), ["Query", "BatchGetItem"]),
    (lambda m: m.orders_holding("VEST-M"), ["Query", "BatchGetItem"]),
    (lambda m: m.orders_holding("VEST-L"), ["Query"]),
    (lambda m: m.customers("CUST"), ["Query"]),
    (lambda m: (m.order_counts(), m.order_counts()), ["Query"] * len(OrderStatus)),
    (lambda m: m.batch_get_items([{"pk": "PRODUCT#VEST", "sk": "METADATA"}] * 3), ["BatchGetItem"]),
    (lambda m: (m.categories(), m.warehouses()), []),
    (lambda m: m.find("part", cursor=m.find("part", limit=2).products.cursor), ["BatchGetItem", "Query", "Query"]),
]

WRITES: list[tuple[Use, list[str]]] = [
    (lambda m: m.create_product("NEW", "New", "Safety", 1, variants=[{"sku": "N1"}]), ["TransactWriteItems"]),
    (lambda m: m.create_product_variant("VEST", {"sku": "VEST-S", "price": 1}), ["Query", "TransactWriteItems"]),
    (
        lambda m: m.edit_product("VEST", name="Vest", category="Safety", base_price=1),
        ["Query", "TransactWriteItems"],
    ),
    (lambda m: m.edit_variant("VEST-L", price=1, reorder_point=5), ["GetItem", "Query", "TransactWriteItems"]),
    # Where a SKU belongs is known from the order before.
    (lambda m: m.edit_variant("VEST-M", price=1, reorder_point=5), ["Query", "TransactWriteItems"]),
    (lambda m: m.retire_variant("OLD-1"), ["GetItem", "Query", "TransactWriteItems"]),
    (lambda m: m.update_stock("VEST-M", "VEST", 5), ["BatchGetItem", "TransactWriteItems"]),
    (lambda m: m.update_stock("VEST-M", "VEST", -5), ["BatchGetItem", "TransactWriteItems"]),
    (
        lambda m: m.update_stock("VEST-M", "VEST", 5, warehouse="WH001", request_key="press-2"),
        ["BatchGetItem", "TransactWriteItems"],
    ),
    (
        lambda m: m.create_order_transaction("O-2", "CUST-0012", [line("VEST-M"), line("SKU-01")]),
        ["BatchGetItem", "BatchGetItem", "TransactWriteItems"],
    ),
    # SKUs and a customer that were met before.
    (
        lambda m: m.create_order_transaction("O-2", "CUST-0012", [line("VEST-M")]),
        ["BatchGetItem", "TransactWriteItems"],
    ),
    (
        lambda m: m.create_order_transaction("O-2", "CUST-0013", [line("VEST-M")]),
        ["BatchGetItem", "TransactWriteItems", "PutItem"],
    ),
    (
        lambda m: m.receive_return("R-1", "CUST-0012", [line("VEST-M")]),
        ["BatchGetItem", "BatchGetItem", "TransactWriteItems"],
    ),
    (lambda m: m.move_order("O-1", OrderStatus.PICKING), ["GetItem", "TransactWriteItems"]),
    (
        lambda m: m.move_order("O-1", OrderStatus.CANCELLED),
        ["Query", "BatchGetItem", "TransactWriteItems", "Query"],
    ),
]

REPEATS: list[tuple[Use, list[str]]] = [
    (
        lambda m: m.update_stock("VEST-M", "VEST", 1, request_key="press-1"),
        ["BatchGetItem", "TransactWriteItems"],
    ),
    (
        lambda m: m.create_order_transaction("O-1", "CUST-0012", [line("VEST-M")]),
        ["BatchGetItem", "TransactWriteItems", "Query"],
    ),
]


@pytest.fixture
def stocked(manager: InventoryManager) -> InventoryManager:
    """A small stock with an order and a marked request, its registry read."""
    return _stock(manager)


def _stock(manager: InventoryManager) -> InventoryManager:
    add_vest(manager)
    add_parts(manager, 30)
    manager.create_product("OLD", "Old", "Safety", 1, variants=[{"sku": "OLD-1"}])
    manager.update_stock("VEST-M", "VEST", 1, request_key="press-1")
    manager.create_order_transaction("O-1", "CUST-0012", [line("VEST-M")])
    manager.categories()
    return manager


@pytest.mark.parametrize(("use", "operations"), [*READS, *WRITES, *REPEATS])
def test_calls_of_each_method(stocked: InventoryManager, calls: CallLog, use: Use, operations: list[str]) -> None:
    calls.clear()
    use(stocked)
    assert calls.operations == operations


def test_the_next_page_costs_what_the_first_does(stocked: InventoryManager, calls: CallLog) -> None:
    cursor = stocked.get_products_by_category("Parts", limit=10).cursor
    calls.clear()
    stocked.get_products_by_category("Parts", limit=10, cursor=cursor)
    assert calls.operations == ["Query"]


@pytest.mark.parametrize(
    ("use", "error"),
    [
        (lambda m: m.create_product("VEST", "Other", "Safety", 1), ProductExists),
        (lambda m: m.create_product("NEW", "New", "Safety", 1, variants=[{"sku": "VEST-M"}]), SkuExists),
    ],
)
def test_a_refused_condition_costs_no_second_read(
    stocked: InventoryManager, calls: CallLog, use: Use, error: type[Exception]
) -> None:
    calls.clear()
    with pytest.raises(error):
        use(stocked)
    assert calls.operations == ["TransactWriteItems"]


def test_a_refused_variant_costs_no_second_read(stocked: InventoryManager, calls: CallLog) -> None:
    calls.clear()
    with pytest.raises(SkuExists):
        stocked.create_product_variant("VEST", {"sku": "VEST-L", "price": 1})
    assert calls.operations == ["Query", "TransactWriteItems"]


def test_a_different_order_under_an_id_costs_no_second_read(stocked: InventoryManager, calls: CallLog) -> None:
    calls.clear()
    with pytest.raises(OrderExists):
        stocked.create_order_transaction("O-1", "CUST-0012", [line("SKU-01")])
    assert calls.operations == ["BatchGetItem", "BatchGetItem", "TransactWriteItems"]


def test_stock_that_is_short_is_refused_without_a_write(stocked: InventoryManager, calls: CallLog) -> None:
    calls.clear()
    with pytest.raises(InsufficientStock):
        stocked.update_stock("VEST-L", "VEST", -5)
    # The GetItem looks whether this very request was applied before.
    assert calls.operations == ["BatchGetItem", "GetItem"]


def test_the_first_product_of_a_category_reads_and_writes_the_registry(
    manager: InventoryManager, calls: CallLog
) -> None:
    add_vest(manager)
    assert calls.operations == [
        *["Query", "GetItem", "BatchGetItem"],
        *["PutItem", "PutItem", "TransactWriteItems"],
    ]
    calls.clear()
    manager.create_product("HELMET", "Helmet", "Safety", 30)
    assert calls.operations == ["Query", "TransactWriteItems"]
    calls.clear()
    manager.create_product("GLOVES", "Gloves", "Safety", 9)
    assert calls.operations == ["TransactWriteItems"]


@pytest.mark.parametrize("engine_name", ["dynamodb-local"])
def test_units_of_a_page_do_not_grow_with_the_table(engine_manager: InventoryManager) -> None:
    _stock(engine_manager)
    before = _units_of_pages(engine_manager)
    engine_manager.batch_create_products(part(number) for number in range(31, 90))
    assert _units_of_pages(engine_manager) == before


@pytest.mark.parametrize("engine_name", ["dynamodb-local"])
def test_units_of_each_page(engine_manager: InventoryManager) -> None:
    _stock(engine_manager)
    category, product, low = _units_of_pages(engine_manager)
    # Up to 4 KB each: half a unit on an index, a whole one for the table, which is read consistently.
    assert (category, product, low) == (0.5, 1.0, 0.5)


@pytest.mark.parametrize("engine_name", ["dynamodb-local"])
def test_units_of_a_change_are_those_of_its_rows(engine_manager: InventoryManager) -> None:
    _stock(engine_manager)
    with CallLog.of(engine_manager.client) as log:
        engine_manager.update_stock("VEST-M", "VEST", -1)
    small = log.units
    engine_manager.batch_create_products(part(number) for number in range(31, 90))
    with CallLog.of(engine_manager.client) as log:
        engine_manager.update_stock("VEST-M", "VEST", -1)
    assert log.units == small


def _units_of_pages(manager: InventoryManager) -> tuple[float, float, float]:
    units = []
    pages: list[Use] = [
        lambda m: m.get_products_by_category("Parts", "20", limit=10),
        lambda m: m.get_product_with_variants("VEST"),
        lambda m: m.get_low_stock_items("WH001", limit=5),
    ]
    for page in pages:
        with CallLog.of(manager.client) as log:
            page(manager)
        assert log.operations == ["Query"]
        units.append(log.units)
    category, product, low = units
    return category, product, low
