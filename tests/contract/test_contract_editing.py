"""Finding, editing and retiring on real engines."""

import pytest

from inventory import InventoryManager, audit
from inventory.editing import version_of
from inventory.errors import BarcodeExists, ChangedMeanwhile, LevelNotFound, StockLeft
from inventory.reindexing import reindex
from tests.tables import add_parts, add_vest, index_keys, whole_table


def names(manager: InventoryManager, q: str) -> list[str]:
    return sorted(hit.name for hit in manager.find(q).products)


def test_words_barcodes_and_ids_find(inventory: InventoryManager) -> None:
    add_vest(inventory)
    add_parts(inventory, 30)
    inventory.edit_variant("VEST-M", price=1, attributes={"Size": "Größe M"}, barcode="2001234567893")
    assert names(inventory, "grosse ves") == ["Hi-vis vest"]
    assert inventory.find("2001234567893").target == "VEST-M"
    seen, cursor = [], None
    for _ in range(8):
        page = inventory.find("par", limit=4, cursor=cursor).products
        seen += [hit.product_id for hit in page]
        cursor = page.cursor
    assert cursor is None and sorted(seen) == [f"PART-{n:02}" for n in range(1, 31)]
    assert names(inventory, "part 29") == ["Part 29"]
    assert names(inventory, "\U0010ffff") == names(inventory, "\uffffx") == []


def test_edits_move_index_entries_and_stale_ones_are_refused(inventory: InventoryManager) -> None:
    shown = version_of(add_vest(inventory))
    inventory.edit_product("VEST", name="Rain coat", category="Rain", base_price=7)
    assert names(inventory, "rain") == ["Rain coat"] and names(inventory, "hi") == []
    assert index_keys(inventory, "GSI1", "CATEGORY#Rain") == ["PRICE#0000000007.00#VEST"]
    with pytest.raises(ChangedMeanwhile):
        inventory.edit_product("VEST", name="Mine", category="Rain", base_price=7, version=shown)
    inventory.update_stock("VEST-M", "VEST", 9, warehouse="WH002")
    inventory.edit_variant("VEST-M", price=1, reorder_point=9, barcode="2001")
    assert index_keys(inventory, "GSI1", "LOW#WH002") == ["QTY#00000009#VEST-M"]
    with pytest.raises(BarcodeExists):
        inventory.edit_variant("VEST-L", price=1, barcode="2001")
    inventory.edit_variant("VEST-M", price=1)
    assert index_keys(inventory, "GSI1", "LOW#WH002") == []
    assert inventory.find("2001").jump is None


def test_the_order_an_engine_hands_attributes_back_in_makes_no_form_stale(inventory: InventoryManager) -> None:
    add_vest(inventory)
    sizes = {"Size": "M", "Colour": "Lime", "Zip": "yes", "Age": "8", "Bands": "2"}
    inventory.edit_variant("VEST-M", price=1, attributes=sizes)
    cards = [inventory.get_stock_card("VEST-M") for _ in range(20)]
    assert len({version_of(card.variant) for card in cards if card}) == 1
    assert {tuple(card.variant.attributes) for card in cards if card} == {tuple(sorted(sizes))}


def test_a_barcode_is_mended_and_freed(inventory: InventoryManager) -> None:
    add_vest(inventory)
    inventory.edit_variant("VEST-M", price=1, barcode="2001")
    inventory.client.delete("BARCODE#2001", "METADATA")
    assert reindex(inventory.client).barcodes == 1
    assert inventory.find("2001").target == "VEST-M"
    inventory.client.put({"PK": "WORD#c", "SK": "coat#VEST", "ProductId": "VEST", "Words": " coat "})
    assert reindex(inventory.client).words_left == 1 and names(inventory, "coat") == []
    inventory.client.delete("BARCODE#2001", "METADATA")
    assert inventory.edit_variant("VEST-M", price=1, barcode="2002").barcode == "2002"


def test_what_is_empty_is_retired_and_the_rest_is_not(inventory: InventoryManager) -> None:
    add_vest(inventory)
    with pytest.raises(StockLeft):
        inventory.retire_variant("VEST-M")
    inventory.update_stock("VEST-M", "VEST", -10)
    assert inventory.retire_variant("VEST-M").retired
    with pytest.raises(StockLeft):
        inventory.retire_product("VEST")
    inventory.update_stock("VEST-L", "VEST", -4)
    assert inventory.retire_product("VEST").retired
    assert inventory.get_products_by_category("Safety") == [] and names(inventory, "vest") == []
    assert audit.check(inventory.client).drifts == ()


def test_a_table_in_order_needs_no_new_entries(inventory: InventoryManager) -> None:
    add_vest(inventory)
    add_parts(inventory, 30)
    before = whole_table(inventory.client)
    done = reindex(inventory.client)
    assert (done.products, done.words_missing, done.words_wrong, done.words_left) == (31, 0, 0, 0)
    assert whole_table(inventory.client) == before


def test_a_bin_is_said_kept_and_taken_away(inventory: InventoryManager) -> None:
    add_vest(inventory)
    inventory.update_stock("VEST-M", "VEST", 9, warehouse="WH002")
    for warehouse in ("WH001", "WH002"):
        assert inventory.set_bin("VEST-M", warehouse, f"{warehouse}-棚", "").bin == f"{warehouse}-棚"
        inventory.update_stock("VEST-M", "VEST", -1, warehouse=warehouse)
    card = inventory.get_stock_card("VEST-M")
    assert card and [level.bin for level in card.variant.levels] == ["WH001-棚", "WH002-棚"]
    inventory.set_bin("VEST-M", "WH001", "", "")
    inventory.edit_variant("VEST-M", price=2)
    with pytest.raises(LevelNotFound):
        inventory.set_bin("VEST-M", "WH003", "A-1", "")
    card = inventory.get_stock_card("VEST-M")
    assert card and [level.bin for level in card.variant.levels] == ["", "WH002-棚"]
    assert audit.check(inventory.client).drifts == ()
