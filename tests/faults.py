"""Faults of a network and of a busy table, injected at botocore's ``before-send``: above the wire all is real."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import ConnectionClosedError
from botocore.httpsession import URLLib3Session

from inventory.dynamodb.client import DynamoDBClient

Handler = Callable[[AWSPreparedRequest], AWSResponse | None]

THROTTLED: dict[str, Any] = {
    "__type": "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
    "message": "injected",
}


@contextmanager
def before_send(client: DynamoDBClient, operation: str, handler: Handler) -> Iterator[None]:
    """Let ``handler`` answer, or lose, or let pass (None) each request of ``operation``."""
    events, event = client._connection.boto.meta.events, f"before-send.dynamodb.{operation}"

    def handle(request: AWSPreparedRequest, **kwargs: Any) -> AWSResponse | None:
        return handler(request)

    events.register(event, handle)  # type: ignore[arg-type]
    try:
        yield
    finally:
        events.unregister(event, handle)  # type: ignore[arg-type]


def counted(every: int) -> Callable[[], bool]:
    """True at each ``every``-th call, whichever thread makes it."""
    lock, calls = threading.Lock(), 0

    def due() -> bool:
        nonlocal calls
        with lock:
            calls += 1
            return calls % every == 0

    return due


def lose_answers(due: Callable[[], bool]) -> Handler:
    """Send the requests that are due, and lose what the engine answers."""
    session = URLLib3Session()

    def handle(request: AWSPreparedRequest) -> AWSResponse | None:
        if not due():
            return None
        session.send(request)
        raise ConnectionClosedError(endpoint_url=request.url)

    return handle


def refuse_with(due: Callable[[], bool], status: int, body: Mapping[str, Any]) -> Handler:
    """Answer the requests that are due with an error, and send nothing."""
    return lambda request: answer(request, status, body) if due() else None


def answer(request: AWSPreparedRequest, status: int, body: Mapping[str, Any]) -> AWSResponse:
    """What botocore takes for an answer of the engine."""
    headers = {"content-type": "application/x-amz-json-1.0"}
    return AWSResponse(request.url, status, headers, _Raw(body))  # type: ignore[arg-type]


def conflict(actions: int) -> dict[str, Any]:
    """A transaction cancelled because another was at one of its rows."""
    return _cancelled(actions, "TransactionConflict")


def throttled_in_transaction(actions: int) -> dict[str, Any]:
    """A transaction cancelled because the table takes no more for one of its rows."""
    return _cancelled(actions, "ThrottlingError")


def _cancelled(actions: int, code: str) -> dict[str, Any]:
    return {
        "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
        "message": "injected",
        "CancellationReasons": [{"Code": code, "Message": "injected"}, *[{"Code": "None"}] * (actions - 1)],
    }


class _Raw:
    """The stream that botocore reads an answer from."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        self._body = json.dumps(body).encode()

    def read(self, *args: object, **kwargs: object) -> bytes:
        return self._body

    def stream(self, *args: object, **kwargs: object) -> Iterator[bytes]:
        yield self._body
