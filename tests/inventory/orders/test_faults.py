"""Long orders on a table in trouble, as Amazon's may be and the local engines never are: refused, throttled, answered
in part, or applied and not answered. What is stored in the end is what it is where nothing is wrong.
"""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from inventory import InventoryManager
from inventory.dynamodb.backoff import Deadline
from inventory.entities import OrderStatus
from inventory.errors import EngineUnavailable, InsufficientStock, OutcomeUnknown, PlanUnfinished, StockBusy
from tests.counting import CallLog
from tests.inventory.orders.shop import at_noon, prove, read, small_transactions, to_packed
from tests.light_moto import saved
from tests.meddling import TRANSACT, leave_unprocessed
from tests.tables import Table, add_parts, line, whole_table

Use = Callable[[InventoryManager], object]
Answer = tuple[object, dict[str, Any]]

SKUS = [f"SKU-{number:02}" for number in range(1, 7)]
ITEMS = [line(sku, 3) for sku in SKUS]
SOME = {1: 1, 2: 3, 4: 2, 5: 3}
RETURNED = [{"index": index, "restock": 2, "write_off": 1} for index in range(1, 7)]


def place(manager: InventoryManager) -> None:
    manager.create_order_transaction("O-1", "CUST-1", ITEMS, "clerk")


def place_short(manager: InventoryManager) -> None:
    with pytest.raises(InsufficientStock):
        manager.create_order_transaction("O-1", "CUST-1", [*ITEMS[:-1], line(SKUS[-1], 11)], "clerk")


def packed(manager: InventoryManager) -> None:
    place(manager)
    to_packed(manager)


def shipped(manager: InventoryManager) -> None:
    packed(manager)
    manager.ship_order("O-1")


# What comes before, and the change that meets the trouble.
CHANGES: dict[str, tuple[Use, Use]] = {
    "placing": (lambda m: None, place),
    "placing a short one": (lambda m: None, place_short),
    "cancelling": (place, lambda m: m.move_order("O-1", OrderStatus.CANCELLED, "boss")),
    "shipping": (packed, lambda m: m.ship_order("O-1", request_key="press")),
    "shipping a part, the rest closed": (
        packed,
        lambda m: m.ship_order("O-1", SOME, close_rest=True, request_key="press"),
    ),
    "returning": (shipped, lambda m: m.return_items("O-1", RETURNED, request_key="press")),
    "receiving": (lambda m: None, lambda m: m.receive_return("O-1", "CUST-1", ITEMS, "dock")),
}


def refusal(code: str, status: int = 400, **more: Any) -> Answer:
    metadata = {"HTTPStatusCode": status, "HTTPHeaders": {}, "RetryAttempts": 0}
    parsed = {"Error": {"Code": code, "Message": "injected"}, "ResponseMetadata": metadata, **more}
    return SimpleNamespace(status_code=status), parsed


def cancelled(*codes: str) -> Callable[[int], Answer]:
    """A transaction cancelled for its first actions; it has as many as it is told."""

    def answer(actions: int) -> Answer:
        reasons = [*codes, *["None"] * actions][:actions]
        told = [{"Code": code, "Message": "injected"} for code in reasons]
        return refusal("TransactionCanceledException", CancellationReasons=told)

    return answer


REFUSALS: dict[str, Callable[[int], Answer]] = {
    "a conflict": cancelled("TransactionConflict"),
    "a conflict beside a throttled row": cancelled("ThrottlingError", "TransactionConflict"),
    "a row beyond its throughput": cancelled("ProvisionedThroughputExceeded"),
    "a throttled request": lambda actions: refusal("ThrottlingException"),
    "a fault of the server": lambda actions: refusal("InternalServerError", 500),
}


@contextmanager
def refusing(manager: InventoryManager, answer: Callable[[int], Answer], due: Callable[[int], bool]) -> Iterator[None]:
    """Answer the transactions whose number is ``due``, from 1, in place of the table; they are not applied."""
    seen = 0

    def handle(params: dict[str, Any], **_: object) -> Answer | None:
        nonlocal seen
        seen += 1
        return answer(len(json.loads(params["body"])["TransactItems"])) if due(seen) else None

    with on_event(manager, f"before-call.dynamodb.{TRANSACT}", handle):
        yield


@contextmanager
def losing(manager: InventoryManager, due: Callable[[int], bool]) -> Iterator[None]:
    """Let the transactions whose number is ``due`` be applied, and time out."""
    seen = 0

    def handle(**_: object) -> None:
        nonlocal seen
        seen += 1
        if due(seen):
            raise ReadTimeoutError(endpoint_url="http://127.0.0.1")

    with on_event(manager, f"after-call.dynamodb.{TRANSACT}", handle):
        yield


@contextmanager
def on_event(manager: InventoryManager, name: str, handle: Callable[..., Any]) -> Iterator[None]:
    events = manager.client._connection.boto.meta.events
    events.register(name, handle)
    try:
        yield
    finally:
        events.unregister(name, handle)


def each_second(number: int) -> bool:
    return number % 2 == 1


def from_third_on(number: int) -> bool:
    return number >= 3


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Small transactions, waits that take no time, and all at one moment."""
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    small_transactions(monkeypatch)
    with at_noon():
        yield


class Stage:
    """A table set for a change, as often as it is asked for. ``done`` is what is stored where nothing is wrong."""

    def __init__(self, manager: InventoryManager, before: Use, change: Use) -> None:
        self.manager, self._change = manager, change
        add_parts(manager, len(SKUS))
        before(manager)
        self.untouched, self.set = stored(manager), saved(manager.client.table_name)
        self.change()
        self.done = stored(manager)
        self.set()

    def change(self) -> None:
        self._change(self.manager)

    def prove_done(self) -> None:
        assert stored(self.manager) == self.done
        prove(self.manager)


@pytest.fixture(params=CHANGES)
def stage(manager: InventoryManager, request: pytest.FixtureRequest) -> Stage:
    return Stage(manager, *CHANGES[request.param])


@pytest.fixture
def impatient(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Deadlines that are past after the first attempt."""
    monkeypatch.setattr(Deadline, "wait", lambda self: False)
    monkeypatch.setattr(Deadline, "pause", lambda self, longest: False)


def stored(manager: InventoryManager) -> Table:
    """The table without the markers of requests that had no key, and whose customer it is."""
    rows = whole_table(manager.client).items()
    return {key: row for key, row in rows if "ExpiresAt" not in row and not key[0].startswith("CUSTOMER#")}


def test_what_is_refused_for_the_moment_is_sent_again(stage: Stage) -> None:
    for answer in REFUSALS.values():
        stage.set()
        with refusing(stage.manager, answer, each_second):
            stage.change()
        assert stored(stage.manager) == stage.done
    prove(stage.manager)


def test_what_is_applied_and_not_answered_is_done_once(stage: Stage) -> None:
    with losing(stage.manager, each_second):
        stage.change()
    stage.prove_done()


def test_what_a_batch_leaves_unread_is_asked_for_again(stage: Stage) -> None:
    for keep in (1, 5):
        stage.set()
        with CallLog.of(stage.manager.client) as log:
            leave_unprocessed(stage.manager.client, "BatchGetItem", keep, times=3)
            stage.change()
        assert log.operations.count("BatchGetItem") > 3
        assert stored(stage.manager) == stage.done
    prove(stage.manager)


def test_a_plan_that_meets_conflicts_for_too_long_says_how_far_it_is_and_goes_on_later(
    stage: Stage, impatient: None
) -> None:
    with refusing(stage.manager, REFUSALS["a conflict"], from_third_on):
        with pytest.raises(PlanUnfinished) as unfinished:
            stage.change()
        told, order = unfinished.value, read(stage.manager)
        assert isinstance(told.why, StockBusy)
        assert order.in_work and (order.status, order.step) == (told.order.status, told.order.step)
        assert [left.order for left in stage.manager.resume_plans().left] == [told.order]
    stage.change()
    stage.prove_done()


def test_a_step_that_is_not_answered_until_the_deadline_is_done_once(stage: Stage, impatient: None) -> None:
    with losing(stage.manager, from_third_on), pytest.raises(PlanUnfinished) as unfinished:
        stage.change()
    assert isinstance(unfinished.value.why, OutcomeUnknown)
    resumed = stage.manager.resume_plans()
    assert (resumed.finished + resumed.rejected, resumed.left) == (1, ())
    assert stored(stage.manager) == stage.done
    stage.change()
    stage.prove_done()


def test_a_change_that_cannot_be_begun_changes_nothing(stage: Stage, impatient: None) -> None:
    with refusing(stage.manager, REFUSALS["a conflict"], lambda number: True), pytest.raises(StockBusy):
        stage.change()
    assert stored(stage.manager) == stage.untouched


def test_levels_that_stay_unread_stop_a_plan_where_it_stands(stage: Stage, impatient: None) -> None:
    leave_unprocessed(stage.manager.client, "BatchGetItem", 1)
    with pytest.raises((PlanUnfinished, EngineUnavailable)) as stopped:
        stage.change()
    is_begun = isinstance(stopped.value, PlanUnfinished)
    assert is_begun == (stored(stage.manager) != stage.untouched)
    stage.change()
    stage.prove_done()
