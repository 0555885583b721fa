"""Interference with the next calls of a client: another process's changes, refusals, lost answers."""

from collections.abc import Callable, Sequence
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import ReadTimeoutError

from inventory import plan
from inventory.dynamodb import items
from inventory.dynamodb.backoff import Deadline
from inventory.dynamodb.client import DynamoDBClient
from inventory.entities import StockLevel
from inventory.stock import Adjustment, Request
from tests import faults

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
    """Answer the next ``times`` calls with an error instead of sending them."""
    body = {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": "injected", **more}

    def answer(request: AWSPreparedRequest, **_: object) -> AWSResponse:
        return faults.answer(request, 400, body)

    _register(client, f"before-send.dynamodb.{operation}", answer, times)


def cancel(client: DynamoDBClient, codes: Sequence[str], times: int = 1) -> None:
    """Cancel the next ``times`` transactions with a reason for each action, in their order."""
    reasons = [{"Code": code, "Message": "injected"} for code in codes]
    refuse(client, TRANSACT, "TransactionCanceledException", times, CancellationReasons=reasons)


def take_elsewhere(client: DynamoDBClient, level: StockLevel, units: int) -> None:
    """Take units from a level (negative: add) as another process would, which waits for no turn of this one."""
    row = client.get(*items.level_key(level), consistent=True, decode=items.level) or level
    change = plan.StockChange(stock=-units)
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
    plan.apply(client, [row], [change], Request(client, asked, row), Deadline())


def _register(client: DynamoDBClient, event: str, handler: Callable[..., Any], times: int) -> None:
    events = client._connection.boto.meta.events
    left = times

    def limited(**arguments: Any) -> Any:
        nonlocal left
        left -= 1
        if not left:
            events.unregister(event, limited)
        return handler(**arguments)

    # First: moto answers at the same event.
    events.register_first(event, limited)


def _nothing(_: object) -> None:
    return None
