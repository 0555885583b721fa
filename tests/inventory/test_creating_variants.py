"""InventoryManager.create_product_variant."""

from decimal import Decimal

import pytest

from inventory import InventoryManager
from inventory.errors import InvalidValue, ProductNotFound, SkuExists
from tests.tables import add_vest, stored, whole_table


def test_a_variant_joins_its_product(manager: InventoryManager) -> None:
    add_vest(manager)
    made = manager.create_product_variant("VEST", {"sku": "VEST-S", "price": "11.5", "stock": 3})
    product = manager.get_product_with_variants("VEST")
    assert product is not None
    assert [variant.sku for variant in product.variants] == ["VEST-L", "VEST-M", "VEST-S"]
    assert product.variants[2] == made
    assert (made.price, made.stock, made.revision) == (Decimal("11.50"), 3, 1)


def test_it_writes_its_row_its_pointer_and_its_opening_movement(manager: InventoryManager) -> None:
    add_vest(manager)
    before = whole_table(manager.client)
    manager.create_product_variant("VEST", {"sku": "VEST-S", "price": 11, "stock": 3}, actor="clerk")
    after = whole_table(manager.client)
    assert set(after) - set(before) == {
        ("PRODUCT#VEST", "VARIANT#VEST-S"),
        ("SKU#VEST-S", "METADATA"),
        ("LEDGER#VEST-S#WH001", "MOVE#0000000001"),
        ("WORD#s", "s#VEST"),
    }
    changed = {key for key in before if after[key] != before[key]}
    # Each entry of the product says all its words, and the product counts the change.
    assert changed == {("PRODUCT#VEST", "METADATA"), *(key for key in before if key[1].endswith("#VEST"))}
    assert stored(manager, "PRODUCT#VEST", "VARIANT#VEST-S")["GSI2SK"] == "QTY#00000003#VEST-S"
    assert stored(manager, "LEDGER#VEST-S#WH001", "MOVE#0000000001")["Actor"] == "clerk"


def test_an_unknown_product_is_named_and_nothing_is_written(manager: InventoryManager) -> None:
    with pytest.raises(ProductNotFound, match="there is no product VEST") as refused:
        manager.create_product_variant("VEST", {"sku": "VEST-S", "price": 1, "stock": 3, "warehouse": "WH099"})
    assert refused.value.product_id == "VEST"
    assert whole_table(manager.client) == {}


@pytest.mark.parametrize("product_id", ["VEST", "HELMET"])
def test_a_taken_sku_is_named_with_its_owner_and_nothing_is_written(manager: InventoryManager, product_id: str) -> None:
    add_vest(manager)
    manager.create_product("HELMET", "Helmet", "Safety", 30)
    before = whole_table(manager.client)
    with pytest.raises(SkuExists) as refused:
        manager.create_product_variant(product_id, {"sku": "VEST-M", "price": 1, "warehouse": "WH099"})
    assert refused.value.owners == {"VEST-M": "VEST"}
    assert whole_table(manager.client) == before


@pytest.mark.parametrize(
    ("variant", "field"),
    [
        ({"price": 1}, "sku"),
        ({"sku": "A"}, "price"),
        ({"sku": "A", "price": "free"}, "price"),
        ({"sku": "A", "price": 1, "stock": "many"}, "stock"),
        ({"sku": "A", "price": 1, "attributes": {"": "x"}}, "attributes: the name"),
        ({"sku": "A", "price": 1, "attributes": {str(i): "x" for i in range(51)}}, "attributes"),
        ({"sku": "A", "price": 1, "size": "XL"}, "size"),
        ("A", "variant"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_its_name(
    manager: InventoryManager, variant: dict[str, object], field: str
) -> None:
    add_vest(manager)
    before = whole_table(manager.client)
    with pytest.raises(InvalidValue) as refused:
        manager.create_product_variant("VEST", variant)
    assert refused.value.field == field
    assert whole_table(manager.client) == before
