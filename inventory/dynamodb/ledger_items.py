"""Movements and request markers: entity to item (Python values) and wire item to entity."""

from inventory.dynamodb import keys
from inventory.dynamodb.attributes import Item, integer, optional_integer, present, text
from inventory.dynamodb.making import maker
from inventory.dynamodb.wire import WireItem
from inventory.entities import Movement, StockLevel

_movement = maker(Movement)


def movement_key(sku: str, warehouse: str, revision: int) -> tuple[str, str]:
    return keys.ledger_pk(sku, warehouse), keys.movement_sk(revision)


def movement_places(movement: Movement) -> Item:
    """Where a movement stands in the indexes: among its day's, and in its ledger by time."""
    return {
        "GSI1PK": keys.activity_pk(movement.warehouse, movement.created_at),
        "GSI1SK": keys.activity_sk(movement.created_at, movement.sku, movement.revision),
        "GSI2PK": keys.ledger_pk(movement.sku, movement.warehouse),
        "GSI2SK": keys.movement_time_sk(movement.created_at, movement.revision),
    }


def movement_item(movement: Movement) -> Item:
    undoes = {} if movement.undoes is None else {"Undoes": movement.undoes}
    return {
        "PK": keys.ledger_pk(movement.sku, movement.warehouse),
        "SK": keys.movement_sk(movement.revision),
        **movement_places(movement),
        "ProductId": movement.product_id,
        "SKU": movement.sku,
        "Warehouse": movement.warehouse,
        "Revision": movement.revision,
        "Change": movement.change,
        "AllocatedChange": movement.allocated_change,
        "Stock": movement.stock,
        "Allocated": movement.allocated,
        "Reason": movement.reason,
        "Actor": movement.actor,
        "Note": movement.note,
        "Cause": movement.cause,
        "CreatedAt": movement.created_at,
        **undoes,
    }


def movement(item: WireItem) -> Movement:
    return _movement(
        {
            "product_id": item["ProductId"]["S"],
            "sku": item["SKU"]["S"],
            "warehouse": item["Warehouse"]["S"],
            "revision": int(item["Revision"]["N"]),
            "change": int(item["Change"]["N"]),
            "allocated_change": int(item["AllocatedChange"]["N"]),
            "stock": int(item["Stock"]["N"]),
            "allocated": int(item["Allocated"]["N"]),
            "reason": item["Reason"]["S"],
            "actor": item["Actor"]["S"] if "Actor" in item else "",
            "note": item["Note"]["S"] if "Note" in item else "",
            "cause": item["Cause"]["S"] if "Cause" in item else "",
            "created_at": item["CreatedAt"]["S"],
            "undoes": int(item["Undoes"]["N"]) if "Undoes" in item else None,
            "undone_by": int(item["UndoneBy"]["N"]) if "UndoneBy" in item else None,
        }
    )


def marker_item(request_key: str, content_hash: str, outcome: StockLevel, now: str) -> Item:
    return present(
        {
            "PK": keys.request_pk(request_key),
            "SK": keys.METADATA,
            "ContentHash": content_hash,
            "ProductId": outcome.product_id,
            "SKU": outcome.sku,
            "Warehouse": outcome.warehouse,
            "Home": outcome.home,
            "Stock": outcome.stock,
            "Allocated": outcome.allocated,
            "Revision": outcome.revision,
            "ReorderPoint": outcome.reorder_point,
            "CreatedAt": now,
        }
    )


def marker_outcome(item: WireItem) -> StockLevel:
    return StockLevel(
        product_id=text(item, "ProductId"),
        sku=text(item, "SKU"),
        warehouse=text(item, "Warehouse"),
        stock=integer(item, "Stock"),
        allocated=integer(item, "Allocated"),
        revision=integer(item, "Revision"),
        home=bool(item["Home"]["BOOL"]),
        reorder_point=optional_integer(item, "ReorderPoint"),
    )
