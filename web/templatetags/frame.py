"""What the frame around every page asks: who is signed in, and which warehouse is chosen."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.urls import reverse

from inventory.errors import InventoryError
from web.addresses import here
from web.warehouse import ChosenWarehouse, choice

register = template.Library()

# What an address says of one warehouse or of one answer; the rest are filters, which another warehouse keeps.
_OF_ONE_WAREHOUSE = {"warehouse", "cursor", "poll", "seen", "more", "editing", "revision", "format", "next"}


@register.simple_tag(takes_context=True)
def signed_in(context: Mapping[str, Any]) -> Any:
    """The user, or None: also on a page of trouble, which may have no request."""
    user = getattr(context.get("request"), "user", None)
    try:
        return user if user is not None and user.is_authenticated else None
    except InventoryError:
        return None


@register.filter
def initials(name: str) -> str:
    """``Ana Maria Kovač`` -> ``AK``"""
    words = name.split()
    return "".join(word[0] for word in dict.fromkeys((words[0], words[-1]))).upper() if words else "?"


@register.inclusion_tag("partials/_warehouse_picker.html", takes_context=True)
def warehouse_picker(context: Mapping[str, Any]) -> dict[str, Any]:
    """The choice of the warehouse. A page that is about one has ``choice`` in its context, and is shown anew for
    another; from the others the picker leads to the overview."""
    request = context.get("request")
    found = context.get("choice")
    if isinstance(found, ChosenWarehouse) and isinstance(request, HttpRequest):
        kept = {name: value for name, value in request.GET.items() if name not in _OF_ONE_WAREHOUSE}
        return {"choice": found, "action": here(request), "kept": kept}
    return {"choice": _choice(request), "action": reverse("dashboard:home")}


def _choice(request: Any) -> ChosenWarehouse:
    """Without a picker where the page itself says what is wrong: the database away, or an address of too many parts."""
    try:
        return choice(request)
    except (InventoryError, SuspiciousOperation):
        return ChosenWarehouse(None)
