"""What is counted: one thing that somebody does, on a table filled by ``seed_demo``."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from inventory import InventoryManager
from inventory.entities import OrderStatus

PRODUCTS = 300
# Goods of the counting's own: of a usual size, in no list of what is low.
OWN = 120
OWN_STOCK = 1_000_000


@dataclass
class World:
    """The table, and goods and orders to try things on."""

    manager: InventoryManager
    warehouse: str
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    @classmethod
    def on(cls, manager: InventoryManager) -> "World":
        made = cls(manager, manager.warehouses()[0].warehouse_id)
        manager.batch_create_products([made._product(number) for number in range(1, OWN + 1)])
        # What a process knows after its first requests: which product a SKU belongs to, and the customer.
        manager.create_order_transaction("CAPACITY-0", "CUST-CAPACITY", made.lines(OWN))
        return made

    def _product(self, number: int) -> dict[str, Any]:
        return {
            "product_id": f"CAP-{number:03}",
            "name": f"Work glove, size {number:03}",
            "category": "Work gloves",
            "base_price": 12.5,
            "description": "Leather palm, cotton back, elastic wrist",
            "variants": [self.variant(f"CAP-{number:03}-M")],
        }

    def variant(self, sku: str, **more: Any) -> dict[str, Any]:
        usual = {"price": 12.5, "stock": OWN_STOCK, "warehouse": self.warehouse, "attributes": {"Size": "M"}}
        return {"sku": sku, **usual, **more}

    def lines(self, count: int) -> list[dict[str, Any]]:
        return [{"sku": f"CAP-{number:03}-M", "quantity": 2, "price": 12.5} for number in range(1, count + 1)]

    def order(self, lines: int, upto: OrderStatus = OrderStatus.PENDING) -> str:
        """A new order, moved on so far without being counted."""
        order_id = f"CAPACITY-{next(self._numbers)}"
        self.place(order_id, lines)
        if upto is not OrderStatus.PENDING:
            self.manager.advance_order(order_id, upto, "counting")
        return order_id

    def place(self, order_id: str, lines: int) -> None:
        self.manager.create_order_transaction(order_id, "CUST-CAPACITY", self.lines(lines), actor="counting")

    def fresh(self) -> str:
        """An id that nothing has yet."""
        return f"CAP-NEW-{next(self._numbers)}"


@dataclass(frozen=True)
class Case:
    """``act`` is counted, given what ``prepare`` made before."""

    what: str
    act: Callable[[Any], object]
    prepare: Callable[[], Any] = lambda: None
