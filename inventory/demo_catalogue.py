"""The demo catalogue: product number n of a seed is the same product always, whatever is made beside it."""

import random
import re
from dataclasses import dataclass
from decimal import Decimal

from inventory.demo_words import FAMILIES, GRADES, MAKERS, WAREHOUSES, Family

_CENT = Decimal("0.01")
_PACKS = (1, 5, 6, 10, 12, 20, 25, 50)
_AISLES = "ABCDEFGH"
_SHELVES = 5
# Digits of a barcode tell the seed, the product and the variant apart; beyond that many seeds there is no room.
_SEEDS_WITH_BARCODES = 100
# The first products of a demo have a past of some weeks, and bins in all their warehouses, as many as a person may look
# at; all of them would take long.
WITH_A_PAST = 200
_HOMES = [warehouse_id for warehouse_id, _, _ in WAREHOUSES]
_SHARES = [share for _, _, share in WAREHOUSES]


@dataclass(frozen=True)
class DemoVariant:
    """``stock`` units at home, ``before`` of them some weeks ago, and ``elsewhere`` units by further warehouse.

    ``bin`` is where it lies at home, ``bins_elsewhere`` by further warehouse. The rest as ``create_product`` has it.
    """

    sku: str
    name: str
    price: Decimal
    stock: int
    before: int
    warehouse: str
    attributes: dict[str, str]
    elsewhere: dict[str, int]
    barcode: str
    reorder_point: int | None
    reorder_level: int | None
    pack_size: int
    bin: str
    bins_elsewhere: dict[str, str]


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
        return {**vars(self), "variants": [_variant_fields(variant) for variant in self.variants]}


def _variant_fields(variant: DemoVariant) -> dict[str, object]:
    others = ("before", "elsewhere", "bins_elsewhere")
    kept = {name: value for name, value in vars(variant).items() if name not in others}
    return {**kept, "stock": variant.before}


def product_id(seed: int, number: int) -> str:
    """The id of ``product``, for less than all of it costs."""
    return _begun(seed, number)[2]


def _begun(seed: int, number: int) -> tuple[random.Random, Family, str]:
    # A generator of its own for each product: text seeds are the same in every process and Python version.
    chance = random.Random(f"product {seed} {number}")  # noqa: S311 - makes up goods, guards nothing
    family = chance.choice(FAMILIES)
    return chance, family, f"{family.code}-{seed}-{number + 1:05d}"


def product(seed: int, number: int) -> DemoProduct:
    """Product ``number`` (from 0) of the catalogue of ``seed``."""
    chance, family, own_id = _begun(seed, number)
    name = f"{chance.choice(MAKERS)} {chance.choice(GRADES)} {family.noun} {chance.randrange(100, 1000)}"
    home = chance.choices(_HOMES, _SHARES)[0]
    price = _price(chance, family)
    options = _options(chance, family)
    variants = tuple(
        _variant(chance, family, f"{own_id}-{_slug(option)}", name, option, place, price, home, (seed, number))
        for place, option in enumerate(options)
    )
    return DemoProduct(own_id, name, family.category, price, family.about, variants)


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
    made_as: tuple[int, int],
) -> DemoVariant:
    reorder_point, reorder_level, pack_size = _reordering(sku, price)
    stock, elsewhere = _stock(chance, price), _elsewhere(chance, home)
    known = made_as[1] < WITH_A_PAST
    return DemoVariant(
        sku=sku,
        name=f"{product_name}, {option}",
        price=_shelf_price(price * (1 + family.step * place)) if place else price,
        stock=stock,
        before=stock + (_sold(sku, stock, reorder_point) if known else 0),
        warehouse=home,
        attributes={family.axis: option},
        elsewhere=elsewhere,
        barcode=_barcode(*made_as, place),
        reorder_point=reorder_point,
        reorder_level=reorder_level,
        pack_size=pack_size,
        bin=_bin(*made_as, place, home),
        bins_elsewhere={warehouse: _bin(*made_as, place, warehouse) for warehouse in elsewhere if known},
    )


def _bin(seed: int, number: int, place: int, warehouse: str) -> str:
    """Aisle, rack and shelf: variants of a product lie side by side. One in twenty lies nowhere in particular."""
    chance = random.Random(f"bin {seed} {number} {warehouse}")  # noqa: S311 - makes up goods, guards nothing
    aisle, rack, shelf = chance.choice(_AISLES), chance.randint(1, 24), chance.randint(1, _SHELVES)
    left_out = chance.randrange(20)
    if place == left_out:
        return ""
    steps = shelf - 1 + place
    return f"{aisle}-{rack + steps // _SHELVES}-{steps % _SHELVES + 1}"


def _reordering(sku: str, price: Decimal) -> tuple[int | None, int | None, int]:
    """Reorder point and level, and pack size: of cheap things more at once. One variant in seven has none."""
    chance = random.Random(f"reordering {sku}")  # noqa: S311 - makes up goods, guards nothing
    least, most, packs = (2, 8, 1) if price > 40 else (8, 25, 5) if price > 8 else (20, 90, len(_PACKS))
    if chance.random() < 1 / 7:
        return None, None, 1
    point = chance.randint(least, most)
    return point, point * chance.randint(2, 4), chance.choice(_PACKS[:packs])


def _sold(sku: str, stock: int, reorder_point: int | None) -> int:
    """Units that went over the counter since: of what runs low many, of a few others some."""
    chance = random.Random(f"sold {sku}")  # noqa: S311 - makes up goods, guards nothing
    if reorder_point is not None and stock <= reorder_point:
        return reorder_point - stock + chance.randint(reorder_point, 3 * reorder_point)
    return chance.randint(1, stock) if stock and chance.random() < 1 / 8 else 0


def _barcode(seed: int, number: int, place: int) -> str:
    """An EAN-13 of the range that is free for use within a company. One product in ten has none."""
    if seed >= _SEEDS_WITH_BARCODES or number % 10 == 9:
        return ""
    digits = f"20{seed:02}{number:07}{place}"
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return f"{digits}{-weighted % 10}"


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
