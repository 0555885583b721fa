"""What became of an order of a file."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto

from inventory.errors import InsufficientStock, InventoryError, Retired, UnknownSku
from inventory.importing.orders_file import FileOrder
from inventory.ordering.asked import MAX_LINES


class Fate(Enum):
    """Where an order ended: written, there before, too little stock, not possible, or still to be done."""

    DONE = auto()
    THERE = auto()
    SHORT = auto()
    REFUSED = auto()
    UNFINISHED = auto()


@dataclass(frozen=True)
class Reject:
    """Why an order was not taken; with the SKU and its units where it is for one, else these are empty or None."""

    reason: str
    sku: str = ""
    warehouse: str = ""
    asked: int | None = None
    available: int | None = None


@dataclass(frozen=True)
class Outcome:
    """``rejects`` say why an order is not there; ``moved`` that it was brought to the status asked for."""

    order: FileOrder
    fate: Fate
    rejects: tuple[Reject, ...] = ()
    moved: bool = False


def too_long(order: FileOrder) -> Outcome | None:
    """That an order has more lines than one may have, or None."""
    if order.rows <= MAX_LINES:
        return None
    reason = f"has {order.rows} lines; an order may have up to {MAX_LINES}"
    return Outcome(order, Fate.REFUSED, (Reject(reason),))


def short(order: FileOrder, why: InsufficientStock) -> Outcome:
    """That some of what an order asks for is not there."""
    rejects = [Reject("not enough stock", one.sku, one.warehouse, one.asked, one.available) for one in why.shortages]
    return Outcome(order, Fate.SHORT, tuple(rejects))


def refused(order: FileOrder, why: InventoryError) -> Outcome:
    """That an order cannot be had, whatever the stock."""
    if isinstance(why, UnknownSku):
        return Outcome(order, Fate.REFUSED, tuple(_of_skus(order, why.skus, "there is no such SKU")))
    if isinstance(why, Retired):
        return Outcome(order, Fate.REFUSED, tuple(_of_skus(order, [why.sku], "the SKU is retired")))
    return Outcome(order, Fate.REFUSED, (Reject(str(why)),))


def _of_skus(order: FileOrder, skus: Iterable[str], reason: str) -> Iterable[Reject]:
    for sku in skus:
        yield Reject(reason, sku, asked=sum(line.quantity for line in order.lines if line.sku == sku))
