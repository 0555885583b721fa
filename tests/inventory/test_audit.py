"""The proof of the ledger: clean after the day's work, and each kind of drift by name."""

from collections.abc import Callable

import pytest

from inventory import InventoryManager, audit
from inventory.dynamodb.client import DynamoDBClient
from tests.tables import add_parts, add_vest, line

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
    assert sum(told) == 10 * 4 + 2


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
        (HOME, {"Stock": 123456789}, []),
        (_move(2), {}, ["Change"]),
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
