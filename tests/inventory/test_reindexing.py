"""Index entries made anew: ``manage.py reindex`` and what it mends."""

import pytest

from inventory import InventoryManager, audit
from inventory.entities import OrderStatus
from inventory.reindexing import reindex
from tests.meddling import before_call
from tests.tables import Table, add_parts, add_vest, index_keys, line, whole_table


@pytest.fixture
def filled(manager: InventoryManager) -> InventoryManager:
    add_vest(manager)
    manager.edit_variant("VEST-M", price=1, attributes={"Size": "M"}, reorder_point=20)
    manager.update_stock("VEST-M", "VEST", 3, warehouse="WH002")
    return manager


def contents(manager: InventoryManager) -> Table:
    """The table without what counts the changes of a product."""
    table = whole_table(manager.client)
    for row in table.values():
        row.pop("Edition", None)
    return table


def test_a_table_in_order_is_left_as_it_is(filled: InventoryManager) -> None:
    before = whole_table(filled.client)
    done = reindex(filled.client)
    assert (done.products, done.words_missing, done.words_wrong, done.words_left) == (1, 0, 0, 0)
    assert (done.levels, done.movements) == (0, 0)
    assert whole_table(filled.client) == before


def test_a_table_of_an_earlier_version_gets_all_its_entries(filled: InventoryManager) -> None:
    as_it_should_be = contents(filled)
    filled.client.batch_write(deletes=[key for key in as_it_should_be if key[0].startswith("WORD#")])
    filled.client.update("PRODUCT#VEST", "METADATA", {}, remove=["Words", "Edition"])
    filled.client.update("PRODUCT#VEST", "VARIANT#VEST-M", {}, remove=["GSI1PK", "GSI1SK"])
    for key in as_it_should_be:
        if key[0].startswith("LEDGER#"):
            filled.client.update(*key, {}, remove=["GSI2PK", "GSI2SK"])
    done = reindex(filled.client)
    assert (done.words_missing, done.levels, done.movements) == (5, 1, 3)
    assert contents(filled) == as_it_should_be
    assert index_keys(filled, "GSI1", "LOW#WH001") == ["QTY#00000010#VEST-M"]
    assert "5 were missing" in str(done) and "1 stock levels and 3 movements" in str(done)


def test_entries_that_are_wrong_missing_or_of_nothing_are_told_and_mended(filled: InventoryManager) -> None:
    as_it_should_be = contents(filled)
    filled.client.update("WORD#v", "vest#VEST", {"Words": " vest "})
    filled.client.delete("WORD#h", "hi#VEST")
    filled.client.put({"PK": "WORD#g", "SK": "gone#GONE", "ProductId": "GONE", "Words": " gone "})
    filled.client.put({"PK": "WORD#c", "SK": "coat#VEST", "ProductId": "VEST", "Words": " coat "})
    done = reindex(filled.client)
    assert (done.words_missing, done.words_wrong, done.words_left) == (1, 1, 2)
    assert contents(filled) == as_it_should_be
    assert str(reindex(filled.client)).startswith(
        "1 products looked at; words of names: 0 were missing, 0 wrong, 0 left"
    )


def test_a_word_that_an_edit_brings_while_a_left_entry_is_removed_stays(filled: InventoryManager) -> None:
    filled.client.put({"PK": "WORD#c", "SK": "coat#VEST", "ProductId": "VEST", "Words": " coat "})
    other = InventoryManager(filled.client.settings)
    before_call(
        filled.client, "TransactWriteItems", lambda: other.edit_product("VEST", name="Coat", category="S", base_price=1)
    )
    assert reindex(filled.client).words_left == 0
    assert [hit.name for hit in filled.find("coat").products] == ["Coat"]


def test_an_entry_where_an_earlier_version_kept_it_is_removed(filled: InventoryManager) -> None:
    as_it_should_be = contents(filled)
    filled.client.put({**as_it_should_be["WORD#v", "vest#VEST"], "PK": "WORD#vest"})
    assert reindex(filled.client).words_left == 1
    assert contents(filled) == as_it_should_be


def test_barcodes_that_lead_to_nothing_or_to_another_sku_are_mended(filled: InventoryManager) -> None:
    filled.edit_variant("VEST-M", price=1, attributes={"Size": "M"}, reorder_point=20, barcode="2001")
    filled.edit_variant("VEST-L", price=1, attributes={"Size": "L"}, barcode="2002")
    as_it_should_be = contents(filled)
    filled.client.delete("BARCODE#2001", "METADATA")
    filled.client.update("BARCODE#2002", "METADATA", {"SKU": "VEST-M"})
    for barcode, sku in (("2003", "VEST-M"), ("2004", "GONE")):
        row = {**as_it_should_be["BARCODE#2002", "METADATA"], "PK": f"BARCODE#{barcode}", "SKU": sku}
        filled.client.put({**row, "Barcode": barcode})
    assert reindex(filled.client).barcodes >= 4
    after = contents(filled)
    assert {key: row["SKU"] for key, row in after.items() if key[0].startswith("BARCODE#")} == {
        ("BARCODE#2001", "METADATA"): "VEST-M",
        ("BARCODE#2002", "METADATA"): "VEST-L",
    }
    assert after.keys() == as_it_should_be.keys()
    assert reindex(filled.client).barcodes == 0


def test_a_barcode_on_two_variants_stays_where_it_leads(filled: InventoryManager) -> None:
    filled.edit_variant("VEST-L", price=1, barcode="2001")
    filled.client.update("PRODUCT#VEST", "VARIANT#VEST-M", {"Barcode": "2001"})
    assert reindex(filled.client).barcodes == 0
    assert filled.find("2001").target == "VEST-L"


def test_a_product_that_is_edited_meanwhile_is_read_again(filled: InventoryManager) -> None:
    filled.client.delete("WORD#h", "hi#VEST")
    other = InventoryManager(filled.client.settings)
    before_call(
        filled.client, "TransactWriteItems", lambda: other.edit_product("VEST", name="Coat", category="S", base_price=1)
    )
    reindex(filled.client)
    assert [hit.name for hit in filled.find("coat").products] == ["Coat"]
    assert filled.find("hi").products == []
    assert audit.check(filled.client).drifts == ()


def test_a_retired_product_stays_out_of_the_index(filled: InventoryManager) -> None:
    filled.create_product("OLD", "Old thing", "Things", 1)
    filled.retire_product("OLD")
    filled.client.put({"PK": "WORD#o", "SK": "old#OLD", "ProductId": "OLD", "Words": " old "})
    assert reindex(filled.client).words_left == 1
    assert filled.find("old").products == []


def test_progress_is_told_in_rows(manager: InventoryManager) -> None:
    add_parts(manager, 3)
    told: list[int] = []
    reindex(manager.client, told.append)
    assert sum(told) == len(whole_table(manager.client))


def _of_before(manager: InventoryManager) -> None:
    """Let the order O-1 be as an earlier version wrote it."""
    for pk, sk in whole_table(manager.client):
        if pk == "ORDER#O-1" and sk == "METADATA":
            manager.client.update(pk, sk, {}, remove=["Lines", "Units", "Warehouses", "PlacedBy", "Version"])
        elif pk == "ORDER#O-1" and sk.startswith("ITEM#"):
            manager.client.update(pk, sk, {}, remove=["CreatedAt", "Name", "GSI1PK", "GSI1SK"])


@pytest.mark.parametrize("moved_to", [None, OrderStatus.PICKING, OrderStatus.CANCELLED])
def test_an_order_of_an_earlier_version_is_brought_up_to_date_also_when_it_was_moved_since(
    manager: InventoryManager, moved_to: OrderStatus | None
) -> None:
    skus = add_parts(manager, 2)
    manager.create_order_transaction("O-1", "CUST-1", [line(sku, 2) for sku in skus])
    _of_before(manager)
    if moved_to:
        manager.move_order("O-1", moved_to)
    assert "earlier version" in audit.check(manager.client).drifts[0]
    assert reindex(manager.client).orders == 1
    assert audit.check(manager.client).drifts == ()
    order = manager.get_order_with_items("O-1")
    assert order is not None
    assert (order.status, order.line_count, order.units) == (moved_to or OrderStatus.PENDING, 2, 4)
    assert order.warehouses == ("WH001",)
    assert reindex(manager.client).orders == 0
