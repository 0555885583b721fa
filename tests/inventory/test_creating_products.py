"""InventoryManager.create_product: what it stores, to the attribute."""

from decimal import Decimal

import pytest
from botocore.exceptions import ClientError

from inventory import InventoryManager
from inventory.clock import timestamp
from inventory.errors import InvalidValue, ProductExists, SkuExists, TooManyActions
from tests.tables import add_vest, index_keys, stored, whole_table


def test_a_product_is_stored_with_its_keys_and_its_place_in_the_price_index(manager: InventoryManager) -> None:
    before = timestamp()
    manager.create_product("DRILL-1", "Cordless drill", "Power Tools", Decimal("1299.99"), "18 V, two packs")
    item = stored(manager, "PRODUCT#DRILL-1")
    written = item.pop("CreatedAt")
    assert before <= written <= timestamp()
    assert item.pop("UpdatedAt") == written
    assert len(item.pop("RequestKey")) == 32
    assert item == {
        "PK": "PRODUCT#DRILL-1",
        "SK": "METADATA",
        "GSI1PK": "CATEGORY#Power Tools",
        "GSI1SK": "PRICE#0000001299.99#DRILL-1",
        "ProductId": "DRILL-1",
        "Name": "Cordless drill",
        "Category": "Power Tools",
        "BasePrice": Decimal("1299.99"),
        "Description": "18 V, two packs",
        "Words": " cordless drill drill-1 ",
        "Edition": 1,
    }


def test_a_variant_is_stored_with_the_stock_of_its_home_and_its_place_in_the_stock_index(
    manager: InventoryManager,
) -> None:
    variant = {
        "sku": "VEST-M",
        "name": "Vest M",
        "price": "12.50",
        "stock": 50,
        "warehouse": "WH007",
        "attributes": {"Size": "M", "Colour": "Yellow"},
        "barcode": "2001234567893",
        "reorder_point": 50,
        "reorder_level": 80,
        "pack_size": 10,
    }
    manager.create_product("VEST", "Hi-vis vest", "Safety", 12, variants=[variant])
    item = stored(manager, "PRODUCT#VEST", "VARIANT#VEST-M")
    created = item.pop("CreatedAt")
    assert item.pop("UpdatedAt") == created
    assert item == {
        "PK": "PRODUCT#VEST",
        "SK": "VARIANT#VEST-M",
        "GSI1PK": "LOW#WH007",
        "GSI1SK": "QTY#00000050#VEST-M",
        "GSI2PK": "STOCK#WH007",
        "GSI2SK": "QTY#00000050#VEST-M",
        "ProductId": "VEST",
        "SKU": "VEST-M",
        "Name": "Vest M",
        "Price": Decimal("12.5"),
        "Stock": 50,
        "Allocated": 0,
        "Revision": 1,
        "Warehouse": "WH007",
        "Attributes": {"Size": "M", "Colour": "Yellow"},
        "Barcode": "2001234567893",
        "ReorderPoint": 50,
        "ReorderLevel": 80,
        "PackSize": 10,
        "Days": f"{created[:10]}:50",
    }


def test_a_sku_leads_to_its_product_and_home(manager: InventoryManager) -> None:
    add_vest(manager)
    pointer = stored(manager, "SKU#VEST-M")
    assert pointer.pop("RequestKey") == stored(manager, "PRODUCT#VEST")["RequestKey"]
    assert pointer == {
        "PK": "SKU#VEST-M",
        "SK": "METADATA",
        "SKU": "VEST-M",
        "ProductId": "VEST",
        "Warehouse": "WH001",
    }


def test_a_variant_opens_its_ledger(manager: InventoryManager) -> None:
    manager.create_product("VEST", "Vest", "Safety", 12, variants=[{"sku": "VEST-M", "stock": 10}], actor="importer")
    created = stored(manager, "PRODUCT#VEST", "VARIANT#VEST-M")["CreatedAt"]
    assert stored(manager, "LEDGER#VEST-M#WH001", "MOVE#0000000001") == {
        "PK": "LEDGER#VEST-M#WH001",
        "SK": "MOVE#0000000001",
        "GSI1PK": f"ACTIVITY#WH001#{created[:10]}",
        "GSI1SK": f"{created}#VEST-M#0000000001",
        "GSI2PK": "LEDGER#VEST-M#WH001",
        "GSI2SK": f"{created}#0000000001",
        "ProductId": "VEST",
        "SKU": "VEST-M",
        "Warehouse": "WH001",
        "Revision": 1,
        "Change": 10,
        "AllocatedChange": 0,
        "Stock": 10,
        "Allocated": 0,
        "Reason": "opening",
        "Actor": "importer",
        "Note": "",
        "Cause": "",
        "CreatedAt": created,
    }


def test_a_product_makes_exactly_its_own_rows_and_those_of_the_registry(manager: InventoryManager) -> None:
    add_vest(manager)
    assert set(whole_table(manager.client)) == {
        ("PRODUCT#VEST", "METADATA"),
        ("PRODUCT#VEST", "VARIANT#VEST-M"),
        ("PRODUCT#VEST", "VARIANT#VEST-L"),
        ("SKU#VEST-M", "METADATA"),
        ("SKU#VEST-L", "METADATA"),
        ("LEDGER#VEST-M#WH001", "MOVE#0000000001"),
        ("LEDGER#VEST-L#WH001", "MOVE#0000000001"),
        ("CATALOG", "CATEGORY#Safety"),
        ("CATALOG", "WAREHOUSE#WH001"),
        *((f"WORD#{word[:1]}", f"{word}#VEST") for word in ("hi", "vis", "vest", "m", "l")),
    }


def test_the_price_index_lists_products_by_number_not_by_text(manager: InventoryManager) -> None:
    for product_id, price in (("A", "9.99"), ("B", "100"), ("C", "10.5"), ("D", 0)):
        manager.create_product(product_id, "Thing", "Things", price)
    assert index_keys(manager, "GSI1", "CATEGORY#Things") == [
        "PRICE#0000000000.00#D",
        "PRICE#0000000009.99#A",
        "PRICE#0000000010.50#C",
        "PRICE#0000000100.00#B",
    ]


def test_it_returns_what_it_stored(manager: InventoryManager) -> None:
    made = add_vest(manager)
    assert made == manager.get_product_with_variants("VEST")
    assert [variant.sku for variant in made.variants] == ["VEST-L", "VEST-M"]


def test_a_variant_without_price_and_stock_takes_the_price_of_its_product_and_no_stock(
    manager: InventoryManager,
) -> None:
    (variant,) = manager.create_product("P", "Thing", "Things", "7.25", variants=[{"sku": "S"}]).variants
    assert (variant.price, variant.stock, variant.warehouse) == (Decimal("7.25"), 0, "WH001")


def test_an_existing_id_is_named_and_nothing_is_written(manager: InventoryManager) -> None:
    add_vest(manager)
    before = whole_table(manager.client)
    with pytest.raises(ProductExists, match="product VEST exists already") as refused:
        manager.create_product(
            "VEST", "Other", "Other category", 1, variants=[{"sku": "NEW", "stock": 1, "warehouse": "WH099"}]
        )
    assert refused.value.product_id == "VEST"
    assert whole_table(manager.client) == before


def test_every_taken_sku_is_named_with_its_owner_and_nothing_is_written(manager: InventoryManager) -> None:
    add_vest(manager)
    before = whole_table(manager.client)
    with pytest.raises(SkuExists, match=r"VEST-L \(product VEST\), VEST-M \(product VEST\)") as refused:
        manager.create_product(
            "OTHER", "Other", "Other category", 1, variants=[{"sku": "VEST-M"}, {"sku": "NEW"}, {"sku": "VEST-L"}]
        )
    assert refused.value.owners == {"VEST-M": "VEST", "VEST-L": "VEST"}
    assert whole_table(manager.client) == before


def test_a_taken_id_is_a_conditional_failure_to_callers_of_plain_boto3(manager: InventoryManager) -> None:
    add_vest(manager)
    with pytest.raises(ClientError) as refused:
        add_vest(manager)
    assert refused.value.response["Error"]["Code"] == "ConditionalCheckFailedException"


def test_33_variants_go_in_one_step(manager: InventoryManager) -> None:
    made = manager.create_product("P", "Thing", "Things", 1, variants=[{"sku": f"S{i:02}"} for i in range(33)])
    assert manager.get_product_with_variants("P") == made
    assert len(made.variants) == 33


def test_34_variants_are_refused_in_words_and_nothing_is_written(manager: InventoryManager) -> None:
    with pytest.raises(TooManyActions, match="P has 34 variants; one step takes up to 33"):
        manager.create_product("P", "Thing", "Things", 1, variants=[{"sku": f"S{i}"} for i in range(34)])
    assert whole_table(manager.client) == {}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"product_id": ""}, "product_id"),
        ({"product_id": "A#B"}, "product_id"),
        ({"product_id": 7}, "product_id"),
        ({"name": "  "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "bell \x07"}, "name"),
        ({"category": " Safety"}, "category"),
        ({"category": "x" * 65}, "category"),
        ({"base_price": None}, "base_price"),
        ({"base_price": "-1"}, "base_price"),
        ({"description": 5}, "description"),
        ({"variants": "VEST-M"}, "variants"),
        ({"variants": ["VEST-M"]}, "variants[0]"),
        ({"variants": [{"sku": "A"}, {"sku": "A"}]}, "variants"),
        ({"variants": [{"price": 1}]}, "variants[0].sku"),
        ({"variants": [{"sku": "A"}, {"sku": "B", "price": "1.999"}]}, "variants[1].price"),
        ({"variants": [{"sku": "A", "stock": -1}]}, "variants[0].stock"),
        ({"variants": [{"sku": "A", "stock": 2.5}]}, "variants[0].stock"),
        ({"variants": [{"sku": "A", "stock": 100_000_000}]}, "variants[0].stock"),
        ({"variants": [{"sku": "A", "warehouse": "WH#1"}]}, "variants[0].warehouse"),
        ({"variants": [{"sku": "A", "attributes": "XL"}]}, "variants[0].attributes"),
        ({"variants": [{"sku": "A", "colour": "red"}]}, "variants[0].colour"),
        ({"variants": [{"sku": "A", "barcode": "4#1"}]}, "variants[0].barcode"),
        ({"variants": [{"sku": "A", "barcode": "41"}, {"sku": "B", "barcode": "41"}]}, "variants"),
        ({"variants": [{"sku": "A", "reorder_point": -1}]}, "variants[0].reorder_point"),
        ({"variants": [{"sku": "A", "reorder_point": 10, "reorder_level": 9}]}, "variants[0].reorder_level"),
        ({"variants": [{"sku": "A", "pack_size": 0}]}, "variants[0].pack_size"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_its_name_and_nothing_is_written(
    manager: InventoryManager, fields: dict[str, object], field: str
) -> None:
    good: dict[str, object] = {"product_id": "P", "name": "Thing", "category": "Things", "base_price": 1}
    with pytest.raises(InvalidValue) as refused:
        manager.create_product(**(good | fields))  # type: ignore[arg-type]
    assert refused.value.field == field
    assert refused.value.rule in str(refused.value)
    assert whole_table(manager.client) == {}
