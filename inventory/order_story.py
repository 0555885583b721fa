"""What became of an order, and who ordered."""

from dataclasses import dataclass

from inventory.entities import OrderStatus, Record


@dataclass(frozen=True)
class OrderMove(Record):
    """One entry of an order's history: who moved it from ``before`` to ``status``, and when."""

    order_id: str
    number: int
    at: str
    actor: str
    before: OrderStatus
    status: OrderStatus
    note: str = ""


@dataclass(frozen=True)
class Shipment(Record):
    """What left the house together: ``lines`` are pairs of line index and units."""

    order_id: str
    number: int
    at: str
    actor: str
    lines: tuple[tuple[int, int], ...]
    note: str = ""

    @property
    def units(self) -> int:
        return sum(units for _, units in self.lines)


@dataclass(frozen=True)
class Return(Record):
    """What came back together: ``lines`` are line index, units put back to stock, units written off."""

    order_id: str
    number: int
    at: str
    actor: str
    lines: tuple[tuple[int, int, int], ...]
    note: str = ""

    @property
    def units(self) -> int:
        return sum(restocked + written_off for _, restocked, written_off in self.lines)


@dataclass(frozen=True)
class Shortages(Record):
    """Why an order was rejected: ``lines`` are index of the SKU's first line, units asked and available."""

    order_id: str
    lines: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True)
class Customer(Record):
    """Somebody who ordered. ``created_at`` is when the first order was asked for."""

    customer_id: str
    created_at: str
