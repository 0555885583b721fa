"""Adjusting the stock of one SKU: by a difference, or to what was counted."""

from dataclasses import dataclass
from typing import Any

from inventory import ledger, stock_changes
from inventory.dynamodb import items
from inventory.dynamodb.backoff import Deadline
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.transactions import AlreadyDone, Write, check, raise_number
from inventory.entities import Reason, StockLevel
from inventory.errors import InvalidValue, ProductNotFound, StockBusy, StockMoved
from inventory.handing_on import Turn
from inventory.permissions import Actor, Permission, require
from inventory.registry import Registry
from inventory.request import Adjusted, Request
from inventory.stock import current_level
from inventory.stock_changes import StockChange
from inventory.turns import turn

# What a person chooses from, in the order of a form.
ADJUSTMENT_REASONS = (
    Reason.RECEIVED,
    Reason.COUNT,
    Reason.DAMAGED,
    Reason.LOST,
    Reason.RETURNED,
    Reason.PROMOTION,
    Reason.OTHER,
)
# Movements by an adjustment; all others have a cause that must be taken back itself.
ADJUSTMENTS = frozenset({*ADJUSTMENT_REASONS, Reason.ADJUSTMENT})


@dataclass(frozen=True)
class Adjustment:
    """A change of one SKU's stock, in its home warehouse where none is named.

    By ``change`` units, or (None) so that ``counted`` units are on hand, counted when the level was at
    ``revision``. ``request_key`` is None where the caller has none.
    """

    product_id: str
    sku: str
    warehouse: str | None
    change: int | None
    floor: int
    reason: str
    actor: Actor
    note: str
    request_key: str | None = None
    counted: int | None = None
    revision: int | None = None

    def change_of(self, level: StockLevel) -> StockChange:
        """What it means for ``level``."""
        if self.counted is None:
            return StockChange(stock=self.change or 0, floor=self.floor)
        return StockChange(stock=self.counted - level.on_hand, floor=self.floor, revision=self.revision)

    def possible_at(self, level: StockLevel) -> bool:
        """Whether ``level`` is the one that is meant, and can be changed so."""
        where = level.home if self.warehouse is None else level.warehouse == self.warehouse
        meant = where and (level.product_id, level.sku) == (self.product_id, self.sku)
        return meant and not stock_changes.refused([level], [self.change_of(level)])

    def in_short(self, warehouse: str) -> list[Any]:
        """What must be the same where the same request comes again: neither its wording nor what the form knew."""
        what = ["counted", self.counted] if self.counted is not None else [self.change]
        return [self.product_id, self.sku, warehouse, *what]


class _HomeChanged(Exception):
    """The variant got another reorder point, or was retired, while its level in a further warehouse was made."""


def adjust(client: DynamoDBClient, asked: Adjustment, registry: Registry) -> Adjusted:
    """Apply ``asked`` once, however often it is sent.

    The first stock in a warehouse makes the warehouse known.

    Raises NotAllowed, UnknownSku, Retired, InsufficientStock, StockMoved with the newest movement, InvalidValue
    for a count below what is allocated, RequestKeyReused, StockBusy, OutcomeUnknown; nothing is changed then.
    """
    deadline = Deadline()
    with turn(client, [asked.sku], deadline) as mine:
        # Where the change is not possible at what was handed on, the table is asked before anybody is told so.
        level = mine.level if mine.level and asked.possible_at(mine.level) else None
        while True:
            level = level or current_level(client, asked.product_id, asked.sku, asked.warehouse)
            try:
                return _adjust_level(client, asked, level, registry, deadline, mine)
            except StockMoved as moved:
                raise _as_the_ledger_says(client, moved.level) from moved
            except _HomeChanged:
                if not deadline.wait():
                    raise StockBusy from None
                level = None


def _adjust_level(
    client: DynamoDBClient, asked: Adjustment, level: StockLevel, registry: Registry, deadline: Deadline, mine: Turn
) -> Adjusted:
    request = request_of(client, asked, level)
    _refuse_below_allocated(asked, level)
    try:
        if level.revision == 0 and (asked.change or 0) > 0 and not registry.knows([], [level.warehouse]):
            request.raise_if_done()
            registry.add([], [level.warehouse])
        (after,) = stock_changes.apply(client, [level], [asked.change_of(level)], request, deadline)
        mine.leave(after)
        return Adjusted(after, repeated=False)
    except AlreadyDone as done:
        return request.outcome(done)


def request_of(client: DynamoDBClient, asked: Adjustment, level: StockLevel) -> Request:
    """``asked`` as the cause of a movement of ``level``. Raises NotAllowed."""
    return Request(
        client,
        asked.request_key,
        asked.in_short(level.warehouse),
        reason=asked.reason,
        actor=require(asked.actor, Permission.ADJUST_STOCK, [level.warehouse]),
        note=asked.note,
        beside=_home_as_read,
    )


def _home_as_read(after: StockLevel) -> list[Write]:
    """A new level takes over what the variant's own row says, which must not change before it is there.

    And it is a new edition of its product: who is just changing all levels of the variant has to look again.
    """
    if after.home or after.revision > 1:
        return []
    was = {"ReorderPoint": after.reorder_point, "Retired": None}
    home = check(items.variant_key(after.product_id, after.sku), was, lambda item: _HomeChanged())
    product = items.product_key(after.product_id)
    return [home, raise_number(product, "Edition", lambda item: ProductNotFound(after.product_id))]


def _refuse_below_allocated(asked: Adjustment, level: StockLevel) -> None:
    # At another revision the count is void anyhow, and a repeat is at another one for certain.
    if asked.counted is not None and asked.counted < level.allocated and asked.revision == level.revision:
        rule = f"must be at least {level.allocated}: so many are allocated to orders"
        raise InvalidValue("counted", asked.counted, rule)


def _as_the_ledger_says(client: DynamoDBClient, level: StockLevel) -> StockMoved:
    newest = ledger.newest(client, level.sku, level.warehouse)
    return StockMoved(ledger.level_after(level, newest) if newest else level, newest)
