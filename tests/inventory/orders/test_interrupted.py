"""Changes of orders that end in the midst: at each single write, gone on with by another process, exactly once.

All that is stored is compared with what the same change leaves where nothing comes between.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest

from inventory import InventoryManager
from inventory.dynamodb.client import DynamoDBClient
from inventory.entities import OrderStatus, StockLevel
from inventory.errors import InsufficientStock
from inventory.ordering.settling import Resumed
from tests.conftest import new_client
from tests.counting import CallLog
from tests.inventory.orders.dying import AFTER, BEFORE, WRITES, Died, at_write, dying, losing_answer
from tests.inventory.orders.shop import at_noon, elsewhere, prove, read, small_transactions, to_packed
from tests.light_moto import rows, saved
from tests.meddling import take_elsewhere
from tests.tables import add_parts, line

Use = Callable[[InventoryManager], object]
Rows = dict[tuple[str, str], dict[str, Any]]

SKUS = [f"SKU-{number:02}" for number in range(1, 7)]
# Seven lines over six levels; with ten actions a transaction, three steps.
ITEMS = [line(sku, 3) for sku in [*SKUS, SKUS[0]]]
PARTLY = {1: 1, 2: 3, 4: 2, 5: 3, 7: 2}
RETURNED = [{"index": index, "restock": 2, "write_off": index % 2} for index in range(1, 8)]
LATER = StockLevel("PART-05", "SKU-05", "WH001", 10, 0, 1)


def _place(manager: InventoryManager) -> None:
    manager.create_order_transaction("O-1", "CUST-1", ITEMS, "clerk")


def _placed_and_packed(manager: InventoryManager) -> None:
    _place(manager)
    to_packed(manager)


def _shipped(manager: InventoryManager) -> None:
    _placed_and_packed(manager)
    manager.ship_order("O-1")


def _partly_shipped(manager: InventoryManager) -> None:
    _placed_and_packed(manager)
    manager.ship_order("O-1", PARTLY)


def _small(manager: InventoryManager) -> None:
    manager.create_order_transaction("O-1", "CUST-1", ITEMS[:2], "clerk")


def _small_packed(manager: InventoryManager) -> None:
    _small(manager)
    to_packed(manager)


def _begun_and_overtaken(manager: InventoryManager) -> None:
    """A step of it is taken, then another takes what a later one needs."""
    with dying(manager.client, 2, AFTER), pytest.raises(Died):
        _place(manager)
    assert read(manager).step == 1
    take_elsewhere(manager.client, LATER, 8)


def _refused(manager: InventoryManager) -> None:
    with pytest.raises(InsufficientStock):
        _place(manager)


def _keep_refused(manager: InventoryManager) -> None:
    items = [line("SKU-01", 2), line("SKU-02", 11)]
    with pytest.raises(InsufficientStock):
        manager.create_order_transaction("O-1", "CUST-1", items, "clerk", keep_rejected=True)


@dataclass(frozen=True)
class Scenario:
    """``change`` of an order, after what comes ``before`` it, and the status it ends with."""

    before: Use
    change: Use
    status: OrderStatus


SCENARIOS = {
    "placing": Scenario(lambda m: None, _place, OrderStatus.PENDING),
    "placing a short one": Scenario(
        lambda m: take_elsewhere(m.client, LATER, 8),
        _refused,
        OrderStatus.REJECTED,
    ),
    "placing one that another leaves short": Scenario(_begun_and_overtaken, _refused, OrderStatus.REJECTED),
    "placing within one transaction": Scenario(lambda m: None, _small, OrderStatus.PENDING),
    "keeping a refused one": Scenario(lambda m: None, _keep_refused, OrderStatus.REJECTED),
    "cancelling": Scenario(
        _place, lambda m: m.move_order("O-1", OrderStatus.CANCELLED, "boss", "on the phone"), OrderStatus.CANCELLED
    ),
    "cancelling within one transaction": Scenario(
        _small, lambda m: m.move_order("O-1", OrderStatus.CANCELLED, "boss"), OrderStatus.CANCELLED
    ),
    "picking": Scenario(_small, lambda m: m.move_order("O-1", OrderStatus.PICKING, "picker"), OrderStatus.PICKING),
    "shipping": Scenario(_placed_and_packed, lambda m: m.ship_order("O-1"), OrderStatus.SHIPPED),
    "shipping a part": Scenario(
        _placed_and_packed, lambda m: m.ship_order("O-1", PARTLY, request_key="press"), OrderStatus.PICKING
    ),
    "shipping a part, the rest closed": Scenario(
        _placed_and_packed,
        lambda m: m.ship_order("O-1", PARTLY, close_rest=True, request_key="press"),
        OrderStatus.SHIPPED,
    ),
    "shipping a part within one transaction, the rest closed": Scenario(
        _small_packed,
        lambda m: m.ship_order("O-1", {2: 1}, close_rest=True, request_key="press"),
        OrderStatus.SHIPPED,
    ),
    "closing short": Scenario(
        _partly_shipped, lambda m: m.close_order_short("O-1", request_key="press"), OrderStatus.SHIPPED
    ),
    "returning": Scenario(
        _shipped, lambda m: m.return_items("O-1", RETURNED, request_key="press"), OrderStatus.SHIPPED
    ),
    "receiving": Scenario(
        lambda m: None, lambda m: m.receive_return("O-1", "CUST-1", ITEMS, "dock"), OrderStatus.RETURNED
    ),
}


@pytest.fixture(params=SCENARIOS)
def scenario(request: pytest.FixtureRequest) -> Scenario:
    return SCENARIOS[request.param]


class Stage:
    """A table set for a scenario, as often as it is asked for; each act is played by a process of its own."""

    def __init__(self, manager: InventoryManager, scenario: Scenario) -> None:
        self._client, self._change = manager.client, scenario.change
        add_parts(manager, len(SKUS))
        scenario.before(manager)
        self.untouched = _told(manager)
        order = manager.get_order_with_items("O-1")
        self.nothing_in_work = not (order and order.in_work)
        self._set = saved(manager.client.table_name)
        with CallLog.of(manager.client) as log:
            self.change()
        self.done = _told(self.process())
        self.writes = sum(log.operations.count(name) for name in WRITES)
        assert read(manager).status is scenario.status and self.done != self.untouched

    def set(self) -> InventoryManager:
        self._set()
        return self.process()

    def process(self) -> InventoryManager:
        """Knows nothing yet but the connection, which is what takes time to make."""
        return InventoryManager(client=self._client)

    def change(self) -> None:
        self._change(self.process())

    def ends(self) -> Iterator[InventoryManager]:
        """The table as it is left by a process that ends before its first write, after it, after the next …

        Before the first nothing is begun, unless the order was in work.
        """
        for write, when in [(0, BEFORE), *((write, AFTER) for write in range(self.writes))]:
            manager = self.set()
            with dying(manager.client, write, when), pytest.raises(Died):
                self.change()
            yield self.process()


@pytest.fixture
def stage(manager: InventoryManager, scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    small_transactions(monkeypatch)
    with at_noon():
        yield Stage(manager, scenario)


def _told(manager: InventoryManager) -> Rows:
    """The table without the markers of requests that had no key: they are nobody's, and expire."""
    return {key: row for key, row in rows(manager.client.table_name).items() if "ExpiresAt" not in row}


def _without_customer(table: Rows) -> Rows:
    return {key: row for key, row in table.items() if key[0] != "CUSTOMER#CUST-1"}


def test_resuming_finishes_or_undoes_what_a_process_left_at_any_write(stage: Stage) -> None:
    for left_by, manager in enumerate(stage.ends()):
        nothing_begun = _told(manager) == stage.untouched and stage.nothing_in_work
        assert nothing_begun == (left_by == 0 and stage.nothing_in_work)
        assert manager.resume_plans().left == ()
        expected = stage.untouched if nothing_begun else stage.done
        # A customer is listed after the first order, and with any later one.
        assert _without_customer(_told(manager)) == _without_customer(expected), left_by
        stage.change()
        assert _told(manager) == stage.done, left_by
    prove(manager)


def test_the_same_asked_for_again_finishes_what_a_process_left_at_any_write(stage: Stage) -> None:
    for left_by, manager in enumerate(stage.ends()):
        stage.change()
        assert _told(manager) == stage.done, left_by
        assert manager.resume_plans() == Resumed(0, 0, ())


def test_an_answer_that_is_lost_at_any_write_is_nothing_to_who_asked(stage: Stage) -> None:
    for write in range(stage.writes):
        manager = stage.set()
        with losing_answer(manager.client, write):
            stage.change()
        assert _without_customer(_told(manager)) == _without_customer(stage.done), write


def test_another_process_that_goes_on_with_it_meanwhile_does_not_do_it_twice(
    stage: Stage, manager: InventoryManager
) -> None:
    other = new_client(manager)
    for write in range(1, stage.writes):
        for stops_after in (0, 99):
            stage.set()
            step_in = partial(_resume_a_little, other, stops_after)
            with at_write(manager.client, write, BEFORE, step_in):
                stage.change()
            assert _without_customer(_told(manager)) == _without_customer(stage.done), (write, stops_after)


def _resume_a_little(client: DynamoDBClient, writes: int) -> None:
    with elsewhere(), suppress(Died), dying(client, writes, AFTER):
        InventoryManager(client=client).resume_plans()
