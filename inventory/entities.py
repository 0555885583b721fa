"""What the inventory is made of. Plain values: they know no table, no web and no rules of change.

Each is read by attribute and by its stored name alike: ``product.base_price`` is ``product["BasePrice"]``.
Money is ``Decimal`` with two places, quantities are whole units, times are UTC ISO 8601 text.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, Generic, TypeVar

T = TypeVar("T")


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


def stored_name(attribute: str) -> str:
    """``base_price`` -> ``BasePrice``; a SKU keeps its capitals."""
    return "SKU" if attribute == "sku" else attribute.title().replace("_", "")


@cache
def _attributes(entity: Any) -> dict[str, str]:
    """Attribute by stored name, fields and properties, of an entity class."""
    properties = [name for name in dir(entity) if isinstance(getattr(entity, name), property)]
    names = [f.name for f in fields(entity)] + properties
    return {stored_name(name): name for name in names} | {name: name for name in names}


class Record:
    """Reading by stored name, beside attributes."""

    def __getitem__(self, name: str) -> Any:
        try:
            return getattr(self, self._names()[name])
        except KeyError:
            raise KeyError(name) from None

    def __contains__(self, name: object) -> bool:
        return name in self._names()

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys())

    def get(self, name: str, default: Any = None) -> Any:
        return self[name] if name in self else default  # noqa: SIM401 - this is that method

    def _names(self) -> dict[str, str]:
        entity: Any = type(self)
        return _attributes(entity)

    def keys(self) -> list[str]:
        """The stored names, so that ``dict(record)`` works."""
        return [stored_name(f.name) for f in fields(self)]  # type: ignore[arg-type]


class Page(list[T], Generic[T]):
    """Rows of one page, and the cursor of the next: None on the last page."""

    def __init__(self, rows: list[T] | tuple[T, ...] = (), cursor: str | None = None) -> None:
        super().__init__(rows)
        self.cursor = cursor

    @property
    def items(self) -> list[T]:
        return list(self)


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
    A retired level takes no more changes. ``bin`` is where on the shelves it lies, empty where nobody has said.
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
    bin: str = field(default="", compare=False)

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
    ``pack_size``. ``barcode`` is empty where it has none but its SKU. ``bin`` is that of its home.
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
    bin: str = ""
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
            bin=self.bin,
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
    """The one thing a text names exactly. ``kind`` is sku, barcode, order, product or customer.

    ``target`` is what to open: a SKU (also for a barcode), an order, product or customer id.
    """

    kind: str
    target: str


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
