"""Turns at a SKU: in the order they were asked for, and never lost."""

import threading
from collections.abc import Callable

import pytest

from inventory import InventoryManager
from inventory.dynamodb.backoff import Deadline
from inventory.errors import StockBusy
from inventory.turns import FairLock, turn
from tests.turn_taking import until


def waits(lock: FairLock, count: int) -> Callable[[], bool]:
    return lambda: len(lock._waiting) == count


def test_turns_come_in_the_order_they_were_asked_for() -> None:
    lock, order = FairLock(), []
    assert lock.acquire(1)

    def asker(number: int) -> None:
        assert lock.acquire(10)
        order.append(number)
        lock.release()

    threads = [threading.Thread(target=asker, args=(number,)) for number in range(8)]
    for count, thread in enumerate(threads, start=1):
        thread.start()
        until(waits(lock, count))
    lock.release()
    for thread in threads:
        thread.join()
    assert order == list(range(8))


def test_a_turn_that_does_not_come_in_time_is_refused_and_leaves_the_queue(manager: InventoryManager) -> None:
    with (
        turn(manager.client, ["SKU"], Deadline(1)),
        pytest.raises(StockBusy),
        turn(manager.client, ["SKU"], Deadline(0)),
    ):
        pass
    with turn(manager.client, ["SKU"], Deadline(0)):
        pass


def test_a_waiter_that_is_interrupted_loses_nobody_a_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    lock = FairLock()
    assert lock.acquire(1)

    def interrupted(self: threading.Event, timeout: float | None = None) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(threading.Event, "wait", interrupted)
        with pytest.raises(KeyboardInterrupt):
            lock.acquire(1)
    lock.release()
    assert lock.acquire(0)


def test_skus_are_asked_for_in_one_order_whatever_the_order_given(manager: InventoryManager) -> None:
    with turn(manager.client, ["A", "B", "C", "A"], Deadline(1)):
        pass
    with turn(manager.client, ["C", "B", "A"], Deadline(0)):
        pass
