"""Orders and their lines: entity to item (Python values) and wire item to entity."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inventory.dynamodb import keys
from inventory.dynamodb.attributes import Item, content_hash, money, optional_integer, present, text
from inventory.dynamodb.making import maker
from inventory.dynamodb.wire import WireItem, load
from inventory.entities import Order, OrderLine, OrderStatus

_order, _line = maker(Order), maker(OrderLine)


@dataclass(frozen=True)
class StoredOrder:
    """An order with what only the repository knows of it: the hash of what it asks, and what is in work on it."""

    order: Order
    content_hash: str
    work: str


def order_key(order_id: str) -> tuple[str, str]:
    return keys.order_pk(order_id), keys.METADATA


def order_item(order: Order, content_hash: str, work: str = "") -> Item:
    return present(
        {
            "PK": keys.order_pk(order.order_id),
            "SK": keys.METADATA,
            "GSI1PK": keys.customer_pk(order.customer_id),
            "GSI1SK": keys.customer_order_sk(order.created_at),
            "OrderId": order.order_id,
            "CustomerId": order.customer_id,
            "Total": order.total,
            "CreatedAt": order.created_at,
            "PlacedBy": order.placed_by,
            "Lines": order.line_count,
            "Units": order.units,
            "Warehouses": list(order.warehouses),
            "ContentHash": content_hash,
            **order_changes(order, work),
        }
    )


def order_changes(order: Order, work: str = "") -> Item:
    """What every change of an order sets, all together; None is what the row shall not have."""
    return {
        "GSI2PK": keys.status_pk(order.status),
        "GSI2SK": keys.status_sk(order.created_at, order.order_id),
        "Status": order.status,
        "UpdatedAt": order.updated_at,
        "Version": order.version,
        "Shipped": order.shipped or None,
        "Closed": order.closed or None,
        "Returned": order.returned or None,
        "HeldFrom": order.held_from,
        "Step": order.step or None,
        "Steps": order.steps or None,
        "Work": work or None,
    }


def order_as_read(order: Order) -> Item:
    """What a change of an order is computed from: the condition of writing it."""
    return {"Status": order.status, "Version": order.version or None, "Step": order.step or None}


def order(item: WireItem) -> Order:
    held_from = text(item, "HeldFrom")
    return _order(
        {
            "order_id": item["OrderId"]["S"],
            "customer_id": item["CustomerId"]["S"],
            "total": money(item, "Total"),
            "status": OrderStatus(item["Status"]["S"]),
            "created_at": item["CreatedAt"]["S"],
            "updated_at": item["UpdatedAt"]["S"],
            "placed_by": text(item, "PlacedBy"),
            "line_count": _count(item, "Lines"),
            "units": _count(item, "Units"),
            "warehouses": tuple(load(item["Warehouses"])) if "Warehouses" in item else (),
            "version": _count(item, "Version"),
            "shipped": _count(item, "Shipped"),
            "closed": _count(item, "Closed"),
            "returned": _count(item, "Returned"),
            "held_from": OrderStatus(held_from) if held_from else None,
            "step": _count(item, "Step"),
            "steps": _count(item, "Steps"),
        }
    )


def stored_order(item: WireItem) -> StoredOrder:
    return StoredOrder(order(item), content_hash(item), text(item, "Work"))


def _count(item: WireItem, name: str) -> int:
    return optional_integer(item, name) or 0


def line_key(line: OrderLine) -> tuple[str, str]:
    return keys.order_pk(line.order_id), keys.line_sk(line.index)


def line_item(line: OrderLine) -> Item:
    pk, sk = line_key(line)
    return present(
        {
            "PK": pk,
            "SK": sk,
            "OrderId": line.order_id,
            "Index": line.index,
            "ProductId": line.product_id,
            "SKU": line.sku,
            "Name": line.name or None,
            "Quantity": line.quantity,
            "Price": line.price,
            "Subtotal": line.subtotal,
            "Warehouse": line.warehouse,
            "CreatedAt": line.created_at,
            **line_changes(line),
        }
    )


def line_changes(line: OrderLine) -> Item:
    """What every change of a line sets, all together: a line is in the index of those who hold stock while it does."""
    holds = bool(line.open and line.created_at)
    return {
        "GSI1PK": keys.holder_pk(line.sku) if holds else None,
        "GSI1SK": keys.holder_sk(line.created_at, line.order_id, line.index) if holds else None,
        "Picked": line.picked or None,
        "Shipped": line.shipped or None,
        "Closed": line.closed or None,
        "Returned": line.returned or None,
        "WrittenOff": line.written_off or None,
    }


def line_as_read(line: OrderLine) -> Item:
    """What a change of a line is computed from: the condition of writing it."""
    counts = line_changes(line)
    return {name: counts[name] for name in ("Picked", "Shipped", "Closed", "Returned")}


def line(item: WireItem) -> OrderLine:
    return _line(
        {
            "order_id": item["OrderId"]["S"],
            "index": int(item["Index"]["N"]),
            "product_id": item["ProductId"]["S"],
            "sku": item["SKU"]["S"],
            "quantity": int(item["Quantity"]["N"]),
            "price": money(item, "Price"),
            "subtotal": money(item, "Subtotal"),
            "warehouse": item["Warehouse"]["S"],
            "name": item["Name"]["S"] if "Name" in item else "",
            "picked": int(item["Picked"]["N"]) if "Picked" in item else 0,
            "shipped": int(item["Shipped"]["N"]) if "Shipped" in item else 0,
            "closed": int(item["Closed"]["N"]) if "Closed" in item else 0,
            "returned": int(item["Returned"]["N"]) if "Returned" in item else 0,
            "written_off": int(item["WrittenOff"]["N"]) if "WrittenOff" in item else 0,
            "created_at": item["CreatedAt"]["S"] if "CreatedAt" in item else "",
        }
    )


def marker_item(request_key: str, content_hash: str, outcome: Mapping[str, Any], now: str) -> Item:
    """That a request changed an order; ``outcome`` is what a second press needs to know of the first."""
    return {
        "PK": keys.request_pk(request_key),
        "SK": keys.METADATA,
        "ContentHash": content_hash,
        "CreatedAt": now,
        **outcome,
    }
