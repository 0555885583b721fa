"""Changes of stock that go together, as one transaction that can be sent again.

Each level is written with the revision it was computed from as its condition, beside its ledger row and the
row that caused it. A refused revision hands back the level as it is, and the change is computed again from it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from inventory import clock
from inventory.days import DATE_LENGTH, with_day
from inventory.dynamodb import items, ledger_items
from inventory.dynamodb.backoff import FIRST_WAIT, Deadline
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.failures import CONDITION, UNTOUCHED, TransactionRefused
from inventory.dynamodb.keys import MAX_QUANTITY
from inventory.dynamodb.transactions import Write, commit, put_new, update_if
from inventory.dynamodb.wire import WireItem
from inventory.entities import Movement, StockLevel
from inventory.errors import (
    InsufficientStock,
    InvalidValue,
    InventoryError,
    LedgerBroken,
    Retired,
    Shortage,
    StockBusy,
    StockLeft,
    StockMoved,
)
from inventory.turns import crowd_at


@dataclass(frozen=True)
class StockChange:
    """Signed units on one level. A decrease that would leave less than ``floor`` is refused.

    With ``revision`` the change holds for the level at that revision only. ``retire`` takes an empty level out
    of use; ``on_retired`` says that one out of use may be meant, which takes no units. ``reason`` and ``note`` stand
    in the ledger in place of the cause's.
    """

    stock: int
    allocated: int = 0
    floor: int = 0
    revision: int | None = None
    retire: bool = False
    on_retired: bool = False
    reason: str | None = None
    note: str | None = None


class Cause(Protocol):
    """What makes stock move: it leaves a row of its own in the same transaction."""

    reason: str
    actor: str
    note: str
    undoes: int | None  # the revision that this takes back

    @property
    def name(self) -> str:
        """What the ledger calls it: an order or a request."""

    def writes(self, after: Sequence[StockLevel], now: str) -> Sequence[Write]:
        """Rows that go with the levels ``after``; the first is the witness (see ``commit``)."""

    def raise_if_done(self) -> None:
        """Raise AlreadyDone where the witness row is there."""


def apply(
    client: DynamoDBClient,
    levels: Sequence[StockLevel],
    changes: Sequence[StockChange],
    cause: Cause,
    deadline: Deadline,
) -> list[StockLevel]:
    """Apply ``changes`` to ``levels``, pair by pair, all or none; returns the levels after.

    Raises InsufficientStock with every short level, StockMoved, Retired, StockLeft, AlreadyDone, StockBusy,
    OutcomeUnknown and what the writes of ``cause`` name.
    """
    crowd = crowd_at(level.sku for level in levels)
    while True:
        _refuse_impossible(levels, changes, cause)
        now = clock.timestamp()
        after = [_changed(level, change, now) for level, change in zip(levels, changes, strict=True)]
        head = list(cause.writes(after, now))
        writes = [*head, *_level_writes(levels, after, now), *_ledger_writes(levels, after, changes, cause, now)]
        try:
            commit(client, writes, deadline)
            crowd.passed()
            return after
        except TransactionRefused as refusal:
            levels = _as_they_are(levels, refusal, len(head))
            crowd.refused()
            if not deadline.pause(crowd.apart):
                raise StockBusy from refusal
            if crowd.apart > FIRST_WAIT:  # what the refusal handed back is too old by now
                levels = _read_again(client, levels)


def opening(level: StockLevel, actor: str, now: str) -> Movement:
    """The first ledger row of a new level."""
    return Movement(
        product_id=level.product_id,
        sku=level.sku,
        warehouse=level.warehouse,
        revision=level.revision,
        change=level.stock,
        allocated_change=0,
        stock=level.stock,
        allocated=0,
        reason="opening",
        actor=actor,
        note="",
        cause="",
        created_at=now,
    )


def _refuse_impossible(levels: Sequence[StockLevel], changes: Sequence[StockChange], cause: Cause) -> None:
    if error := refused(levels, changes):
        # It may be impossible now because this very change was applied before.
        cause.raise_if_done()
        raise error


def refused(levels: Sequence[StockLevel], changes: Sequence[StockChange]) -> InventoryError | None:
    """Why ``changes`` are impossible at ``levels``; None where they are possible."""
    return _not_as_needed(levels, changes) or _shortages(levels, changes) or _overflow(levels, changes)


def _not_as_needed(levels: Sequence[StockLevel], changes: Sequence[StockChange]) -> InventoryError | None:
    for level, change in zip(levels, changes, strict=True):
        if level.retired and not change.on_retired:
            return Retired(level.sku)
        if change.revision not in (None, level.revision):
            return StockMoved(level)
        if change.retire and level.on_hand:
            return StockLeft(level.sku, level.warehouse, level.on_hand)
    return None


def _shortages(levels: Sequence[StockLevel], changes: Sequence[StockChange]) -> InsufficientStock | None:
    short = [
        Shortage(level.sku, level.warehouse, -change.stock, max(0, level.stock - change.floor), change.floor)
        for level, change in zip(levels, changes, strict=True)
        if change.stock < 0 and level.stock + change.stock < change.floor
    ]
    return InsufficientStock(short) if short else None


def _overflow(levels: Sequence[StockLevel], changes: Sequence[StockChange]) -> InvalidValue | None:
    for level, change in zip(levels, changes, strict=True):
        for balance, units in ((level.stock, change.stock), (level.allocated, change.allocated)):
            if balance + units > MAX_QUANTITY:
                rule = f"would take {level.sku} in {level.warehouse} from {balance} over {MAX_QUANTITY}"
                return InvalidValue("quantity", units, rule)
    return None


def _changed(level: StockLevel, change: StockChange, now: str) -> StockLevel:
    stock = level.stock + change.stock
    return replace(
        level,
        stock=stock,
        days=with_day(level.days, now[:DATE_LENGTH], stock),
        retired=change.retire or level.retired,
        allocated=level.allocated + change.allocated,
        revision=level.revision + 1,
    )


def _level_writes(before: Sequence[StockLevel], after: Sequence[StockLevel], now: str) -> list[Write]:
    return [_level_write(old, new, now) for old, new in zip(before, after, strict=True)]


def _level_write(old: StockLevel, new: StockLevel, now: str) -> Write:
    if old.revision == 0:
        return put_new(items.further_level_item(new, now))
    changes = {**items.level_changes(new), "UpdatedAt": now}
    return update_if(items.level_key(new), changes, items.level_as_read(old))


def _ledger_writes(
    before: Sequence[StockLevel],
    after: Sequence[StockLevel],
    changes: Sequence[StockChange],
    cause: Cause,
    now: str,
) -> list[Write]:
    triples = zip(before, after, changes, strict=True)
    return [put_new(ledger_items.movement_item(_movement(old, new, one, cause, now))) for old, new, one in triples]


def _movement(old: StockLevel, new: StockLevel, change: StockChange, cause: Cause, now: str) -> Movement:
    return Movement(
        product_id=new.product_id,
        sku=new.sku,
        warehouse=new.warehouse,
        revision=new.revision,
        change=new.stock - old.stock,
        allocated_change=new.allocated - old.allocated,
        stock=new.stock,
        allocated=new.allocated,
        reason=change.reason or cause.reason,
        actor=cause.actor,
        note=change.note or cause.note,
        cause=cause.name,
        undoes=cause.undoes,
        created_at=now,
    )


def _as_they_are(levels: Sequence[StockLevel], refusal: TransactionRefused, first: int) -> list[StockLevel]:
    """``levels`` with those that moved replaced by the rows the refusal handed back."""
    reasons = refusal.reasons[first : first + len(levels)]
    if not refusal.by_condition:  # not a matter of levels: a write that DynamoDB cannot take at all
        raise refusal
    if all(reason.code == UNTOUCHED for reason in reasons):
        raise LedgerBroken(f"a ledger row is in the way of {', '.join(level.sku for level in levels)}")
    return [
        _moved(level, reason.item) if reason.code == CONDITION else level
        for level, reason in zip(levels, reasons, strict=True)
    ]


def _read_again(client: DynamoDBClient, levels: Sequence[StockLevel]) -> list[StockLevel]:
    found = client.batch_get(map(items.level_key, levels), consistent=True, decode=items.level)
    return [found.get(items.level_key(level), level) for level in levels]


def _moved(level: StockLevel, item: WireItem | None) -> StockLevel:
    if item is None:
        raise LedgerBroken(f"the stock level of {level.sku} in {level.warehouse} has vanished")
    return items.level(item)
