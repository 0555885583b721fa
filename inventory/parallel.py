"""Reads that do not wait for each other."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

MOST_THREADS = 8


def together(*calls: Callable[[], Any]) -> list[Any]:
    """What ``calls`` return, in their order, made at the same time.

    Where some fail, raises the error of the first of them by that order, once all have ended. The last is made by
    the caller's own thread.
    """
    if len(calls) < 2:
        return [call() for call in calls]
    with ThreadPoolExecutor(min(MOST_THREADS, len(calls) - 1)) as pool:
        others = [pool.submit(call) for call in calls[:-1]]
        try:
            last = calls[-1]()
        finally:  # an error of another takes the place of the last one's
            results = [other.result() for other in others]
        return [*results, last]
