"""How orders are written on every page."""

from django import template

from inventory.entities import Order, OrderStatus
from web.order_status import OrderStatusBadge, badge, progress, word

register = template.Library()


@register.filter
def order_status(status: OrderStatus) -> OrderStatusBadge:
    """Word and look of a status: ``{% include "partials/_status.html" with status=order.status|order_status %}``."""
    return badge(status)


@register.filter
def order_word(status: OrderStatus) -> str:
    """The word alone, for sentences and titles."""
    return word(status)


@register.filter
def order_progress(order: Order) -> str:
    """How far an order is, where its status does not say it all."""
    return progress(order)
