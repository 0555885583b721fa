"""How figures, times and stock are written on every page, and what the frame around a page needs."""

import re
from datetime import datetime
from decimal import Decimal

from django import template

from inventory.entities import Category
from inventory.errors import InventoryError
from web.inventory import manager
from web.status import LOW_STOCK, StockStatus

register = template.Library()

RAIL_CATEGORIES = 24


@register.filter
def money(value: Decimal) -> str:
    """``1234.5`` -> ``1,234.50``"""
    return f"{value:,.2f}"


@register.filter
def units(value: int) -> str:
    """``80995`` -> ``80,995``"""
    return f"{value:,}"


@register.filter
def moment(value: str) -> datetime | None:
    """A stored time as a datetime, for ``{{ …|moment|date }}``; None for text that is none."""
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


@register.filter
def stock_status(available: int, threshold: int = LOW_STOCK) -> StockStatus:
    """The status of so many available units under a threshold."""
    return StockStatus.of(available, threshold)


@register.filter
def signed(change: int) -> str:
    """``3`` -> ``+3``; a negative change with the typographic minus."""
    return f"{change:+,}".replace("-", "\N{MINUS SIGN}")


@register.filter
def share(part: int, whole: int) -> int:
    """How many hundredths ``part`` is of ``whole``: 0 to 100."""
    return max(0, min(100, 100 * part // whole)) if whole > 0 else 100 * (part > 0)


@register.simple_tag
def dom_id(prefix: str, *names: str) -> str:
    """An id for an element that stands for ``names``, whatever signs they hold: ``row-A_2f_1-WH001``."""
    return "-".join([prefix, *(re.sub(r"[^A-Za-z0-9]", lambda sign: f"_{ord(sign[0]):x}_", name) for name in names)])


@register.simple_tag
def rail_categories() -> tuple[Category, ...]:
    """The first categories, for the rail; none while the database is away, which is the page's to explain."""
    try:
        return manager().categories()[:RAIL_CATEGORIES]
    except InventoryError:
        return ()


@register.simple_tag
def warehouse_names() -> dict[str, str]:
    """Name by id of the known warehouses."""
    return {warehouse.warehouse_id: warehouse.name for warehouse in manager().warehouses()}


@register.filter
def named(warehouse_id: str, names: dict[str, str]) -> str:
    """The name of a warehouse, or its id where none is known."""
    return names.get(warehouse_id) or warehouse_id
