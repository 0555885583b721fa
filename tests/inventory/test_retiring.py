"""InventoryManager.retire_variant and retire_product."""

import pytest

from inventory import InventoryManager, audit
from inventory.dynamodb.backoff import Deadline
from inventory.entities import Role, Variant
from inventory.errors import (
    InvalidValue,
    NotAllowed,
    ProductNotFound,
    Retired,
    SkuExists,
    StockBusy,
    StockLeft,
    UnknownSku,
)
from tests.inventory.test_editing import AS_IT_IS, VARIANT, found, person, variant, whole, words_agree
from tests.meddling import TRANSACT, before_call, lose_answers, take_elsewhere
from tests.tables import add_vest, index_keys, line, stored, whole_table


@pytest.fixture
def empty(manager: InventoryManager) -> InventoryManager:
    """VEST with nothing of VEST-M left in its two warehouses, and 4 of VEST-L."""
    add_vest(manager)
    manager.edit_variant("VEST-M", **VARIANT, barcode="2001", reorder_point=5)
    manager.update_stock("VEST-M", "VEST", 3, warehouse="WH002")
    manager.update_stock("VEST-M", "VEST", -3, warehouse="WH002")
    manager.update_stock("VEST-M", "VEST", -10)
    return manager


def test_a_retired_variant_leaves_the_lists_and_keeps_its_history(empty: InventoryManager) -> None:
    retired = empty.retire_variant("VEST-M", actor=person())
    assert retired.retired and all(level.retired for level in variant(empty).levels)
    for warehouse in ("WH001", "WH002"):
        assert index_keys(empty, "GSI1", f"LOW#{warehouse}") == []
    assert index_keys(empty, "GSI2", "STOCK#WH001") == ["QTY#00000004#VEST-L"]
    move = stored(empty, "LEDGER#VEST-M#WH001", "MOVE#0000000003")
    assert (move["Change"], move["Reason"], move["Actor"]) == (0, "retired", "ann")
    assert found(empty, "m") == [] and found(empty, "vest") == ["Hi-vis vest"]
    assert words_agree(empty)
    assert empty.find_exact("2001") is None
    assert empty.find("VEST-M").target == "VEST-M", "its stock card is still there"
    assert audit.check(empty.client).drifts == ()


def test_retiring_twice_is_once(empty: InventoryManager) -> None:
    first = empty.retire_variant("VEST-M")
    before = whole_table(empty.client)
    assert empty.retire_variant("VEST-M") == first
    assert whole_table(empty.client) == before


def test_a_retirement_whose_answer_is_lost_is_made_once(empty: InventoryManager) -> None:
    lose_answers(empty.client, TRANSACT)
    assert empty.retire_variant("VEST-M").retired
    assert stored(empty, "PRODUCT#VEST", "VARIANT#VEST-M")["Revision"] == 3
    assert audit.check(empty.client).drifts == ()


def test_what_has_units_on_hand_is_not_retired(empty: InventoryManager) -> None:
    empty.create_order_transaction("O-1", "CUST-0001", [line("VEST-L", 4)])
    before = whole_table(empty.client)
    for use in (lambda: empty.retire_variant("VEST-L"), lambda: empty.retire_product("VEST")):
        with pytest.raises(StockLeft) as refused:
            use()
        assert (refused.value.sku, refused.value.warehouse, refused.value.units) == ("VEST-L", "WH001", 4)
    assert whole_table(empty.client) == before


def test_stock_that_comes_at_the_very_moment_keeps_a_variant_in_use(empty: InventoryManager) -> None:
    level = variant(empty).further[0]
    before_call(empty.client, TRANSACT, lambda: take_elsewhere(empty.client, level, -2))
    with pytest.raises(StockLeft):
        empty.retire_variant("VEST-M")
    assert not variant(empty).retired and found(empty, "m") == ["Hi-vis vest"]


def test_an_edit_at_the_very_moment_is_kept(empty: InventoryManager) -> None:
    other = InventoryManager(empty.client.settings)
    before_call(empty.client, TRANSACT, lambda: other.edit_product("VEST", **{**AS_IT_IS, "name": "Coat"}))
    assert empty.retire_variant("VEST-M").retired
    assert found(empty, "coat") == ["Coat"] and words_agree(empty)


def test_a_retired_variant_takes_no_changes(empty: InventoryManager) -> None:
    empty.retire_variant("VEST-M")
    before = whole_table(empty.client)
    with pytest.raises(Retired):
        empty.edit_variant("VEST-M", price=1)
    with pytest.raises(Retired):
        empty.update_stock("VEST-M", "VEST", 5)
    with pytest.raises(SkuExists):
        empty.create_product_variant("VEST", {"sku": "VEST-M", "price": 1})
    assert whole_table(empty.client) == before


def test_the_barcode_of_a_retired_variant_may_be_used_again(empty: InventoryManager) -> None:
    empty.retire_variant("VEST-M")
    empty.edit_variant("VEST-L", **VARIANT, barcode="2001")
    assert empty.find("2001").target == "VEST-L"


def test_a_retired_product_leaves_its_category_and_the_find_index_and_keeps_its_page(empty: InventoryManager) -> None:
    empty.update_stock("VEST-L", "VEST", -4)
    retired = empty.retire_product("VEST", actor=person())
    assert retired.retired
    product = whole(empty)
    assert product.retired and all(one.retired for one in product.variants)
    assert empty.get_products_by_category("Safety") == []
    assert found(empty, "vest") == [] and words_agree(empty)
    assert not [key for key in whole_table(empty.client) if key[0].startswith(("WORD#", "BARCODE#"))]
    assert empty.find("VEST").target == "VEST", "its page is still there"
    assert audit.check(empty.client).drifts == ()
    before = whole_table(empty.client)
    assert empty.retire_product("VEST") == retired
    assert whole_table(empty.client) == before


def test_a_retired_product_takes_no_changes(manager: InventoryManager) -> None:
    manager.create_product("VEST", "Vest", "Safety", 1)
    manager.retire_product("VEST")
    before = whole_table(manager.client)
    with pytest.raises(Retired):
        manager.edit_product("VEST", **AS_IT_IS)
    for warehouse in ("WH001", "WH099"):
        with pytest.raises(Retired):
            manager.create_product_variant("VEST", {"sku": "N", "price": 1, "warehouse": warehouse})
    assert {key: row for key, row in whole_table(manager.client).items() if key in before} == before
    assert manager.get_product_with_variants("VEST") is not None


def test_a_product_with_more_levels_than_a_transaction_holds_is_retired_whole(manager: InventoryManager) -> None:
    variants = [{"sku": f"S{n:02}"} for n in range(51)]
    manager.batch_create_products([{**AS_IT_IS, "product_id": "P", "variants": variants}])
    assert manager.retire_product("P").retired
    assert all(one.retired for one in whole(manager, "P").variants)
    assert audit.check(manager.client).drifts == ()


def test_what_is_not_there_is_said(manager: InventoryManager) -> None:
    with pytest.raises(UnknownSku):
        manager.retire_variant("VEST-M")
    with pytest.raises(ProductNotFound):
        manager.retire_product("VEST")
    with pytest.raises(InvalidValue):
        manager.retire_variant("a#b")


def test_stock_rooms_of_others_are_not_touched(empty: InventoryManager) -> None:
    before = whole_table(empty.client)
    with pytest.raises(NotAllowed) as refused:
        empty.retire_variant("VEST-M", actor=person(Role.ADMIN, "WH001"))
    assert refused.value.warehouse == "WH002"
    assert whole_table(empty.client) == before
    assert empty.retire_variant("VEST-M", actor=person(Role.ADMIN, "WH001", "WH002")).retired


def test_a_retirement_that_meets_others_for_too_long_is_given_up(
    empty: InventoryManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Deadline, "wait", lambda self: False)
    bump = {"Edition": 99}
    before_call(empty.client, TRANSACT, lambda: empty.client.update("PRODUCT#VEST", "METADATA", bump))
    with pytest.raises(StockBusy):
        empty.retire_variant("VEST-M")
    left: Variant = variant(empty)
    assert not left.retired
