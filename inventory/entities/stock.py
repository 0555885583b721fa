"""How much there is of it, where, and what moved."""

from dataclasses import dataclass, field
from enum import StrEnum

from inventory.entities.record import Record


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
class Warehouse(Record):
    warehouse_id: str
    name: str


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
