"""The demo catalogue: product number n of a seed is the same product always, whatever is made beside it."""

import random
import re
from dataclasses import dataclass
from decimal import Decimal

from inventory.demo_words import FAMILIES, GRADES, MAKERS, WAREHOUSES, Family

_CENT = Decimal("0.01")
_HOMES = [warehouse_id for warehouse_id, _, _ in WAREHOUSES]
_SHARES = [share for _, _, share in WAREHOUSES]


@dataclass(frozen=True)
class DemoVariant:
    """``stock`` units at home, and ``elsewhere`` units by further warehouse."""

    sku: str
    name: str
    price: Decimal
    stock: int
    warehouse: str
    attributes: dict[str, str]
    elsewhere: dict[str, int]


@dataclass(frozen=True)
class DemoProduct:
    product_id: str
    name: str
    category: str
    base_price: Decimal
    description: str
    variants: tuple[DemoVariant, ...]

    def fields(self) -> dict[str, object]:
        """The arguments of ``create_product``."""
        names = ("sku", "name", "price", "stock", "warehouse", "attributes")
        variants = [{name: getattr(variant, name) for name in names} for variant in self.variants]
        return {**vars(self), "variants": variants}


def product(seed: int, number: int) -> DemoProduct:
    """Product ``number`` (from 0) of the catalogue of ``seed``."""
    # A generator of its own for each product: text seeds are the same in every process and Python version.
    chance = random.Random(f"product {seed} {number}")  # noqa: S311 - makes up goods, guards nothing
    family = chance.choice(FAMILIES)
    product_id = f"{family.code}-{seed}-{number + 1:05d}"
    name = f"{chance.choice(MAKERS)} {chance.choice(GRADES)} {family.noun} {chance.randrange(100, 1000)}"
    home = chance.choices(_HOMES, _SHARES)[0]
    price = _price(chance, family)
    options = _options(chance, family)
    variants = tuple(
        _variant(chance, family, f"{product_id}-{_slug(option)}", name, option, place, price, home)
        for place, option in enumerate(options)
    )
    return DemoProduct(product_id, name, family.category, price, family.about, variants)


def _price(chance: random.Random, family: Family) -> Decimal:
    # Squared: in each family the cheap ones are many and the dear ones few.
    price = family.low + (family.high - family.low) * Decimal(round(chance.random() ** 2, 4))
    return _shelf_price(price)


def _shelf_price(price: Decimal) -> Decimal:
    """Prices as shops set them: to five cents, and above 20 to 49 or 95 cents."""
    if price < 20:
        return max(Decimal("0.05"), (price / Decimal("0.05")).quantize(Decimal(1)) * Decimal("0.05")).quantize(_CENT)
    return Decimal(int(price)) + (Decimal("0.49") if price % 1 < Decimal("0.5") else Decimal("0.95"))


def _options(chance: random.Random, family: Family) -> tuple[str, ...]:
    """Some of the family's options that stand side by side, as makers offer them."""
    count = chance.randint(1, len(family.options))
    first = chance.randint(0, len(family.options) - count)
    return family.options[first : first + count]


def _variant(
    chance: random.Random,
    family: Family,
    sku: str,
    product_name: str,
    option: str,
    place: int,
    price: Decimal,
    home: str,
) -> DemoVariant:
    return DemoVariant(
        sku=sku,
        name=f"{product_name}, {option}",
        price=_shelf_price(price * (1 + family.step * place)) if place else price,
        stock=_stock(chance, price),
        warehouse=home,
        attributes={family.axis: option},
        elsewhere=_elsewhere(chance, home),
    )


def _stock(chance: random.Random, price: Decimal) -> int:
    """Units on the shelf: one in sixteen out, one in nine low, of cheap things more than of dear ones."""
    kind = chance.random()
    if kind < 1 / 16:
        return 0
    if kind < 1 / 16 + 1 / 9:
        return chance.randint(1, 10)
    return chance.randint(11, 60 if price > 40 else 240 if price > 8 else 900)


def _elsewhere(chance: random.Random, home: str) -> dict[str, int]:
    """One variant in eight is kept in a second warehouse too, few in a third."""
    others = [warehouse_id for warehouse_id in _HOMES if warehouse_id != home]
    count = chance.choices((0, 1, 2), (88, 10, 2))[0]
    return {warehouse_id: chance.randint(1, 80) for warehouse_id in chance.sample(others, count)}


def _slug(option: str) -> str:
    return re.sub(r"[^A-Z0-9-]", "", option.upper().replace(".", "P").replace("/", "-"))
