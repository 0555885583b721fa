"""Writes that go together, each with the error that its refusal means."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from inventory.dynamodb.attributes import content_hash
from inventory.dynamodb.backoff import Deadline
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.failures import CONDITION, Throttled, TransactionRefused
from inventory.dynamodb.keys import METADATA
from inventory.dynamodb.schema import PK, SK
from inventory.dynamodb.wire import Item, WireItem
from inventory.errors import EngineUnavailable, OutcomeUnknown, StockBusy, TooManyActions

MAX_ACTIONS = 100

Refusal = Callable[[WireItem | None], Exception | None]


@dataclass(frozen=True)
class Write:
    """One action, and the error that its refused condition means (None: the caller looks itself).

    The error is made from the stored row, so a refusal costs no second read.
    """

    action: dict[str, dict[str, Any]]
    refused: Refusal = lambda item: None


class AlreadyDone(Exception):
    """Not a failure: the row that witnesses this very change is there. ``item`` is that row."""

    def __init__(self, item: WireItem) -> None:
        super().__init__("done before")
        self.item = item


@dataclass(frozen=True)
class Witness:
    """The row that shows whether a request was done: the one that ``asked`` for this, by the hash of it, or
    another one, for which ``other`` makes the error. ``asked`` is what JSON can hold.
    """

    client: DynamoDBClient
    pk: str
    asked: Sequence[Any]
    other: Callable[[], Exception]

    @cached_property
    def content_hash(self) -> str:
        """What the row holds of the request: SHA-256 of its JSON."""
        return hashlib.sha256(json.dumps(self.asked).encode()).hexdigest()

    def refused(self, row: WireItem | None) -> Exception | None:
        """What the row means for this request (a Refusal)."""
        if row is None:
            return None
        return AlreadyDone(row) if content_hash(row) == self.content_hash else self.other()

    def raise_if_done(self) -> None:
        """Read the row and raise what it means, AlreadyDone or the other's error; return where there is none."""
        error = self.refused(self.client.get(self.pk, METADATA, consistent=True, decode=lambda item: item))
        if error is not None:
            raise error


def put_new(item: Item, refused: Refusal = lambda item: None) -> Write:
    """Write an item where none may be."""
    return Write({"Put": {"Item": item, "ConditionExpression": f"attribute_not_exists({PK})"}}, refused)


def put(item: Item) -> Write:
    """Write an item over whatever is there."""
    return Write({"Put": {"Item": item}})


def remove(key: tuple[str, str]) -> Write:
    """Remove a row, whatever it is."""
    return Write({"Delete": {"Key": {PK: key[0], SK: key[1]}}})


def update_if(key: tuple[str, str], changes: Item, was: Item, refused: Refusal = lambda item: None) -> Write:
    """Set ``changes`` on a row whose attributes still are what ``was`` says; in both, None stands for absent."""
    sets = [name for name, value in changes.items() if value is not None]
    removes = [name for name, value in changes.items() if value is None]
    update = ", ".join(f"#{name} = :{name}" for name in sets)
    action = {
        "Key": {PK: key[0], SK: key[1]},
        "UpdateExpression": " ".join(part for part in (sets and f"SET {update}", _removing(removes)) if part),
        "ConditionExpression": " AND ".join(_as_it_was(name, value) for name, value in was.items()),
        "ExpressionAttributeNames": {f"#{name}": name for name in [*changes, *was]},
    }
    values = {f":{name}": changes[name] for name in sets}
    values |= {f":was{name}": value for name, value in was.items() if value is not None}
    return Write({"Update": {**action, **({"ExpressionAttributeValues": values} if values else {})}}, refused)


def check(key: tuple[str, str], was: Item, refused: Refusal = lambda item: None) -> Write:
    """Change nothing, and hold only while the attributes of a row still are what ``was`` says, None for absent."""
    action = {
        "Key": {PK: key[0], SK: key[1]},
        "ConditionExpression": " AND ".join(_as_it_was(name, value) for name, value in was.items()),
        "ExpressionAttributeNames": {f"#{name}": name for name in was},
    }
    values = {f":was{name}": value for name, value in was.items() if value is not None}
    return Write({"ConditionCheck": {**action, **({"ExpressionAttributeValues": values} if values else {})}}, refused)


def raise_number(key: tuple[str, str], name: str, refused: Refusal = lambda item: None) -> Write:
    """Add 1 to a number on a row that must be there; a row without the number has 0."""
    action = {
        "Key": {PK: key[0], SK: key[1]},
        "UpdateExpression": "ADD #number :one",
        "ConditionExpression": f"attribute_exists({PK})",
        "ExpressionAttributeNames": {"#number": name},
        "ExpressionAttributeValues": {":one": 1},
    }
    return Write({"Update": action}, refused)


def _removing(names: Sequence[str]) -> str:
    return "REMOVE " + ", ".join(f"#{name}" for name in names) if names else ""


def _as_it_was(name: str, value: Any) -> str:
    return f"attribute_not_exists(#{name})" if value is None else f"#{name} = :was{name}"


def delete(key: tuple[str, str], was: Item, refused: Refusal = lambda item: None) -> Write:
    """Remove a row whose attributes still are what ``was`` says."""
    action = {
        "Key": {PK: key[0], SK: key[1]},
        "ConditionExpression": " AND ".join(f"#{name} = :{name}" for name in was),
        "ExpressionAttributeNames": {f"#{name}": name for name in was},
        "ExpressionAttributeValues": {f":{name}": value for name, value in was.items()},
    }
    return Write({"Delete": action}, refused)


def commit(client: DynamoDBClient, writes: Sequence[Write], deadline: Deadline) -> None:
    """Apply all ``writes`` or none.

    The first write is the witness: the row under whose key the change is applied at most once, so that the
    same writes can be sent again after an answer was lost. Conflicts, throttling and lost answers are tried
    again until the deadline. Raises the error of the first refused write that names one (AlreadyDone where
    the witness shows this change was applied before), TransactionRefused where none does, StockBusy,
    OutcomeUnknown, TooManyActions. An error of another write than a witness of its own may come of this very change,
    where its answer was lost: who meets one looks once more before saying that nothing was changed.
    """
    if len(writes) > MAX_ACTIONS:
        raise TooManyActions(f"{len(writes)} writes, but a transaction holds {MAX_ACTIONS}")
    actions = [write.action for write in writes]
    lost: OutcomeUnknown | None = None
    while True:
        try:
            client.transact_write(actions)
            return
        except TransactionRefused as refusal:
            _raise_named(refusal, writes)
            if not refusal.passing or refusal.by_condition:
                raise
        except Throttled:
            pass
        except OutcomeUnknown as unanswered:
            lost = unanswered
        if not deadline.wait():
            _settle(client, writes[0], lost)


def _raise_named(refusal: TransactionRefused, writes: Sequence[Write]) -> None:
    for write, reason in zip(writes, refusal.reasons, strict=True):
        error = write.refused(reason.item) if reason.code == CONDITION else None
        if error is not None:
            raise error from refusal


def _settle(client: DynamoDBClient, witness: Write, lost: OutcomeUnknown | None) -> None:
    """Past the deadline, with the last answer that was lost: raises what became of it."""
    if lost is None:
        raise StockBusy
    if "Put" not in witness.action:  # a row that was there before cannot tell whose change it shows
        raise lost
    item = witness.action["Put"]["Item"]
    try:
        row = client.get(item[PK], item[SK], consistent=True, decode=lambda wire: wire)
    except (Throttled, EngineUnavailable) as unread:
        raise lost from unread
    # No witness yet: what timed out may still be waiting in the engine.
    raise (witness.refused(row) if row else None) or lost
