"""Bringing up to date what an earlier version wrote: an order's sums, its lines' places in the index, its customer."""

from dataclasses import replace

from inventory.dynamodb import order_items, order_story_items
from inventory.dynamodb.backoff import Deadline
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.failures import TransactionRefused
from inventory.dynamodb.transactions import Write, commit, update_if
from inventory.entities import Order, OrderLine
from inventory.order_story import Customer
from inventory.ordering.goods import read_goods
from inventory.ordering.reading import OrderRows, read_rows
from inventory.plan import ROOM


def mend_order(client: DynamoDBClient, order_id: str) -> bool:
    """Whether the order, or who asked for it, had to be brought up to date."""
    rows = read_rows(client, order_id)
    if rows is None or rows.order.in_work:
        return False
    order = rows.order
    listed = client.put_if_absent(order_story_items.customer_item(Customer(order.customer_id, order.created_at)))
    return _mend_rows(client, rows) or listed


def _mend_rows(client: DynamoDBClient, rows: OrderRows) -> bool:
    if rows.order.line_count:
        return False
    named = read_goods(client, rows.lines).names
    lines = [replace(line, created_at=rows.order.created_at, name=named[line.sku]) for line in rows.lines]
    try:
        for start in range(0, len(lines), ROOM):
            commit(client, [_line_write(line) for line in lines[start : start + ROOM]], Deadline())
        commit(client, [_order_write(rows.order, lines)], Deadline())
    except TransactionRefused:  # it was moved meanwhile: the next run looks again
        return False
    return True


def _line_write(line: OrderLine) -> Write:
    changes = {"CreatedAt": line.created_at, "Name": line.name, **order_items.line_changes(line)}
    return update_if(order_items.line_key(line), changes, order_items.line_as_read(line))


def _order_write(order: Order, lines: list[OrderLine]) -> Write:
    changes = {
        "Lines": len(lines),
        "Units": sum(line.quantity for line in lines),
        "Warehouses": sorted({line.warehouse for line in lines}),
        "PlacedBy": order.placed_by,
        "Version": order.version or 1,  # it may have been moved since
    }
    return update_if(order_items.order_key(order.order_id), changes, order_items.order_as_read(order))
