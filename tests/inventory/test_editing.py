"""InventoryManager.edit_product and edit_variant, and barcodes."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from itertools import count
from typing import Any

import pytest

from inventory import InventoryManager, audit, indexing
from inventory.dynamodb.backoff import Deadline
from inventory.editing import version_of
from inventory.entities import Jump, ProductWithVariants, Variant
from inventory.errors import (
    BarcodeExists,
    ChangedMeanwhile,
    InvalidValue,
    NotAllowed,
    OutcomeUnknown,
    ProductNotFound,
    StockBusy,
    UnknownSku,
)
from inventory.people import Role, StaffUser
from tests.meddling import TRANSACT, before_call, lose_answers, take_elsewhere
from tests.tables import add_vest, index_keys, stored, whole_table

AS_IT_IS: dict[str, Any] = {
    "name": "Hi-vis vest",
    "category": "Safety",
    "base_price": "12.50",
    "description": "Two reflective bands",
}
VARIANT: dict[str, Any] = {"price": "12.50", "attributes": {"Size": "M"}}


def person(role: Role = Role.ADMIN, *warehouses: str) -> StaffUser:
    return StaffUser("ann", "Ann", role, warehouses, True, "", 0, "", "")


def whole(manager: InventoryManager, product_id: str = "VEST") -> ProductWithVariants:
    found = manager.get_product_with_variants(product_id)
    assert found is not None
    return found


def variant(manager: InventoryManager, sku: str = "VEST-M") -> Variant:
    return next(one for one in whole(manager).variants if one.sku == sku)


def found(manager: InventoryManager, q: str) -> list[str]:
    return [hit.name for hit in manager.find(q).products]


def words_agree(manager: InventoryManager) -> bool:
    """Whether the entries of VEST are those its own row names, each with all of them."""
    table = whole_table(manager.client)
    every = table["PRODUCT#VEST", "METADATA"].get("Words", "")
    entries = {key[1]: row["Words"] for key, row in table.items() if key[0].startswith("WORD#")}
    return entries == {f"{word}#VEST": every for word in every.split()}


def test_an_edited_product_is_as_asked_and_its_indexes_follow(manager: InventoryManager) -> None:
    add_vest(manager)
    after = manager.edit_product(
        "VEST", name="Rain coat", category="Rain", base_price="7", description="", actor=person()
    )
    assert (after.name, after.category, after.base_price, after.description) == (
        "Rain coat",
        "Rain",
        Decimal("7.00"),
        "",
    )
    assert whole(manager).product == after
    assert index_keys(manager, "GSI1", "CATEGORY#Safety") == []
    assert index_keys(manager, "GSI1", "CATEGORY#Rain") == ["PRICE#0000000007.00#VEST"]
    assert "Rain" in [category.name for category in manager.categories()]
    assert found(manager, "rain") == ["Rain coat"] and found(manager, "vis") == []
    assert words_agree(manager)


def test_an_edit_of_the_price_alone_writes_no_entries(manager: InventoryManager) -> None:
    add_vest(manager)
    before = whole_table(manager.client)
    manager.edit_product("VEST", **{**AS_IT_IS, "description": "New"})
    after = whole_table(manager.client)
    assert {key for key in after if after[key] != before.get(key)} == {("PRODUCT#VEST", "METADATA")}


def test_an_edited_variant_is_as_asked_and_its_stock_is_its_own(manager: InventoryManager) -> None:
    add_vest(manager)
    after = manager.edit_variant(
        "VEST-M",
        name="Medium",
        price="14",
        attributes={"Size": "M", "Colour": "Lime"},
        barcode="2001",
        reorder_point=20,
        reorder_level=40,
        pack_size=12,
        actor=person(),
    )
    assert variant(manager) == after
    assert (after.name, after.price, after.attributes) == ("Medium", Decimal("14.00"), {"Size": "M", "Colour": "Lime"})
    assert (after.barcode, after.reorder_point, after.reorder_level, after.pack_size) == ("2001", 20, 40, 12)
    assert (after.stock, after.revision) == (10, 1)
    assert found(manager, "lime") == ["Hi-vis vest"] and words_agree(manager)
    assert audit.check(manager.client).drifts == ()


def test_a_reorder_point_stands_on_all_levels_and_in_the_index_of_those_below_it(manager: InventoryManager) -> None:
    add_vest(manager)
    manager.update_stock("VEST-M", "VEST", 30, warehouse="WH002")
    manager.edit_variant("VEST-M", **VARIANT, reorder_point=10)
    assert [level.reorder_point for level in variant(manager).levels] == [10, 10]
    assert index_keys(manager, "GSI1", "LOW#WH001") == ["QTY#00000010#VEST-M"]
    assert index_keys(manager, "GSI1", "LOW#WH002") == []
    manager.edit_variant("VEST-M", **VARIANT, reorder_point=30)
    assert index_keys(manager, "GSI1", "LOW#WH002") == ["QTY#00000030#VEST-M"]
    manager.edit_variant("VEST-M", **VARIANT)
    assert [level.reorder_point for level in variant(manager).levels] == [None, None]
    assert index_keys(manager, "GSI1", "LOW#WH001") == []
    assert audit.check(manager.client).drifts == ()


def test_stock_that_moves_beside_a_new_reorder_point_keeps_its_place_in_the_index(manager: InventoryManager) -> None:
    level = add_vest(manager).variants[1].level
    before_call(manager.client, TRANSACT, lambda: take_elsewhere(manager.client, level, 7))
    after = manager.edit_variant("VEST-M", **VARIANT, reorder_point=5)
    assert (after.stock, after.reorder_point) == (3, 5)
    assert index_keys(manager, "GSI1", "LOW#WH001") == ["QTY#00000003#VEST-M"]
    assert audit.check(manager.client).drifts == ()


def test_a_barcode_finds_its_sku_and_belongs_to_one(manager: InventoryManager) -> None:
    add_vest(manager)
    manager.edit_variant("VEST-M", **VARIANT, barcode="2001")
    assert manager.find("2001").jump == Jump("barcode", "VEST-M")
    before = whole_table(manager.client)
    with pytest.raises(BarcodeExists) as refused:
        manager.edit_variant("VEST-L", **VARIANT, barcode="2001")
    assert (refused.value.barcode, refused.value.sku) == ("2001", "VEST-M")
    assert whole_table(manager.client) == before
    manager.edit_variant("VEST-M", **VARIANT, barcode="2002")
    assert manager.find("2001").jump is None
    manager.edit_variant("VEST-L", **VARIANT, barcode="2001")
    manager.edit_variant("VEST-M", **VARIANT)
    assert manager.find("2002").jump is None
    assert manager.find("2001").target == "VEST-L"


@pytest.mark.parametrize("known", ["Safety", "Elsewhere"])
def test_a_new_product_or_variant_with_the_barcode_of_another_is_refused(manager: InventoryManager, known: str) -> None:
    add_vest(manager)
    manager.create_product_variant("VEST", {"sku": "VEST-S", "price": 1, "barcode": "2001"})
    before = whole_table(manager.client)
    with pytest.raises(BarcodeExists):
        manager.create_product("NEW", "New", known, 1, variants=[{"sku": "N", "barcode": "2001"}])
    with pytest.raises(BarcodeExists):
        manager.create_product_variant("VEST", {"sku": "N", "price": 1, "barcode": "2001"})
    assert whole_table(manager.client) == before


def test_a_batch_leaves_a_product_with_the_barcode_of_another(manager: InventoryManager) -> None:
    def one(name: str, barcode: str) -> dict[str, Any]:
        return {**AS_IT_IS, "product_id": name, "variants": [{"sku": f"S-{name}", "barcode": barcode}]}

    manager.batch_create_products([one("A", "2001")])
    result = manager.batch_create_products([one("B", "2001"), one("C", "2003")])
    assert (result.count, result.taken) == (1, {"B": ("S-B",)})
    assert manager.find("2001").target == "S-A" and manager.find("2003").target == "S-C"


def test_what_was_changed_since_it_was_shown_is_not_overwritten(manager: InventoryManager) -> None:
    product = add_vest(manager)
    shown, shown_variant = version_of(product), version_of(product.variants[1])
    manager.edit_product("VEST", **{**AS_IT_IS, "name": "Other"})
    manager.edit_variant("VEST-M", **{**VARIANT, "price": 99})
    before = whole_table(manager.client)
    with pytest.raises(ChangedMeanwhile, match="nothing was saved") as refused:
        manager.edit_product("VEST", **{**AS_IT_IS, "name": "Mine"}, version=shown)
    assert refused.value.current.name == "Other"
    with pytest.raises(ChangedMeanwhile) as refused:
        manager.edit_variant("VEST-M", **{**VARIANT, "price": 5}, version=shown_variant)
    assert isinstance(refused.value.current, Variant) and refused.value.current.price == 99
    assert whole_table(manager.client) == before


def test_the_same_form_twice_is_one_edit(manager: InventoryManager) -> None:
    shown = version_of(add_vest(manager))
    first = manager.edit_product("VEST", **{**AS_IT_IS, "name": "New"}, version=shown)
    before = whole_table(manager.client)
    assert manager.edit_product("VEST", **{**AS_IT_IS, "name": "New"}, version=shown) == first
    assert whole_table(manager.client) == before


def test_stock_and_siblings_do_not_make_a_form_stale(manager: InventoryManager) -> None:
    shown = version_of(add_vest(manager).variants[1])
    manager.update_stock("VEST-M", "VEST", 3)
    manager.edit_variant("VEST-L", price=1)
    manager.edit_product("VEST", **{**AS_IT_IS, "name": "New"})
    assert manager.edit_variant("VEST-M", price=77, version=shown).price == 77


def test_edits_of_one_product_at_the_same_moment_lose_no_words(manager: InventoryManager) -> None:
    add_vest(manager)
    other = InventoryManager(manager.client.settings)
    before_call(manager.client, TRANSACT, lambda: other.create_product_variant("VEST", {"sku": "N1", "price": 1}))
    manager.edit_product("VEST", **{**AS_IT_IS, "name": "Coat"})
    assert found(manager, "n1") == found(manager, "coat") == ["Coat"]
    before_call(manager.client, TRANSACT, lambda: other.edit_product("VEST", **{**AS_IT_IS, "name": "Cape"}))
    manager.create_product_variant("VEST", {"sku": "N2", "price": 1})
    assert found(manager, "n2") == found(manager, "cape") == ["Cape"]
    assert words_agree(manager)


def test_a_form_that_meets_another_edit_at_the_very_moment_is_told(manager: InventoryManager) -> None:
    shown = version_of(add_vest(manager))
    other = InventoryManager(manager.client.settings)
    before_call(manager.client, TRANSACT, lambda: other.edit_product("VEST", **{**AS_IT_IS, "name": "Cape"}))
    with pytest.raises(ChangedMeanwhile):
        manager.edit_product("VEST", **{**AS_IT_IS, "name": "Coat"}, version=shown)


def test_an_edit_whose_answer_is_lost_is_made_once(manager: InventoryManager) -> None:
    shown = version_of(add_vest(manager))
    lose_answers(manager.client, TRANSACT)
    assert manager.edit_product("VEST", **{**AS_IT_IS, "name": "Coat"}, version=shown).name == "Coat"
    assert stored(manager, "PRODUCT#VEST")["Edition"] == 2


def test_edits_that_meet_others_for_too_long_are_given_up(
    manager: InventoryManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_vest(manager)
    monkeypatch.setattr(Deadline, "wait", lambda self: False)
    editions = count(9)

    def bump() -> dict[str, int]:
        return {"Edition": next(editions)}

    before_call(manager.client, TRANSACT, lambda: manager.client.update("PRODUCT#VEST", "METADATA", bump()), 2)
    with pytest.raises(StockBusy):
        manager.edit_product("VEST", **{**AS_IT_IS, "name": "Coat"})


def answers_lost_until_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the waits for another attempt the first is granted, and no other."""
    granted = iter([True])
    monkeypatch.setattr(Deadline, "wait", lambda self: next(granted, False))


def test_an_edit_whose_answers_are_lost_until_the_deadline_is_not_said_to_have_failed(
    manager: InventoryManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = version_of(add_vest(manager))
    answers_lost_until_the_deadline(monkeypatch)
    lose_answers(manager.client, TRANSACT)
    assert manager.edit_product("VEST", **{**AS_IT_IS, "name": "Coat"}, version=shown).name == "Coat"
    assert stored(manager, "PRODUCT#VEST")["Edition"] == 2


def test_an_edit_nobody_answers_may_have_been_made(manager: InventoryManager, monkeypatch: pytest.MonkeyPatch) -> None:
    add_vest(manager)
    monkeypatch.setattr(Deadline, "wait", lambda self: False)
    lose_answers(manager.client, TRANSACT)
    with pytest.raises(OutcomeUnknown):
        manager.edit_product("VEST", **{**AS_IT_IS, "name": "Coat"})


def test_the_order_of_attributes_makes_no_form_stale(manager: InventoryManager) -> None:
    product = add_vest(manager)
    sizes = {"Size": "M", "Colour": "Lime", "Zip": "yes", "Age": "8"}
    manager.edit_variant("VEST-M", price=1, attributes=sizes)
    row = variant(manager)
    assert list(row.attributes) == sorted(sizes)
    turned = replace(row, attributes=dict(reversed(list(row.attributes.items()))))
    assert version_of(turned) == version_of(row) != version_of(product.variants[1])


def test_an_edit_that_is_refused_leaves_no_empty_category(manager: InventoryManager) -> None:
    shown = version_of(add_vest(manager))
    other = InventoryManager(manager.client.settings)
    before_call(manager.client, TRANSACT, lambda: other.edit_product("VEST", **{**AS_IT_IS, "name": "Cape"}))
    with pytest.raises(ChangedMeanwhile):
        manager.edit_product("VEST", **{**AS_IT_IS, "category": "Rain"}, version=shown)
    assert not other.registry.has_category("Rain")
    before_call(manager.client, TRANSACT, lambda: other.registry.add(["Rain"], []))
    manager.edit_product("VEST", **{**AS_IT_IS, "category": "Rain"})
    assert "Rain" in [category.name for category in manager.categories()]


@pytest.mark.parametrize("left", [None, "VEST-L"])
def test_a_barcode_that_does_not_lead_to_its_variant_can_be_changed(
    manager: InventoryManager, left: str | None
) -> None:
    add_vest(manager)
    manager.edit_variant("VEST-M", **VARIANT, barcode="2001")
    if left:
        manager.client.update("BARCODE#2001", "METADATA", {"SKU": left})
    else:
        manager.client.delete("BARCODE#2001", "METADATA")
    assert manager.edit_variant("VEST-M", **VARIANT, barcode="2002").barcode == "2002"
    assert manager.find("2002").target == "VEST-M"
    assert manager.find("2001").target == (left or "")


def test_a_barcode_whose_row_led_to_its_variant_all_along_can_be_given(manager: InventoryManager) -> None:
    add_vest(manager)
    manager.edit_variant("VEST-M", **VARIANT, barcode="2001")
    manager.client.update("PRODUCT#VEST", "VARIANT#VEST-M", {}, remove=["Barcode"])
    assert manager.edit_variant("VEST-M", **VARIANT, barcode="2001").barcode == "2001"
    assert manager.find("2001").target == "VEST-M"


def test_a_word_that_another_edit_brings_back_meanwhile_is_found(manager: InventoryManager) -> None:
    add_vest(manager)
    other = InventoryManager(manager.client.settings)
    manager.edit_product("VEST", **{**AS_IT_IS, "name": "Rain coat"})
    manager.client.put({"PK": "WORD#c", "SK": "cape#VEST", "ProductId": "VEST", "Words": " cape "})
    before_call(manager.client, TRANSACT, lambda: other.edit_product("VEST", **{**AS_IT_IS, "name": "Cape"}))
    assert indexing.remove_left(manager.client, "VEST", ["cape", "gone"]) == 1
    assert found(manager, "cape") == ["Cape"] and words_agree(manager)


def test_a_product_of_an_earlier_version_can_be_edited(manager: InventoryManager) -> None:
    add_vest(manager)
    manager.client.update("PRODUCT#VEST", "METADATA", {}, remove=["Edition", "Words"])
    manager.edit_product("VEST", **{**AS_IT_IS, "name": "Coat"})
    assert found(manager, "coat") == ["Coat"] and stored(manager, "PRODUCT#VEST")["Edition"] == 1


def test_more_new_and_gone_words_than_a_transaction_holds_are_all_changed(manager: InventoryManager) -> None:
    add_vest(manager)
    old, new = (" ".join(f"{letter}{n}" for letter in letters for n in range(10)) for letters in ("abcdef", "ghijkl"))
    manager.edit_product("VEST", **{**AS_IT_IS, "name": old})
    assert words_agree(manager) and found(manager, "f9") == [old]
    manager.edit_product("VEST", **{**AS_IT_IS, "name": new})
    assert found(manager, "f9") == [] and found(manager, "l9") == [new]
    assert words_agree(manager)


def test_what_is_not_there_is_said(manager: InventoryManager) -> None:
    with pytest.raises(ProductNotFound):
        manager.edit_product("VEST", **AS_IT_IS)
    with pytest.raises(UnknownSku):
        manager.edit_variant("VEST-M", price=1)
    assert whole_table(manager.client) == {}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x\x00"}, "name"),
        ({"category": "a#b"}, "category"),
        ({"base_price": "-1"}, "base_price"),
        ({"base_price": "1e99"}, "base_price"),
        ({"description": "x" * 4001}, "description"),
    ],
)
def test_a_value_of_a_product_that_cannot_be_is_refused_by_its_name(
    manager: InventoryManager, changed: dict[str, str], field: str
) -> None:
    add_vest(manager)
    before = whole_table(manager.client)
    with pytest.raises(InvalidValue) as refused:
        manager.edit_product("VEST", **{**AS_IT_IS, **changed})
    assert refused.value.field == field and whole_table(manager.client) == before


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"price": "free"}, "price"),
        ({"barcode": "a#b"}, "barcode"),
        ({"reorder_point": "many"}, "reorder_point"),
        ({"reorder_point": 10, "reorder_level": 9}, "reorder_level"),
        ({"reorder_level": 0}, "reorder_level"),
        ({"pack_size": 0}, "pack_size"),
        ({"attributes": {"": "x"}}, "attributes: the name"),
    ],
)
def test_a_value_of_a_variant_that_cannot_be_is_refused_by_its_name(
    manager: InventoryManager, changed: dict[str, Any], field: str
) -> None:
    add_vest(manager)
    before = whole_table(manager.client)
    with pytest.raises(InvalidValue) as refused:
        manager.edit_variant("VEST-M", **{**VARIANT, **changed})
    assert refused.value.field == field and whole_table(manager.client) == before


@pytest.mark.parametrize("role", [Role.VIEWER, Role.STAFF])
def test_who_may_not_edit_changes_nothing(manager: InventoryManager, role: Role) -> None:
    add_vest(manager)
    before = whole_table(manager.client)
    uses: list[Callable[[InventoryManager, StaffUser], object]] = [
        lambda m, a: m.edit_product("VEST", **{**AS_IT_IS, "name": "X"}, actor=a),
        lambda m, a: m.edit_variant("VEST-M", price=1, actor=a),
        lambda m, a: m.create_product("NEW", "New", "Fresh", 1, actor=a),
        lambda m, a: m.create_product_variant("VEST", {"sku": "N", "price": 1}, actor=a),
        lambda m, a: m.retire_variant("VEST-M", actor=a),
        lambda m, a: m.retire_product("VEST", actor=a),
        lambda m, a: m.batch_create_products([], actor=a),
    ]
    for use in uses:
        with pytest.raises(NotAllowed):
            use(manager, person(role))
    assert whole_table(manager.client) == before


def test_a_home_is_given_by_those_who_may_change_its_warehouse(manager: InventoryManager) -> None:
    add_vest(manager)
    theirs = {"sku": "N", "price": 1, "stock": 5, "warehouse": "WH002"}
    for units in (5, 0):
        with pytest.raises(NotAllowed):
            manager.create_product_variant("VEST", {**theirs, "stock": units}, actor=person(Role.ADMIN, "WH001"))
    made = manager.create_product(
        "NEW", "New", "Fresh", 1, variants=[{**theirs, "sku": "M"}], actor=person(Role.ADMIN, "WH002")
    )
    assert made.variants[0].stock == 5
    assert stored(manager, "LEDGER#M#WH002", "MOVE#0000000001")["Actor"] == "ann"
