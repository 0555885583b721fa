"""Threads of one process take turns at a SKU, and processes keep apart, instead of refusing each other at the table.

Correctness does not rest on this, the revision on each level carries it. It saves the attempts: 32 threads on one
SKU would make some 16 attempts for each success, and with turns they make one. Turns come in the order they were
asked for; with ``threading.Lock`` an unlucky thread waits until all others are through. Other processes of the
machine follow (`neighbours.py`). How many machines are at a SKU shows in refusals, and a process remembers it
(docs/decisions/0015-hot-sku.md).
"""

import os
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from zlib import crc32

from inventory.dynamodb.backoff import FIRST_WAIT, Deadline
from inventory.dynamodb.client import DynamoDBClient
from inventory.errors import StockBusy
from inventory.handing_on import Turn
from inventory.neighbours import among_neighbours

# Seconds.
LONGEST_APART = 3.0
RUN = 0.2
_AFTER_REFUSAL = 3.0
_AFTER_RUN = 0.8
_FORGOTTEN_AFTER = 5.0


class _Asked:
    """Somebody's question for a lock: the lock is his when it ``is_mine``, and ``came`` wakes him then."""

    def __init__(self) -> None:
        self.came = threading.Event()
        self.is_mine = False


class FairLock:
    """A lock that is handed on in the order it was asked for."""

    def __init__(self) -> None:
        # Nothing that Python may clean up after is made while this is held: cleaning up may let go of a lock.
        self._mutex = threading.Lock()
        self._held = False
        self._waiting: deque[_Asked] = deque()

    def acquire(self, timeout: float) -> bool:
        """Hold the lock; False where its turn does not come within ``timeout`` seconds."""
        asked = _Asked()
        try:
            return self._is_free_for(asked) or asked.came.wait(timeout) or not self._gave_up(asked)
        except BaseException:  # Ctrl-C while waiting: the turn must not be handed to nobody
            if not self._gave_up(asked):
                self.release()
            raise

    @property
    def is_held(self) -> bool:
        """Whether somebody has it just now."""
        return self._held

    def _is_free_for(self, asked: _Asked) -> bool:
        """Whether it is free, and so held from now on; else ``asked`` stands in the queue."""
        with self._mutex:
            if not self._held:
                self._held = asked.is_mine = True
                return True
            self._waiting.append(asked)
            return False

    def _gave_up(self, asked: _Asked) -> bool:
        with self._mutex:
            if asked in self._waiting:
                self._waiting.remove(asked)
            return not asked.is_mine  # it may have been handed over just now

    def release(self) -> None:
        """Hand the lock to who asked first."""
        with self._mutex:
            first = self._waiting.popleft() if self._waiting else None
            if first:
                first.is_mine = True
            self._held = first is not None
        if first:
            first.came.set()


class Hold:
    """One's own hold of a lock. Whoever is interrupted before he can let go has it no longer than this."""

    def __init__(self, lock: FairLock) -> None:
        self._lock, self._has_it = lock, False

    def is_got(self, timeout: float) -> bool:
        """Whether the turn comes within ``timeout`` seconds."""
        self._has_it = self._lock.acquire(timeout)
        return self._has_it

    def release(self) -> None:
        """Hand the lock on, if it is held."""
        had_it, self._has_it = self._has_it, False
        if had_it:
            self._lock.release()

    __del__ = release


class Crowd:
    """How far apart to keep from other processes at a SKU: seconds, of which each waits a random share.

    Three times as far after each refusal and a fifth less after each run, from one change to the next, so that who was
    successful does not have it easier than who waits. Who has got through goes on at once for a short run of changes:
    the others keep away just then, and what it costs to get in is paid once for all of them. For who holds the turn at
    the SKU.
    """

    def __init__(self, longest: float) -> None:
        self._longest = longest
        self._apart = 0.0
        self._met = 0.0
        self._run_ends = 0.0

    def refused(self) -> None:
        """Somebody else was faster."""
        self._apart, self._met = min(self._longest, max(FIRST_WAIT, _AFTER_REFUSAL * self.apart)), time.monotonic()

    def passed(self) -> None:
        """Nobody was in the way."""
        if time.monotonic() >= self._run_ends:
            self._apart *= _AFTER_RUN
            self._run_ends = time.monotonic() + RUN

    @property
    def apart(self) -> float:
        """Seconds to keep apart at most; none where nobody was met."""
        crowded = self._apart >= FIRST_WAIT and time.monotonic() - self._met < _FORGOTTEN_AFTER
        return self._apart if crowded else 0.0

    @property
    def rest(self) -> float:
        """Seconds to keep apart at most before the next change: none in the midst of a run."""
        return 0.0 if time.monotonic() < self._run_ends else self.apart


@dataclass
class _Place:
    """``passed_by``: the last turn was one at several SKUs, of which no neighbour knows."""

    lock: FairLock = field(default_factory=FairLock)
    crowd: Crowd = field(default_factory=lambda: Crowd(LONGEST_APART))
    passed_by: bool = False


# SKUs share a place by hash: a fixed number of places, and two SKUs at one only wait a little.
_PLACES = tuple(_Place() for _ in range(1024))


def _begin_anew() -> None:
    """In a forked child: those who had a turn are threads of its parent's."""
    global _PLACES
    _PLACES = tuple(_Place() for _ in _PLACES)


os.register_at_fork(after_in_child=_begin_anew)


@contextmanager
def turn(client: DynamoDBClient, skus: Iterable[str], deadline: Deadline) -> Iterator[Turn]:
    """Hold the turn at all ``skus``. Raises StockBusy where it does not come before the deadline."""
    # One order for everybody, so that no two hold what the other waits for.
    wanted = _places(skus)
    places = [_PLACES[number] for number in wanted]
    with ExitStack() as held:
        waited = any(place.lock.is_held for place in places)
        for place in places:
            hold = Hold(place.lock)
            held.callback(hold.release)
            if not hold.is_got(deadline.left()):
                raise StockBusy
        if rest := _crowd(wanted).rest:
            deadline.pause(rest)
        # A note of before a rest, or before a change of several, is old.
        waited = waited and not rest and not any(place.passed_by for place in places)
        for place in places:
            place.passed_by = len(places) > 1
        # Of several, as of a long order, each would wait for a moment of its own.
        one = among_neighbours(client.settings.data_dir, wanted[0], deadline) if len(places) == 1 else nullcontext()
        yield Turn(client.settings, held.enter_context(one), waited)


def crowd_at(skus: Iterable[str]) -> Crowd:
    """Who else is at ``skus``. At several of them nobody is waited for longer than a moment: who has 33 levels to
    change finds one of them moved whenever he comes, and the later the surer.
    """
    return _crowd(_places(skus))


def _places(skus: Iterable[str]) -> list[int]:
    return sorted({crc32(sku.encode()) % len(_PLACES) for sku in skus})


def _crowd(places: Sequence[int]) -> Crowd:
    return _PLACES[places[0]].crowd if len(places) == 1 else Crowd(FIRST_WAIT)
