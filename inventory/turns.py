"""Threads of one process take turns at a SKU instead of refusing each other at the table.

Correctness does not rest on this, the revision on each level carries it. It saves the attempts: 32 threads on one
SKU would make some 16 attempts for each success, and with turns they make one. Turns come in the order they were
asked for; with ``threading.Lock`` an unlucky thread waits until all others are through.
"""

import threading
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from zlib import crc32

from inventory.dynamodb.backoff import Deadline
from inventory.errors import StockBusy


class FairLock:
    """A lock that is handed on in the order it was asked for."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._held = False
        self._waiting: deque[threading.Event] = deque()

    def acquire(self, timeout: float) -> bool:
        """Hold the lock; False where its turn does not come within ``timeout`` seconds."""
        with self._mutex:
            if not self._held:
                self._held = True
                return True
            turn = threading.Event()
            self._waiting.append(turn)
        try:
            return turn.wait(timeout) or not self._gave_up(turn)
        except BaseException:  # Ctrl-C while waiting: the turn must not be handed to nobody
            if not self._gave_up(turn):
                self.release()
            raise

    def _gave_up(self, turn: threading.Event) -> bool:
        with self._mutex:
            if turn.is_set():  # handed over just now
                return False
            self._waiting.remove(turn)
            return True

    def release(self) -> None:
        """Hand the lock to who asked first."""
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._held = False


# SKUs share a lock by hash: a fixed number of locks, and two SKUs on one only wait a little.
_LOCKS = tuple(FairLock() for _ in range(256))


@contextmanager
def turn(skus: Iterable[str], deadline: Deadline) -> Iterator[None]:
    """Hold the turn at all ``skus``. Raises StockBusy where it does not come before the deadline."""
    # One order for everybody, so that no two hold what the other waits for.
    wanted = sorted({crc32(sku.encode()) % len(_LOCKS) for sku in skus})
    with ExitStack() as held:
        for number in wanted:
            if not _LOCKS[number].acquire(deadline.left()):
                raise StockBusy
            held.callback(_LOCKS[number].release)
        yield
