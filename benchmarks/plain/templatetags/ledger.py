"""Who may change what: see ``web.access``."""

from typing import Any

from django import template

from web import access

register = template.Library()
register.filter("may_place", access.may_place)
register.filter("may_retire", access.may_retire)


@register.filter
def may_change(user: Any, warehouse_id: str) -> bool:
    """Whether the person may change the stock of a warehouse."""
    return bool(user.may_change(warehouse_id))
