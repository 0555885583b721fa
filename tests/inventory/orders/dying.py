"""A process that ends at one of its writes: before it is sent, or after it was applied and before it is answered."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from botocore.exceptions import ReadTimeoutError

from inventory.dynamodb.client import DynamoDBClient

BEFORE, AFTER = "before", "after"
# Reads leave nothing behind: to end at one of them is to end after the write before it.
WRITES = ("TransactWriteItems", "PutItem")


class Died(BaseException):
    """The process is gone. No ``except Exception`` may catch it."""


def _die() -> None:
    raise Died


def _lose() -> None:
    raise ReadTimeoutError(endpoint_url="http://127.0.0.1")


@contextmanager
def dying(client: DynamoDBClient, write: int, when: str) -> Iterator[None]:
    """End the process ``when`` BEFORE or AFTER its ``write``-th write, from 0."""
    with at_write(client, write, when, _die):
        yield


@contextmanager
def losing_answer(client: DynamoDBClient, write: int) -> Iterator[None]:
    """Let the ``write``-th write be applied and its answer be lost; the process lives on."""
    with at_write(client, write, AFTER, _lose):
        yield


@contextmanager
def at_write(client: DynamoDBClient, write: int, when: str, action: Callable[[], object]) -> Iterator[None]:
    """Do ``action`` once, at the ``write``-th write of this client."""
    seen = 0

    def count(**_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == write + 1:
            action()

    events = client._connection.boto.meta.events
    names = [f"{'before-call' if when == BEFORE else 'after-call'}.dynamodb.{operation}" for operation in WRITES]
    for name in names:
        events.register(name, count)
    try:
        yield
    finally:
        for name in names:
            events.unregister(name, count)
