"""A process that places, ships, cancels and takes back orders until it is killed, or its standard input ends.

    python -m tests.crash.clerk URL TABLE NAME JOURNAL

It writes into the journal what it is about to ask of an order, and what it was told, each on the disk before it goes
on. What gets no answer, or is put off, it asks again.
"""

import json
import os
import random
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from inventory import InventoryManager
from inventory.entities import Order, OrderStatus, OrderWithItems
from inventory.errors import EngineUnavailable, InsufficientStock, PlanUnfinished, StockBusy
from inventory.settings import Settings
from tests.crash.goods import asked

THREADS = 2
_PATIENCE_SECONDS = 0.02


@dataclass(frozen=True)
class State:
    """How an order stands; ``status`` is empty where there is none."""

    status: str
    shipped: int = 0
    closed: int = 0
    returned: int = 0

    @classmethod
    def of(cls, order: Order) -> "State":
        return cls(str(order.status), order.shipped, order.closed, order.returned)


class Journal:
    """Lines of JSON: the order, whether something was ``asked`` of it or ``told``, and how it may stand after that."""

    def __init__(self, file: TextIO) -> None:
        self._file, self._lock = file, threading.Lock()

    def write(self, order_id: str, what: str, *states: State) -> None:
        text = json.dumps([order_id, what, [[s.status, s.shipped, s.closed, s.returned] for s in states]])
        with self._lock:
            self._file.write(f"{text}\n")
            self._file.flush()
            os.fsync(self._file.fileno())


def refused(items: list[dict[str, Any]]) -> State:
    """How an order stands that was short: a long one is kept."""
    is_long = len(items) > 33
    return State(OrderStatus.REJECTED, closed=sum(item["quantity"] for item in items)) if is_long else State("")


class Clerk:
    """Does one order after the other; what with each, its id decides."""

    def __init__(self, manager: InventoryManager, journal: Journal, name: str, stop: threading.Event) -> None:
        self._manager, self._journal, self._name, self._stop = manager, journal, name, stop

    def work(self) -> None:
        number = 0
        while not self._stop.is_set():
            number += 1
            order_id = f"{self._name}-{number}"
            placed = self._placed(order_id)
            if placed:
                Way(self._ask, self._manager, placed).go()

    def _placed(self, order_id: str) -> OrderWithItems | None:
        items = asked(order_id)
        rejected = refused(items)

        def place() -> Order:
            return self._manager.create_order_transaction(order_id, f"C-{self._name}", items, "clerk")

        try:
            placed = self._ask(order_id, place, State(OrderStatus.PENDING), rejected)
        except InsufficientStock:
            self._journal.write(order_id, "told", rejected)
            return None
        assert isinstance(placed, OrderWithItems)
        return placed

    def _ask(self, order_id: str, call: Callable[[], Order], *wanted: State) -> Order:
        """Ask until there is an answer; ``wanted`` is what may become of it."""
        self._journal.write(order_id, "asked", *wanted)
        while True:
            try:
                order = call()
            except (EngineUnavailable, StockBusy, PlanUnfinished):
                time.sleep(_PATIENCE_SECONDS)
                continue
            self._journal.write(order_id, "told", State.of(order))
            return order


Ask = Callable[..., Order]


class Way:
    """What is done with one order after it was placed."""

    def __init__(self, ask: Ask, manager: InventoryManager, placed: OrderWithItems) -> None:
        self._manager, self._id, self._lines = manager, placed.order_id, placed.lines
        self._ask, self._units = ask, placed.units
        self._chance = random.Random(f"way of {placed.order_id}")

    def go(self) -> None:
        ways = (self._cancel, self._ship_all, self._ship_some_and_close, self._ship_some_close_rest, self._hold)
        self._chance.choice((*ways, self._send_back))()

    def _call(self, wanted: State, call: Callable[[], Order]) -> None:
        self._ask(self._id, call, wanted)

    def _move(self, to: OrderStatus) -> None:
        closed = self._units if to is OrderStatus.CANCELLED else 0
        self._call(State(to, closed=closed), lambda: self._manager.move_order(self._id, to, "clerk"))

    def _cancel(self) -> None:
        self._move(OrderStatus.CANCELLED)

    def _hold(self) -> None:
        for to in (OrderStatus.ON_HOLD, OrderStatus.PENDING):
            self._move(to)

    def _pack(self) -> None:
        for to in (OrderStatus.PICKING, OrderStatus.PACKED):
            self._move(to)

    def _ship(self, wanted: State, **how: Any) -> None:
        key = f"{self._id}-ship"
        self._call(wanted, lambda: self._manager.ship_order(self._id, actor="clerk", request_key=key, **how))

    def _ship_all(self) -> None:
        self._pack()
        self._ship(State(OrderStatus.SHIPPED, self._units))

    def _some(self) -> dict[int, int]:
        """One unit of the first line, and more of about half of the others."""
        rest = {line.index: line.quantity for line in self._lines[1:] if self._chance.random() < 0.5}
        return {1: 1, **rest}

    def _ship_some_and_close(self) -> None:
        self._pack()
        some = self._some()
        shipped = sum(some.values())
        if shipped == self._units:
            return
        self._ship(State(OrderStatus.PICKING, shipped), units=some)
        wanted, key = State(OrderStatus.SHIPPED, shipped, self._units - shipped), f"{self._id}-close"
        self._call(wanted, lambda: self._manager.close_order_short(self._id, "clerk", request_key=key))

    def _ship_some_close_rest(self) -> None:
        self._pack()
        some = self._some()
        shipped = sum(some.values())
        self._ship(State(OrderStatus.SHIPPED, shipped, self._units - shipped), units=some, close_rest=True)

    def _send_back(self) -> None:
        self._ship_all()
        back = [{"index": line.index, "restock": line.quantity - 1, "write_off": 1} for line in self._lines]
        wanted, key = State(OrderStatus.SHIPPED, self._units, 0, self._units), f"{self._id}-return"
        self._call(wanted, lambda: self._manager.return_items(self._id, back, "clerk", request_key=key))


def main(url: str, table: str, name: str, journal_path: str) -> None:
    stop = threading.Event()
    settings = Settings(table_name=table, endpoint_url=url, secret_key=b"of the tests")
    with Path(journal_path).open("a") as file:
        journal = Journal(file)
        clerks = [Clerk(InventoryManager(settings), journal, f"{name}-{n}", stop) for n in range(THREADS)]
        threads = [threading.Thread(target=clerk.work, daemon=True) for clerk in clerks]
        for thread in threads:
            thread.start()
        sys.stdin.read()
        stop.set()
        for thread in threads:
            thread.join()


if __name__ == "__main__":
    main(*sys.argv[1:])
