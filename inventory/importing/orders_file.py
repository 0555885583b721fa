"""What a file of orders or of returns holds: its columns, and an order as it stands there."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from inventory.importing.source import Form

COLUMNS = ("order_id", "customer_id", "placed_at", "sku", "quantity", "price")
ORDERS = Form("a list of orders", COLUMNS, "order_id")
RETURNS = Form("a list of returns", COLUMNS, "order_id")


@dataclass(frozen=True)
class FileLine:
    """Units of a SKU, and the price of one."""

    sku: str
    quantity: int
    price: Decimal


@dataclass(frozen=True)
class FileOrder:
    """An order, or a document of what came back, whose values are all good. ``placed_at`` knows its time zone.

    ``rows`` counts its lines in the file; of one with too many only the first are kept in ``lines``.
    """

    order_id: str
    customer_id: str
    placed_at: datetime
    lines: tuple[FileLine, ...]
    rows: int

    @property
    def items(self) -> list[Mapping[str, Any]]:
        """The lines as the manager takes them."""
        return [{"sku": line.sku, "quantity": line.quantity, "price": line.price} for line in self.lines]

    def as_text(self) -> str:
        """In one line."""
        lines = [[line.sku, line.quantity, str(line.price)] for line in self.lines]
        return json.dumps([self.order_id, self.customer_id, self.placed_at.isoformat(), self.rows, lines])

    @classmethod
    def of_text(cls, text: str) -> "FileOrder":
        order_id, customer_id, placed_at, rows, lines = json.loads(text)
        taken = tuple(FileLine(sku, quantity, Decimal(price)) for sku, quantity, price in lines)
        return cls(order_id, customer_id, datetime.fromisoformat(placed_at), taken, rows)
