"""Fills a table with a demo warehouse: catalogue, warehouses, stock, customers' orders."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from inventory import clock, demo_adjustments, demo_catalogue, demo_loading, demo_orders, demo_past
from inventory.demo_loading import ACTOR
from inventory.demo_orders import DemoOrder
from inventory.demo_past import DemoTimes
from inventory.demo_words import WAREHOUSES
from inventory.entities import OrderStatus, Warehouse
from inventory.errors import IllegalMove, InsufficientStock, OrderExists, OrderNotFound, UnknownSku
from inventory.manager import InventoryManager
from inventory.ordering.advancing import WAY

Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class Seeded:
    """How many products and orders were made, and how many of those asked for were there before.

    The products have so many ``variants``, which with all that belongs to them are so many ``rows`` of the table;
    loading them took so many ``seconds``.
    """

    products: int
    existing_products: int
    orders: int
    existing_orders: int
    variants: int
    rows: int
    seconds: float


def first_free_seed(manager: InventoryManager) -> int:
    """The lowest seed from 1 whose catalogue has not been begun in this table."""
    seed = 1
    while manager.get_product(demo_catalogue.product_id(seed, 0)):
        seed += 1
    return seed


def seed(manager: InventoryManager, products: int, seed: int, progress: Progress) -> Seeded:
    """Make the first ``products`` products of ``seed``, their stock and their orders.

    What exists under their ids is left alone, so the same call again finishes what an interruption left.
    ``progress`` is told what has been made ("products", "orders") and how many more of it.
    """
    times = DemoTimes(datetime.now(UTC))
    _name_warehouses(manager)
    began = time.monotonic()
    with clock.at(times.opening):
        made = demo_loading.load(manager, products, seed, lambda more: progress("products", more))
    seconds = time.monotonic() - began
    _sell(manager, products, seed, times)
    placed, there = _place_orders(manager, products, seed, times, progress)
    _adjust(manager, products, seed, times)
    return Seeded(made.products, made.existing, placed, there, made.variants, made.rows, seconds)


def _name_warehouses(manager: InventoryManager) -> None:
    known = {warehouse.warehouse_id for warehouse in manager.warehouses()}
    for warehouse_id, name, _ in WAREHOUSES:
        if warehouse_id not in known:
            manager.registry.put_warehouse(Warehouse(warehouse_id, name))


def _sell(manager: InventoryManager, products: int, seed: int, times: DemoTimes) -> None:
    for sale in demo_past.sales(seed, products, times):
        with clock.at(sale.moment), suppress(InsufficientStock, UnknownSku):
            manager.update_stock(
                sale.sku,
                sale.product_id,
                -sale.units,
                reason=sale.reason,
                note=sale.note,
                actor=ACTOR,
                request_key=sale.request_key,
            )


def _place_orders(
    manager: InventoryManager, products: int, seed: int, times: DemoTimes, progress: Progress
) -> tuple[int, int]:
    placed = existing = 0
    most = demo_orders.most_orders(products)
    for number, order in enumerate(demo_orders.orders(seed, products)):
        with clock.at(times.order(number / most)):
            is_new = _place(manager, order)
        with clock.at(times.order(min(1.0, (number + 1) / most))):
            _move_on(manager, order, demo_orders.stage(number, most))
        placed, existing = placed + is_new, existing + (not is_new)
        progress("orders", 1)
    return placed, existing


def _place(manager: InventoryManager, order: DemoOrder) -> bool:
    """Place an order unless there is one under its id, or its goods have gone since they were made."""
    if manager.get_order_with_items(order.order_id):
        return False
    try:
        manager.create_order_transaction(order.order_id, order.customer_id, order.items, actor=ACTOR)
    except (OrderExists, InsufficientStock, UnknownSku):
        return False
    return True


def _move_on(manager: InventoryManager, order: DemoOrder, stage: OrderStatus) -> None:
    """As far as it has come. Where somebody has moved it meanwhile, or it is not there, it is left alone."""
    try:
        if stage in WAY:
            manager.advance_order(order.order_id, stage, ACTOR)
        else:
            manager.move_order(order.order_id, stage, ACTOR)
    except (OrderNotFound, IllegalMove):
        return


def _adjust(manager: InventoryManager, products: int, seed: int, times: DemoTimes) -> None:
    """What happened today besides; each once, as its request key says."""
    happened = list(demo_adjustments.adjustments(seed, products))
    for number, one in enumerate(happened, start=1):
        with clock.at(times.today(number / (len(happened) + 1))), suppress(InsufficientStock, UnknownSku):
            manager.update_stock(
                one.sku,
                one.product_id,
                one.change,
                reason=one.reason,
                note=one.note,
                actor=ACTOR,
                request_key=one.request_key,
            )
