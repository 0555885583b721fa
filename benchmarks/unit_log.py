"""The DynamoDB calls and units of what is done meanwhile: as the engine reports them, and as Amazon's rules have it."""

import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

from benchmarks import units
from benchmarks.units import Units, Wire
from inventory.dynamodb.calls import Caller
from inventory.dynamodb.schema import PK, SK
from inventory.errors import InventoryError

_READS = {"GetItem", "Query", "Scan", "BatchGetItem"}
_WRITES = {"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"}
_call_once = Caller._call_once


@dataclass
class UnitLog:
    """``calls`` by kind and their ``units``; ``refused`` counts the writes that a condition was against.

    ``of_keys`` has the units that Queries read of each partition key, such as ``GSI2 ORDERS#PENDING``. ``differing``
    says where the engine's units are not those of the rules.
    """

    calls: Counter[str] = field(default_factory=Counter)
    units: Units = field(default_factory=Units)
    refused: int = 0
    of_keys: Counter[str] = field(default_factory=Counter)
    differing: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def call(self, caller: Caller, operation: str, method: str, params: dict[str, Any]) -> dict[str, Any]:
        """In the place of ``Caller._call_once``."""
        if operation not in _READS | _WRITES:
            return _call_once(caller, operation, method, params)
        keys = list(_keys(operation, params))
        before = _rows(caller, keys)
        try:
            answer = _call_once(caller, operation, method, {**params, "ReturnConsumedCapacity": "INDEXES"})
        except InventoryError:
            # Of what is refused no engine says the units; Amazon takes those of the rows, as if they were written.
            self._take(
                operation, Units(table=len(keys) * (2.0 if operation == "TransactWriteItems" else 1.0)), refused=1
            )
            raise
        reported = _reported(operation, answer)
        self._take(operation, reported)
        self._note_key(operation, params, reported)
        self._compare(operation, reported, _ruled(operation, params, answer, before, _rows(caller, keys)))
        return answer

    def _take(self, operation: str, used: Units, refused: int = 0) -> None:
        with self._lock:
            self.calls[operation] += 1
            self.units += used
            self.refused += refused

    def _note_key(self, operation: str, params: Mapping[str, Any], used: Units) -> None:
        if operation == "Query":
            key = f"{params.get('IndexName', 'table')} {params['ExpressionAttributeValues'][':pk']['S']}"
            with self._lock:
                self.of_keys[key] += used.read  # type: ignore[assignment]  # halves

    def _compare(self, operation: str, reported: Units, ruled: Units | None) -> None:
        if ruled is not None and not _agree(operation, reported, ruled):
            self.differing.append(f"{operation}: {reported} reported, {ruled} by the rules")


@contextmanager
def counted() -> Iterator[UnitLog]:
    """All calls of this process on any table, from all threads."""
    log = UnitLog()

    def call(caller: Caller, operation: str, method: str, params: dict[str, Any]) -> dict[str, Any]:
        return log.call(caller, operation, method, params)

    with mock.patch.object(Caller, "_call_once", call):
        yield log


def _agree(operation: str, reported: Units, ruled: Units) -> bool:
    """The size of a number is documented as approximate, which over the whole MB of a Scan may come to a unit."""
    return reported == ruled or (operation == "Scan" and abs(reported.read - ruled.read) <= 1)


def _reported(operation: str, answer: Mapping[str, Any]) -> Units:
    given = answer.get("ConsumedCapacity") or []
    parts = given if isinstance(given, list) else [given]
    if operation in _READS:
        return Units(read=sum(float(part["CapacityUnits"]) for part in parts))
    return sum((_written(part) for part in parts), Units())


def _written(part: Mapping[str, Any]) -> Units:
    indexes = part.get("GlobalSecondaryIndexes", {})
    entries = (float(indexes.get(name, {}).get("CapacityUnits", 0)) for name in ("GSI1", "GSI2"))
    return Units(0.0, float(part["Table"]["CapacityUnits"]), *entries)


def _keys(operation: str, params: Mapping[str, Any]) -> Iterator[Wire]:
    """The keys of the rows that a call writes."""
    if operation == "TransactWriteItems":
        bodies = [body for action in params["TransactItems"] for body in action.values()]
    elif operation == "BatchWriteItem":
        bodies = [body for each in params["RequestItems"].values() for one in each for body in one.values()]
    else:
        bodies = [params] if operation in _WRITES else []
    for body in bodies:
        row = body.get("Item") or body["Key"]
        yield {PK: row[PK], SK: row[SK]}


def _rows(caller: Caller, keys: Sequence[Wire]) -> list[Wire | None]:
    """The rows under ``keys`` as they are, read past the log."""
    found: dict[tuple[str, str], Wire] = {}
    for start in range(0, len(keys), 100):
        request = {caller.table_name: {"Keys": keys[start : start + 100], "ConsistentRead": True}}
        answer = caller._connection.boto.batch_get_item(RequestItems=request)  # type: ignore[arg-type]
        found.update((_name(row), row) for row in answer["Responses"][caller.table_name])
    return [found.get(_name(key)) for key in keys]


def _name(row: Wire) -> tuple[str, str]:
    return row[PK]["S"], row[SK]["S"]


def _ruled(
    operation: str,
    params: Mapping[str, Any],
    answer: Mapping[str, Any],
    before: Sequence[Wire | None],
    after: Sequence[Wire | None],
) -> Units | None:
    """What the rules say; None for reads whose rows the answer does not hold whole."""
    if operation in _WRITES:
        together = operation == "TransactWriteItems"
        pairs = zip(before, after, strict=True)
        return sum((units.write(old, new, in_transaction=together) for old, new in pairs), Units())
    if operation == "GetItem":
        return Units(read=units.read_rows([units.item_size(answer.get("Item", {}))]))
    if operation == "BatchGetItem":
        return _batch(params, answer)
    if "FilterExpression" in params or "ProjectionExpression" in params or "Select" in params:
        return None
    size = sum(map(units.item_size, answer["Items"]))
    return Units(read=units.read_range(size, consistent=bool(params.get("ConsistentRead"))))


def _batch(params: Mapping[str, Any], answer: Mapping[str, Any]) -> Units:
    asked = sum(len(each["Keys"]) for each in params["RequestItems"].values())
    sizes = [units.item_size(row) for rows in answer["Responses"].values() for row in rows]
    return Units(read=units.read_rows([*sizes, *[0] * (asked - len(sizes))]))
