"""The table at its most: so full that each reading that is bounded comes to its bound."""

from benchmarks.capacity_cases import World

# More than any reading of a list looks through, counts or draws.
LOW, WAITING, MOVEMENTS = 1_300, 1_100, 2_200
# What is sold of it is in all of the orders, which are all of one customer.
SKU, PRODUCT = "CAP-119-M", "CAP-119"
CUSTOMER = "CUST-FULL"
_PREFIX = "CAP-LOW"


def fill(world: World) -> World:
    """The same table with many goods that run low, orders that wait, and movements of one SKU; shown are these."""
    manager = world.manager
    goods = [world.product(number, _PREFIX, stock=5, reorder_point=10) for number in range(1, LOW + 1)]
    manager.batch_create_products(goods)
    lines = [{"sku": SKU, "quantity": 1, "price": 12.5}]
    for number in range(WAITING):
        manager.create_order_transaction(f"CAPACITY-FULL-{number}", CUSTOMER, lines)
    for _ in range(MOVEMENTS - WAITING):
        manager.update_stock(SKU, PRODUCT, -1)
    world.sku, world.customer = SKU, CUSTOMER
    return world
