"""A request to change an order: the marker under its key is what makes it happen once."""

import time
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from inventory import clock
from inventory.dynamodb import keys, order_items
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.schema import TTL_ATTRIBUTE
from inventory.dynamodb.transactions import Witness, Write, put_new
from inventory.errors import RequestKeyReused
from inventory.request import KEEP_OWN_MARKERS


class OrderRequest:
    """Known by its key, or by one made here where ``key`` is None. ``what`` is what it asks, as JSON can hold it.

    Under the key of another request RequestKeyReused is raised.
    """

    def __init__(self, client: DynamoDBClient, key: str | None, what: Sequence[Any]) -> None:
        self._own, self._key = key is None, key or uuid.uuid4().hex
        self._witness = Witness(client, keys.request_pk(self._key), what, lambda: RequestKeyReused(self._key))

    def write(self, **outcome: Any) -> Write:
        """The marker. Refused, it raises AlreadyDone."""
        marker = order_items.marker_item(self._key, self._witness.content_hash, outcome, clock.timestamp())
        return put_new({**marker, **self._expiry()}, self._witness.refused)

    def _expiry(self) -> Mapping[str, int]:
        return {TTL_ATTRIBUTE: int(time.time()) + KEEP_OWN_MARKERS} if self._own else {}

    def raise_if_done(self) -> None:
        """Raise AlreadyDone where it was done before; nobody can come back with a key made here."""
        if not self._own:
            self._witness.raise_if_done()
