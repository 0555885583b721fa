"""Lists by cursor: what a later page asks of the table."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from inventory import InventoryManager
from inventory.dynamodb.paging import Range, look_through, read_page
from inventory.dynamodb.wire import WireItem
from inventory.entities import Page

Read = Callable[[Range, str | None], Page[str]]
NAMES = [f"ROW{number}" for number in range(9)]


def sort_key(row: WireItem) -> str:
    return str(row["SK"]["S"])


@pytest.fixture(params=["read_page", "look_through"])
def read(manager: InventoryManager, request: pytest.FixtureRequest) -> Read:
    """A page of four rows of a range."""
    manager.client.batch_write({"PK": "LIST", "SK": name} for name in NAMES)
    if request.param == "read_page":
        return lambda query, cursor: read_page(manager.client, query, 4, cursor, sort_key)
    return lambda query, cursor: look_through(manager.client, query, None, 4, cursor, sort_key)


@contextmanager
def asked(manager: InventoryManager) -> Iterator[list[dict[str, str]]]:
    """The values of the expressions of the queries made."""
    values: list[dict[str, str]] = []
    events: Any = manager.client._connection.boto.meta.events

    def keep(params: dict[str, Any], **_: Any) -> None:
        values.append({name: value["S"] for name, value in params["ExpressionAttributeValues"].items()})

    events.register("provide-client-params.dynamodb.Query", keep)
    try:
        yield values
    finally:
        events.unregister("provide-client-params.dynamodb.Query", keep)


@pytest.mark.parametrize("descending", [False, True])
def test_pages_follow_one_another_to_the_end_without_a_gap(read: Read, descending: bool) -> None:
    query, shown, cursor = Range(None, "LIST", "ROW1", "ROW8", descending), list[str](), None
    while page := read(query, cursor):
        shown += page
        cursor = page.cursor
        if cursor is None:
            break
    assert shown == (NAMES[:0:-1] if descending else NAMES[1:])


@pytest.mark.parametrize(("descending", "ends"), [(False, {"ROW4", "ROW8"}), (True, {"ROW1", "ROW5"})])
def test_a_later_page_asks_for_what_is_left_of_the_range_only(
    manager: InventoryManager, read: Read, descending: bool, ends: set[str]
) -> None:
    query = Range(None, "LIST", "ROW1", "ROW8", descending)
    cursor = read(query, None).cursor
    with asked(manager) as values:
        read(query, cursor)
    assert set(values[0].values()) == {"LIST", *ends}
