"""What is made out of a row is what its own class makes."""

from collections.abc import Callable
from dataclasses import FrozenInstanceError, asdict, fields, replace
from decimal import Decimal
from typing import Any, get_type_hints

import msgspec
import pytest

from inventory.dynamodb import items, ledger_items, order_items
from inventory.dynamodb.making import maker
from inventory.dynamodb.wire import Item, dump_item
from inventory.entities import Movement, Order, OrderLine, OrderStatus, Product, StockLevel, Variant

NOW = "2026-01-02T03:04:05.000000Z"
LEVEL = StockLevel("VEST", "VEST-M", "WH001", 5, 2, 3)
FULL_LEVEL = replace(LEVEL, home=False, reorder_point=4, days="2026-01-02:5", retired=True, bin="A-1")
PRODUCT = Product("VEST", "Vest", "Safety", Decimal("9.90"), "", NOW, NOW)
FULL_PRODUCT = replace(PRODUCT, description="Yellow", retired=True)
VARIANT = Variant("VEST", "VEST-M", "Vest, M", Decimal("9.90"), 5, 2, 3, "WH001", {"Size": "M"}, NOW, NOW)
FULL_VARIANT = replace(
    VARIANT,
    barcode="4006381333931",
    reorder_point=4,
    reorder_level=20,
    pack_size=5,
    days="2026-01-02:5",
    retired=True,
    bin="A-1",
)
MOVEMENT = Movement("VEST", "VEST-M", "WH001", 3, -2, 2, 5, 2, "order", "", "", "", NOW)
FULL_MOVEMENT = replace(MOVEMENT, actor="anna", note="Torn", cause="O-1", undoes=2)
ORDER = Order("O-1", "C-1", Decimal("19.80"), OrderStatus.PENDING, NOW, NOW)
FULL_ORDER = replace(
    ORDER,
    status=OrderStatus.ON_HOLD,
    held_from=OrderStatus.PICKING,
    placed_by="anna",
    warehouses=("WH001",),
    line_count=1,
    units=9,
    version=4,
    shipped=3,
    closed=2,
    returned=1,
    step=1,
    steps=2,
)
LINE = OrderLine("O-1", 1, "VEST", "VEST-M", 9, Decimal("9.90"), Decimal("89.10"), "WH001")
FULL_LINE = replace(
    LINE,
    name="Vest, M",
    picked=1,
    shipped=3,
    closed=2,
    returned=2,
    written_off=1,
    created_at=NOW,
)


def _level_item(level: StockLevel) -> Item:
    return items.further_level_item(level, NOW)


def _product_item(product: Product) -> Item:
    return items.product_item(product, [], "")


def _order_item(order: Order) -> Item:
    return order_items.order_item(order, "")


@pytest.mark.parametrize(
    ("entity", "row", "read"),
    [
        pytest.param(entity, row, read, id=f"{kind} {type(entity).__name__}")
        for bare, full, row, read in (
            (LEVEL, FULL_LEVEL, _level_item, items.level),
            (PRODUCT, FULL_PRODUCT, _product_item, items.product),
            (VARIANT, FULL_VARIANT, items.variant_item, items.variant),
            (MOVEMENT, FULL_MOVEMENT, ledger_items.movement_item, ledger_items.movement),
            (ORDER, FULL_ORDER, _order_item, order_items.order),
            (LINE, FULL_LINE, order_items.line_item, order_items.line),
        )
        for kind, entity in (("bare", bare), ("full", full))
    ],
)
def test_a_row_becomes_what_its_class_makes(entity: Any, row: Callable[[Any], Item], read: Any) -> None:
    made, kind = read(dump_item(row(entity))), type(entity)
    assert (type(made), made, repr(made), asdict(made)) == (kind, entity, repr(entity), asdict(entity))
    assert list(vars(made)) == [each.name for each in fields(kind)]
    for name, hint in get_type_hints(kind).items():
        assert msgspec.convert(vars(made)[name], hint) == vars(made)[name], name


@pytest.mark.parametrize("full", [FULL_LEVEL, FULL_PRODUCT, FULL_VARIANT, FULL_MOVEMENT, FULL_ORDER, FULL_LINE])
def test_rows_that_are_tried_here_have_all_that_a_row_may_have(full: Any) -> None:
    """``further`` levels have rows of their own, and what undid a movement is written by who undoes it."""
    defaults = {each.name for each in fields(full) if getattr(full, each.name) == each.default}
    assert defaults <= {"further", "undone_by"}


def test_it_is_as_frozen_as_any() -> None:
    made = items.level(dump_item(_level_item(LEVEL)))
    with pytest.raises(FrozenInstanceError):
        made.stock = 6  # type: ignore[misc]
    assert replace(made, stock=6) == replace(LEVEL, stock=6)


def test_what_is_worked_out_once_is_kept_as_ever() -> None:
    made = items.variant(dump_item(items.variant_item(VARIANT)))
    assert made.level is made.level
    assert made.level.on_hand == 7


def test_one_does_not_share_its_fields_with_the_next() -> None:
    make = maker(StockLevel)
    one, other = make(dict(vars(LEVEL))), make({**vars(LEVEL), "stock": 6})
    assert (one.stock, other.stock, one == other) == (5, 6, False)
