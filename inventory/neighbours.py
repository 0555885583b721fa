"""Processes of one machine take turns at a SKU by locks on files, as threads do among themselves.

It saves refusals (docs/decisions/0015-hot-sku.md). Correctness does not rest on it: who waits for long, or cannot
share a file, goes to the table without.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from inventory.dynamodb.backoff import Deadline
from inventory.locks import FileLock

# Seconds. A process that was stopped in the midst of its turn holds up the others of its machine for so long.
LONGEST_WAIT = 3.0
# The name of the threads that wait.
WAITING = "waits among neighbours"
# Where a wait was given up and its thread still waits. Nobody waits there again before it is through.
_given_up: set[Path] = set()
# A forked child has none of the threads that wait.
os.register_at_fork(after_in_child=_given_up.clear)


@dataclass(frozen=True)
class Held:
    """A place that is held. ``waited`` says whether it was another's when it was asked for."""

    lock: FileLock
    waited: bool


@contextmanager
def among_neighbours(folder: Path, place: int, deadline: Deadline) -> Iterator[Held | None]:
    """Hold ``place`` among the processes that have their files in ``folder``; None where it is not free in time."""
    held = _waited_for(folder / "turns" / str(place), min(LONGEST_WAIT, deadline.left()))
    try:
        yield held
    finally:
        if held:
            _let_go(held.lock)


def _waited_for(path: Path, seconds: float) -> Held | None:
    """The place, held; None where it takes longer, or where nothing can be written or locked."""
    if path in _given_up:
        return None
    try:
        lock = FileLock(path)
    except OSError:
        return None
    try:
        if lock.try_exclusive():
            return Held(lock, waited=False)
        wait = _Wait(path, lock)
    except (OSError, RuntimeError):  # some file systems of a network; no more threads
        lock.close()
        return None
    return Held(lock, waited=True) if wait.is_over_in(seconds) else None


def _let_go(lock: FileLock) -> None:
    # Unlocked besides being closed: a process forked meanwhile by another thread would keep it otherwise.
    lock.unlock()
    lock.close()


class _Wait:
    """A wait for a lock that can be given up, which the kernel does not offer: it has a thread of its own.

    The kernel hands a lock on in the order it was asked for, more or less. To look again and again would take turns out
    of order, and a good part of a processor where many wait.
    """

    def __init__(self, path: Path, lock: FileLock) -> None:
        """Begin to wait. Raises RuntimeError where there can be no more threads."""
        self._path, self._lock = path, lock
        self._mutex, self._ended = threading.Lock(), threading.Event()
        self._is_held = self._is_given_up = False
        try:
            # Daemonic: nobody waits for the end of a wait that was given up.
            threading.Thread(target=self._run, name=WAITING, daemon=True).start()
        except BaseException:  # Ctrl-C, it may be, while the thread is under way already
            self._give_up()
            raise

    def is_over_in(self, seconds: float) -> bool:
        """Whether the lock was got within ``seconds``; one that is not is let go when it comes."""
        try:
            self._ended.wait(max(0.0, seconds))
        except BaseException:  # Ctrl-C while waiting
            self._give_up()
            raise
        return self._is_got()

    def _is_got(self) -> bool:
        """Whether the lock is held now; if not, the wait is given up."""
        with self._mutex:
            if not self._ended.is_set():
                self._is_given_up = True
                _given_up.add(self._path)
            return self._is_held

    def _give_up(self) -> None:
        """Let go of the lock, now or as soon as it comes."""
        with self._mutex:
            self._is_given_up = True
            if self._is_held:
                _let_go(self._lock)

    def _run(self) -> None:
        try:
            self._lock.exclusive()
        except OSError:
            self._end(got=False)
        else:
            self._end(got=True)

    def _end(self, got: bool) -> None:
        with self._mutex:
            self._ended.set()
            self._is_held = got and not self._is_given_up
            if got and self._is_given_up:
                _let_go(self._lock)
            elif not got:
                self._lock.close()
            _given_up.discard(self._path)
