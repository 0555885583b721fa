"""InventoryManager.retire_variant and retire_product."""

from itertools import count

import pytest

from inventory import InventoryManager, audit
from inventory.dynamodb.backoff import Deadline
from inventory.entities import Variant
from inventory.errors import (
    InvalidValue,
    NotAllowed,
    PartlyRetired,
    ProductNotFound,
    Retired,
    SkuExists,
    StockBusy,
    StockLeft,
    TooManyActions,
    UnknownSku,
)
from inventory.people import Role
from tests.inventory.test_editing import (
    AS_IT_IS,
    VARIANT,
    answers_lost_until_the_deadline,
    found,
    person,
    variant,
    whole,
    words_agree,
)
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
    assert empty.find("2001").jump is None
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


def test_a_retirement_whose_answers_are_lost_until_the_deadline_was_done(
    empty: InventoryManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Deadline, "wait", lambda self: False)
    lose_answers(empty.client, TRANSACT)
    assert empty.retire_variant("VEST-M") == variant(empty)
    assert variant(empty).retired and found(empty, "m") == [] and words_agree(empty)


def test_a_product_without_variants_whose_answers_are_lost_until_the_deadline_was_retired(
    manager: InventoryManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager.create_product("BARE", "Bare", "Safety", 1)
    answers_lost_until_the_deadline(monkeypatch)
    lose_answers(manager.client, TRANSACT)
    assert manager.retire_product("BARE").retired


@pytest.mark.parametrize("left", [None, "VEST-L"])
def test_a_barcode_that_does_not_lead_to_its_variant_keeps_it_from_nothing(
    empty: InventoryManager, left: str | None
) -> None:
    if left:
        empty.client.update("BARCODE#2001", "METADATA", {"SKU": left})
    else:
        empty.client.delete("BARCODE#2001", "METADATA")
    assert empty.retire_variant("VEST-M").retired
    row = empty.client.get("BARCODE#2001", "METADATA")
    assert (row["SKU"] if row else None) == left


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


def add_large(manager: InventoryManager) -> list[str]:
    """Product P with as many variants as need two steps, without stock; its SKUs."""
    skus = [f"S{n:02}" for n in range(51)]
    manager.batch_create_products([{**AS_IT_IS, "product_id": "P", "variants": [{"sku": sku} for sku in skus]}])
    return skus


def test_a_large_product_that_gets_stock_meanwhile_says_what_was_retired_and_goes_on(manager: InventoryManager) -> None:
    skus = add_large(manager)
    last = variant_of(manager, skus[-1]).level
    units = iter([0, 2])

    def bring() -> None:
        if more := next(units):
            take_elsewhere(manager.client, last, -more)

    before_call(manager.client, TRANSACT, bring, 2)
    with pytest.raises(PartlyRetired) as refused:
        manager.retire_product("P")
    done = [one.sku for one in whole(manager, "P").variants if one.retired]
    assert refused.value.variants == len(done) == 49 and isinstance(refused.value.why, StockLeft)
    assert not whole(manager, "P").retired
    take_elsewhere(manager.client, last, 2)
    assert manager.retire_product("P").retired
    assert all(one.retired for one in whole(manager, "P").variants)
    assert found(manager, "hi") == [] and audit.check(manager.client).drifts == ()


def variant_of(manager: InventoryManager, sku: str) -> Variant:
    return next(one for one in whole(manager, "P").variants if one.sku == sku)


def test_a_variant_in_more_warehouses_than_one_step_holds_is_refused_before_anything_is_written(
    manager: InventoryManager,
) -> None:
    manager.create_product("VEST", "Vest", "Safety", 1, variants=[{"sku": "VEST-M", "price": 1}])
    home = stored(manager, "PRODUCT#VEST", "VARIANT#VEST-M")
    places = (f"WH{n:03}" for n in range(2, 52))
    levels = [{**home, "SK": f"VARIANT#VEST-M#AT#{place}", "Warehouse": place} for place in places]
    manager.client.batch_write(levels)
    before = whole_table(manager.client)
    for use in (lambda: manager.retire_variant("VEST-M"), lambda: manager.retire_product("VEST")):
        with pytest.raises(TooManyActions):
            use()
    assert whole_table(manager.client) == before


def test_a_product_without_variants_in_use_is_for_admins_of_all_warehouses(empty: InventoryManager) -> None:
    empty.create_product("BARE", "Bare", "Safety", 1)
    empty.update_stock("VEST-L", "VEST", -4)
    empty.retire_variant("VEST-L")
    empty.retire_variant("VEST-M")
    for name in ("BARE", "VEST"):
        with pytest.raises(NotAllowed):
            empty.retire_product(name, actor=person(Role.ADMIN, "WH001", "WH002"))
        assert not whole(empty, name).retired
        assert empty.retire_product(name, actor=person()).retired


def test_stock_that_keeps_a_product_of_many_words_in_use_takes_no_words_from_it(manager: InventoryManager) -> None:
    skus = add_large(manager)
    manager.edit_product("P", **{**AS_IT_IS, "name": " ".join(f"w{n}" for n in range(40))})
    level = variant_of(manager, skus[0]).level
    before = whole_table(manager.client)
    before_call(manager.client, TRANSACT, lambda: take_elsewhere(manager.client, level, -2))
    with pytest.raises(StockLeft):
        manager.retire_product("P")
    after = whole_table(manager.client)
    assert {key: row for key, row in after.items() if key[0].startswith("WORD#")} == {
        key: row for key, row in before.items() if key[0].startswith("WORD#")
    }


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
    editions = count(99)

    def bump() -> None:
        empty.client.update("PRODUCT#VEST", "METADATA", {"Edition": next(editions)})

    before_call(empty.client, TRANSACT, bump, 2)
    with pytest.raises(StockBusy):
        empty.retire_variant("VEST-M")
    left: Variant = variant(empty)
    assert not left.retired
