"""A change under a request key is applied once, however often it is sent."""

import pytest

from inventory import InventoryManager
from inventory.dynamodb.wire import StoredItem
from inventory.errors import InsufficientStock, RequestKeyReused
from tests.tables import Table, add_vest, stored, whole_table


def test_a_request_leaves_a_marker_with_its_outcome(manager: InventoryManager) -> None:
    add_vest(manager)
    manager.update_stock("VEST-M", "VEST", -3, request_key="press-1")
    marker = stored(manager, "REQUEST#press-1")
    moment = stored(manager, "PRODUCT#VEST", "VARIANT#VEST-M")["UpdatedAt"]
    assert len(marker.pop("ContentHash")) == 64
    assert marker == {
        "PK": "REQUEST#press-1",
        "SK": "METADATA",
        "ProductId": "VEST",
        "SKU": "VEST-M",
        "Warehouse": "WH001",
        "Home": True,
        "Stock": 7,
        "Allocated": 0,
        "Revision": 2,
        "CreatedAt": moment,
    }


def test_the_same_request_again_returns_the_first_outcome_and_changes_nothing(
    manager: InventoryManager,
) -> None:
    add_vest(manager)
    first = manager.update_stock("VEST-M", "VEST", -3, request_key="press-1")
    manager.update_stock("VEST-M", "VEST", 40)
    before = whole_table(manager.client)
    assert manager.update_stock("VEST-M", "VEST", -3, request_key="press-1") == first
    assert whole_table(manager.client) == before


def test_a_repeat_is_recognised_where_the_stock_would_not_do_for_it(manager: InventoryManager) -> None:
    add_vest(manager)
    first = manager.update_stock("VEST-M", "VEST", -10, request_key="press-1")
    assert manager.update_stock("VEST-M", "VEST", -10, request_key="press-1") == first


def test_a_repeat_in_another_wording_of_reason_and_note_is_the_same_request(
    manager: InventoryManager,
) -> None:
    add_vest(manager)
    first = manager.update_stock("VEST-M", "VEST", 1, note="one", request_key="press-1")
    assert manager.update_stock("VEST-M", "VEST", 1, note="two", request_key="press-1") == first


def test_naming_the_home_warehouse_or_not_is_the_same_request(manager: InventoryManager) -> None:
    add_vest(manager)
    first = manager.update_stock("VEST-M", "VEST", 1, request_key="press-1")
    assert manager.update_stock("VEST-M", "VEST", 1, request_key="press-1", warehouse="WH001") == first


@pytest.mark.parametrize(
    ("sku", "change", "warehouse"),
    [("VEST-M", -4, None), ("VEST-M", -100, None), ("VEST-L", -3, None), ("VEST-M", 3, "WH002")],
)
def test_a_different_change_under_the_key_is_refused_and_changes_nothing(
    manager: InventoryManager, sku: str, change: int, warehouse: str | None
) -> None:
    add_vest(manager)
    manager.update_stock("VEST-M", "VEST", -3, request_key="press-1")
    before = whole_table(manager.client)
    with pytest.raises(RequestKeyReused, match="press-1") as refused:
        manager.update_stock(sku, "VEST", change, request_key="press-1", warehouse=warehouse)
    assert refused.value.request_key == "press-1"
    assert whole_table(manager.client) == before


def test_a_refused_change_leaves_its_key_free(manager: InventoryManager) -> None:
    add_vest(manager)
    with pytest.raises(InsufficientStock):
        manager.update_stock("VEST-L", "VEST", -5, request_key="press-1")
    manager.update_stock("VEST-L", "VEST", 1)
    assert manager.update_stock("VEST-L", "VEST", -5, request_key="press-1").stock == 0


def test_changes_without_a_key_are_each_their_own(manager: InventoryManager) -> None:
    add_vest(manager)
    manager.update_stock("VEST-M", "VEST", -3)
    assert manager.update_stock("VEST-M", "VEST", -3).stock == 4


def test_only_markers_that_nobody_can_come_back_to_expire(manager: InventoryManager) -> None:
    add_vest(manager)
    manager.update_stock("VEST-M", "VEST", 1, request_key="press-1")
    manager.update_stock("VEST-M", "VEST", 1)
    named, unnamed = _markers(whole_table(manager.client))
    assert "ExpiresAt" not in named
    assert unnamed["ExpiresAt"] > 0


def _markers(table: Table) -> tuple[StoredItem, StoredItem]:
    named = table["REQUEST#press-1", "METADATA"]
    (unnamed,) = (row for (pk, _), row in table.items() if pk.startswith("REQUEST#") and row is not named)
    return named, unnamed


def test_a_repeat_that_would_not_fit_any_more_is_the_first_outcome(manager: InventoryManager) -> None:
    add_vest(manager)
    first = manager.update_stock("VEST-M", "VEST", 60_000_000, request_key="k")
    assert manager.update_stock("VEST-M", "VEST", 60_000_000, request_key="k") == first
