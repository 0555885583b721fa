"""InventoryManager.batch_create_products: any number, nothing overwritten, nothing lost."""

from typing import Any

import pytest

from inventory import InventoryManager, audit
from inventory.errors import InvalidValue
from tests.counting import CallLog
from tests.meddling import leave_unprocessed, refuse
from tests.tables import add_parts, add_vest, part, stored, whole_table


def test_all_products_are_written_with_all_their_rows(manager: InventoryManager) -> None:
    result = manager.batch_create_products(part(number) for number in range(1, 61))
    assert (result["count"], result.existing, dict(result.taken)) == (60, (), {})
    assert result.count == 60
    report = audit.check(manager.client)
    assert (report.levels, report.movements, report.drifts) == (60, 60, ())
    assert manager.get_products_by_category("Parts", limit=60)[59].product_id == "PART-60"


def test_a_product_of_a_batch_is_stored_like_one_created_alone(manager: InventoryManager) -> None:
    vest = {"name": "Vest", "category": "Safety", "base_price": 12}
    manager.create_product("A", **vest, variants=[{"sku": "A", "stock": 5}], actor="clerk")  # type: ignore[arg-type]
    manager.batch_create_products([{"product_id": "B", **vest, "variants": [{"sku": "B", "stock": 5}]}], actor="clerk")
    table = whole_table(manager.client)
    alone = [key for key in table if "#A" in key[0]]
    assert len(alone) == 4
    for pk, sk in alone:
        assert table[pk, sk].keys() == table[pk.replace("#A", "#B"), sk.replace("#A", "#B")].keys()
    for sku in "AB":
        row = stored(manager, f"LEDGER#{sku}#WH001", "MOVE#0000000001")
        assert (row["Reason"], row["Actor"], row["Change"], row["Stock"]) == ("opening", "clerk", 5, 5)


def test_existing_ids_are_reported_and_left_as_they_are(manager: InventoryManager) -> None:
    add_parts(manager, 2)
    before = whole_table(manager.client)
    other = {"product_id": "PART-01", "name": "Other", "category": "Parts", "base_price": 99}
    result = manager.batch_create_products([other, part(2, stock=77), part(3)])
    assert (result.count, result.existing) == (1, ("PART-01", "PART-02"))
    after = whole_table(manager.client)
    assert {key: after[key] for key in before} == before


def test_a_product_that_asks_for_a_taken_sku_is_reported_and_left_out_whole(manager: InventoryManager) -> None:
    add_vest(manager)
    before = whole_table(manager.client)
    wanting = {**part(1), "variants": [{"sku": "NEW"}, {"sku": "VEST-M"}, {"sku": "VEST-L"}]}
    result = manager.batch_create_products([wanting, part(2)])
    assert (result.count, dict(result.taken)) == (1, {"PART-01": ("VEST-L", "VEST-M")})
    after = whole_table(manager.client)
    assert {key: after[key] for key in before} == before
    assert manager.get_product("PART-01") is None
    assert manager.client.get("SKU#NEW", "METADATA") is None


def test_what_the_table_leaves_unprocessed_is_sent_again(manager: InventoryManager) -> None:
    leave_unprocessed(manager.client, "BatchWriteItem", keep=7, times=5)
    assert manager.batch_create_products(part(number) for number in range(1, 31)).count == 30
    assert (audit.check(manager.client).levels, audit.check(manager.client).drifts) == (30, ())


def test_a_throttled_batch_is_sent_again(manager: InventoryManager) -> None:
    refuse(manager.client, "BatchWriteItem", "ProvisionedThroughputExceededException", times=2)
    assert manager.batch_create_products([part(1)]).count == 1
    assert manager.get_product("PART-01") is not None


def test_a_load_that_broke_off_is_completed_by_the_next(manager: InventoryManager) -> None:
    add_parts(manager, 3)
    # As a load leaves it that ends before the products' own rows.
    manager.client.batch_write(deletes=[("PRODUCT#PART-02", "METADATA"), ("SKU#SKU-03", "METADATA")])
    manager.client.delete("PRODUCT#PART-03", "METADATA")
    result = manager.batch_create_products([part(1), part(2), part(3)])
    assert (result.count, result.existing, dict(result.taken)) == (2, ("PART-01",), {})
    assert audit.check(manager.client).drifts == ()


def test_25_rows_go_in_a_call(manager: InventoryManager, calls: CallLog) -> None:
    manager.batch_create_products(part(number) for number in range(1, 101))
    # 3 rows of each variant, then its words (part, 1, part-01, sku-01), then the row of each product.
    assert calls.operations.count("BatchWriteItem") == 300 // 25 + 400 // 25 + 100 // 25


def test_progress_is_told_up_to_the_number_of_products(manager: InventoryManager) -> None:
    told: list[int] = []
    manager.batch_create_products([part(number) for number in range(1, 261)], progress=told.append)
    assert told == [250, 10]


def test_categories_and_warehouses_become_known(manager: InventoryManager) -> None:
    elsewhere = {**part(2), "variants": [{"sku": "S", "warehouse": "WH002"}], "category": "More"}
    manager.batch_create_products([part(1), elsewhere])
    assert [category.name for category in manager.categories()] == ["More", "Parts"]
    assert [warehouse.warehouse_id for warehouse in manager.warehouses()] == ["WH001", "WH002"]


def test_an_empty_batch_is_no_trouble(manager: InventoryManager) -> None:
    assert manager.batch_create_products([])["count"] == 0


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        ({"base_price": "-1"}, "products[1].base_price"),
        ({"variants": [{"sku": "S", "stock": "x"}]}, "products[1].variants[0].stock"),
        ({"colour": "red"}, "products[1].colour"),
        ({"product_id": "PART-01"}, "products"),
        ({"variants": [{"sku": "SKU-01"}]}, "SKU"),
    ],
)
def test_a_bad_product_is_named_by_its_place_and_nothing_is_written(
    manager: InventoryManager, bad: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidValue) as refused:
        manager.batch_create_products([part(1), {**part(2), **bad}])
    assert refused.value.field == field
    assert whole_table(manager.client) == {}


def _break_off_before_pointers(manager: InventoryManager, products: list[dict[str, object]]) -> None:
    real, calls = manager.client.batch_write, iter([True, False])

    def broken(*rows: Any, **more: Any) -> int:
        if next(calls):
            return real(*rows, **more)
        raise KeyboardInterrupt

    manager.client.batch_write = broken  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        manager.batch_create_products(products)
    manager.client.batch_write = real  # type: ignore[method-assign]


def test_a_leftover_with_another_home_is_not_loaded_over(manager: InventoryManager) -> None:
    half = {**part(1), "variants": [{"sku": "SKU-01", "stock": 5, "warehouse": "WH001"}]}
    _break_off_before_pointers(manager, [half])
    moved = {**part(1), "variants": [{"sku": "SKU-01", "stock": 5, "warehouse": "WH002"}]}
    result = manager.batch_create_products([moved])
    assert (result.count, list(result.taken.values())) == (0, [("SKU-01",)])
    assert manager.batch_create_products([half]).count == 1
    assert audit.check(manager.client).drifts == ()


def test_a_leftover_that_was_used_is_not_loaded_over(manager: InventoryManager) -> None:
    half = {**part(1), "variants": [{"sku": "SKU-01", "stock": 5}]}
    _break_off_before_pointers(manager, [half])
    manager.update_stock("SKU-01", str(half["product_id"]), -2)
    assert manager.batch_create_products([half]).count == 0
    assert manager.update_stock("SKU-01", str(half["product_id"]), 1).stock == 4
