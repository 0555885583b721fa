"""The demo's past: when its goods came, went, were ordered and adjusted, up to the moment it is made."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

from inventory import demo_catalogue
from inventory.demo_catalogue import DemoProduct, DemoVariant
from inventory.entities import Reason

_OPENED = timedelta(days=21)
_SOLD_FROM, _SOLD_TO = timedelta(days=14), timedelta(days=5)
_ORDERED_FROM = timedelta(days=4)
_MOST_SALES = 4


@dataclass(frozen=True)
class DemoSale:
    """``units`` of a SKU that went over the counter at ``moment``."""

    product_id: str
    sku: str
    units: int
    moment: datetime
    request_key: str
    reason: Reason = Reason.OTHER
    note: str = "Sold over the counter"


@dataclass(frozen=True)
class DemoTimes:
    """When things happened, seen from ``now``: sales after the opening, then orders, then today's adjustments."""

    now: datetime

    @property
    def opening(self) -> datetime:
        return self.now - _OPENED

    def sale(self, share: float) -> datetime:
        """``share`` (0 to 1) of the way through the days of the sales."""
        return self.now - _SOLD_FROM + share * (_SOLD_FROM - _SOLD_TO)

    def order(self, share: float) -> datetime:
        return self.now - _ORDERED_FROM + share * (self._midnight - (self.now - _ORDERED_FROM))

    def today(self, share: float) -> datetime:
        return self._midnight + share * (self.now - self._midnight)

    @property
    def _midnight(self) -> datetime:
        return datetime.combine(self.now.date(), time(), UTC)


def sales(seed: int, products: int, times: DemoTimes) -> Iterator[DemoSale]:
    """What brought the first products of ``seed`` down to their stock, each SKU's oldest first."""
    for number in range(min(products, demo_catalogue.WITH_A_PAST)):
        product = demo_catalogue.product(seed, number)
        for variant in product.variants:
            yield from _sales_of(product, variant, times)


def _sales_of(product: DemoProduct, variant: DemoVariant, times: DemoTimes) -> Iterator[DemoSale]:
    sold = variant.before - variant.stock
    if not sold:
        return
    chance = random.Random(f"sales {variant.sku}")  # noqa: S311 - makes up stories, guards nothing
    cuts = sorted(chance.sample(range(1, sold), min(sold - 1, chance.randint(1, _MOST_SALES - 1))))
    moments = sorted(chance.random() for _ in range(len(cuts) + 1))
    for place, (first, last) in enumerate(pairwise([0, *cuts, sold])):
        key = f"demo-sale-{variant.sku}-{place}"
        yield DemoSale(product.product_id, variant.sku, last - first, times.sale(moments[place]), key)
