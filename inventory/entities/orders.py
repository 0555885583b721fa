"""Orders, their lines, and where an order may go."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from enum import StrEnum

from inventory.entities.record import Record


class OrderStatus(StrEnum):
    """Where an order stands. In the last group stand orders whose stock is being moved in several transactions."""

    PENDING = "PENDING"
    PICKING = "PICKING"
    PACKED = "PACKED"
    SHIPPED = "SHIPPED"
    DELIVERED = "DELIVERED"
    ON_HOLD = "ON_HOLD"
    CANCELLED = "CANCELLED"
    REJECTED = "REJECTED"
    RETURNED = "RETURNED"  # not an order: goods that came back without naming one

    ALLOCATING = "ALLOCATING"
    REJECTING = "REJECTING"
    SHIPPING = "SHIPPING"
    CLOSING = "CLOSING"
    CANCELLING = "CANCELLING"
    RETURNING = "RETURNING"
    RECEIVING = "RECEIVING"


IN_WORK = (
    OrderStatus.ALLOCATING,
    OrderStatus.REJECTING,
    OrderStatus.SHIPPING,
    OrderStatus.CLOSING,
    OrderStatus.CANCELLING,
    OrderStatus.RETURNING,
    OrderStatus.RECEIVING,
)
# Statuses of orders that still hold stock on the shelf.
OPEN = (OrderStatus.PENDING, OrderStatus.PICKING, OrderStatus.PACKED, OrderStatus.ON_HOLD)
SENT = (OrderStatus.SHIPPED, OrderStatus.DELIVERED)

# The one table of legal moves; ON_HOLD also leads back to where it was held (see ``legal_moves``).
MOVES: Mapping[OrderStatus, tuple[OrderStatus, ...]] = {
    OrderStatus.PENDING: (OrderStatus.PICKING, OrderStatus.ON_HOLD, OrderStatus.CANCELLED),
    OrderStatus.PICKING: (OrderStatus.PACKED, OrderStatus.ON_HOLD, OrderStatus.CANCELLED),
    OrderStatus.PACKED: (OrderStatus.SHIPPED, OrderStatus.ON_HOLD, OrderStatus.CANCELLED),
    OrderStatus.ON_HOLD: (OrderStatus.CANCELLED,),
    OrderStatus.SHIPPED: (OrderStatus.DELIVERED,),
}


@dataclass(frozen=True)
class Order(Record):
    """``units``, ``shipped``, ``closed`` and ``returned`` count the units of all lines; ``closed`` ones were given
    back to the stock without being shipped. ``held_from`` is the status before ON_HOLD. While an order is in work,
    ``step`` of ``steps`` transactions are done. ``version`` counts the changes of the order itself.
    """

    order_id: str
    customer_id: str
    total: Decimal
    status: OrderStatus
    created_at: str
    updated_at: str
    placed_by: str = ""
    line_count: int = 0
    units: int = 0
    warehouses: tuple[str, ...] = ()
    version: int = 1
    shipped: int = 0
    closed: int = 0
    returned: int = 0
    held_from: OrderStatus | None = None
    step: int = 0
    steps: int = 0

    @property
    def in_work(self) -> bool:
        return self.status in IN_WORK

    @property
    def open(self) -> int:
        """Units promised to the customer and still on the shelf."""
        return self.units - self.shipped - self.closed

    @property
    def partly_shipped(self) -> bool:
        """Whether some of it was shipped, and the rest is kept open."""
        return self.shipped > 0 and self.status in OPEN


@dataclass(frozen=True)
class OrderLine(Record):
    """``index`` is the place in the order, from 1. ``name`` is what the goods were called when it was placed.

    Of ``quantity`` units some are ``shipped``, some ``closed`` (given back without being shipped), the rest open;
    of the open ones ``picked`` are off the shelf. ``returned`` came back, ``written_off`` of them not to the stock.
    """

    order_id: str
    index: int
    product_id: str
    sku: str
    quantity: int
    price: Decimal
    subtotal: Decimal
    warehouse: str
    name: str = ""
    picked: int = 0
    shipped: int = 0
    closed: int = 0
    returned: int = 0
    written_off: int = 0
    created_at: str = ""

    @property
    def open(self) -> int:
        return self.quantity - self.shipped - self.closed

    @property
    def to_pick(self) -> int:
        return max(0, self.open - self.picked)

    @property
    def returnable(self) -> int:
        return self.shipped - self.returned


@dataclass(frozen=True)
class OrderWithItems(Order):
    """An order and its lines, in their order."""

    lines: tuple[OrderLine, ...] = field(default=())

    @property
    def items(self) -> tuple[OrderLine, ...]:
        return self.lines

    @property
    def order(self) -> Order:
        return Order(*(getattr(self, f.name) for f in fields(Order)))


def legal_moves(order: Order) -> tuple[OrderStatus, ...]:
    """Where an order may be moved from where it stands, the next step of its way first.

    Nothing shipped can be cancelled: what is left of a partly shipped order is closed short instead.
    """
    moves = MOVES.get(order.status, ())
    if order.status is OrderStatus.ON_HOLD and order.held_from:
        moves = (order.held_from, *moves)
    if order.shipped:
        moves = tuple(move for move in moves if move is not OrderStatus.CANCELLED)
    return moves


def can_close_short(order: Order) -> bool:
    """Whether the rest of a partly shipped order may be given back."""
    return order.partly_shipped and order.open > 0 and order.status is not OrderStatus.ON_HOLD


def can_be_returned(order: Order) -> bool:
    """Whether goods of an order may come back."""
    return order.status in SENT and order.returned < order.shipped
