"""DynamoDB calls and capacity units counted, as others count SQL queries."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Self

from inventory.dynamodb.client import DynamoDBClient

_MEASURED = {
    "GetItem",
    "Query",
    "Scan",
    "BatchGetItem",
    "PutItem",
    "UpdateItem",
    "DeleteItem",
    "BatchWriteItem",
    "TransactWriteItems",
}


@dataclass
class CallLog:
    """``operations`` in the order they were called; ``units`` as the engine reports them (moto does not)."""

    operations: list[str] = field(default_factory=list)
    units: float = 0.0

    @classmethod
    @contextmanager
    def of(cls, client: DynamoDBClient) -> Iterator[Self]:
        log = cls()
        events = client._connection.boto.meta.events
        events.register("provide-client-params.dynamodb", log._asks_for_units)  # type: ignore[arg-type]
        events.register("after-call.dynamodb", log._counts)
        try:
            yield log
        finally:
            events.unregister("provide-client-params.dynamodb", log._asks_for_units)  # type: ignore[arg-type]
            events.unregister("after-call.dynamodb", log._counts)

    def clear(self) -> None:
        self.operations.clear()
        self.units = 0.0

    def _asks_for_units(self, params: dict[str, Any], model: Any, **kwargs: Any) -> dict[str, Any]:
        return {**params, "ReturnConsumedCapacity": "TOTAL"} if model.name in _MEASURED else params

    def _counts(self, parsed: dict[str, Any], model: Any, **kwargs: Any) -> None:
        self.operations.append(model.name)
        used = parsed.get("ConsumedCapacity") or []
        for one in used if isinstance(used, list) else [used]:
            self.units += float(one.get("CapacityUnits", 0))
