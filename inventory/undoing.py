"""Taking an adjustment back, once, by a movement against it."""

import hashlib
import json

from inventory import stock_changes
from inventory.adjusting import ADJUSTMENTS
from inventory.dynamodb import items, ledger_items
from inventory.dynamodb.backoff import Deadline
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.transactions import AlreadyDone, Write, update_if
from inventory.entities import Movement, Reason, SkuPointer, StockLevel
from inventory.errors import NotUndoable
from inventory.permissions import Actor, Permission, require
from inventory.request import Adjusted, Request
from inventory.stock import level_among, level_keys
from inventory.stock_changes import StockChange
from inventory.turns import turn


def can_be_undone(movement: Movement) -> bool:
    """Whether a movement may be taken back: an adjustment that changed something and stands."""
    return movement.undone_by is None and not _hindrance(movement)


def undo(
    client: DynamoDBClient, pointer: SkuPointer, warehouse: str, revision: int, actor: Actor, note: str
) -> Adjusted:
    """Move the level by as much as the movement at ``revision`` did, the other way; both rows name each other.

    The second time, whoever asks, nothing is changed and the first outcome returned. Raises NotAllowed,
    NotUndoable, InsufficientStock where too little is left, UnknownSku, Retired, StockBusy, OutcomeUnknown.
    """
    name, deadline = require(actor, Permission.ADJUST_STOCK, [warehouse]), Deadline()
    with turn(client, [pointer.sku], deadline):
        level, movement = _read(client, pointer, warehouse, revision)
        request = _request(client, movement, name, note)
        try:
            if movement.undone_by is not None:
                request.raise_if_done()
            return Adjusted(_take_back(client, level, movement, request, deadline), repeated=False)
        except AlreadyDone as done:
            return request.outcome(done)


def _read(client: DynamoDBClient, pointer: SkuPointer, warehouse: str, revision: int) -> tuple[StockLevel, Movement]:
    place = ledger_items.movement_key(pointer.sku, warehouse, revision)
    levels = level_keys(pointer.product_id, pointer.sku, warehouse)
    found = client.batch_get([*levels, place], consistent=True, decode=lambda item: item)
    level = level_among(
        {key: items.level(found[key]) for key in levels if key in found}, pointer.product_id, pointer.sku, warehouse
    )
    if place not in found:
        raise NotUndoable(pointer.sku, warehouse, revision, "there is no such movement")
    return level, ledger_items.movement(found[place])


def _request(client: DynamoDBClient, movement: Movement, actor: str, note: str) -> Request:
    what = ["undo", movement.sku, movement.warehouse, movement.revision]
    # As long as a request key may be, and the same for everybody who takes this movement back.
    key = hashlib.sha256(json.dumps(what).encode()).hexdigest()
    return Request(
        client,
        key,
        what,
        reason=Reason.UNDO,
        actor=actor,
        note=note,
        undoes=movement.revision,
        beside=lambda after: [_marked_undone(movement, after.revision)],
    )


def _take_back(
    client: DynamoDBClient, level: StockLevel, movement: Movement, request: Request, deadline: Deadline
) -> StockLevel:
    why = _hindrance(movement) or ("it was undone before" if movement.undone_by is not None else "")
    if why:
        raise _not_undoable(movement, why)
    return stock_changes.apply(client, [level], [StockChange(stock=-movement.change)], request, deadline)[0]


def _marked_undone(movement: Movement, by: int) -> Write:
    key = ledger_items.movement_key(movement.sku, movement.warehouse, movement.revision)
    was = {"Revision": movement.revision, "UndoneBy": None}
    return update_if(key, {"UndoneBy": by}, was, lambda item: _not_undoable(movement, "it was undone before"))


def _hindrance(movement: Movement) -> str:
    if movement.reason not in ADJUSTMENTS or movement.allocated_change:
        return f"only an adjustment can be, and its reason is {movement.reason}"
    return "" if movement.change else "it changed nothing"


def _not_undoable(movement: Movement, why: str) -> NotUndoable:
    return NotUndoable(movement.sku, movement.warehouse, movement.revision, why)
