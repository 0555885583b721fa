"""A table with warehouses and no products on moto, as the pages of this process see it."""

from collections.abc import Iterator

import pytest

import web.inventory
from inventory import InventoryManager
from inventory.entities import Warehouse
from inventory.people import StaffUser
from tests.clocks import Clock
from tests.people import *  # noqa: F403  fixtures


@pytest.fixture
def stock(manager: InventoryManager, monkeypatch: pytest.MonkeyPatch) -> Iterator[InventoryManager]:
    """The inventory behind the pages: warehouses NORTH and SOUTH, and nobody who signs in."""
    for warehouse in (Warehouse("NORTH", "North hall"), Warehouse("SOUTH", "South hall")):
        manager.registry.put_warehouse(warehouse)
    web.inventory.manager.cache_clear()
    monkeypatch.setattr("web.inventory.InventoryManager", lambda: manager)
    yield manager
    web.inventory.manager.cache_clear()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of sessions and of failures to sign in."""
    return Clock().put_into(monkeypatch, "inventory.sessions", "inventory.sign_ins", "accounts.sessions")


@pytest.fixture
def picker(stock: InventoryManager) -> StaffUser:
    """A viewer whom others change."""
    return stock.staff.create("tests", "picker", password="hash", warehouses=["NORTH"], full_name="Picker")
