"""How an order stands, in a word."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from inventory.entities import IN_WORK, Order, OrderStatus


@dataclass(frozen=True)
class OrderStatusBadge:
    """``word`` is the status as people read it, ``value`` its shape and colour in ``static/css/order_status.css``."""

    value: str
    word: str


_WORDS: Final[Mapping[OrderStatus, str]] = {
    OrderStatus.PENDING: "Pending",
    OrderStatus.PICKING: "Picking",
    OrderStatus.PACKED: "Packed",
    OrderStatus.SHIPPED: "Shipped",
    OrderStatus.DELIVERED: "Delivered",
    OrderStatus.ON_HOLD: "On hold",
    OrderStatus.CANCELLED: "Cancelled",
    OrderStatus.REJECTED: "Rejected",
    OrderStatus.RETURNED: "Returned",
    OrderStatus.ALLOCATING: "Allocating",
    OrderStatus.REJECTING: "Rejecting",
    OrderStatus.SHIPPING: "Shipping",
    OrderStatus.CLOSING: "Closing short",
    OrderStatus.CANCELLING: "Cancelling",
    OrderStatus.RETURNING: "Taking back",
    OrderStatus.RECEIVING: "Receiving",
}


def badge(status: OrderStatus) -> OrderStatusBadge:
    """How a status looks; those in work look alike, and differ in the word."""
    return OrderStatusBadge("working" if status in IN_WORK else status.value.lower(), word(status))


def word(status: OrderStatus) -> str:
    """``ON_HOLD`` -> ``On hold``"""
    return _WORDS[status]


def progress(order: Order) -> str:
    """How far an order is, such as ``12 of 30 shipped``; empty where its status says it all."""
    if order.in_work:
        return f"{order.step:,} of {order.steps:,} steps" if order.steps else "starting"
    if order.returned and order.shipped:
        return f"{order.returned:,} of {order.shipped:,} returned"
    if 0 < order.shipped < order.units:
        return f"{order.shipped:,} of {order.units:,} shipped"
    return f"while {word(order.held_from).lower()}" if order.held_from else ""
