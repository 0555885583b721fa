"""What is counted: one thing that somebody does, on a table filled by ``seed_demo`` with goods and orders beside it."""

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from inventory import InventoryManager
from inventory.entities import OrderStatus

PRODUCTS = 300
# Goods of the counting's own: of a usual size, in no list of what is low.
OWN = 120
OWN_STOCK = 1_000_000
# Orders and customers for a full page of each.
ORDERS = 60
CATEGORY = "Work gloves"

# A row of a table's body that is not there for the sake of the table.
ROW = r'<tr(?! class="(?:more|aisle|editing))'
_HEADS = re.compile(r"<thead.*?</thead>|<tfoot.*?</tfoot>", re.DOTALL)


@dataclass
class World:
    """The table, and goods and orders to try things on.

    ``sku`` and ``customer`` are those whose pages are shown.
    """

    manager: InventoryManager
    warehouse: str
    sku: str = "CAP-110-M"
    customer: str = "CUST-CAPACITY"
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    @classmethod
    def on(cls, manager: InventoryManager) -> "World":
        made = cls(manager, manager.warehouses()[0].warehouse_id)
        manager.batch_create_products([made.product(number) for number in range(1, OWN + 1)])
        # What a process knows after its first requests: which product a SKU belongs to, and the customer.
        manager.create_order_transaction("CAPACITY-0", made.customer, made.lines(OWN))
        for number in range(ORDERS):
            manager.create_order_transaction(f"CAPACITY-OF-{number}", f"CUST-CAPACITY-{number}", made.lines(1))
        return made

    def product(self, number: int, prefix: str = "CAP", **more: Any) -> dict[str, Any]:
        """A product with one variant, which ``more`` is about."""
        return {
            "product_id": f"{prefix}-{number:03}",
            "name": f"Work glove, size {number:03}",
            "category": CATEGORY,
            "base_price": 12.5,
            "description": "Leather palm, cotton back, elastic wrist",
            "variants": [self.variant(f"{prefix}-{number:03}-M", **more)],
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

    def new_product(self, sku: str, **more: Any) -> None:
        """The product P-… of one variant."""
        self.manager.create_product(f"P-{sku}", "Work glove", CATEGORY, 12.5, variants=[self.variant(sku, **more)])

    def new_sku(self, **more: Any) -> str:
        """A SKU of a product of its own, which the process has met."""
        sku = self.fresh()
        self.new_product(sku, **more)
        self.manager.find_sku(sku)
        return sku


@dataclass(frozen=True)
class Case:
    """``act`` is counted, given what ``prepare`` made before. Where it answers with a page that names its ``rows``,
    ``row`` finds them, so that the page is one of so many."""

    what: str
    act: Callable[[Any], object]
    prepare: Callable[[], Any] = lambda: None
    rows: int = 0
    row: str = ROW

    def check(self, answer: object) -> None:
        """Raises RuntimeError for a page that does not show the rows that its name speaks of."""
        shown = shown_rows(str(answer), self.row) if self.rows else 0
        if shown != self.rows:
            raise RuntimeError(f"{self.what}: {shown} rows are shown, not {self.rows}")


def shown_rows(page: str, row: str = ROW) -> int:
    """How many different places of a page match; of table rows, those of the body."""
    found = re.findall(row, _HEADS.sub("", page))
    return len(found) if row == ROW else len(set(found))
