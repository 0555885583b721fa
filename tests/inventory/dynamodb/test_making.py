"""What is made out of a row is what its own class makes."""

from dataclasses import FrozenInstanceError, asdict, replace
from decimal import Decimal
from typing import Any

import pytest

from inventory.dynamodb.making import maker
from inventory.entities import Product, StockLevel, Variant

LEVEL: dict[str, Any] = {
    **{"product_id": "VEST", "sku": "VEST-M", "warehouse": "WH001"},
    **{"stock": 5, "allocated": 2, "revision": 3},
}
PRODUCT: dict[str, Any] = {
    **{"product_id": "VEST", "name": "Vest", "category": "Safety", "base_price": Decimal("9.90")},
    **{"description": "", "created_at": "2026-01-01", "updated_at": "2026-01-02"},
}
VARIANT: dict[str, Any] = {
    **{**LEVEL, "name": "Vest, M", "price": Decimal("9.90"), "attributes": {"Size": "M"}},
    **{"created_at": "2026-01-01", "updated_at": "2026-01-02"},
}


WHOLE: dict[str, Any] = {**LEVEL, "home": False, "reorder_point": 4, "days": "", "retired": True, "bin": "A-1"}


@pytest.mark.parametrize(
    ("entity", "values"), [(StockLevel, LEVEL), (StockLevel, WHOLE), (Product, PRODUCT), (Variant, VARIANT)]
)
def test_it_is_what_the_class_makes(entity: Any, values: dict[str, Any]) -> None:
    made, expected = maker(entity)(**values), entity(**values)
    assert (made, repr(made), asdict(made)) == (expected, repr(expected), asdict(expected))
    assert type(made) is entity
    assert made["ProductId"] == "VEST"
    with pytest.raises(FrozenInstanceError):
        made.product_id = "OTHER"
    assert replace(made, product_id="OTHER") == entity(**{**values, "product_id": "OTHER"})


def test_what_is_worked_out_once_is_kept_as_ever() -> None:
    made = maker(Variant)(**VARIANT)
    assert made.level is made.level
    assert made.level.on_hand == 7


def test_one_does_not_share_its_fields_with_the_next() -> None:
    make = maker(StockLevel)
    one, other = make(**LEVEL), make(**{**LEVEL, "stock": 6})
    assert (one.stock, other.stock, one == other) == (5, 6, False)
