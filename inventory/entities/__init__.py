"""What the inventory is made of. Plain values: they know no table, no web and no rules of change.

Each is read by attribute and by its stored name alike: ``product.base_price`` is ``product["BasePrice"]``.
Money is ``Decimal`` with two places, quantities are whole units, times are UTC ISO 8601 text.
"""

from inventory.entities.catalogue import (
    BatchResult,
    Category,
    Hit,
    Jump,
    Product,
    ProductWithVariants,
    SkuPointer,
    Variant,
)
from inventory.entities.orders import (
    IN_WORK,
    MOVES,
    OPEN,
    SENT,
    Order,
    OrderLine,
    OrderStatus,
    OrderWithItems,
    can_be_returned,
    can_close_short,
    legal_moves,
)
from inventory.entities.record import Page, Record, stored_name
from inventory.entities.stock import Movement, Reason, StockLevel, Warehouse

__all__ = [
    "IN_WORK",
    "MOVES",
    "OPEN",
    "SENT",
    "BatchResult",
    "Category",
    "Hit",
    "Jump",
    "Movement",
    "Order",
    "OrderLine",
    "OrderStatus",
    "OrderWithItems",
    "Page",
    "Product",
    "ProductWithVariants",
    "Reason",
    "Record",
    "SkuPointer",
    "StockLevel",
    "Variant",
    "Warehouse",
    "can_be_returned",
    "can_close_short",
    "legal_moves",
    "stored_name",
]
