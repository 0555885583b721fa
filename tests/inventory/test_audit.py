"""The proof of the ledger: clean after the day's work, and each kind of drift by name."""

from collections.abc import Callable

import pytest

from inventory import InventoryManager, audit
from inventory.dynamodb.client import DynamoDBClient
from tests.meddling import before_call
from tests.tables import add_parts, add_vest, line, whole_table

HOME = ("PRODUCT#VEST", "VARIANT#VEST-M")
LEDGER = "LEDGER#VEST-M#WH001"


@pytest.fixture
def worked(manager: InventoryManager) -> DynamoDBClient:
    """VEST-M after four movements at home and one in WH002; VEST-L after one."""
    add_vest(manager)
    manager.update_stock("VEST-M", "VEST", 5)
    manager.update_stock("VEST-M", "VEST", -2)
    manager.update_stock("VEST-M", "VEST", 7, warehouse="WH002")
    manager.create_order_transaction("O-1", "CUST-0012", [line("VEST-M", 3)])
    return manager.client


def _move(revision: int) -> tuple[str, str]:
    return LEDGER, f"MOVE#{revision:010}"


def test_an_empty_table_has_no_drift(manager: InventoryManager) -> None:
    assert audit.check(manager.client) == audit.Report(levels=0, movements=0, drifts=())


def test_a_days_work_has_no_drift(worked: DynamoDBClient) -> None:
    assert audit.check(worked) == audit.Report(levels=3, movements=6, drifts=())


def test_progress_is_told_up_to_the_rows_of_the_table(manager: InventoryManager) -> None:
    add_parts(manager, 10)
    told: list[int] = []
    audit.check(manager.client, told.append)
    assert sum(told) == len(whole_table(manager.client)) >= 10 * 4


@pytest.mark.parametrize(
    ("tamper", "drift"),
    [
        (
            lambda c: c.update(*HOME, {"Stock": 11, "GSI2SK": "QTY#00000011#VEST-M"}),
            "VEST-M in WH001: the level has 11 available and 3 allocated, its ledger 10 and 3",
        ),
        (
            lambda c: c.update(*HOME, {"Allocated": 0}),
            "VEST-M in WH001: the level has 10 available and 0 allocated, its ledger 10 and 3",
        ),
        (
            lambda c: c.update(*HOME, {"Revision": 5}),
            "VEST-M in WH001: the level is at revision 5, its ledger at 4",
        ),
        (lambda c: c.delete(*_move(1)), "VEST-M in WH001: movement 1 is missing"),
        (lambda c: c.delete(*_move(2)), "VEST-M in WH001: movement 2 is missing"),
        (lambda c: c.delete(*_move(4)), "VEST-M in WH001: the level is at revision 4, its ledger at 3"),
        (
            lambda c: c.update(*_move(2), {"Stock": 16}),
            "VEST-M in WH001: movement 2 says 16 available and 0 allocated, its changes make 15 and 0",
        ),
        (
            lambda c: c.update(*_move(2), {"Change": 4}),
            "VEST-M in WH001: movement 2 says 15 available and 0 allocated, its changes make 14 and 0",
        ),
        (
            lambda c: c.update(*_move(4), {"AllocatedChange": 2}),
            "VEST-M in WH001: movement 4 says 10 available and 3 allocated, its changes make 10 and 2",
        ),
        (
            lambda c: c.update(*HOME, {"GSI2SK": "QTY#00000099#VEST-M"}),
            "VEST-M in WH001: the low-stock index does not say 10",
        ),
        (
            lambda c: c.update(*HOME, {"GSI2PK": "STOCK#WH009"}),
            "VEST-M in WH001: the low-stock index does not say 10",
        ),
        (lambda c: c.delete(*HOME), "VEST-M in WH001: 4 movements and no stock level"),
        (
            lambda c: c.delete("PRODUCT#VEST", "VARIANT#VEST-M#AT#WH002"),
            "VEST-M in WH002: 1 movements and no stock level",
        ),
        (
            lambda c: c.batch_write(deletes=[_move(revision) for revision in range(1, 5)]),
            "VEST-M in WH001: the level is at revision 4, its ledger at 0",
        ),
        (
            lambda c: c.delete("SKU#VEST-L", "METADATA"),
            "VEST-L in WH001: its SKU does not lead to product VEST",
        ),
        (
            lambda c: c.update("SKU#VEST-L", "METADATA", {"ProductId": "HELMET"}),
            "VEST-L in WH001: its SKU does not lead to product VEST",
        ),
        (lambda c: c.delete("PRODUCT#VEST", "METADATA"), "VEST-L in WH001: there is no product VEST"),
    ],
)
def test_each_drift_is_named(worked: DynamoDBClient, tamper: Callable[[DynamoDBClient], object], drift: str) -> None:
    tamper(worked)
    assert drift in audit.check(worked).drifts


def test_a_drift_names_no_level_that_is_sound(worked: DynamoDBClient) -> None:
    worked.update(*HOME, {"Stock": 11, "GSI2SK": "QTY#00000011#VEST-M"})
    assert all(drift.startswith("VEST-M in WH001:") for drift in audit.check(worked).drifts)


def test_two_drifts_that_cancel_out_in_sum_are_both_named(worked: DynamoDBClient) -> None:
    worked.update(*HOME, {"Stock": 9, "GSI2SK": "QTY#00000009#VEST-M"})
    worked.update("PRODUCT#VEST", "VARIANT#VEST-L", {"Stock": 5, "GSI2SK": "QTY#00000005#VEST-L"})
    named = {drift.split(":")[0] for drift in audit.check(worked).drifts}
    assert named == {"VEST-L in WH001", "VEST-M in WH001"}


def test_a_level_below_zero_is_named(worked: DynamoDBClient) -> None:
    worked.update(*HOME, {"Stock": -1})
    assert "VEST-M in WH001: the level is below zero" in audit.check(worked).drifts


def test_stock_that_moves_while_the_table_is_read_is_no_drift(manager: InventoryManager) -> None:
    add_vest(manager)

    def sell(rows: int) -> None:
        if rows:
            manager.update_stock("VEST-M", "VEST", -1)

    assert audit.check(manager.client, sell).drifts == ()


def test_a_level_that_was_put_back_behind_its_ledger_is_named(worked: DynamoDBClient) -> None:
    worked.update(*HOME, {"Stock": 13, "Allocated": 0, "Revision": 3, "GSI2SK": "QTY#00000013#VEST-M"})
    assert audit.check(worked).drifts == ("VEST-M in WH001: the level is at revision 3, its ledger at 4",)


def test_a_balance_below_zero_is_named_though_the_ledger_agrees(worked: DynamoDBClient) -> None:
    worked.update(*HOME, {"Allocated": -1})
    worked.update(*_move(4), {"Allocated": -1, "AllocatedChange": -1})
    assert audit.check(worked).drifts == ("VEST-M in WH001: the level is below zero",)


@pytest.mark.parametrize(
    ("row", "changes", "remove"),
    [
        (HOME, {}, ["Revision"]),
        (HOME, {}, ["Warehouse"]),
        (HOME, {"Stock": 123456789}, []),
        (_move(2), {}, ["Change"]),
        (_move(2), {}, ["Reason"]),
        (_move(2), {"Stock": "many"}, []),
    ],
)
def test_a_row_that_cannot_be_read_is_named(
    worked: DynamoDBClient, row: tuple[str, str], changes: dict[str, object], remove: list[str]
) -> None:
    worked.update(*row, changes, remove=remove)
    drifts = audit.check(worked).drifts
    assert f"row {row[0]} / {row[1]} cannot be read" in drifts[0]


def test_two_rows_that_claim_one_level_are_both_named(worked: DynamoDBClient) -> None:
    row = worked.get(*HOME)
    assert row is not None
    worked.put({**row, "PK": "PRODUCT#OTHER", "Stock": 500, "GSI2SK": "QTY#00000500#VEST-M"})
    (drift,) = audit.check(worked).drifts
    assert drift == (
        "VEST-M in WH001: 2 rows say what its level is: PRODUCT#OTHER / VARIANT#VEST-M, PRODUCT#VEST / VARIANT#VEST-M"
    )


UNDONE = "LEDGER#BOLT#WH001"
BOLT_HOME, BOLT_FURTHER = ("PRODUCT#BOLT", "VARIANT#BOLT"), ("PRODUCT#BOLT", "VARIANT#BOLT#AT#WH002")


@pytest.fixture
def undone(manager: InventoryManager) -> DynamoDBClient:
    """BOLT, low by its reorder point of 20 in both its warehouses, with an adjustment (2) that was undone (3)."""
    manager.create_product("BOLT", "Bolt", "Parts", 1, variants=[{"sku": "BOLT", "stock": 9, "reorder_point": 20}])
    manager.update_stock("BOLT", "BOLT", 4)
    manager.undo_adjustment("BOLT", "WH001", 2, "")
    manager.update_stock("BOLT", "BOLT", 7, warehouse="WH002")
    return manager.client


def _of_bolt(revision: int) -> tuple[str, str]:
    return UNDONE, f"MOVE#{revision:010}"


def test_an_undo_and_low_levels_are_no_drift(undone: DynamoDBClient) -> None:
    assert audit.check(undone) == audit.Report(levels=2, movements=4, drifts=())


@pytest.mark.parametrize(
    ("tamper", "drift"),
    [
        (
            lambda c: c.update(*_of_bolt(2), {}, remove=["UndoneBy"]),
            "BOLT in WH001: movement 3 says it undid 2, which says otherwise",
        ),
        (
            lambda c: c.update(*_of_bolt(3), {}, remove=["Undoes"]),
            "BOLT in WH001: movement 2 says 3 undid it, which says otherwise",
        ),
        (
            lambda c: c.update(*_of_bolt(1), {"UndoneBy": 9}),
            "BOLT in WH001: movement 1 says 9 undid it, which says otherwise",
        ),
        (
            lambda c: (c.update(*_of_bolt(1), {"UndoneBy": 3}), c.update(*_of_bolt(3), {"Undoes": 1})),
            "BOLT in WH001: movement 3 undid 9 by -4",
        ),
        (
            lambda c: c.update(*BOLT_HOME, {}, remove=["GSI1PK", "GSI1SK"]),
            "BOLT in WH001: the low-stock index does not say 9",
        ),
        (
            lambda c: c.update(*BOLT_FURTHER, {"GSI1SK": "QTY#00000008#BOLT"}),
            "BOLT in WH002: the low-stock index does not say 7",
        ),
        (
            lambda c: c.update(*BOLT_FURTHER, {"ReorderPoint": 10}),
            "BOLT in WH002: its reorder point is 10, its variant's 20",
        ),
        (
            lambda c: c.update(*BOLT_HOME, {}, remove=["ReorderPoint", "GSI1PK", "GSI1SK"]),
            "BOLT in WH002: its reorder point is 20, its variant's None",
        ),
        (
            lambda c: c.update(*BOLT_HOME, {"Retired": True}),
            "BOLT in WH001: it is retired and still in the low-stock index",
        ),
        (lambda c: c.update(*BOLT_HOME, {"Retired": True}), "BOLT in WH002: its variant is retired, it is not"),
    ],
)
def test_each_drift_of_undoing_and_low_stock_is_named(
    undone: DynamoDBClient, tamper: Callable[[DynamoDBClient], object], drift: str
) -> None:
    tamper(undone)
    assert drift in audit.check(undone).drifts


def test_an_undo_while_the_table_is_read_is_no_drift(manager: InventoryManager) -> None:
    add_vest(manager)
    manager.update_stock("VEST-M", "VEST", 4)

    def undo(rows: int) -> None:
        if rows:
            manager.undo_adjustment("VEST-M", "WH001", 2, "")

    assert audit.check(manager.client, undo).drifts == ()


def test_an_undo_between_the_looks_at_a_level_is_no_drift(undone: DynamoDBClient) -> None:
    manager = InventoryManager(client=undone)
    manager.update_stock("BOLT", "BOLT", 5)
    undone.update(*BOLT_HOME, {"GSI1SK": "QTY#00000099#BOLT"})  # so that it is looked at closely
    # Its ledger is read before the level and after it.
    reads: list[int] = []

    def undo_before_the_second() -> None:
        reads.append(len(reads))
        if len(reads) == 2:
            manager.undo_adjustment("BOLT", "WH001", 4, "")

    before_call(undone, "Query", undo_before_the_second, times=2)
    assert audit.check(undone).drifts == ("BOLT in WH001: the low-stock index does not say 14",)
    assert len(reads) == 2
