"""Readers who ask for a page again as soon as they have it, over connections that stay open."""

import socket
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import cycle
from typing import Self

from httptools import HttpResponseParser

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
        turns = cycle(paths)
        with _Reader(host, headers) as reader:
            while time.perf_counter() < ends and not failures:
                path, begun = next(turns), time.perf_counter()
                status = reader.status_of(path)
                mine.append(time.perf_counter() - begun)
                if status != 200:
                    failures.append(f"{path} answered {status}")

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


class _Reader:
    """One connection. It takes little of the machine that it shares with the sites: it looks at the status alone."""

    def __init__(self, host: str, headers: Mapping[str, str]) -> None:
        name, _, port = host.partition(":")
        self._line = socket.create_connection((name, int(port)))
        self._head = "".join(f"{each}: {value}\r\n" for each, value in {"Host": host, **headers}.items())
        self._is_whole = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self._line.close()

    def status_of(self, path: str) -> int:
        """The status that ``path`` is answered with, once all of the answer has arrived; 0 where it never does."""
        self._line.sendall(f"GET {path} HTTP/1.1\r\n{self._head}\r\n".encode())
        self._is_whole, parser = False, HttpResponseParser(self)
        while not self._is_whole:
            heard = self._line.recv(65_536)
            if not heard:
                return 0
            parser.feed_data(heard)
        return int(parser.get_status_code())

    def on_message_complete(self) -> None:
        """What the parser calls."""
        self._is_whole = True


def fetch(line: HTTPConnection, path: str, headers: Mapping[str, str]) -> tuple[int, bytes]:
    """Status and body of one page."""
    line.request("GET", path, headers=dict(headers))
    with line.getresponse() as answer:
        return answer.status, answer.read()
