"""What the inventory is made of. Plain values: they know no table, no web and no rules of change.

Each is read by attribute and by its stored name alike: ``product.base_price`` is ``product["BasePrice"]``.
Money is ``Decimal`` with two places, quantities are whole units, times are UTC ISO 8601 text.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from enum import StrEnum

from inventory.order_entities import (
    IN_WORK,
    MOVES,
    OPEN,
    SENT,
    Customer,
    Order,
    OrderLine,
    OrderMove,
    OrderStatus,
    OrderWithItems,
    Return,
    Shipment,
    Shortages,
    can_be_returned,
    can_close_short,
    legal_moves,
)
from inventory.records import Page, Record, stored_name

__all__ = [
    "IN_WORK",
    "MOVES",
    "OPEN",
    "SENT",
    "BatchResult",
    "Category",
    "Customer",
    "Hit",
    "Jump",
    "Movement",
    "Order",
    "OrderLine",
    "OrderMove",
    "OrderStatus",
    "OrderWithItems",
    "Page",
    "Product",
    "ProductWithVariants",
    "Reason",
    "Record",
    "Return",
    "Shipment",
    "Shortages",
    "SkuPointer",
    "StockLevel",
    "Variant",
    "Warehouse",
    "can_be_returned",
    "can_close_short",
    "legal_moves",
    "stored_name",
]


class Reason(StrEnum):
    """Why stock moved: what a person chooses for an adjustment, and what the system itself causes."""

    RECEIVED = "received"
    COUNT = "count correction"
    DAMAGED = "damaged"
    LOST = "lost or stolen"
    RETURNED = "return to stock"
    PROMOTION = "promotion"
    OTHER = "other"

    OPENING = "opening"
    ADJUSTMENT = "adjustment"
    ORDER = "order"
    REJECTED = "order rejected"
    CANCELLED = "order cancelled"
    SHIPPED = "shipped"
    CLOSED = "closed short"
    CUSTOMER_RETURN = "customer return"
    WRITTEN_OFF = "return written off"
    UNDO = "undo"
    RETIRED = "retired"


@dataclass(frozen=True)
class Category(Record):
    name: str


@dataclass(frozen=True)
class Warehouse(Record):
    warehouse_id: str
    name: str


@dataclass(frozen=True)
class Product(Record):
    product_id: str
    name: str
    category: str
    base_price: Decimal
    description: str
    created_at: str
    updated_at: str
    retired: bool = False


@dataclass(frozen=True)
class StockLevel(Record):
    """The stock of one variant in one warehouse.

    ``stock`` can still be promised, ``allocated`` is promised to orders and still on the shelf.
    ``home`` says that the level lives on the variant's own row. ``reorder_point`` is the variant's, in units.
    ``days`` is the available stock at the end of the last days on which it changed (see ``inventory.days``).
    A retired level takes no more changes.
    """

    product_id: str
    sku: str
    warehouse: str
    stock: int
    allocated: int
    revision: int
    home: bool = True
    reorder_point: int | None = None
    days: str = field(default="", compare=False)
    retired: bool = False

    @property
    def on_hand(self) -> int:
        return self.stock + self.allocated


@dataclass(frozen=True)
class SkuPointer(Record):
    """Which product a SKU belongs to, and the home warehouse of its stock."""

    sku: str
    product_id: str
    warehouse: str


@dataclass(frozen=True)
class Variant(Record):
    """A thing with a SKU of its own, with the stock of its home warehouse.

    At ``reorder_point`` units or fewer it is low; it is ordered up to ``reorder_level`` units, in packs of
    ``pack_size``. ``barcode`` is empty where it has none but its SKU.
    """

    product_id: str
    sku: str
    name: str
    price: Decimal
    stock: int
    allocated: int
    revision: int
    warehouse: str
    attributes: Mapping[str, str]
    created_at: str
    updated_at: str
    barcode: str = ""
    reorder_point: int | None = None
    reorder_level: int | None = None
    pack_size: int = 1
    days: str = field(default="", compare=False)
    retired: bool = False
    further: tuple[StockLevel, ...] = ()

    @property
    def on_hand(self) -> int:
        return self.stock + self.allocated

    @property
    def level(self) -> StockLevel:
        """The level in the home warehouse."""
        return StockLevel(
            self.product_id,
            self.sku,
            self.warehouse,
            self.stock,
            self.allocated,
            self.revision,
            reorder_point=self.reorder_point,
            days=self.days,
            retired=self.retired,
        )

    @property
    def levels(self) -> tuple[StockLevel, ...]:
        """The levels in all warehouses, home first."""
        return (self.level, *self.further)


@dataclass(frozen=True)
class ProductWithVariants(Product):
    """A product and its variants, sorted by SKU."""

    variants: tuple[Variant, ...] = field(default=())

    @property
    def product(self) -> Product:
        return Product(*(getattr(self, f.name) for f in fields(Product)))


@dataclass(frozen=True)
class Hit(Record):
    """A product that was found by its words."""

    product_id: str
    name: str
    category: str


@dataclass(frozen=True)
class Jump(Record):
    """The one thing a text names exactly. ``kind`` is sku, barcode, order or product.

    ``target`` is what to open: a SKU (also for a barcode), an order id or a product id.
    """

    kind: str
    target: str


@dataclass(frozen=True)
class Movement(Record):
    """One row of the ledger: how a stock level changed, and what it was after.

    ``change`` and ``allocated_change`` are signed units; ``stock`` and ``allocated`` the balances after.
    ``cause`` names the order or the request that moved the stock. ``undoes`` is the revision this movement takes
    back, ``undone_by`` the one that took this back.
    """

    product_id: str
    sku: str
    warehouse: str
    revision: int
    change: int
    allocated_change: int
    stock: int
    allocated: int
    reason: str
    actor: str
    note: str
    cause: str
    created_at: str
    undoes: int | None = None
    undone_by: int | None = None


@dataclass(frozen=True)
class BatchResult(Record):
    """What a batch did: ``count`` products written; the others were left as they were.

    ``existing`` are product ids that were there, ``taken`` maps product ids to their SKUs that were.
    """

    count: int
    existing: tuple[str, ...]
    taken: Mapping[str, tuple[str, ...]]
