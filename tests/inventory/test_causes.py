"""What a ledger row says of its cause, and single rows by revision."""

import pytest

from inventory import InventoryManager
from inventory.causes import order_of, request_of
from inventory.errors import InvalidCursor, InvalidValue
from tests.counting import CallLog
from tests.tables import add_vest, line


def test_an_order_and_a_request_are_told_apart(manager: InventoryManager) -> None:
    add_vest(manager)
    manager.update_stock("VEST-M", "VEST", 1, request_key="scan-1")
    manager.create_order_transaction("O/1 ö", "C", [line("VEST-M")])
    opening, by_request, by_order = (row.cause for row in reversed(manager.get_ledger("VEST-M", "WH001")))
    assert [order_of(cause) for cause in (opening, by_request, by_order)] == [None, None, "O/1 ö"]
    assert [request_of(cause) for cause in (opening, by_request, by_order)] == [None, "scan-1", None]


@pytest.mark.parametrize("cause", ["", "#", "ORDER#", "O-1", "order#O-1", "ORDER#a#b", "ORDER# O-1"])
def test_what_names_nothing_names_no_order(cause: str) -> None:
    assert order_of(cause) is None


def test_movements_by_revision_in_one_call(manager: InventoryManager, calls: CallLog) -> None:
    add_vest(manager)
    manager.update_stock("VEST-M", "VEST", 1)
    calls.clear()
    found = manager.get_movements("VEST-M", "WH001", [2, 1, 99])
    assert {revision: movement.change for revision, movement in found.items()} == {1: 10, 2: 1}
    assert calls.operations == ["BatchGetItem"]
    with pytest.raises(InvalidValue):
        manager.get_movements("VEST-M", "WH001", [0])


def test_how_far_a_page_of_activity_has_looked(manager: InventoryManager, calls: CallLog) -> None:
    add_vest(manager)
    movement = manager.get_ledger("VEST-M", "WH001")[0]
    day = movement.created_at[:10]
    page = manager.get_activity("WH001", day, limit=1)
    calls.clear()
    assert page.cursor and manager.activity_reached("WH001", day, page.cursor) == page[0].created_at
    assert calls.operations == []
    with pytest.raises(InvalidCursor):
        manager.activity_reached("WH002", day, page.cursor)
