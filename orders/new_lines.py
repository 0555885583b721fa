"""The lines of an order that is being written: as they are typed, and what the inventory says of each."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import zip_longest

from django.http import QueryDict

from inventory import values
from inventory.entities import StockLevel
from inventory.errors import InvalidValue
from inventory.low_stock import Elsewhere
from inventory.naming import details
from inventory.ordering.offer import Offer
from orders.quantities import units_of
from web.dom import dom_id


@dataclass
class Line:
    """A line: ``quantity`` as it was typed, ``price`` the one that was shown (None: none that could be one).

    ``offer`` is what the inventory says of it, None where nothing was asked or there is nothing. ``errors`` are words
    by what they are about: quantity, warehouse, price, or the line as a whole.
    """

    sku: str
    quantity: str
    warehouse: str
    price: Decimal | None
    offer: Offer | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, offer: Offer, units: int, working: str) -> "Line":
        """A new line, from the ``working`` warehouse where that has any of it, else from where it is at home."""
        warehouse = working if offer.available(working) else offer.home
        return cls(offer.sku, str(units), warehouse, offer.price, offer)

    @property
    def units(self) -> int | None:
        """The quantity as a number; None for text that is none."""
        try:
            return units_of("quantity", self.quantity, least=1)
        except InvalidValue:
            return None

    @property
    def subtotal(self) -> Decimal | None:
        return None if self.units is None or self.price is None else self.units * self.price

    @property
    def carried(self) -> str:
        """What the form's field holds of it."""
        return f"{'' if self.price is None else self.price} {self.sku}"

    @property
    def row_id(self) -> str:
        return dom_id("line", self.sku)

    @property
    def quantity_id(self) -> str:
        return dom_id("quantity", self.sku)

    @property
    def warehouse_id(self) -> str:
        return dom_id("warehouse", self.sku)

    @property
    def details(self) -> str:
        """What tells the variant from its siblings."""
        if self.offer is None:
            return ""
        variant = self.offer.variant
        return details(self.offer.product.name, variant.name, variant.attributes)

    @property
    def choices(self) -> tuple[StockLevel, ...]:
        """Where it may be taken from, where that is a choice."""
        levels = self.offer.levels if self.offer else ()
        return () if [level.warehouse for level in levels] == [self.warehouse] else levels

    @property
    def available(self) -> int:
        """The units that can be promised from the warehouse chosen."""
        return self.offer.available(self.warehouse) if self.offer else 0

    @property
    def elsewhere(self) -> tuple[Elsewhere, ...]:
        return self.offer.elsewhere(self.warehouse) if self.offer else ()

    @property
    def is_short(self) -> bool:
        return self.offer is not None and (self.units or 0) > self.available

    def raise_by(self, units: int) -> None:
        """So many units more; text that is no number counts for none."""
        self.quantity = str((self.units or 0) + units)

    def check_quantity(self) -> None:
        """Say what is wrong with the quantity, if anything."""
        try:
            units_of("quantity", self.quantity, least=1)
        except InvalidValue as refused:
            self.errors["quantity"] = f"The quantity {refused.rule}."


class Lines(list[Line]):
    """The lines in their order, each SKU once."""

    @classmethod
    def posted(cls, data: QueryDict) -> "Lines":
        """Those of a form: three fields a line, in the order of the rows. A SKU that comes twice is added up."""
        lines = cls()
        fields = ("line", "quantity", "warehouse")
        for carried, quantity, warehouse in zip_longest(*map(data.getlist, fields), fillvalue=""):
            price, _, sku = carried.partition(" ")
            if _is_id(sku):
                lines.put(Line(sku, quantity.strip(), warehouse, _price(price)))
        return lines

    @cached_property
    def _by_sku(self) -> dict[str, Line]:
        return {line.sku: line for line in self}

    def find(self, sku: str) -> Line | None:
        return self._by_sku.get(sku)

    def put(self, line: Line) -> Line:
        """Add a line, or its units to the line of that SKU; returns the one that is there then."""
        there = self.find(line.sku)
        if there is None:
            self.append(line)
            self._by_sku[line.sku] = line
            return line
        there.raise_by(line.units or 0)
        return there

    def take_out(self, sku: str) -> Line | None:
        """Remove the line of a SKU; returns it, or None where there is none."""
        line = self._by_sku.pop(sku, None)
        if line is not None:
            self.remove(line)
        return line

    @property
    def skus(self) -> list[str]:
        return [line.sku for line in self]

    @property
    def units(self) -> int:
        return sum(line.units or 0 for line in self)

    @property
    def total(self) -> Decimal:
        return sum((line.subtotal or Decimal(0) for line in self), Decimal("0.00"))

    @property
    def wrong(self) -> list[Line]:
        """Those with something to be corrected."""
        return [line for line in self if line.errors]


def check_quantities(lines: Iterable[Line]) -> None:
    for line in lines:
        line.check_quantity()


def _is_id(sku: str) -> bool:
    try:
        values.identifier("sku", sku)
    except InvalidValue:
        return False
    return True


def _price(text: str) -> Decimal | None:
    try:
        return values.money("price", text)
    except InvalidValue:
        return None
