"""Reads that do not wait for each other."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.reading import GET_BATCH, Decode, KeyPair

MOST_THREADS = 8

T = TypeVar("T")


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


def batch_get(client: DynamoDBClient, keys: Iterable[KeyPair], decode: Decode[T]) -> dict[KeyPair, T]:
    """The rows under ``keys`` as they are now, any number, by key: 100 a call, the calls at the same time."""
    wanted = list(dict.fromkeys(keys))
    parts = [wanted[start : start + GET_BATCH] for start in range(0, len(wanted), GET_BATCH)]
    found: dict[KeyPair, T] = {}
    for part in together(*(partial(client.batch_get, part, consistent=True, decode=decode) for part in parts)):
        found.update(part)
    return found
