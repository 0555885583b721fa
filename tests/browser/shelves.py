"""Shelves that the browser tests change: each subject has a warehouse of its own, so that no test meets another's."""

from typing import Any

from django.contrib.auth.hashers import make_password

from inventory import InventoryManager
from inventory.people import Role
from tests.people import PASSWORD

DAY, PLAIN, CLASH, ODD = "DAY", "PLAIN", "CLASH", "ODD"
SECOND_ADMIN = "night-shift"
ORDER = "O-1001"
SCRIPT = '<script>document.title="taken over"</script><img src=x onerror=alert(1)>'
RIGHT_TO_LEFT = "חולצת עבודה زاهي اللون \N{RIGHT-TO-LEFT OVERRIDE}42 XL"
LONG = "Unbrokenname" * 16 + "longname"


def fill(inventory: InventoryManager) -> None:
    """Needs a table; writes some 60 variants, an order and some movements."""
    for product in (_boots(), _vests(), _crate(), *_odd()):
        inventory.create_product(**product)
    inventory.create_order_transaction(
        ORDER,
        "CUST-7",
        [{"sku": f"RACK-{i:03}", "quantity": 2, "price": "43.00"} for i in (1, 2, 3)],
    )
    for sku in ("EVIL-1", "RTL-1", "L" * 64):
        inventory.adjust_stock(
            sku,
            change=1,
            reason="other",
            note=LONG + SCRIPT,
            warehouse=ODD,
            actor="tests",
            request_key=f"odd-{sku[:8]}",
        )


def add_second_admin(inventory: InventoryManager) -> None:
    """Somebody else who adjusts stock. Needs Django's settings."""
    inventory.staff.create("tests", SECOND_ADMIN, password=make_password(PASSWORD), role=Role.ADMIN)


def _boots() -> dict[str, Any]:
    """In DAY, sizes 41 to 45 with 30, 12, 6, 3 and 0 units, each to be reordered at 15."""
    stock = {41: 30, 42: 12, 43: 6, 44: 3, 45: 0}
    variants = [_variant("BOOT", str(size), units, DAY, "Size", f"EU {size}", 15) for size, units in stock.items()]
    return _product("BOOT", "Steel-toe boots S3", variants)


def _vests() -> dict[str, Any]:
    """In PLAIN: VEST-01 to VEST-30 with 1 to 30 units, each to be reordered at 40."""
    variants = [_variant("VEST", f"{i:02}", i, PLAIN, "Size", f"{i} cm", 40) for i in range(1, 31)]
    return _product("VEST", "Hi-vis vest", variants)


def _crate() -> dict[str, Any]:
    return _product("CRATE", "Folding crate", [_variant("CRATE", "60", 1000, CLASH, "Litres", "60", 2000)])


def _odd() -> list[dict[str, Any]]:
    """What breaks pages: markup, right to left, and nothing to break a line at. All of it low in ODD."""
    evil = [_variant("EVIL", "1", 2, ODD, "Size", SCRIPT, 10)]
    rtl = [_variant("RTL", "1", 3, ODD, "Size", RIGHT_TO_LEFT, 10)]
    long = [{**_variant("LONG", "1", 4, ODD, "A" * 64, LONG, 10), "sku": "L" * 64, "barcode": "8" * 64}]
    return [
        _product("EVIL", SCRIPT, evil),
        _product("RTL", RIGHT_TO_LEFT, rtl),
        _product("LONG", LONG, long),
    ]


def _product(product_id: str, name: str, variants: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "product_id": product_id,
        "name": name,
        "category": "Protective wear",
        "base_price": "19.90",
        "variants": variants,
    }


def _variant(product: str, last: str, stock: int, warehouse: str, name: str, value: str, point: int) -> dict[str, Any]:
    return {
        "sku": f"{product}-{last}",
        "price": "19.90",
        "stock": stock,
        "warehouse": warehouse,
        "attributes": {name: value},
        "reorder_point": point,
        "reorder_level": 2 * point,
        "pack_size": 5,
    }
