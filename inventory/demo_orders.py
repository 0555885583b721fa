"""The demo orders: what made-up customers ask for, within what the demo catalogue has in stock."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from inventory import demo_catalogue
from inventory.demo_catalogue import DemoVariant
from inventory.entities import OrderStatus

_PRODUCTS_AN_ORDER = 5
# As many as a busy day has: each takes a transaction or more, and a catalogue of millions needs no more of them.
_MOST_ORDERS = 2_000
_MOST_LINES = 6
# One order in so many is a large one: longer than a transaction.
_ONE_LARGE_OF = 25
_LARGE_LINES = (40, 60)
# How far the orders have come, from the oldest to the newest: up to which share of them.
_STAGES = (
    (0.30, OrderStatus.DELIVERED),
    (0.45, OrderStatus.SHIPPED),
    (0.55, OrderStatus.PACKED),
    (0.70, OrderStatus.PICKING),
    (1.00, OrderStatus.PENDING),
)
_ONE_LEFT_THE_WAY_OF = 11


@dataclass(frozen=True)
class DemoOrder:
    """``items`` as ``create_order_transaction`` takes them."""

    order_id: str
    customer_id: str
    items: tuple[dict[str, object], ...]


def most_orders(products: int) -> int:
    """How many orders go with that many products; a few of them may find nothing in stock and fall away."""
    return max(1, min(_MOST_ORDERS, products // _PRODUCTS_AN_ORDER))


def orders(seed: int, products: int) -> Iterator[DemoOrder]:
    """One order for every five products of ``seed``, from 1 to 2,000; together they ask for no more than there is.

    Each looks at the products before it only, so that a larger catalogue has the orders of a smaller one too.
    """
    taken: dict[str, int] = {}
    for number in range(most_orders(products)):
        chance = random.Random(f"order {seed} {number}")  # noqa: S311 - makes up orders, guards nothing
        offered = min(products, _PRODUCTS_AN_ORDER * (number + 1))
        items = _lines(chance, seed, offered, taken, large=number % _ONE_LARGE_OF == _ONE_LARGE_OF - 1)
        if items:
            customer = chance.randrange(1, 5 + number // 4)
            yield DemoOrder(f"SO-{seed}-{number + 1:05d}", f"CUST-{customer:04d}", items)


def stage(number: int, of: int) -> OrderStatus:
    """How far the order with that number from 0 has come, ``of`` so many; a few were cancelled, or are held."""
    share = (number + 1) / of
    if number % _ONE_LEFT_THE_WAY_OF == _ONE_LEFT_THE_WAY_OF - 1:
        return OrderStatus.CANCELLED if share < _STAGES[2][0] else OrderStatus.ON_HOLD
    return next(status for most, status in _STAGES if share <= most)


def _lines(
    chance: random.Random, seed: int, offered: int, taken: dict[str, int], *, large: bool
) -> tuple[dict[str, object], ...]:
    wanted = chance.randint(*_LARGE_LINES) if large else chance.randint(1, _MOST_LINES)
    numbers = chance.sample(range(offered), min(offered, wanted))
    lines = []
    for number in numbers:
        variant = chance.choice(demo_catalogue.product(seed, number).variants)
        quantity = _quantity(chance, variant, taken)
        if quantity:
            lines.append({"sku": variant.sku, "quantity": quantity, "price": variant.price})
    return tuple(lines)


def _quantity(chance: random.Random, variant: DemoVariant, taken: dict[str, int]) -> int:
    left = variant.stock - taken.get(variant.sku, 0)
    quantity = min(left, chance.randint(1, 12))
    taken[variant.sku] = taken.get(variant.sku, 0) + quantity
    return quantity
