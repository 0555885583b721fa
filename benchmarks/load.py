"""Readers who ask for a page again as soon as they have it, over connections that stay open."""

import socket
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import cycle
from typing import Self

from httptools import HttpResponseParser

from benchmarks.measuring import percentile


@dataclass(frozen=True)
class Load:
    """Answers a second, and how long each took in milliseconds."""

    per_second: float
    times: list[float] = field(repr=False)

    @property
    def p50(self) -> float:
        return percentile(self.times, 0.5)


def p99(loads: Sequence[Load]) -> float:
    """Of the answers of all rounds together: of the hundred or so of one round it would be the slowest but one."""
    return percentile([each for one in loads for each in one.times], 0.99)


def load(host: str, paths: Sequence[str], headers: Mapping[str, str], readers: int, seconds: float) -> Load:
    """``readers`` for so many seconds, each at one of the addresses after the other.

    Raises RuntimeError for an answer that is not 200, or none.
    """
    taken: list[list[float]] = [[] for _ in range(readers)]
    failures: list[str] = []
    ends = time.perf_counter() + seconds

    def read(mine: list[float]) -> None:
        turns = cycle(paths)
        try:
            with _Reader(host, headers) as reader:
                while time.perf_counter() < ends and not failures:
                    path, begun = next(turns), time.perf_counter()
                    status = reader.status_of(path)
                    mine.append(1e3 * (time.perf_counter() - begun))
                    if status != 200:
                        failures.append(f"{path} answered {status}")
        except OSError as error:
            failures.append(f"{host} does not answer: {error}")

    whole = _together([threading.Thread(target=read, args=(mine,)) for mine in taken], failures)
    if failures:
        raise RuntimeError(failures[0])
    times = [each for mine in taken for each in mine]
    return Load(len(times) / whole, times)


def _together(threads: Sequence[threading.Thread], failures: list[str]) -> float:
    """The seconds until all have ended, which they do at a failure; an interruption is one."""
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    try:
        for thread in threads:
            thread.join()
    except BaseException:
        failures.append("interrupted")
        for thread in threads:
            thread.join()
        raise
    return time.perf_counter() - begun


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
