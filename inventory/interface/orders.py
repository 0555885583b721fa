"""Orders, as programs ask for them."""

from collections.abc import Mapping, Sequence
from typing import Any

from inventory import ordering, values
from inventory.entities import Order, OrderWithItems, Page
from inventory.interface.base import PAGE, Interface
from inventory.permissions import Actor


class OrderInterface(Interface):
    """Who ordered what; see ``InventoryManager``."""

    def create_order_transaction(
        self, order_id: str, customer_id: str, items: Sequence[Mapping[str, Any]], actor: Actor = ""
    ) -> OrderWithItems:
        """Place an order for ``items`` (sku, quantity, price; optionally warehouse, product_id), all lines or none.

        The same order again is the same order. Raises InsufficientStock with every short SKU, UnknownSku with
        every unknown one, NotAllowed, OrderExists for a different order under the id, TooManyActions above 33 SKUs.
        """
        order_id = values.identifier("order_id", order_id)
        customer_id = values.identifier("customer_id", customer_id)
        return ordering.place(self.client, order_id, customer_id, ordering.line_drafts(items), actor)

    def get_order_with_items(self, order_id: str) -> OrderWithItems | None:
        """An order and its lines in their order, or None."""
        return ordering.get_with_lines(self.client, values.identifier("order_id", order_id))

    def get_customer_orders(self, customer_id: str, limit: int = PAGE, cursor: str | None = None) -> Page[Order]:
        """A customer's orders, newest first. Raises InvalidCursor."""
        customer_id = values.identifier("customer_id", customer_id)
        return ordering.of_customer(self.client, customer_id, self._limit(limit), cursor)
