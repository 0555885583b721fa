"""``manage.py check_ledger``."""

import pytest

from inventory import InventoryManager
from tests.inventory.commands.conftest import Run
from tests.tables import add_vest, line


def test_a_table_that_holds_its_promise_is_proved(manager: InventoryManager, run: Run) -> None:
    add_vest(manager)
    manager.update_stock("VEST-M", "VEST", 5, warehouse="WH002")
    manager.create_order_transaction("O-1", "CUST-0001", [line("VEST-M", 2)])
    ran = run("check_ledger")
    assert ran.status == 0
    assert ran.out == "3 stock levels, 4 movements, 0 drift\n"


def test_an_empty_table_has_nothing_to_drift(run: Run) -> None:
    assert run("check_ledger").out == "0 stock levels, 0 movements, 0 drift\n"


def test_each_drift_is_named(manager: InventoryManager, run: Run) -> None:
    add_vest(manager)
    for sku in ("VEST-M", "VEST-L"):
        manager.client.update("PRODUCT#VEST", f"VARIANT#{sku}", {"Stock": 99})
    ran = run("check_ledger")
    assert ran.status == 1
    assert "VEST-M in WH001" in ran.out and "VEST-L in WH001" in ran.out
    assert "2 stock levels, 2 movements" in ran.out and "0 drift" not in ran.out


def test_a_missing_table_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DYNAMODB_TABLE_NAME", "Elsewhere")
    ran = run("check_ledger")
    assert ran.status == 1
    assert "there is no table Elsewhere: create it with manage.py create_table" in ran.err
