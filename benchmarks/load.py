"""Readers who ask for a page again as soon as they have it, over connections that stay open."""

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import cycle

from benchmarks.measuring import percentile


@dataclass(frozen=True)
class Load:
    """Answers a second, and how long they took in milliseconds."""

    per_second: float
    p50: float
    p99: float


def load(host: str, paths: Sequence[str], headers: Mapping[str, str], readers: int, seconds: float) -> Load:
    """``readers`` for so many seconds, each at one of the addresses after the other.

    Raises RuntimeError for an answer that is not 200.
    """
    taken: list[list[float]] = [[] for _ in range(readers)]
    failures: list[str] = []
    ends = time.perf_counter() + seconds

    def read(mine: list[float]) -> None:
        line, turns = HTTPConnection(host), cycle(paths)
        while time.perf_counter() < ends and not failures:
            path, begun = next(turns), time.perf_counter()
            status = fetch(line, path, headers)[0]
            mine.append(time.perf_counter() - begun)
            if status != 200:
                failures.append(f"{path} answered {status}")
        line.close()

    threads = [threading.Thread(target=read, args=(mine,)) for mine in taken]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    whole = time.perf_counter() - begun
    if failures:
        raise RuntimeError(failures[0])
    times = [each for mine in taken for each in mine]
    return Load(len(times) / whole, 1e3 * percentile(times, 0.5), 1e3 * percentile(times, 0.99))


def fetch(line: HTTPConnection, path: str, headers: Mapping[str, str]) -> tuple[int, bytes]:
    """Status and body of one page."""
    line.request("GET", path, headers=dict(headers))
    with line.getresponse() as answer:
        return answer.status, answer.read()
