"""Long orders that the web process drives on by itself."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any

import pytest

from inventory.errors import EngineUnavailable
from web import background


class Queue:
    """In place of the threads: what is queued waits until it is ``run``."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], Any]] = []

    def submit(self, work: Callable[..., Any], *args: Any) -> Future[Any]:
        self.waiting.append(lambda: work(*args))
        return Future()

    def run(self) -> None:
        while self.waiting:
            self.waiting.pop(0)()


class Orders:
    """In place of the inventory: the orders that were settled, and what happens ``meanwhile``."""

    def __init__(self) -> None:
        self.settled: list[str] = []
        self.meanwhile: Callable[[], None] | None = None

    def settle_order(self, order_id: str) -> None:
        self.settled.append(order_id)
        happens, self.meanwhile = self.meanwhile, None
        if happens:
            happens()


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Iterator[Queue]:
    made = Queue()
    monkeypatch.setattr(background, "_pool", lambda: made)
    yield made
    made.run()


@pytest.fixture
def orders(monkeypatch: pytest.MonkeyPatch) -> Orders:
    made = Orders()
    monkeypatch.setattr(background, "manager", lambda: made)
    return made


def test_pressed_often_an_order_is_queued_once_and_others_beside_it(queue: Queue, orders: Orders) -> None:
    for order_id in ("A", "B", "A", "A"):
        background.settle(order_id)
    assert len(queue.waiting) == 2
    queue.run()
    assert orders.settled == ["A", "B"]


def test_pressed_while_it_is_settled_it_is_looked_at_once_more_and_takes_no_second_place(
    queue: Queue, orders: Orders
) -> None:
    def press() -> None:
        for _ in range(3):
            background.settle("A")
        assert queue.waiting == []

    orders.meanwhile = press
    background.settle("A")
    queue.run()
    assert orders.settled == ["A", "A"]


def test_done_it_can_be_asked_for_again(queue: Queue, orders: Orders) -> None:
    for _ in range(2):
        background.settle("A")
        queue.run()
    assert orders.settled == ["A", "A"]


@pytest.mark.parametrize("error", [EngineUnavailable("away"), ZeroDivisionError()])
def test_what_came_in_the_way_does_not_bar_the_order(queue: Queue, orders: Orders, error: Exception) -> None:
    def fail() -> None:
        raise error

    orders.meanwhile = fail
    background.settle("A")
    queue.run()
    background.settle("A")
    queue.run()
    assert orders.settled == ["A", "A"]


def test_where_no_thread_can_be_had_the_next_press_tries_again(
    queue: Queue, orders: Orders, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(queue, "submit", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            background.settle("A")
    background.settle("A")
    queue.run()
    assert orders.settled == ["A"]
