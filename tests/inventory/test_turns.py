"""Turns at a SKU: in the order they were asked for, and never lost."""

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from inventory import InventoryManager, neighbours
from inventory.dynamodb.backoff import Deadline
from inventory.errors import StockBusy
from inventory.turns import FairLock, Hold, turn
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


@pytest.mark.parametrize("method", ["_is_free_for", "_gave_up"])
def test_who_is_interrupted_anywhere_in_asking_keeps_nothing(monkeypatch: pytest.MonkeyPatch, method: str) -> None:
    """Once the lock was his, or he stood in the queue already."""
    lock, real = FairLock(), getattr(FairLock, method)
    interrupted = iter([True])

    def then_interrupted(mine: FairLock, asked: Any) -> bool:
        done: bool = real(mine, asked)
        if next(interrupted, False):
            raise KeyboardInterrupt
        return done

    if method == "_gave_up":
        assert lock.acquire(0)
    monkeypatch.setattr(FairLock, method, then_interrupted)
    with pytest.raises(KeyboardInterrupt):
        lock.acquire(0)
    assert lock.is_held == (method == "_gave_up")
    assert not lock._waiting


def test_a_turn_that_nobody_let_go_of_goes_with_who_had_it() -> None:
    """As where an interruption comes just before the end of a turn."""
    lock = FairLock()
    hold = Hold(lock)
    assert hold.is_got(0)
    assert not Hold(lock).is_got(0)
    del hold
    assert Hold(lock).is_got(0)


def test_a_forked_child_waits_for_nobody_of_its_parents(manager: InventoryManager) -> None:
    neighbours._given_up.add(Path("somewhere"))
    with turn(manager.client, ["SKU"], Deadline(1)):
        child = os.fork()
        if not child:
            os._exit(_can_have_a_turn(manager))
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert neighbours._given_up
    neighbours._given_up.clear()


def _can_have_a_turn(manager: InventoryManager) -> int:
    """0 for yes, as processes say it."""
    given_up = bool(neighbours._given_up)
    try:
        with turn(manager.client, ["SKU"], Deadline(0)):
            return int(given_up)
    except BaseException:
        return 1


def test_skus_are_asked_for_in_one_order_whatever_the_order_given(manager: InventoryManager) -> None:
    with turn(manager.client, ["A", "B", "C", "A"], Deadline(1)):
        pass
    with turn(manager.client, ["C", "B", "A"], Deadline(0)):
        pass
