"""Index entries made anew: ``manage.py reindex`` and what it mends."""

import pytest

from inventory import InventoryManager, audit
from inventory.reindexing import reindex
from tests.meddling import before_call
from tests.tables import Table, add_parts, add_vest, index_keys, whole_table


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
    filled.client.update("WORD#ve", "vest#VEST", {"Words": " vest "})
    filled.client.delete("WORD#hi", "hi#VEST")
    filled.client.put({"PK": "WORD#go", "SK": "gone#GONE", "ProductId": "GONE", "Words": " gone "})
    filled.client.put({"PK": "WORD#co", "SK": "coat#VEST", "ProductId": "VEST", "Words": " coat "})
    done = reindex(filled.client)
    assert (done.words_missing, done.words_wrong, done.words_left) == (1, 1, 2)
    assert contents(filled) == as_it_should_be
    assert str(reindex(filled.client)).startswith(
        "1 products looked at; words of names: 0 were missing, 0 wrong, 0 left"
    )


def test_a_product_that_is_edited_meanwhile_is_read_again(filled: InventoryManager) -> None:
    filled.client.delete("WORD#hi", "hi#VEST")
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
    filled.client.put({"PK": "WORD#ol", "SK": "old#OLD", "ProductId": "OLD", "Words": " old "})
    assert reindex(filled.client).words_left == 1
    assert filled.find("old").products == []


def test_progress_is_told_in_rows(manager: InventoryManager) -> None:
    add_parts(manager, 3)
    told: list[int] = []
    reindex(manager.client, told.append)
    assert sum(told) == len(whole_table(manager.client))
