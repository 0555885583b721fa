"""Orders and their lines: entity to item (Python values) and wire item to entity."""

from inventory.dynamodb import keys
from inventory.dynamodb.attributes import Item, integer, money, text
from inventory.dynamodb.wire import WireItem
from inventory.entities import Order, OrderLine, OrderStatus


def order_item(order: Order, content_hash: str) -> Item:
    return {
        "PK": keys.order_pk(order.order_id),
        "SK": keys.METADATA,
        "GSI1PK": keys.customer_pk(order.customer_id),
        "GSI1SK": keys.customer_order_sk(order.created_at),
        "GSI2PK": keys.status_pk(order.status),
        "GSI2SK": keys.status_sk(order.created_at, order.order_id),
        "OrderId": order.order_id,
        "CustomerId": order.customer_id,
        "Total": order.total,
        "Status": order.status,
        "CreatedAt": order.created_at,
        "UpdatedAt": order.updated_at,
        "ContentHash": content_hash,
    }


def order(item: WireItem) -> Order:
    return Order(
        order_id=text(item, "OrderId"),
        customer_id=text(item, "CustomerId"),
        total=money(item, "Total"),
        status=OrderStatus(text(item, "Status")),
        created_at=text(item, "CreatedAt"),
        updated_at=text(item, "UpdatedAt"),
    )


def line_item(line: OrderLine) -> Item:
    return {
        "PK": keys.order_pk(line.order_id),
        "SK": keys.line_sk(line.index),
        "OrderId": line.order_id,
        "Index": line.index,
        "ProductId": line.product_id,
        "SKU": line.sku,
        "Quantity": line.quantity,
        "Price": line.price,
        "Subtotal": line.subtotal,
        "Warehouse": line.warehouse,
    }


def line(item: WireItem) -> OrderLine:
    return OrderLine(
        order_id=text(item, "OrderId"),
        index=integer(item, "Index"),
        product_id=text(item, "ProductId"),
        sku=text(item, "SKU"),
        quantity=integer(item, "Quantity"),
        price=money(item, "Price"),
        subtotal=money(item, "Subtotal"),
        warehouse=text(item, "Warehouse"),
    )


def order_partition_row(item: WireItem) -> Order | OrderLine:
    """A row of an order's partition."""
    return order(item) if item["SK"]["S"] == keys.METADATA else line(item)
