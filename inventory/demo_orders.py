"""The demo orders: what made-up customers ask for, within what the demo catalogue has in stock."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from inventory import demo_catalogue
from inventory.demo_catalogue import DemoVariant

_PRODUCTS_AN_ORDER = 5
_MOST_LINES = 6


@dataclass(frozen=True)
class DemoOrder:
    """``items`` as ``create_order_transaction`` takes them."""

    order_id: str
    customer_id: str
    items: tuple[dict[str, object], ...]


def most_orders(products: int) -> int:
    """How many orders go with that many products; a few of them may find nothing in stock and fall away."""
    return max(1, products // _PRODUCTS_AN_ORDER)


def orders(seed: int, products: int) -> Iterator[DemoOrder]:
    """One order for every five products of ``seed``, at least one. Together they ask for no more than there is.

    Each looks at the products before it only, so that a larger catalogue has the orders of a smaller one too.
    """
    taken: dict[str, int] = {}
    for number in range(most_orders(products)):
        chance = random.Random(f"order {seed} {number}")  # noqa: S311 - makes up orders, guards nothing
        offered = min(products, _PRODUCTS_AN_ORDER * (number + 1))
        items = _lines(chance, seed, offered, taken)
        if items:
            customer = chance.randrange(1, 5 + number // 4)
            yield DemoOrder(f"SO-{seed}-{number + 1:05d}", f"CUST-{customer:04d}", items)


def _lines(chance: random.Random, seed: int, offered: int, taken: dict[str, int]) -> tuple[dict[str, object], ...]:
    numbers = chance.sample(range(offered), min(offered, chance.randint(1, _MOST_LINES)))
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
