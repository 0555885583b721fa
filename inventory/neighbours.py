"""Processes of one machine take turns at a SKU by locks on files, as threads do among themselves.

It saves refusals (docs/decisions/0015-hot-sku.md). Correctness does not rest on it: who waits for long, or cannot
share a file, goes to the table without.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from inventory.dynamodb.backoff import Deadline
from inventory.locks import FileLock

# Seconds. A process that was stopped in the midst of its turn holds up the others of its machine for so long.
LONGEST_WAIT = 3.0
# The name of the threads that wait.
WAITING = "waits among neighbours"


@contextmanager
def among_neighbours(folder: Path, place: int, deadline: Deadline) -> Iterator[None]:
    """Hold ``place`` among the processes that have their files in ``folder``, if it is free in time."""
    lock = _waited_for(folder / "turns" / str(place), min(LONGEST_WAIT, deadline.left()))
    try:
        yield
    finally:
        if lock:
            _let_go(lock)


def _waited_for(path: Path, seconds: float) -> FileLock | None:
    """The lock, held; None where it takes longer, or where nothing can be written or locked."""
    try:
        lock = FileLock(path)
    except OSError:
        return None
    try:
        if lock.try_exclusive():
            return lock
    except OSError:  # as some file systems of a network
        lock.close()
        return None
    return lock if _Wait(lock).is_over_in(seconds) else None


def _let_go(lock: FileLock) -> None:
    # Unlocked besides being closed: a process forked meanwhile by another thread would keep it otherwise.
    lock.unlock()
    lock.close()


class _Wait:
    """A wait for a lock that can be given up, which the kernel does not offer: it has a thread of its own.

    The kernel hands a lock on in the order it was asked for, more or less. To look again and again would take turns out
    of order, and a good part of a processor where many wait.
    """

    def __init__(self, lock: FileLock) -> None:
        self._lock = lock
        self._mutex, self._got, self._given_up = threading.Lock(), threading.Event(), False
        # Daemonic: nobody waits for the end of a wait that was given up.
        threading.Thread(target=self._run, name=WAITING, daemon=True).start()

    def _run(self) -> None:
        self._lock.exclusive()
        with self._mutex:
            if self._given_up:
                _let_go(self._lock)
            else:
                self._got.set()

    def is_over_in(self, seconds: float) -> bool:
        """Whether the lock was got within ``seconds``; one that is not is let go when it comes."""
        self._got.wait(max(0.0, seconds))
        with self._mutex:
            self._given_up = not self._got.is_set()
        return not self._given_up
