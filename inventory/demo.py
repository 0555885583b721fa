"""Fills a table with a demo warehouse: catalogue, warehouses, stock, customers' orders."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TypeVar

from inventory import demo_catalogue, demo_orders
from inventory.demo_catalogue import DemoProduct
from inventory.demo_orders import DemoOrder
from inventory.demo_words import WAREHOUSES
from inventory.entities import Warehouse
from inventory.errors import InsufficientStock, OrderExists, UnknownSku
from inventory.manager import InventoryManager

T = TypeVar("T")

_ACTOR = "seed_demo"
_GROUP = 250
# Enough to keep one engine busy while answers are on their way.
_THREADS = 8

Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class Seeded:
    """How many products and orders were made, and how many of those asked for were there before."""

    products: int
    existing_products: int
    orders: int
    existing_orders: int


def first_free_seed(manager: InventoryManager) -> int:
    """The lowest seed from 1 whose catalogue has not been begun in this table."""
    seed = 1
    while manager.get_product(demo_catalogue.product(seed, 0).product_id):
        seed += 1
    return seed


def seed(manager: InventoryManager, products: int, seed: int, progress: Progress) -> Seeded:
    """Make the first ``products`` products of ``seed``, their stock and their orders.

    What exists under their ids is left alone, so the same call again finishes what an interruption left.
    ``progress`` is told what has been made ("products", "orders") and how many more of it.
    """
    _name_warehouses(manager)
    made, existing = _make_products(manager, products, seed, progress)
    placed, there = _place_orders(manager, products, seed, progress)
    return Seeded(made, existing, placed, there)


def _name_warehouses(manager: InventoryManager) -> None:
    known = {warehouse.warehouse_id for warehouse in manager.warehouses()}
    for warehouse_id, name, _ in WAREHOUSES:
        if warehouse_id not in known:
            manager.registry.put_warehouse(Warehouse(warehouse_id, name))


def _make_products(manager: InventoryManager, products: int, seed: int, progress: Progress) -> tuple[int, int]:
    made = existing = 0
    everything = (demo_catalogue.product(seed, number) for number in range(products))
    with ThreadPoolExecutor(_THREADS) as pool:
        for group in _groups(everything, _GROUP):
            result = manager.batch_create_products([one.fields() for one in group], actor=_ACTOR)
            others = set(result.taken)
            whole = [one for one in group if one.product_id not in others]
            list(pool.map(partial(_stock_elsewhere, manager), whole))
            made, existing = made + result.count, existing + len(result.existing) + len(others)
            progress("products", len(group))
    return made, existing


def _stock_elsewhere(manager: InventoryManager, product: DemoProduct) -> None:
    for variant in product.variants:
        for warehouse, units in variant.elsewhere.items():
            # The key makes it happen once, also when a seeding that was interrupted is run again.
            key = f"demo-{variant.sku}-{warehouse}"
            manager.update_stock(
                variant.sku,
                product.product_id,
                units,
                warehouse=warehouse,
                actor=_ACTOR,
                reason="opening",
                request_key=key,
            )


def _place_orders(manager: InventoryManager, products: int, seed: int, progress: Progress) -> tuple[int, int]:
    placed = existing = 0
    for order in demo_orders.orders(seed, products):
        if _place(manager, order):
            placed += 1
        else:
            existing += 1
        progress("orders", 1)
    return placed, existing


def _place(manager: InventoryManager, order: DemoOrder) -> bool:
    """Place an order unless there is one under its id, or its goods have gone since they were made."""
    if manager.get_order_with_items(order.order_id):
        return False
    try:
        manager.create_order_transaction(order.order_id, order.customer_id, order.items, actor=_ACTOR)
    except (OrderExists, InsufficientStock, UnknownSku):
        return False
    return True


def _groups(source: Iterator[T], size: int) -> Iterator[list[T]]:
    while group := list(islice(source, size)):
        yield group
