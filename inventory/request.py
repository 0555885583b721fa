"""A request as a cause of movements: the marker under its key is what makes it happen once."""

import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from inventory.dynamodb import keys, ledger_items
from inventory.dynamodb.attributes import text
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.schema import TTL_ATTRIBUTE
from inventory.dynamodb.transactions import AlreadyDone, Witness, Write, put_new
from inventory.entities import Record, StockLevel
from inventory.errors import RequestKeyReused

# Nobody knows a key made here, so nobody can come back with it once its own call is over.
KEEP_OWN_MARKERS = 7 * 24 * 3600


@dataclass(frozen=True)
class Adjusted(Record):
    """What became of a change asked for: the level after it.

    ``repeated`` says that the same request had been applied before this call; ``level`` is how it was then.
    """

    level: StockLevel
    repeated: bool


class Request:
    """A change of one level, known by its key, or by one made here where ``key`` is None.

    ``what`` is what the change asks for, as JSON can hold it; under the key of another change RequestKeyReused is
    raised. ``beside`` makes the writes that go with the level after the change.
    """

    def __init__(
        self,
        client: DynamoDBClient,
        key: str | None,
        what: Sequence[Any],
        *,
        reason: str,
        actor: str,
        note: str,
        undoes: int | None = None,
        beside: Callable[[StockLevel], Sequence[Write]] = lambda level: (),
    ) -> None:
        self.reason, self.actor, self.note, self.undoes = reason, actor, note, undoes
        self._expires, self._key = key is None, key or uuid.uuid4().hex
        self._beside = beside
        self._witness = Witness(client, self.name, what, lambda: RequestKeyReused(self._key))
        self._sent: set[str] = set()

    @property
    def name(self) -> str:
        return keys.request_pk(self._key)

    def writes(self, after: Sequence[StockLevel], now: str) -> Sequence[Write]:
        self._sent.add(now)
        marker = ledger_items.marker_item(self._key, self._witness.content_hash, after[0], now)
        if self._expires:
            marker[TTL_ATTRIBUTE] = int(time.time()) + KEEP_OWN_MARKERS
        return [put_new(marker, self._witness.refused), *self._beside(after[0])]

    def raise_if_done(self) -> None:
        self._witness.raise_if_done()

    def outcome(self, done: AlreadyDone) -> Adjusted:
        """What the marker tells. Written by an attempt of ours, whose answer was lost, it is no repeat."""
        return Adjusted(ledger_items.marker_outcome(done.item), text(done.item, "CreatedAt") not in self._sent)
