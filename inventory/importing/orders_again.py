"""Whether an order of a file is the one that stands under its id already."""

from inventory.entities import Order, OrderStatus, OrderWithItems
from inventory.importing.orders_file import FileOrder
from inventory.manager import InventoryManager

_OF_RETURNS = (OrderStatus.RETURNED, OrderStatus.RECEIVING)


def stored_same(manager: InventoryManager, order: FileOrder, *, taking: bool) -> OrderWithItems | None:
    """The order as it stands, where it asks for what the file asks; None where it is another one, or not there.

    ``taking`` says that it is no return. One Query; it is cheaper than to place the order again and be refused.
    """
    stored = manager.get_order_with_items(order.order_id)
    if stored is None or stored.customer_id != order.customer_id or (stored.status in _OF_RETURNS) == taking:
        return None
    homes = manager.pointers.find_all(line.sku for line in order.lines)
    if any(line.sku not in homes for line in order.lines):
        return None
    asked = [(line.sku, line.quantity, line.price, homes[line.sku].warehouse) for line in order.lines]
    there = [(line.sku, line.quantity, line.price, line.warehouse) for line in stored.lines]
    return stored if asked == there else None


def found_again(manager: InventoryManager, order: FileOrder, before: Order | None, *, taking: bool) -> Order | None:
    """``stored_same`` of an order that was not in work ``before``; its customer is listed then."""
    if before is None or before.in_work:
        return None
    stored = stored_same(manager, order, taking=taking)
    if stored:
        # Whoever placed it may have been killed before this.
        manager.customer_book.remember(order.customer_id)
    return stored
