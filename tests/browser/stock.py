"""The stock that the browser tests look at: ``python -m tests.browser.stock`` writes it."""

import os
from typing import Any

import django

from inventory import InventoryManager
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.schema import ensure_table
from inventory.settings import Settings

CATEGORY = "Hand tools & bits"
LIST = "/categories/Hand%20tools%20&%20bits/"
TOOLS = 120


def tools() -> list[dict[str, Any]]:
    """From 0.50 to 60.00 in steps of 0.50; every third has a description, every tenth a long name."""
    return [
        {
            "product_id": f"HT-{i:04}",
            "name": f"Tool {i}" + ", drop forged and hardened with a two-component grip and a lanyard" * (i % 10 == 0),
            "category": CATEGORY,
            "base_price": f"{i * 0.5:.2f}",
            "description": "Sold singly, in a recycled cardboard sleeve. " * 3 if i % 3 == 0 else "",
        }
        for i in range(1, TOOLS + 1)
    ]


def rack() -> dict[str, Any]:
    """A product of 30 variants in three warehouses."""
    variants = [
        {
            "sku": f"RACK-{i:03}",
            "name": "Shelf rack, galvanised, five shelves, with feet and wall ties" if i % 5 == 0 else f"Rack {i}",
            "price": f"{i + 40}.00",
            "stock": (i * 7) % 23 * (i % 4) * 50,
            "warehouse": f"WH00{i % 3 + 1}",
            "attributes": {"Width": f"{i * 10} cm", "Colour": "Traffic grey"},
        }
        for i in range(1, 31)
    ]
    return {
        "product_id": "RACK",
        "name": "Shelf rack, galvanised",
        "category": "Storage",
        "base_price": "41.00",
        "description": "Boltless, 175 kg a shelf.",
        "variants": variants,
    }


def longest() -> dict[str, Any]:
    """Everything as long as it may be, and without a blank to break at."""
    return {
        "product_id": "P" * 64,
        "name": "N" * 200,
        "category": "C" * 64,
        "base_price": "9999999999.99",
        "description": "D" * 4000,
        "variants": [
            {
                "sku": "S" * 64,
                "name": "V" * 200,
                "price": "9999999999.99",
                "stock": 99_999_999,
                "warehouse": "W" * 64,
                "attributes": {"A" * 64: "B" * 256, "Size": "M"},
            }
        ],
    }


def fill(inventory: InventoryManager) -> None:
    """Needs a table; writes some 150 products and variants."""
    inventory.batch_create_products(tools())
    inventory.create_product("LAMP", "Work lamp", "Lighting", "24.90")
    inventory.create_product(**rack())
    inventory.create_product(**longest())


def add_people(inventory: InventoryManager) -> None:
    """Everybody of ``tests.people``, to be signed in as by the form."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inventory_site.settings")
    django.setup()
    from tests import people  # needs Django's settings

    for name in people.ROLES:
        people.person(inventory, name)

    from tests.browser import shelves

    shelves.fill(inventory)
    shelves.add_second_admin(inventory)


if __name__ == "__main__":
    settings = Settings.from_env()
    ensure_table(DynamoDBClient(settings))
    fill(InventoryManager(settings))
    add_people(InventoryManager(settings))
