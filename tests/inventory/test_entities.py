"""Records: read by attribute and by stored name alike."""

from decimal import Decimal

import pytest

from inventory.entities import (
    BatchResult,
    Order,
    OrderLine,
    OrderStatus,
    Page,
    Product,
    ProductWithVariants,
    StockLevel,
    Variant,
    stored_name,
)

NOW = "2026-01-31T09:30:00.000000Z"
PRODUCT = Product("P", "Thing", "Things", Decimal("5.00"), "", NOW, NOW)
FURTHER = StockLevel("P", "S", "WH002", 3, 1, 1, home=False)
VARIANT = Variant("P", "S", "", Decimal("5.00"), 7, 2, 4, "WH001", {"Size": "M"}, NOW, NOW, further=(FURTHER,))


@pytest.mark.parametrize(
    ("attribute", "name"),
    [
        ("product_id", "ProductId"),
        ("sku", "SKU"),
        ("base_price", "BasePrice"),
        ("stock", "Stock"),
        ("allocated_change", "AllocatedChange"),
    ],
)
def test_a_stored_name_is_the_attribute_in_capitals(attribute: str, name: str) -> None:
    assert stored_name(attribute) == name


def test_a_record_is_read_by_attribute_and_by_stored_name() -> None:
    assert PRODUCT.name == PRODUCT["Name"] == "Thing"
    assert PRODUCT.base_price == PRODUCT["BasePrice"] == PRODUCT["base_price"]
    assert VARIANT["SKU"] == VARIANT.sku == VARIANT["sku"]
    assert VARIANT["Attributes"]["Size"] == "M"


def test_what_is_computed_is_read_by_name_too() -> None:
    assert VARIANT["OnHand"] == VARIANT.on_hand == 9
    assert FURTHER["OnHand"] == 4


def test_a_name_that_does_not_exist_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="Colour"):
        PRODUCT["Colour"]
    assert PRODUCT.get("Colour") is None
    assert PRODUCT.get("Colour", "red") == "red"
    assert "Colour" not in PRODUCT
    assert "BasePrice" in PRODUCT
    assert PRODUCT.get("Name") == "Thing"


def test_a_record_turns_into_a_dict_by_stored_names() -> None:
    assert dict(FURTHER) == {
        "ProductId": "P",
        "SKU": "S",
        "Warehouse": "WH002",
        "Stock": 3,
        "Allocated": 1,
        "Revision": 1,
        "Home": False,
        "ReorderPoint": None,
        "Days": "",
        "Retired": False,
        "Bin": "",
    }


def test_a_record_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        PRODUCT.name = "Other"  # type: ignore[misc]


def test_a_variants_levels_begin_at_home() -> None:
    assert VARIANT.levels == (StockLevel("P", "S", "WH001", 7, 2, 4), FURTHER)


def test_a_product_with_variants_is_its_product_too() -> None:
    whole = ProductWithVariants(**vars(PRODUCT), variants=(VARIANT,))
    assert whole.product == PRODUCT
    assert whole["Variants"] == (VARIANT,)


def test_an_order_status_reads_as_its_text() -> None:
    order = Order("O-1", "C", Decimal("1.00"), OrderStatus.PENDING, NOW, NOW)
    assert order["Status"] == "PENDING"
    assert f"{order.status}" == "PENDING"


def test_a_line_is_read_by_its_stored_names() -> None:
    line = OrderLine("O-1", 1, "P", "S", 2, Decimal("1.50"), Decimal("3.00"), "WH001")
    assert (line["SKU"], line["Quantity"], line["Subtotal"]) == ("S", 2, Decimal("3.00"))


def test_a_batch_result_is_read_by_its_count() -> None:
    assert BatchResult(3, (), {})["count"] == BatchResult(3, (), {})["Count"] == 3


def test_a_page_is_a_list_with_a_cursor() -> None:
    page = Page([1, 2], "next")
    assert (page, page.items, page.cursor, len(page)) == ([1, 2], [1, 2], "next", 2)
    assert Page[int]().cursor is None
