"""What changes of stock rely on, the same on every engine."""

import pytest

from inventory import InventoryManager, audit, ledger, stock
from inventory.entities import StockLevel
from inventory.errors import InsufficientStock, LedgerBroken, RequestKeyReused, UnknownSku
from tests.counting import CallLog
from tests.meddling import TRANSACT, before_call, lose_answers, take_elsewhere
from tests.tables import add_vest, index_keys, stored, whole_table

HOME = StockLevel("VEST", "VEST-M", "WH001", 10, 0, 1)


def test_changes_move_the_level_the_ledger_and_the_index(inventory: InventoryManager) -> None:
    add_vest(inventory)
    assert inventory.update_stock("VEST-M", "VEST", 95)["Stock"] == 105
    assert inventory.update_stock("VEST-M", "VEST", -5, min_stock=100).revision == 3
    assert index_keys(inventory, "GSI2", "STOCK#WH001") == ["QTY#00000004#VEST-L", "QTY#00000100#VEST-M"]
    moves = ledger.movements(inventory.client, "VEST-M", "WH001", 3)
    assert [(move.revision, move.change, move.stock) for move in moves] == [
        (1, 10, 10),
        (2, 95, 105),
        (3, -5, 100),
    ]


def test_refused_changes_leave_the_table_as_it_was(inventory: InventoryManager) -> None:
    add_vest(inventory)
    before = whole_table(inventory.client)
    for change, floor in ((-11, 0), (-8, 3)):
        with pytest.raises(InsufficientStock):
            inventory.update_stock("VEST-M", "VEST", change, min_stock=floor)
    with pytest.raises(UnknownSku):
        inventory.update_stock("NOPE", "VEST", 1)
    assert whole_table(inventory.client) == before


def test_a_request_is_applied_once(inventory: InventoryManager) -> None:
    add_vest(inventory)
    first = inventory.update_stock("VEST-M", "VEST", -6, request_key="press-1")
    before = whole_table(inventory.client)
    assert inventory.update_stock("VEST-M", "VEST", -6, request_key="press-1") == first
    with pytest.raises(RequestKeyReused):
        inventory.update_stock("VEST-M", "VEST", -1, request_key="press-1")
    assert whole_table(inventory.client) == before


def test_a_further_warehouse_has_a_level_of_its_own(inventory: InventoryManager) -> None:
    add_vest(inventory)
    inventory.update_stock("VEST-M", "VEST", 7, warehouse="WH002")
    after = inventory.update_stock("VEST-M", "VEST", -2, warehouse="WH002")
    assert after == StockLevel("VEST", "VEST-M", "WH002", 5, 0, 2, home=False)
    assert inventory.get_low_stock_items("WH002") == [after]
    product = inventory.get_product_with_variants("VEST")
    assert product is not None
    assert product.variants[1].further == (after,)


def test_the_refusal_of_a_stale_revision_hands_back_the_level(inventory: InventoryManager) -> None:
    add_vest(inventory)
    before_call(inventory.client, TRANSACT, lambda: take_elsewhere(inventory.client, HOME, 4))
    with CallLog.of(inventory.client) as calls:
        after = inventory.update_stock("VEST-M", "VEST", -3)
    assert (after.stock, after.revision) == (3, 3)
    # Read once by us and once by the other; our second attempt needs no read.
    assert calls.operations.count("BatchGetItem") == 1
    assert calls.operations.count("GetItem") == 1
    assert calls.operations[-2:] == [TRANSACT, TRANSACT]


def test_a_first_level_that_another_made_meanwhile_is_added_to(inventory: InventoryManager) -> None:
    add_vest(inventory)
    empty = stock.new_level("VEST", "VEST-M", "WH002")
    before_call(inventory.client, TRANSACT, lambda: take_elsewhere(inventory.client, empty, -2))
    after = inventory.update_stock("VEST-M", "VEST", 7, warehouse="WH002")
    assert (after.stock, after.revision, after.home) == (9, 2, False)


def test_a_change_whose_answer_was_lost_is_applied_once(inventory: InventoryManager) -> None:
    add_vest(inventory)
    lose_answers(inventory.client, TRANSACT)
    assert inventory.update_stock("VEST-M", "VEST", -3).stock == 7
    assert stored(inventory, "PRODUCT#VEST", "VARIANT#VEST-M")["Revision"] == 2


def test_a_ledger_row_in_the_way_stops_the_whole_change(inventory: InventoryManager) -> None:
    add_vest(inventory)
    inventory.client.put({"PK": "LEDGER#VEST-M#WH001", "SK": "MOVE#0000000002"})
    before = whole_table(inventory.client)
    with pytest.raises(LedgerBroken):
        inventory.update_stock("VEST-M", "VEST", -3)
    assert whole_table(inventory.client) == before


def test_low_stock_comes_fewest_first_page_by_page(inventory: InventoryManager) -> None:
    stocks = {"A": 100, "B": 9, "C": 10, "D": 0, "E": 11}
    variants = [{"sku": sku, "stock": units} for sku, units in stocks.items()]
    inventory.create_product("P", "Thing", "Things", 1, variants=variants)
    first = inventory.get_low_stock_items("WH001", limit=2)
    rest = inventory.get_low_stock_items("WH001", limit=2, cursor=first.cursor)
    assert [level.sku for level in first] == ["D", "B"]
    assert ([level.sku for level in rest], rest.cursor) == (["C"], None)
    assert inventory.get_low_stock_items("WH404") == []


def test_the_audit_proves_the_days_work_and_names_a_drift(inventory: InventoryManager) -> None:
    add_vest(inventory)
    inventory.update_stock("VEST-M", "VEST", -3)
    assert audit.check(inventory.client) == audit.Report(levels=2, movements=3, drifts=())
    inventory.client.update("PRODUCT#VEST", "VARIANT#VEST-M", {"Stock": 8})
    assert audit.check(inventory.client).drifts == (
        "VEST-M in WH001: the level has 8 available and 0 allocated, its ledger 7 and 0",
        "VEST-M in WH001: the low-stock index does not say 8",
    )
