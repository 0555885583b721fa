"""Changes that meet others', or a table in trouble: computed again from the row handed back, or undone."""

import time
from collections.abc import Callable

import pytest
from botocore.exceptions import ReadTimeoutError

from inventory import InventoryManager, audit
from inventory.dynamodb.backoff import FIRST_WAIT, Deadline
from inventory.entities import StockLevel
from inventory.errors import InsufficientStock, LedgerBroken, OutcomeUnknown, StockBusy
from tests.counting import CallLog
from tests.meddling import TRANSACT, before_call, cancel, lose_answers, refuse, take_elsewhere
from tests.tables import add_vest, line, stored, whole_table

HOME = StockLevel("VEST", "VEST-M", "WH001", 10, 0, 1)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deadlines that are past after the first attempt."""
    monkeypatch.setattr(Deadline, "wait", lambda self: False)
    monkeypatch.setattr(Deadline, "pause", lambda self, longest: False)


def _another_takes(manager: InventoryManager, units: int) -> Callable[[], None]:
    return lambda: take_elsewhere(manager.client, HOME, units)


def test_a_change_is_computed_again_from_the_row_as_it_is(manager: InventoryManager) -> None:
    add_vest(manager)
    before_call(manager.client, TRANSACT, _another_takes(manager, 4))
    after = manager.update_stock("VEST-M", "VEST", -3)
    assert (after.stock, after.revision) == (3, 3)
    assert audit.check(manager.client).drifts == ()


def test_a_refused_revision_costs_no_second_read(manager: InventoryManager, calls: CallLog) -> None:
    add_vest(manager)
    before_call(manager.client, TRANSACT, _another_takes(manager, 4))
    calls.clear()
    manager.update_stock("VEST-M", "VEST", -3)
    assert calls.operations == [
        "BatchGetItem",
        "GetItem",  # the other's read
        TRANSACT,  # the other's change
        TRANSACT,
        TRANSACT,
    ]


def test_stock_that_another_took_meanwhile_is_missing(manager: InventoryManager) -> None:
    add_vest(manager)
    before_call(manager.client, TRANSACT, _another_takes(manager, 8))
    with pytest.raises(InsufficientStock) as refused:
        manager.update_stock("VEST-M", "VEST", -3)
    assert (refused.value.shortages[0].asked, refused.value.shortages[0].available) == (3, 2)
    assert stored(manager, "PRODUCT#VEST", "VARIANT#VEST-M")["Stock"] == 2


def test_an_order_is_computed_again_for_the_line_that_moved(manager: InventoryManager) -> None:
    add_vest(manager)
    before_call(manager.client, TRANSACT, _another_takes(manager, 4))
    manager.create_order_transaction("O-1", "CUST-0012", [line("VEST-L", 4), line("VEST-M", 6)])
    level = stored(manager, "PRODUCT#VEST", "VARIANT#VEST-M")
    assert (level["Stock"], level["Allocated"], level["Revision"]) == (0, 6, 3)
    assert audit.check(manager.client).drifts == ()


def test_an_order_that_another_leaves_short_changes_nothing(manager: InventoryManager) -> None:
    add_vest(manager)
    before_call(manager.client, TRANSACT, _another_takes(manager, 5))
    with pytest.raises(InsufficientStock):
        manager.create_order_transaction("O-1", "CUST-0012", [line("VEST-L", 4), line("VEST-M", 6)])
    assert manager.get_order_with_items("O-1") is None
    assert stored(manager, "PRODUCT#VEST", "VARIANT#VEST-L")["Revision"] == 1


@pytest.mark.parametrize(
    "codes",
    [
        ("None", "TransactionConflict", "None"),
        ("ThrottlingError", "None", "None"),
        ("None", "ProvisionedThroughputExceeded", "TransactionConflict"),
    ],
)
def test_conflicts_and_throttling_inside_a_transaction_are_tried_again(
    manager: InventoryManager, codes: tuple[str, ...]
) -> None:
    add_vest(manager)
    cancel(manager.client, codes, times=5)
    assert manager.update_stock("VEST-M", "VEST", -3).revision == 2


def test_past_the_deadline_stock_is_busy_and_nothing_changed(manager: InventoryManager, impatient: None) -> None:
    add_vest(manager)
    before = whole_table(manager.client)
    cancel(manager.client, ("None", "TransactionConflict", "None"))
    with pytest.raises(StockBusy, match="nothing was changed"):
        manager.update_stock("VEST-M", "VEST", -3)
    assert whole_table(manager.client) == before


def test_a_revision_that_keeps_moving_past_the_deadline_is_busy(manager: InventoryManager, impatient: None) -> None:
    add_vest(manager)
    before_call(manager.client, TRANSACT, _another_takes(manager, 1))
    with pytest.raises(StockBusy):
        manager.update_stock("VEST-M", "VEST", -3)
    assert stored(manager, "PRODUCT#VEST", "VARIANT#VEST-M")["Stock"] == 9


def test_who_finds_one_of_several_levels_moved_tries_again_at_once(
    manager: InventoryManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The longer it waited, the surer it would find one of them moved once more. At one SKU see test_crowds.py."""
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    add_vest(manager)
    before_call(manager.client, TRANSACT, _take_many_times(manager, 8))
    manager.create_order_transaction("O-1", "C", [line("VEST-M"), line("VEST-L")])
    assert stored(manager, "PRODUCT#VEST", "VARIANT#VEST-M")["Revision"] == 10
    assert len(waited) == 8 and max(waited) <= FIRST_WAIT


def _take_many_times(manager: InventoryManager, times: int) -> Callable[[], None]:
    """Another takes a unit before each of the next ``times`` transactions."""

    def take() -> None:
        nonlocal times
        times -= 1
        take_elsewhere(manager.client, HOME, 1)
        if times:
            before_call(manager.client, TRANSACT, take)

    return take


def test_a_throttled_table_is_asked_again(manager: InventoryManager) -> None:
    add_vest(manager)
    refuse(manager.client, TRANSACT, "ProvisionedThroughputExceededException", times=2)
    assert manager.update_stock("VEST-M", "VEST", -3).stock == 7


def test_a_change_whose_answer_was_lost_is_applied_once(manager: InventoryManager) -> None:
    add_vest(manager)
    lose_answers(manager.client, TRANSACT)
    after = manager.update_stock("VEST-M", "VEST", -3)
    assert (after.stock, after.revision) == (7, 2)
    assert stored(manager, "PRODUCT#VEST", "VARIANT#VEST-M")["Stock"] == 7


def test_an_order_whose_answer_was_lost_is_placed_once(manager: InventoryManager) -> None:
    add_vest(manager)
    lose_answers(manager.client, TRANSACT)
    order = manager.create_order_transaction("O-1", "CUST-0012", [line("VEST-M", 10)])
    assert order == manager.get_order_with_items("O-1")
    assert stored(manager, "PRODUCT#VEST", "VARIANT#VEST-M")["Allocated"] == 10


def test_a_product_whose_answer_was_lost_is_created_once(manager: InventoryManager) -> None:
    lose_answers(manager.client, TRANSACT)
    made = add_vest(manager)
    assert manager.get_product_with_variants("VEST") == made


def test_a_variant_whose_answer_was_lost_is_created_once(manager: InventoryManager) -> None:
    add_vest(manager)
    lose_answers(manager.client, TRANSACT)
    made = manager.create_product_variant("VEST", {"sku": "VEST-S", "price": 1, "stock": 2})
    product = manager.get_product_with_variants("VEST")
    assert product is not None
    assert made in product.variants


def test_a_lost_answer_past_the_deadline_is_settled_by_the_marker(manager: InventoryManager, impatient: None) -> None:
    add_vest(manager)
    lose_answers(manager.client, TRANSACT)
    assert manager.update_stock("VEST-M", "VEST", -3).stock == 7


def test_where_nothing_can_be_read_either_the_outcome_is_unknown_not_failed(
    manager: InventoryManager, impatient: None
) -> None:
    add_vest(manager)
    lose_answers(manager.client, TRANSACT)
    lose_answers(manager.client, "GetItem", times=2)  # the read, and the same again
    with pytest.raises(OutcomeUnknown, match="not known whether it was applied"):
        manager.update_stock("VEST-M", "VEST", -3, request_key="press-1")
    assert manager.update_stock("VEST-M", "VEST", -3, request_key="press-1").stock == 7


def test_a_ledger_row_in_the_way_is_told_and_nothing_changes(manager: InventoryManager) -> None:
    add_vest(manager)
    manager.client.put({"PK": "LEDGER#VEST-M#WH001", "SK": "MOVE#0000000002", "Note": "a stray row"})
    before = whole_table(manager.client)
    with pytest.raises(LedgerBroken, match="VEST-M"):
        manager.update_stock("VEST-M", "VEST", -3)
    assert whole_table(manager.client) == before


def test_a_level_that_vanishes_meanwhile_is_told(manager: InventoryManager) -> None:
    add_vest(manager)
    before_call(manager.client, TRANSACT, lambda: manager.client.delete("PRODUCT#VEST", "VARIANT#VEST-M"))
    with pytest.raises(LedgerBroken, match="VEST-M in WH001 has vanished"):
        manager.update_stock("VEST-M", "VEST", -3)


def test_a_conflict_on_a_level_whose_ledger_moved_on_is_no_broken_ledger(manager: InventoryManager) -> None:
    """Another change is in, and a third holds the level: only the ledger row says that its place is taken."""
    add_vest(manager)
    cancel(manager.client, ["None", "TransactionConflict", "ConditionalCheckFailed"])
    assert manager.update_stock("VEST-M", "VEST", -3).stock == 7
    assert audit.check(manager.client).drifts == ()


def test_a_lost_answer_without_a_marker_is_unknown_not_busy(manager: InventoryManager, impatient: None) -> None:
    """What timed out may still be waiting in the engine, so nobody may say that nothing was changed."""
    add_vest(manager)

    def lost(**_: object) -> None:
        raise ReadTimeoutError(endpoint_url="http://127.0.0.1")

    manager.client._connection.boto.meta.events.register(f"before-call.dynamodb.{TRANSACT}", lost)
    with pytest.raises(OutcomeUnknown):
        manager.update_stock("VEST-M", "VEST", -3)
