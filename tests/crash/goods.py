"""The stock that orders of the crash tests are for, and what each order asks: its id says it, so that none is lost."""

import random
from collections.abc import Mapping
from typing import Any, Final

from inventory import InventoryManager
from tests.tables import line

PLENTY: Final = [f"SKU-{number:02}" for number in range(1, 91)]
# Of these there is soon nothing left, so that orders are rejected too, some of them half-way.
SCARCE: Final = [f"SCARCE-{number}" for number in range(1, 7)]
OPENING: Final[Mapping[str, int]] = {**dict.fromkeys(PLENTY, 20_000), **dict.fromkeys(SCARCE, 6)}


def stock_up(manager: InventoryManager) -> None:
    manager.batch_create_products(
        {
            "product_id": f"P-{sku}",
            "name": f"Part {sku}",
            "category": "Parts",
            "base_price": 1,
            "variants": [{"sku": sku, "stock": units}],
        }
        for sku, units in OPENING.items()
    )


def asked(order_id: str) -> list[dict[str, Any]]:
    """The lines of the order of that id. Most orders are longer than a transaction."""
    chance = random.Random(order_id)
    count = chance.randint(34, 80) if chance.random() < 0.7 else chance.randint(1, 20)
    lines = [line(sku, chance.randint(1, 3)) for sku in chance.sample(PLENTY, count)]
    if chance.random() < 0.4:
        lines.append(line(chance.choice(SCARCE), 2))
    return lines
