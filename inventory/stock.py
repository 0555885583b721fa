"""Stock of one SKU: adjusting it, its levels running low, its ledger."""

import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from inventory import plan
from inventory.dynamodb import items, keys
from inventory.dynamodb.backoff import Deadline
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.expressions import up_to
from inventory.dynamodb.paging import Range, read_page
from inventory.dynamodb.schema import TTL_ATTRIBUTE
from inventory.dynamodb.transactions import AlreadyDone, Witness, Write, put_new
from inventory.entities import Movement, Page, StockLevel
from inventory.errors import RequestKeyReused, UnknownSku
from inventory.plan import StockChange
from inventory.registry import Registry
from inventory.turns import turn

# Nobody knows a key made here, so nobody can come back with it once its own call is over.
_KEEP_OWN_MARKERS = 7 * 24 * 3600


@dataclass(frozen=True)
class Adjustment:
    """A change of one SKU's stock by ``change`` units; ``request_key`` None where the caller has none."""

    product_id: str
    sku: str
    warehouse: str | None
    change: int
    floor: int
    reason: str
    actor: str
    note: str
    request_key: str | None = None


def adjust(client: DynamoDBClient, adjustment: Adjustment, registry: Registry) -> StockLevel:
    """Apply ``adjustment`` once, however often it is sent; returns the level after it.

    The first stock in a warehouse makes the warehouse known.

    Raises UnknownSku, InsufficientStock, RequestKeyReused, StockBusy, OutcomeUnknown; nothing is changed then.
    """
    deadline = Deadline()
    with turn([adjustment.sku], deadline):
        level = _current_level(client, adjustment)
        change = StockChange(stock=adjustment.change, floor=adjustment.floor)
        request = Request(client, adjustment, level)
        try:
            if level.revision == 0 and adjustment.change > 0 and not registry.knows([], [level.warehouse]):
                request.raise_if_done()
                registry.add([], [level.warehouse])
            return plan.apply(client, [level], [change], request, deadline)[0]
        except AlreadyDone as done:
            return items.marker_outcome(done.item)


def _current_level(client: DynamoDBClient, adjustment: Adjustment) -> StockLevel:
    pk = keys.product_pk(adjustment.product_id)
    home = (pk, keys.home_sk(adjustment.sku))
    wanted = [home]
    if adjustment.warehouse:
        wanted.append((pk, keys.further_sk(adjustment.sku, adjustment.warehouse)))
    found = client.batch_get(wanted, consistent=True, decode=items.level)
    if home not in found:
        raise UnknownSku([adjustment.sku], adjustment.product_id)
    if adjustment.warehouse in (None, found[home].warehouse):
        return found[home]
    return found.get(wanted[1]) or new_level(adjustment.product_id, adjustment.sku, adjustment.warehouse or "")


def new_level(product_id: str, sku: str, warehouse: str) -> StockLevel:
    """An empty level in a further warehouse, which the first change there will write."""
    return StockLevel(product_id, sku, warehouse, stock=0, allocated=0, revision=0, home=False)


class Request:
    """An adjustment as a cause: its marker under the request key is what makes it happen once."""

    def __init__(self, client: DynamoDBClient, asked: Adjustment, level: StockLevel) -> None:
        self.reason, self.actor, self.note = asked.reason, asked.actor, asked.note
        self._expires = asked.request_key is None
        self._key = asked.request_key or uuid.uuid4().hex
        what = [asked.product_id, asked.sku, level.warehouse, asked.change]
        self._witness = Witness(client, self.name, what, lambda: RequestKeyReused(self._key))

    @property
    def name(self) -> str:
        return keys.request_pk(self._key)

    def writes(self, after: Sequence[StockLevel], now: str) -> Sequence[Write]:
        marker = items.marker_item(self._key, self._witness.content_hash, after[0], now)
        if self._expires:
            marker[TTL_ATTRIBUTE] = int(time.time()) + _KEEP_OWN_MARKERS
        return [put_new(marker, self._witness.refused)]

    def raise_if_done(self) -> None:
        self._witness.raise_if_done()


def low_levels(client: DynamoDBClient, warehouse: str, most: int, limit: int, cursor: str | None) -> Page[StockLevel]:
    """Levels of a warehouse with up to ``most`` units that can be promised, fewest first."""
    low, high = keys.stock_range(most)
    return read_page(client, Range("GSI2", keys.stock_pk(warehouse), low, high), limit, cursor, items.level)


def ledger(client: DynamoDBClient, sku: str, warehouse: str, newest_revision: int) -> list[Movement]:
    """All movements of a level up to a revision, oldest first."""
    return client.query(
        keys.ledger_pk(sku, warehouse),
        up_to(keys.movement_sk(newest_revision)),
        consistent=True,
        all_pages=True,
        decode=items.movement,
    )
