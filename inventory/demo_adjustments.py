"""The demo adjustments: what happened to the goods of the demo catalogue today, besides orders."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from inventory import demo_catalogue
from inventory.entities import Reason

_PRODUCTS_AN_ADJUSTMENT = 5
_MOST = 40
# Each with the least and most units, as often as they happen, and what is noted.
_HAPPENINGS = (
    (Reason.RECEIVED, 10, 60, 8, ("Delivery complete", "Delivery in two parts", "")),
    (Reason.COUNT, -3, 3, 5, ("Count of the aisle", "")),
    (Reason.DAMAGED, -4, -1, 4, ("Box crushed", "Wet pallet", "")),
    (Reason.RETURNED, 1, 3, 3, ("Unopened", "")),
    (Reason.LOST, -2, -1, 1, ("",)),
    (Reason.PROMOTION, -6, -2, 2, ("Trade fair", "")),
    (Reason.OTHER, -2, -1, 1, ("Sample for the photographer",)),
)


@dataclass(frozen=True)
class DemoAdjustment:
    """``change`` signed units at the SKU's home."""

    product_id: str
    sku: str
    change: int
    reason: Reason
    note: str
    request_key: str


def adjustments(seed: int, products: int) -> Iterator[DemoAdjustment]:
    """One for every five products of ``seed``, at most 40; some may find too little in stock."""
    for number in range(min(_MOST, products // _PRODUCTS_AN_ADJUSTMENT)):
        chance = random.Random(f"adjustment {seed} {number}")  # noqa: S311 - makes up stories, guards nothing
        product = demo_catalogue.product(seed, chance.randrange(_PRODUCTS_AN_ADJUSTMENT * (number + 1)))
        variant = chance.choice(product.variants)
        reason, least, most, _, notes = chance.choices(_HAPPENINGS, [often for *_, often, _ in _HAPPENINGS])[0]
        change = chance.randint(least, most) or 1
        key = f"demo-adjustment-{seed}-{number + 1}"
        yield DemoAdjustment(product.product_id, variant.sku, change, reason, chance.choice(notes), key)
