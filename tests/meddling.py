"""Interference with the next calls of a client: another process's changes, refusals, lost answers."""

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

from botocore.exceptions import ReadTimeoutError

from inventory import stock_changes
from inventory.adjusting import Adjustment, request_of
from inventory.dynamodb import items
from inventory.dynamodb.backoff import Deadline
from inventory.dynamodb.client import DynamoDBClient
from inventory.entities import StockLevel

TRANSACT = "TransactWriteItems"


def before_call(client: DynamoDBClient, operation: str, action: Callable[[], object], times: int = 1) -> None:
    """Do ``action`` just before each of the next ``times`` calls of ``operation``."""
    _register(client, f"before-call.dynamodb.{operation}", lambda **_: _nothing(action()), times)


def lose_answers(client: DynamoDBClient, operation: str, times: int = 1) -> None:
    """Let the next ``times`` calls be applied, and their answers never arrive."""

    def lose(**_: object) -> None:
        raise ReadTimeoutError(endpoint_url="http://127.0.0.1")

    _register(client, f"after-call.dynamodb.{operation}", lose, times)


def refuse(client: DynamoDBClient, operation: str, code: str, times: int = 1, **more: object) -> None:
    """Answer the next ``times`` calls with an error instead of making them."""
    metadata = {"HTTPStatusCode": 400, "HTTPHeaders": {}, "RetryAttempts": 0}
    parsed = {"Error": {"Code": code, "Message": "injected"}, "ResponseMetadata": metadata, **more}

    def answer(**_: object) -> tuple[object, dict[str, object]]:
        return SimpleNamespace(status_code=400), parsed

    # Not at before-send, where moto is asked whatever the other handlers answer.
    _register(client, f"before-call.dynamodb.{operation}", answer, times)


def cancel(client: DynamoDBClient, codes: Sequence[str], times: int = 1) -> None:
    """Cancel the next ``times`` transactions with a reason for each action, in their order."""
    reasons = [{"Code": code, "Message": "injected"} for code in codes]
    refuse(client, TRANSACT, "TransactionCanceledException", times, CancellationReasons=reasons)


def take_elsewhere(client: DynamoDBClient, level: StockLevel, units: int) -> None:
    """Take units from a level (negative: add) as another process would, which waits for no turn of this one."""
    row = client.get(*items.level_key(level), consistent=True, decode=items.level) or level
    change = stock_changes.StockChange(stock=-units)
    asked = Adjustment(
        product_id=level.product_id,
        sku=level.sku,
        warehouse=level.warehouse,
        change=-units,
        floor=0,
        reason="elsewhere",
        actor="",
        note="",
    )
    stock_changes.apply(client, [row], [change], request_of(client, asked, row), Deadline())


def leave_unprocessed(client: DynamoDBClient, operation: str, keep: int, times: int = 1) -> None:
    """Let each of the next ``times`` batches do ``keep`` of its entries, and hand back the others."""
    field = "UnprocessedItems" if operation == "BatchWriteItem" else "UnprocessedKeys"
    left: list[dict[str, Any]] = []

    def cut(params: dict[str, Any], **_: object) -> dict[str, Any]:
        ((table, entries),) = params["RequestItems"].items()
        done, rest = _split(entries, keep)
        left.append({table: rest})
        return {**params, "RequestItems": {table: done}}

    def hand_back(parsed: dict[str, Any], **_: object) -> None:
        ((table, rest),) = left.pop().items()
        if rest if isinstance(rest, list) else rest["Keys"]:
            parsed[field] = {table: rest}

    _register(client, f"provide-client-params.dynamodb.{operation}", cut, times)
    _register(client, f"after-call.dynamodb.{operation}", hand_back, times)


def _split(entries: Any, keep: int) -> tuple[Any, Any]:
    if isinstance(entries, list):
        return entries[:keep], entries[keep:]
    done, rest = _split(entries["Keys"], keep)
    return {**entries, "Keys": done}, {**entries, "Keys": rest}


def _register(client: DynamoDBClient, event: str, handler: Callable[..., Any], times: int) -> None:
    events = client._connection.boto.meta.events
    left = times

    def limited(**arguments: Any) -> Any:
        nonlocal left
        left -= 1
        if not left:
            events.unregister(event, limited)
        return handler(**arguments)

    events.register(event, limited)


def _nothing(_: object) -> None:
    return None
