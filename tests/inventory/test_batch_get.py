"""InventoryManager.batch_get_items: stored items by their keys, any number, in the order asked."""

import pytest

from inventory import InventoryManager
from inventory.errors import InvalidValue
from tests.counting import CallLog
from tests.meddling import leave_unprocessed
from tests.tables import add_parts, add_vest


def _key(number: int) -> dict[str, str]:
    return {"pk": f"PRODUCT#PART-{number:02}", "sk": "METADATA"}


def test_items_come_in_the_order_asked(manager: InventoryManager) -> None:
    add_parts(manager, 5)
    found = manager.batch_get_items([_key(number) for number in (4, 1, 5, 2)])
    assert [item["ProductId"] for item in found] == ["PART-04", "PART-01", "PART-05", "PART-02"]


def test_items_are_read_by_stored_name_and_by_attribute(manager: InventoryManager) -> None:
    add_vest(manager)
    (item,) = manager.batch_get_items([{"pk": "PRODUCT#VEST", "sk": "VARIANT#VEST-M"}])
    assert (item["Stock"], item.stock, item.sku, item.product_id) == (10, 10, "VEST-M", "VEST")
    with pytest.raises(AttributeError):
        _ = item.colour


def test_keys_that_name_nothing_are_left_out(manager: InventoryManager) -> None:
    add_parts(manager, 2)
    found = manager.batch_get_items([_key(1), _key(9), {"pk": "NOPE", "sk": "NOPE"}, _key(2)])
    assert [item["ProductId"] for item in found] == ["PART-01", "PART-02"]


def test_a_key_given_twice_is_answered_twice(manager: InventoryManager) -> None:
    add_parts(manager, 2)
    found = manager.batch_get_items([_key(1), _key(2), _key(1)])
    assert [item["ProductId"] for item in found] == ["PART-01", "PART-02", "PART-01"]


def test_more_than_100_keys_are_asked_100_a_call(manager: InventoryManager, calls: CallLog) -> None:
    add_parts(manager, 230)
    calls.clear()
    asked = list(range(230, 0, -1))
    found = manager.batch_get_items(_key(number) for number in asked)
    assert [item["ProductId"] for item in found] == [f"PART-{number:02}" for number in asked]
    assert calls.operations == ["BatchGetItem"] * 3


def test_what_the_table_leaves_unprocessed_is_asked_again(manager: InventoryManager, calls: CallLog) -> None:
    add_parts(manager, 120)
    calls.clear()
    leave_unprocessed(manager.client, "BatchGetItem", keep=30, times=2)
    found = manager.batch_get_items(_key(number) for number in range(1, 121))
    assert [item["ProductId"] for item in found] == [f"PART-{number:02}" for number in range(1, 121)]
    assert calls.operations == ["BatchGetItem"] * 4


def test_no_keys_are_no_call(manager: InventoryManager, calls: CallLog) -> None:
    assert manager.batch_get_items([]) == []
    assert calls.operations == []


@pytest.mark.parametrize("key", [{}, {"pk": "A"}, {"sk": "A"}, {"pk": "", "sk": "A"}, {"pk": "A", "sk": 5}])
def test_a_key_that_cannot_be_is_refused_by_its_place(manager: InventoryManager, key: dict[str, str]) -> None:
    with pytest.raises(InvalidValue) as refused:
        manager.batch_get_items([_key(1), key])
    assert refused.value.field == "keys[1]"
