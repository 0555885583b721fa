"""Moving an order on along its usual way, step by step, as far as is asked."""

from inventory.dynamodb.client import DynamoDBClient
from inventory.entities import Order, OrderStatus
from inventory.errors import IllegalMove, OrderNotFound
from inventory.ordering import moving, sending
from inventory.ordering.reading import get_order
from inventory.permissions import Actor

# The way of an order from its placing.
WAY = (OrderStatus.PENDING, OrderStatus.PICKING, OrderStatus.PACKED, OrderStatus.SHIPPED, OrderStatus.DELIVERED)


def advance(client: DynamoDBClient, order_id: str, to: OrderStatus, actor: Actor) -> Order:
    """The order at ``to``, or where it stands: one that left the way, was shipped in part or is beyond stays there.

    Raises OrderNotFound, NotAllowed, StockBusy, OutcomeUnknown, PlanUnfinished.
    """
    order = get_order(client, order_id)
    if order is None:
        raise OrderNotFound(order_id)
    while order.status in WAY and WAY.index(order.status) < WAY.index(to) and not order.partly_shipped:
        try:
            order = _step(client, order_id, WAY[WAY.index(order.status) + 1], actor)
        except IllegalMove as met:  # somebody moves it at the same time
            if met.order.status is order.status:
                raise
            order = met.order
    return order


def _step(client: DynamoDBClient, order_id: str, to: OrderStatus, actor: Actor) -> Order:
    if to is not OrderStatus.SHIPPED:
        return moving.move(client, order_id, to, actor, "", wait=True)
    return sending.ship(client, order_id, None, close_rest=False, actor=actor, note="", request_key=None, wait=True)
