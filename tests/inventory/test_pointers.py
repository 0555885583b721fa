"""Where SKUs belong, many at once."""

from inventory import InventoryManager
from inventory.pointers import Pointers
from tests.counting import CallLog
from tests.tables import add_parts


def test_many_are_found_in_one_batch_and_once_in_a_process(manager: InventoryManager, calls: CallLog) -> None:
    skus = add_parts(manager, 60)
    pointers = Pointers(manager.client)
    pointers.get(skus[3])
    calls.clear()
    found = pointers.find_all([*skus, *skus, "NONE"])
    assert sorted(found) == skus and found[skus[7]].product_id == "PART-08"
    assert calls.operations == ["BatchGetItem"]
    assert pointers.find_all(reversed(skus)) == found
    assert calls.operations == ["BatchGetItem"]


def test_one_that_does_not_exist_is_asked_for_each_time(manager: InventoryManager) -> None:
    pointers = Pointers(manager.client)
    assert pointers.find_all(["SKU-01"]) == {}
    add_parts(manager, 1)
    assert pointers.find_all(["SKU-01"])["SKU-01"].product_id == "PART-01"


def test_more_than_are_kept_are_found_and_the_last_ones_kept(manager: InventoryManager, calls: CallLog) -> None:
    skus = add_parts(manager, 5)
    pointers = Pointers(manager.client, kept=2)
    assert sorted(pointers.find_all(skus)) == skus
    calls.clear()
    assert sorted(pointers.find_all(skus[3:])) == skus[3:]
    assert calls.operations == []
