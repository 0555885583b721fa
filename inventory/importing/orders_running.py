"""Bringing many orders in: one after the other, or several at a time."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, as_completed, wait
from itertools import islice

from inventory.dynamodb import order_items
from inventory.dynamodb.client import DynamoDBClient
from inventory.entities import Order
from inventory.importing.interrupting import ended_by_signals
from inventory.importing.orders_file import FileOrder
from inventory.importing.orders_outcome import Outcome
from inventory.importing.orders_placing import BringIn

_AT_ONCE = 100


class Run:
    """Orders on their way into the table. Where it is interrupted, those in work are finished and no more begun."""

    def __init__(self, client: DynamoDBClient, workers: int, take: Callable[[Outcome], None]) -> None:
        """``take`` is told of each order as it is done, from any thread, one at a time."""
        self._client, self._workers, self._take = client, workers, take
        self._lock, self._stopped = threading.Lock(), threading.Event()

    def pause(self, seconds: float) -> bool:
        """Wait; True, at once, where the run is to end."""
        return self._stopped.wait(seconds)

    def bring_in(self, orders: Iterable[FileOrder], work: BringIn) -> None:
        """With one worker strictly in the order of ``orders``. Raises what ``work`` raises."""
        with ThreadPoolExecutor(self._workers) as pool:
            try:
                with ended_by_signals(self._stopped.set):
                    self._hand_out(pool, orders, work)
            finally:
                self._stopped.set()

    def _hand_out(self, pool: ThreadPoolExecutor, orders: Iterable[FileOrder], work: BringIn) -> None:
        running: set[Future[None]] = set()
        for order, before in with_before(self._client, orders):
            if self._stopped.is_set():
                break
            running.add(pool.submit(self._one, work, order, before))
            # A window, so that no more of the file is in memory.
            if len(running) >= 2 * self._workers:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                _raise_failures(done)
        _raise_failures(as_completed(running))

    def _one(self, work: BringIn, order: FileOrder, before: Order | None) -> None:
        if self._stopped.is_set():
            return
        try:
            outcome = work(order, before)
        except BaseException:
            self._stopped.set()
            raise
        # Told from here, not from the main thread: Ctrl-C may stop that one anywhere, and what is done must be told.
        with self._lock:
            self._take(outcome)


def with_before(client: DynamoDBClient, orders: Iterable[FileOrder]) -> Iterator[tuple[FileOrder, Order | None]]:
    """Each order, and the one that stands under its id now; read a hundred at a time."""
    coming = iter(orders)
    while group := list(islice(coming, _AT_ONCE)):
        there = _there(client, group)
        yield from ((order, there.get(order.order_id)) for order in group)


def _there(client: DynamoDBClient, orders: Sequence[FileOrder]) -> Mapping[str, Order]:
    keys = [order_items.order_key(order.order_id) for order in orders]
    found = client.batch_get(keys, consistent=True, decode=order_items.order)
    return {order.order_id: order for order in found.values()}


def _raise_failures(futures: Iterable[Future[None]]) -> None:
    for future in futures:
        future.result()
