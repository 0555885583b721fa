"""A packing slip: what of an order lies in one parcel, and what of it is still to come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inventory.entities import OPEN, Order, OrderLine
from inventory.order_story import Shipment


@dataclass(frozen=True)
class SlipLine:
    """``units`` are in the parcel; ``to_follow`` are sent later, ``never`` are not sent at all."""

    line: OrderLine
    units: int
    to_follow: int
    never: int


@dataclass(frozen=True)
class Slip:
    """``shipment`` is None for what has not left the house yet."""

    order: Order
    shipment: Shipment | None
    lines: tuple[SlipLine, ...]

    @property
    def packed(self) -> tuple[SlipLine, ...]:
        return tuple(line for line in self.lines if line.units)

    @property
    def missing(self) -> tuple[SlipLine, ...]:
        """Lines of which nothing is in the parcel, and something is still to come."""
        return tuple(line for line in self.lines if not line.units and line.to_follow)

    @property
    def units(self) -> int:
        return sum(line.units for line in self.lines)

    @property
    def to_follow_packed(self) -> int:
        """Units still to come of the lines that are in the parcel."""
        return sum(line.to_follow for line in self.packed)

    @property
    def never(self) -> int:
        return sum(line.never for line in self.lines)

    @property
    def warehouses(self) -> tuple[str, ...]:
        """Where the parcel comes from."""
        return tuple(sorted({line.line.warehouse for line in self.packed} or self.order.warehouses))


def slip_of(order: Order, lines: Sequence[OrderLine], shipments: Sequence[Shipment], number: int | None) -> Slip | None:
    """The slip of shipment ``number``, or of the newest; of all that is open before any. None for no such shipment.

    A shipment's slip says what it said on its day: later shipments were still to come then.
    """
    if number is None and not shipments:
        return Slip(order, None, _unsent(order, lines))
    ordered = sorted(shipments, key=lambda each: each.number)
    wanted = [each for each in ordered if number in (None, each.number)]
    if not wanted:
        return None
    shipment = wanted[-1]
    before = [dict(each.lines) for each in ordered if each.number <= shipment.number]
    return Slip(order, shipment, tuple(_sent(line, before) for line in lines))


def _unsent(order: Order, lines: Sequence[OrderLine]) -> tuple[SlipLine, ...]:
    is_open = order.status in OPEN
    return tuple(SlipLine(line, line.open if is_open else 0, 0, line.closed) for line in lines)


def _sent(line: OrderLine, shipments: Sequence[Mapping[int, int]]) -> SlipLine:
    """``shipments`` are units by line index, up to the one the slip is of."""
    gone = sum(units.get(line.index, 0) for units in shipments)
    return SlipLine(line, shipments[-1].get(line.index, 0), line.quantity - line.closed - gone, line.closed)
