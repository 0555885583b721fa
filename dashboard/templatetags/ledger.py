"""How the rows of a ledger are written."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from django import template

from inventory import causes
from inventory.entities import Movement, ProductWithVariants, StockLevel, Variant
from inventory.permissions import Permission, may
from inventory.undoing import can_be_undone

register = template.Library()

_MADE_UP = re.compile(r"[0-9a-f]{32,64}")
_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


@register.filter
def ago(moment: datetime) -> str:
    """How long ago, within a day: ``5 minutes ago``; empty for what is older."""
    passed = datetime.now(UTC) - moment
    if passed >= _DAY:
        return ""
    if passed < _MINUTE:
        return "just now"
    return _counted(passed // _HOUR, "hour") if passed >= _HOUR else _counted(passed // _MINUTE, "minute")


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'s' if number > 1 else ''} ago"


@register.filter
def undoable(movement: Movement) -> bool:
    """Whether a row has a button to take it back."""
    return can_be_undone(movement)


@register.filter
def order_of(movement: Movement) -> str | None:
    """The id of the order that moved the stock, or None."""
    return causes.order_of(movement.cause)


@register.filter
def request_of(movement: Movement) -> str | None:
    """The request key that somebody chose; None for one that a form or this site made up."""
    key = causes.request_of(movement.cause)
    return None if key is None or _MADE_UP.fullmatch(key) else key


@register.filter
def may_retire(user: Any, what: Variant | ProductWithVariants) -> bool:
    """Whether the person may change the stock of all warehouses that a variant, or what is left of a product, is in.

    A product without any is in all.
    """
    variants = what.variants if isinstance(what, ProductWithVariants) else (what,)
    levels = [level for variant in variants if not variant.retired for level in variant.levels]
    return all(may_change(user, level.warehouse) for level in levels) if levels else not user.staff.warehouses


@register.filter
def may_change(user: Any, warehouse_id: str) -> bool:
    """Whether the person may change the stock of a warehouse."""
    return bool(user.may_change(warehouse_id))


@register.filter
def may_place(user: Any, level: StockLevel) -> bool:
    """Whether the person may say where the goods of a level lie."""
    return not level.retired and may(user.staff, Permission.EDIT_CATALOGUE, level.warehouse)
