"""What products and variants rely on, the same on every engine."""

from decimal import Decimal

import pytest

from inventory import InventoryManager, audit
from inventory.errors import InvalidCursor, ProductExists, ProductNotFound, SkuExists
from tests.meddling import TRANSACT, lose_answers
from tests.tables import add_parts, add_vest, index_keys, part, whole_table


def test_a_product_is_created_and_read_with_its_variants(inventory: InventoryManager) -> None:
    made = add_vest(inventory)
    assert inventory.get_product_with_variants("VEST") == made
    assert inventory.get_product("VEST") == made.product
    assert inventory.get_product("NOPE") is None
    assert inventory.get_product_with_variants("NOPE") is None
    assert len(whole_table(inventory.client)) == 14


def test_a_taken_id_is_refused_with_nothing_written(inventory: InventoryManager) -> None:
    add_vest(inventory)
    before = whole_table(inventory.client)
    with pytest.raises(ProductExists):
        inventory.create_product("VEST", "Other", "Safety", 1, variants=[{"sku": "NEW"}])
    assert whole_table(inventory.client) == before


def test_taken_skus_are_named_with_the_owner_the_refusal_hands_back(inventory: InventoryManager) -> None:
    add_vest(inventory)
    before = whole_table(inventory.client)
    with pytest.raises(SkuExists) as refused:
        inventory.create_product(
            "OTHER", "Other", "Safety", 1, variants=[{"sku": "VEST-L"}, {"sku": "NEW"}, {"sku": "VEST-M"}]
        )
    assert refused.value.owners == {"VEST-L": "VEST", "VEST-M": "VEST"}
    with pytest.raises(SkuExists):
        inventory.create_product_variant("VEST", {"sku": "VEST-M", "price": 1})
    with pytest.raises(ProductNotFound):
        inventory.create_product_variant("NOPE", {"sku": "NEW", "price": 1})
    assert whole_table(inventory.client) == before


def test_a_variant_joins_its_product(inventory: InventoryManager) -> None:
    add_vest(inventory)
    made = inventory.create_product_variant("VEST", {"sku": "VEST-S", "price": "11.50", "stock": 3})
    product = inventory.get_product_with_variants("VEST")
    assert product is not None
    assert [variant.sku for variant in product.variants] == ["VEST-L", "VEST-M", "VEST-S"]
    assert product.variants[2] == made


def test_a_full_transaction_of_100_actions_goes_through(inventory: InventoryManager) -> None:
    made = inventory.create_product(
        "P", "Thing", "Things", 1, variants=[{"sku": f"S{number:02}", "stock": 1} for number in range(33)]
    )
    assert inventory.get_product_with_variants("P") == made


def test_a_product_whose_answer_was_lost_is_created_once(inventory: InventoryManager) -> None:
    inventory.create_product("OTHER", "Thing", "Safety", 1)
    lose_answers(inventory.client, TRANSACT)
    made = add_vest(inventory)
    assert inventory.get_product_with_variants("VEST") == made


def test_the_price_index_is_in_the_order_of_numbers_and_of_utf_8(inventory: InventoryManager) -> None:
    for product_id, price in (("B", 10), ("A", "9.99"), ("ä", 100), ("Z", 100), ("工", 100), ("C", 0)):
        inventory.create_product(product_id, "Thing", "Things", price)
    expected = ["C", "A", "B", "Z", "ä", "工"]
    assert [p.product_id for p in inventory.get_products_by_category("Things")] == expected
    down = inventory.get_products_by_category("Things", descending=True)
    assert [p.product_id for p in down] == expected[::-1]
    assert index_keys(inventory, "GSI1", "CATEGORY#Things")[0] == "PRICE#0000000000.00#C"


def test_a_range_of_prices_includes_its_bounds(inventory: InventoryManager) -> None:
    add_parts(inventory, 12)
    page = inventory.get_products_by_category("Parts", "10", min_price="9")
    assert [product.base_price for product in page] == [Decimal(9), Decimal(10)]


@pytest.mark.parametrize("descending", [False, True])
def test_pages_by_cursor_make_the_list(inventory: InventoryManager, descending: bool) -> None:
    add_parts(inventory, 12)
    page = inventory.get_products_by_category("Parts", limit=5, descending=descending)
    seen = [product.product_id for product in page]
    while page.cursor:
        page = inventory.get_products_by_category("Parts", limit=5, descending=descending, cursor=page.cursor)
        seen += [product.product_id for product in page]
    expected = [f"PART-{number:02}" for number in range(1, 13)]
    assert seen == (expected[::-1] if descending else expected)


def test_a_cursor_of_another_list_is_refused(inventory: InventoryManager) -> None:
    add_parts(inventory, 3)
    cursor = inventory.get_products_by_category("Parts", limit=1).cursor
    with pytest.raises(InvalidCursor):
        inventory.get_products_by_category("Parts", limit=1, descending=True, cursor=cursor)


def test_a_batch_writes_what_is_new_and_reports_the_rest(inventory: InventoryManager) -> None:
    add_vest(inventory)
    wanting = {**part(99), "variants": [{"sku": "VEST-M"}]}
    result = inventory.batch_create_products([*(part(number) for number in range(1, 41)), wanting])
    assert (result["count"], dict(result.taken)) == (40, {"PART-99": ("VEST-M",)})
    again = inventory.batch_create_products([part(1), part(41)])
    assert (again.count, again.existing) == (1, ("PART-01",))
    assert audit.check(inventory.client) == audit.Report(levels=43, movements=43, drifts=())


def test_items_are_read_by_key_in_the_order_asked(inventory: InventoryManager) -> None:
    add_parts(inventory, 120)
    asked = [{"pk": f"PRODUCT#PART-{number:02}", "sk": "METADATA"} for number in range(121, 0, -1)]
    found = inventory.batch_get_items(asked)
    assert [item["BasePrice"] for item in found] == [Decimal(number) for number in range(120, 0, -1)]


def test_categories_and_warehouses_become_known(inventory: InventoryManager) -> None:
    add_vest(inventory)
    inventory.update_stock("VEST-M", "VEST", 1, warehouse="WH002")
    assert [category.name for category in inventory.categories()] == ["Safety"]
    assert [warehouse.warehouse_id for warehouse in inventory.warehouses()] == ["WH001", "WH002"]
