"""What became of an order: history, shipments, returns, shortages, and the draft of one that is being placed.

Lines are named by their index. Long lists stand in one attribute as JSON: they are read and written as a whole.
"""

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from inventory.dynamodb import keys, order_items
from inventory.dynamodb.attributes import Item, integer, text
from inventory.dynamodb.order_items import StoredOrder
from inventory.dynamodb.wire import WireItem
from inventory.entities import Order, OrderLine, OrderStatus
from inventory.order_story import Customer, OrderMove, Return, Shipment, Shortages

# An item holds 400 KB, and its other attributes are small.
_DRAFT_BYTES = 300_000

Draft = tuple[OrderLine, ...]
Row = StoredOrder | OrderLine | OrderMove | Shipment | Return | Shortages | Draft


def move_item(move: OrderMove) -> Item:
    return {
        "PK": keys.order_pk(move.order_id),
        "SK": keys.order_move_sk(move.number),
        "OrderId": move.order_id,
        "Number": move.number,
        "At": move.at,
        "Actor": move.actor,
        "Before": move.before,
        "Status": move.status,
        "Note": move.note,
    }


def move(item: WireItem) -> OrderMove:
    return OrderMove(
        order_id=text(item, "OrderId"),
        number=integer(item, "Number"),
        at=text(item, "At"),
        actor=text(item, "Actor"),
        before=OrderStatus(text(item, "Before")),
        status=OrderStatus(text(item, "Status")),
        note=text(item, "Note"),
    )


def shipment_item(shipment: Shipment) -> Item:
    return _document(shipment, keys.shipment_sk(shipment.number))


def shipment(item: WireItem) -> Shipment:
    return Shipment(**_read_document(item))


def return_item(returned: Return) -> Item:
    return _document(returned, keys.return_sk(returned.number))


def returned(item: WireItem) -> Return:
    return Return(**_read_document(item))


def _document(document: Shipment | Return, sk: str) -> Item:
    return {
        "PK": keys.order_pk(document.order_id),
        "SK": sk,
        "OrderId": document.order_id,
        "Number": document.number,
        "At": document.at,
        "Actor": document.actor,
        "Note": document.note,
        "Content": json.dumps(document.lines, separators=(",", ":")),
    }


def _read_document(item: WireItem) -> dict[str, Any]:
    return {
        "order_id": text(item, "OrderId"),
        "number": integer(item, "Number"),
        "at": text(item, "At"),
        "actor": text(item, "Actor"),
        "note": text(item, "Note"),
        "lines": _tuples(item),
    }


def _tuples(item: WireItem) -> tuple[Any, ...]:
    return tuple(tuple(row) for row in json.loads(text(item, "Content")))


def shortages_item(shortages: Shortages) -> Item:
    content = json.dumps(shortages.lines, separators=(",", ":"))
    return {
        "PK": keys.order_pk(shortages.order_id),
        "SK": keys.shortages_sk(),
        "OrderId": shortages.order_id,
        "Content": content,
    }


def shortages(item: WireItem) -> Shortages:
    return Shortages(text(item, "OrderId"), _tuples(item))


def draft_items(order: Order, lines: Sequence[OrderLine]) -> list[Item]:
    """The lines of an order that is being placed, in as few rows as hold them."""
    return [
        {
            "PK": keys.order_pk(order.order_id),
            "SK": keys.draft_sk(number),
            "OrderId": order.order_id,
            "CreatedAt": order.created_at,
            "Content": f"[{content}]",
        }
        for number, content in enumerate(_packed(lines), start=1)
    ]


def _packed(lines: Sequence[OrderLine]) -> Iterator[str]:
    parts: list[str] = []
    size = 0
    for line in lines:
        row = [line.index, line.sku, line.quantity, str(line.price), line.warehouse, line.product_id]
        text = json.dumps(row, separators=(",", ":"), ensure_ascii=False)
        size += len(text.encode()) + 1
        if size > _DRAFT_BYTES:
            yield ",".join(parts)
            parts, size = [], len(text.encode())
        parts.append(text)
    yield ",".join(parts)


def draft(item: WireItem) -> Draft:
    """The lines of a draft's row; their names are not in it."""
    order_id, created_at = text(item, "OrderId"), text(item, "CreatedAt")
    return tuple(_drafted(order_id, created_at, row) for row in json.loads(text(item, "Content")))


def _drafted(order_id: str, created_at: str, row: Sequence[Any]) -> OrderLine:
    index, sku, quantity, price, warehouse, product_id = row
    unit = Decimal(price)
    return OrderLine(
        order_id, index, product_id, sku, quantity, unit, quantity * unit, warehouse, created_at=created_at
    )


_ROWS = {
    "DRAFT": draft,
    "ITEM": order_items.line,
    keys.METADATA: order_items.stored_order,
    "RETURN": returned,
    "SHIPMENT": shipment,
    "SHORTAGES": shortages,
    "STATUS": move,
}


def partition_row(item: WireItem) -> Row:
    """A row of an order's partition."""
    decode: Any = _ROWS[keys.order_row_kind(item["SK"]["S"])]
    row: Row = decode(item)
    return row


def customer_item(customer: Customer) -> Item:
    return {
        "PK": keys.customer_pk(customer.customer_id),
        "SK": keys.METADATA,
        "GSI2PK": keys.customers_pk(),
        "GSI2SK": keys.customers_sk(customer.customer_id),
        "CustomerId": customer.customer_id,
        "CreatedAt": customer.created_at,
    }


def customer(item: WireItem) -> Customer:
    return Customer(text(item, "CustomerId"), text(item, "CreatedAt"))
