"""Clients that adjust stock in a closed loop: threads of one process, and processes of their own.

The processes are made once, by a fork server without threads, and take one job after the other over a pipe.
"""

import multiprocessing
import signal
import time
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Self

from benchmarks.hot_policies import Policy
from inventory import InventoryManager
from inventory.dynamodb.client import DynamoDBClient
from inventory.errors import InventoryError, OutcomeUnknown, StockBusy
from inventory.settings import Settings

PRODUCT = "HOT"
# From the moment that all are ready until they begin, together.
_LEAD = 0.05
# Seconds that all together have to go by themselves.
_LEAVE = 5.0


@dataclass(frozen=True)
class Job:
    """What a process does: a thread for each of ``skus``, each adjusting its own, by ``policy``.

    Figures are taken for ``seconds``, after ``warm_up`` seconds of the same.
    """

    settings: Settings
    skus: tuple[str, ...]
    policy: Policy
    warm_up: float
    seconds: float


@dataclass
class Outcome:
    """Adjusts accepted over all the time, ``by_client``, for ``sent`` transactions and ``read`` readings of levels;
    ``busy`` of which nothing came.

    ``in_time`` is how many ended in the time that counts; ``latencies`` in seconds, of those that began after the
    warm-up, accepted or given up.
    """

    by_client: list[int] = field(default_factory=list)
    sent: int = 0
    read: int = 0
    busy: int = 0
    in_time: int = 0
    latencies: list[float] = field(default_factory=list)

    @property
    def accepted(self) -> int:
        return sum(self.by_client)

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(
            self.by_client + other.by_client,
            self.sent + other.sent,
            self.read + other.read,
            self.busy + other.busy,
            self.in_time + other.in_time,
            self.latencies + other.latencies,
        )


class _CountingClient(DynamoDBClient):
    """A client that counts the transactions sent, and the readings."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        # Appending to a list is atomic, an addition is not.
        self._sent: list[None] = []
        self._read: list[None] = []

    @property
    def sent(self) -> int:
        return len(self._sent)

    @property
    def read(self) -> int:
        return len(self._read)

    def batch_get(self, *given: Any, **more: Any) -> Any:
        self._read.append(None)
        return super().batch_get(*given, **more)

    def transact_write(self, *given: Any, **more: Any) -> None:
        self._sent.append(None)
        super().transact_write(*given, **more)


def adjust_for(manager: InventoryManager, sku: str, job: Job, begin: float) -> Outcome:
    """Take one unit of ``sku`` after the other, from the monotonic time ``begin`` on."""
    outcome = Outcome(by_client=[0])
    counts, ends = begin + job.warm_up, begin + job.warm_up + job.seconds
    time.sleep(max(0.0, begin - time.monotonic()))
    while (started := time.monotonic()) < ends:
        taken, ended = _taken(manager, sku), time.monotonic()
        outcome.by_client[0] += taken
        outcome.busy += not taken
        outcome.in_time += taken and counts <= ended <= ends
        if started >= counts or not taken:
            outcome.latencies.append(ended - started)
    return outcome


def _taken(manager: InventoryManager, sku: str) -> bool:
    """Whether a unit was taken; where that is not known, the same request is made until it is."""
    key = uuid.uuid4().hex
    while True:
        try:
            manager.update_stock(sku, PRODUCT, -1, request_key=key)
            return True
        except StockBusy:
            return False
        except OutcomeUnknown:
            continue


def _serve(pipe: Connection) -> None:
    """The life of a process: a job, "ready", when to begin, the outcome; until None comes, or its end from the Crew."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while (job := pipe.recv()) is not None:
        try:
            pipe.send(_done(job, pipe))
        except InventoryError as error:
            pipe.send(error)


def _done(job: Job, pipe: Connection) -> Outcome:
    client = _CountingClient(job.settings)
    manager = InventoryManager(job.settings, client=client)
    with job.policy.applied(), ThreadPoolExecutor(len(job.skus)) as pool:
        # Each thread makes its connection before time counts.
        list(pool.map(lambda _: manager.get_product(PRODUCT), job.skus))
        pipe.send("ready")
        begin = pipe.recv()
        parts = [pool.submit(adjust_for, manager, sku, job, begin) for sku in job.skus]
        outcome = sum((part.result() for part in parts), Outcome())
    outcome.sent, outcome.read = client.sent, client.read
    return outcome


class Crew:
    """``size`` processes that wait for jobs. A context: they end with it, at once where it is left by an exception."""

    def __init__(self, size: int) -> None:
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["benchmarks.hot_clients"])
        self._members: list[tuple[BaseProcess, Connection]] = []
        self._size = size

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            stack.callback(self._end)
            for _ in range(self._size):
                self._members.append(self._hired())
            stack.pop_all()
        return self

    def _hired(self) -> tuple[BaseProcess, Connection]:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(theirs,), daemon=True)
        process.start()
        theirs.close()
        return process, ours

    def run(self, jobs: Sequence[Job]) -> Outcome:
        """All ``jobs`` at the same time, a process each; what they did together. Raises what a process met."""
        pipes = [pipe for _, pipe in self._members[: len(jobs)]]
        for pipe, job in zip(pipes, jobs, strict=True):
            pipe.send(job)
        for pipe in pipes:
            _answer(pipe)
        begin = time.monotonic() + _LEAD
        for pipe in pipes:
            pipe.send(begin)
        return sum((_answer(pipe) for pipe in pipes), Outcome())

    def __exit__(self, raised: type[BaseException] | None, *_: object) -> None:
        if raised is None:
            self._dismiss()
        self._end()

    def _dismiss(self) -> None:
        for _, pipe in self._members:
            with suppress(OSError):  # one that is gone
                pipe.send(None)
        ends = time.monotonic() + _LEAVE
        for process, _ in self._members:
            process.join(max(0.0, ends - time.monotonic()))

    def _end(self) -> None:
        for process, _ in self._members:
            process.terminate()
        for process, _ in self._members:
            process.join()


def _answer(pipe: Connection) -> Any:
    answer = pipe.recv()
    if isinstance(answer, Exception):
        raise answer
    return answer
