"""Bins: what one may be called, their order along the shelves, and InventoryManager.set_bin."""

from typing import Any

import pytest

from inventory import InventoryManager, audit, bins, reindexing
from inventory.dynamodb import items
from inventory.editing import version_of
from inventory.entities import StockLevel
from inventory.errors import (
    ChangedMeanwhile,
    InvalidValue,
    LevelNotFound,
    NotAllowed,
    OutcomeUnknown,
    Retired,
    UnknownSku,
)
from inventory.people import Role
from tests.counting import CallLog
from tests.inventory.test_editing import (
    VARIANT,
    answers_lost_until_the_deadline,
    person,
    variant,
)
from tests.meddling import TRANSACT, before_call, cancel, lose_answers, take_elsewhere
from tests.tables import add_parts, add_vest, line, stored, whole_table

HOME, FURTHER = ("PRODUCT#VEST", "VARIANT#VEST-M"), ("PRODUCT#VEST", "VARIANT#VEST-M#AT#WH002")
WRONG = [
    ("A" * 33, "at most 32"),
    ("x" * 10_000, "at most 32"),
    ("A\x00B", "control"),
    ("A\nB", "control"),
    ("A\tB", "control"),
    ("A\u2028B", "control"),
    ("A\u202eB", "invisible"),
    ("A\ud800B", "control"),
    (12, "must be text"),
]


@pytest.fixture
def vest(manager: InventoryManager) -> InventoryManager:
    """VEST with 10 of VEST-M in WH001, its home, and 3 in WH002."""
    add_vest(manager)
    manager.update_stock("VEST-M", "VEST", 3, warehouse="WH002")
    return manager


def level(manager: InventoryManager, warehouse: str) -> StockLevel:
    return next(each for each in variant(manager).levels if each.warehouse == warehouse)


def placed(manager: InventoryManager) -> list[str]:
    """The bins of VEST-M, by warehouse."""
    return [each.bin for each in variant(manager).levels]


@pytest.mark.parametrize("name", ["A-12-3", "Regal #7, oben", "رف ٣", "棚-4", "<b>", "A" * 32, "A 1"])
def test_a_bin_is_what_people_wrote_on_the_shelf(name: str) -> None:
    assert bins.bin_text("bin", name) == bins.bin_text("bin", f" {name}\n") == name


@pytest.mark.parametrize("nothing", ["", "  ", "\n", "\u3000"])
def test_blanks_are_no_bin(nothing: str) -> None:
    assert bins.bin_text("bin", nothing) == ""


@pytest.mark.parametrize(("name", "rule"), WRONG)
def test_what_nobody_can_read_on_a_shelf_is_refused(name: object, rule: str) -> None:
    with pytest.raises(InvalidValue, match=rule) as refused:
        bins.bin_text("variants[0].bin", name)
    assert refused.value.field == "variants[0].bin"


def test_bins_are_walked_by_number_and_what_has_none_comes_last() -> None:
    walk = ["3", "12", "A", "A-1", "a-2", "A-2-1", "A-2-10", "A-10", "A-10-B", "B-01", "B-1", "Ö-1", ""]
    backwards = walk[::-1]
    backwards.sort(key=bins.walking_key)
    assert backwards == walk


def test_every_two_bins_can_be_compared() -> None:
    odd = ["", "1", "A", "1A", "A1", "-", "٣", "²", "A-1-", "1-1", " ", "A--1", "0" * 32, "a", "01"]
    ordered = sorted(odd, key=bins.walking_key)
    assert len({bins.walking_key(one) for one in odd}) == len(odd) and ordered[-1] == ""


def test_each_warehouse_has_a_bin_of_its_own(vest: InventoryManager) -> None:
    after = vest.set_bin("VEST-M", "WH001", " A-12-3 ", person())
    assert (after.bin, after.warehouse, after.stock) == ("A-12-3", "WH001", 10)
    after = vest.set_bin("VEST-M", "WH002", "B-1", person(Role.ADMIN, "WH002"))
    assert (after.bin, after.warehouse, after.stock, after.home) == ("B-1", "WH002", 3, False)
    assert placed(vest) == ["A-12-3", "B-1"] and variant(vest).bin == "A-12-3"
    card = vest.get_stock_card("VEST-M")
    assert card and [each["Bin"] for each in card.variant.levels] == ["A-12-3", "B-1"]


def test_a_bin_is_no_change_of_stock(vest: InventoryManager) -> None:
    before = whole_table(vest.client)
    vest.set_bin("VEST-M", "WH001", "A-1", "shelf planner")
    after = whole_table(vest.client)
    changed = {"Bin": "A-1", "UpdatedAt": after[HOME]["UpdatedAt"]}
    assert changed["UpdatedAt"] > before[HOME]["UpdatedAt"]
    assert after == {**before, HOME: {**before[HOME], **changed}}
    assert audit.check(vest.client).drifts == ()


def test_an_empty_bin_is_taken_off_the_row(vest: InventoryManager) -> None:
    vest.set_bin("VEST-M", "WH002", "B-1", "")
    assert stored(vest, *FURTHER)["Bin"] == "B-1"
    assert vest.set_bin("VEST-M", "WH002", " ", "").bin == ""
    assert "Bin" not in stored(vest, *FURTHER)


def test_the_same_bin_again_is_not_written(vest: InventoryManager) -> None:
    vest.set_bin("VEST-M", "WH001", "A-1", "")
    with CallLog.of(vest.client) as calls:
        assert vest.set_bin("VEST-M", "WH001", "A-1", "").bin == "A-1"
        assert calls.operations == ["GetItem"]
        calls.clear()
        vest.set_bin("VEST-M", "WH001", "A-2", "")
        assert calls.operations == ["GetItem", TRANSACT]


@pytest.mark.parametrize("warehouse", ["WH003", "NOWHERE"])
def test_what_a_warehouse_never_had_lies_nowhere_there(vest: InventoryManager, warehouse: str) -> None:
    before = whole_table(vest.client)
    with pytest.raises(LevelNotFound, match=f"nothing of VEST-M was ever recorded in {warehouse}") as refused:
        vest.set_bin("VEST-M", warehouse, "A-1", "")
    assert (refused.value.sku, refused.value.warehouse) == ("VEST-M", warehouse)
    assert whole_table(vest.client) == before


@pytest.mark.parametrize(("sku", "warehouse", "field"), [("a#b", "WH001", "sku"), ("VEST-M", "", "warehouse")])
def test_impossible_ids_are_named(vest: InventoryManager, sku: str, warehouse: str, field: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        vest.set_bin(sku, warehouse, "A-1", "")
    assert refused.value.field == field


def test_an_unknown_sku_has_no_bin(vest: InventoryManager) -> None:
    with pytest.raises(UnknownSku):
        vest.set_bin("VEST-XXL", "WH001", "A-1", "")


@pytest.mark.parametrize(("name", "rule"), WRONG[:4])
def test_a_bin_that_cannot_be_is_not_written(vest: InventoryManager, name: Any, rule: str) -> None:
    with pytest.raises(InvalidValue, match=rule) as refused:
        vest.set_bin("VEST-M", "WH001", name, "")
    assert refused.value.field == "bin" and placed(vest) == ["", ""]


@pytest.mark.parametrize("who", [person(Role.VIEWER), person(Role.STAFF), person(Role.ADMIN, "WH002")])
def test_only_who_keeps_the_catalogue_of_that_warehouse_says_where_it_lies(vest: InventoryManager, who: Any) -> None:
    with pytest.raises(NotAllowed):
        vest.set_bin("VEST-M", "WH001", "A-1", who)
    assert placed(vest) == ["", ""]


def test_what_is_retired_is_not_placed_any_more_and_keeps_its_bin(manager: InventoryManager) -> None:
    (sku,) = add_parts(manager, 1, stock=0)
    manager.set_bin(sku, "WH001", "A-1", "")
    manager.retire_variant(sku)
    with pytest.raises(Retired):
        manager.set_bin(sku, "WH001", "A-2", "")
    assert manager.get_stock_card(sku).variant.bin == "A-1"  # type: ignore[union-attr]


def test_what_is_retired_at_the_last_moment_stays(manager: InventoryManager) -> None:
    (sku,) = add_parts(manager, 1, stock=0)
    before_call(manager.client, TRANSACT, lambda: manager.retire_variant(sku))
    with pytest.raises(Retired):
        manager.set_bin(sku, "WH001", "A-2", "")
    assert manager.get_stock_card(sku).variant.bin == ""  # type: ignore[union-attr]


def test_stock_that_moves_meanwhile_keeps_its_figures(vest: InventoryManager) -> None:
    before_call(vest.client, TRANSACT, lambda: take_elsewhere(vest.client, level(vest, "WH001"), 4))
    vest.set_bin("VEST-M", "WH001", "A-1", "")
    assert (level(vest, "WH001").stock, level(vest, "WH001").bin) == (6, "A-1")
    assert audit.check(vest.client).drifts == ()


def test_haste_of_others_and_lost_answers_are_tried_again(vest: InventoryManager) -> None:
    cancel(vest.client, ["TransactionConflict"])
    vest.set_bin("VEST-M", "WH001", "A-1", "")
    lose_answers(vest.client, TRANSACT)
    vest.set_bin("VEST-M", "WH001", "A-2", "")
    assert placed(vest) == ["A-2", ""]


def test_answers_that_never_come_leave_the_outcome_unknown(
    vest: InventoryManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers_lost_until_the_deadline(monkeypatch)
    lose_answers(vest.client, TRANSACT, 2)
    with pytest.raises(OutcomeUnknown):
        vest.set_bin("VEST-M", "WH001", "A-1", "")
    assert vest.set_bin("VEST-M", "WH001", "A-1", "").bin == "A-1"


def test_a_bin_stays_where_an_order_takes_stock(vest: InventoryManager) -> None:
    vest.set_bin("VEST-M", "WH001", "A-1", "")
    vest.create_order_transaction("O-1", "C-1", [line("VEST-M", 2)])
    assert (placed(vest), level(vest, "WH001").allocated) == (["A-1", ""], 2)


def test_a_bin_stays_where_stock_moves(vest: InventoryManager) -> None:
    for warehouse, name in (("WH001", "A-1"), ("WH002", "B-1")):
        vest.set_bin("VEST-M", warehouse, name, "")
        assert vest.update_stock("VEST-M", "VEST", -1, warehouse=warehouse).bin == name
    move = vest.adjust_stock("VEST-M", change=1, reason="received", actor="", request_key="k", warehouse="WH002")
    vest.undo_adjustment("VEST-M", "WH002", move.level.revision, "")
    assert placed(vest) == ["A-1", "B-1"]


def test_a_bin_stays_where_a_variant_is_edited_and_indexed_anew(vest: InventoryManager) -> None:
    vest.set_bin("VEST-M", "WH001", "A-1", "")
    vest.set_bin("VEST-M", "WH002", "B-1", "")
    vest.edit_variant("VEST-M", **VARIANT, reorder_point=5, barcode="2001")
    vest.edit_product("VEST", name="Coat", category="Rain", base_price=3)
    vest.client.update(*FURTHER, {}, remove=["GSI2PK", "GSI2SK"])
    reindexing.reindex(vest.client)
    assert placed(vest) == ["A-1", "B-1"] and stored(vest, *FURTHER)["GSI2PK"] == "STOCK#WH002"


def test_a_variant_is_made_with_its_bin(manager: InventoryManager) -> None:
    one: dict[str, Any] = {"sku": "S-1", "bin": " A-1 "}
    manager.create_product("P-1", "Product", "Parts", 1, variants=[one])
    manager.create_product_variant("P-1", {**one, "sku": "S-2", "price": 1, "bin": "A-2"})
    more = {"product_id": "P-2", "name": "Product", "category": "Parts", "base_price": 1}
    manager.batch_create_products([{**more, "variants": [{**one, "sku": "S-3", "bin": None}]}])
    cards = [manager.get_stock_card(sku) for sku in ("S-1", "S-2", "S-3")]
    assert [card and card.variant.bin for card in cards] == ["A-1", "A-2", ""]
    assert "Bin" not in stored(manager, "PRODUCT#P-2", "VARIANT#S-3")
    with pytest.raises(InvalidValue, match="control"):
        manager.create_product_variant("P-1", {**one, "sku": "S-4", "price": 1, "bin": "A\x07"})


def test_an_edit_of_a_variant_may_say_its_bin_at_home(vest: InventoryManager) -> None:
    after = vest.edit_variant("VEST-M", **VARIANT, bin=" C-4 ", actor=person(Role.ADMIN, "WH001"))
    assert after.bin == "C-4" and placed(vest) == ["C-4", ""]
    assert vest.edit_variant("VEST-M", **VARIANT, bin="").bin == ""
    assert "Bin" not in stored(vest, *HOME)
    with pytest.raises(NotAllowed):
        vest.edit_variant("VEST-M", **VARIANT, bin="C-4", actor=person(Role.ADMIN, "WH002"))


def test_a_bin_said_meanwhile_is_not_lost_by_an_edit(vest: InventoryManager) -> None:
    other = InventoryManager(vest.client.settings)
    before_call(vest.client, TRANSACT, lambda: other.set_bin("VEST-M", "WH001", "A-1", ""))
    vest.edit_variant("VEST-M", **{**VARIANT, "price": 9})
    assert (placed(vest), str(variant(vest).price)) == (["A-1", ""], "9.00")


def test_a_form_that_shows_an_older_bin_is_overtaken(vest: InventoryManager) -> None:
    shown = version_of(variant(vest))
    vest.set_bin("VEST-M", "WH001", "A-1", "")
    with pytest.raises(ChangedMeanwhile):
        vest.edit_variant("VEST-M", **VARIANT, bin="A-2", version=shown)
    assert placed(vest) == ["A-1", ""]


def test_a_row_of_a_further_warehouse_is_written_as_it_is_read(vest: InventoryManager) -> None:
    new = StockLevel("VEST", "VEST-M", "WH003", 1, 0, 1, home=False, bin="A-1")
    vest.client.put(items.further_level_item(new, "now"))
    assert level(vest, "WH003").bin == "A-1"
