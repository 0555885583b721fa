"""Faults that local engines never raise, put in front of a real one through botocore's own events."""

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


def counted(every: int) -> Callable[[], bool]:
    """A question that is answered yes at every n-th asking, over all threads."""
    lock, asked = threading.Lock(), 0

    def due() -> bool:
        nonlocal asked
        with lock:
            asked += 1
            return asked % every == 0

    return due


@contextmanager
def before_send(client: DynamoDBClient, operation: str, handler: Handler) -> Iterator[None]:
    """Let ``handler`` answer requests of ``operation`` in the engine's place; None lets them through."""
    events = client._connection.boto.meta.events

    def handle(request: AWSPreparedRequest, **kwargs: Any) -> AWSResponse | None:
        return handler(request)

    events.register(f"before-send.dynamodb.{operation}", handle)
    try:
        yield
    finally:
        events.unregister(f"before-send.dynamodb.{operation}", handle)


def lose_answers(due: Callable[[], bool]) -> Handler:
    """The request is carried out, and its answer never comes."""
    session = URLLib3Session()

    def handle(request: AWSPreparedRequest) -> AWSResponse | None:
        if not due():
            return None
        session.send(request)
        raise ConnectionClosedError(endpoint_url=request.url)

    return handle


def refuse_with(due: Callable[[], bool], body: Mapping[str, Any]) -> Handler:
    """The request is answered with an error and not carried out."""

    def handle(request: AWSPreparedRequest) -> AWSResponse | None:
        return _answer(request, 400, body) if due() else None

    return handle


def cancelled(code: str, actions: int) -> dict[str, Any]:
    """What DynamoDB says of a transaction whose first action met ``code``."""
    return {
        "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
        "Message": "Transaction cancelled, please refer cancellation reasons for specific reasons",
        "CancellationReasons": [{"Code": code}] + [{"Code": "None"}] * (actions - 1),
    }


THROTTLED = {
    "__type": "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
    "message": "The level of configured provisioned throughput for the table was exceeded.",
}


def _answer(request: AWSPreparedRequest, status: int, body: Mapping[str, Any]) -> AWSResponse:
    headers = {"Content-Type": "application/x-amz-json-1.0"}
    return AWSResponse(request.url, status, headers, _Raw(body))  # type: ignore[arg-type]


class _Raw:
    """The body of an answer, as urllib3 would hand it over."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        self._body = json.dumps(body).encode()

    def stream(self, *args: Any, **kwargs: Any) -> Iterator[bytes]:
        yield self._body
