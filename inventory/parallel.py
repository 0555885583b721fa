"""Reads that do not wait for each other."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

MOST_THREADS = 8


def together(*calls: Callable[[], Any]) -> list[Any]:
    """What ``calls`` return, in their order, made at the same time. Raises the first error among them.

    The last is made by the caller's own thread.
    """
    if len(calls) < 2:
        return [call() for call in calls]
    with ThreadPoolExecutor(min(MOST_THREADS, len(calls) - 1)) as pool:
        others = [pool.submit(call) for call in calls[:-1]]
        last = calls[-1]()
        return [*(other.result() for other in others), last]
