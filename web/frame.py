"""What the frame around every page asks: who is signed in, which warehouse is chosen, what categories there are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import get_script_prefix
from markupsafe import Markup

from inventory.entities import Category
from inventory.errors import InventoryError
from web.addresses import address_of, here
from web.inventory import manager
from web.warehouse import ChosenWarehouse, choice

RAIL_CATEGORIES = 24

# What an address says of one warehouse or of one answer; the rest are filters, which another warehouse keeps.
_OF_ONE_WAREHOUSE = {"warehouse", "cursor", "poll", "seen", "more", "editing", "revision", "format", "next"}


@dataclass(frozen=True)
class Picker:
    """The choice of the warehouse: where it leads to, and the filters that it keeps."""

    choice: ChosenWarehouse
    action: str
    kept: Mapping[str, str] = field(default_factory=dict)


def signed_in(request: Any) -> Any:
    """The user, or None: also on a page of trouble, which may have no request."""
    user = getattr(request, "user", None) if isinstance(request, HttpRequest) else None
    try:
        return user if user is not None and user.is_authenticated else None
    except InventoryError:
        return None


def initials(name: str) -> str:
    """``Ana Maria Kovač`` -> ``AK``"""
    words = name.split()
    return "".join(word[0] for word in dict.fromkeys((words[0], words[-1]))).upper() if words else "?"


def picker_of(request: Any, chosen: Any = None) -> Picker:
    """A page that is about a warehouse has ``chosen`` it, and is shown anew for another; from the others the picker
    leads to the overview."""
    if isinstance(chosen, ChosenWarehouse) and isinstance(request, HttpRequest):
        kept = {name: str(value) for name, value in request.GET.items() if name not in _OF_ONE_WAREHOUSE}
        return Picker(chosen, here(request), kept)
    return Picker(_choice(request), address_of("dashboard:home"))


def _choice(request: Any) -> ChosenWarehouse:
    """Without a picker where the page itself says what is wrong: the database away, or an address of too many parts."""
    try:
        return choice(request)
    except (InventoryError, SuspiciousOperation):
        return ChosenWarehouse(None)


def known_categories() -> tuple[Category, ...]:
    """The first categories; none while the database is away, which is the page's to explain."""
    try:
        return manager().categories()[:RAIL_CATEGORIES]
    except InventoryError:
        return ()


def rail_categories(category: Any = None) -> str:
    """The first categories as links, the page's own ``category`` marked."""
    names = tuple(known.name for known in known_categories())
    return _kept("_rail_categories", get_script_prefix(), names=names, category=str(category or "")) if names else ""


def rail_sections(section: Any, category: Any, person: Any) -> str:
    """The sections of the site as links, the page's own marked."""
    asked = {"section": str(section or ""), "in_category": bool(category), "manages_users": person.can_manage_users}
    return _kept("_rail_sections", get_script_prefix(), **asked)


@lru_cache(maxsize=128)
def _kept(part: str, prefix: str, **values: Any) -> str:
    """A part of the frame, which is the same on all pages with these values; all addresses begin with ``prefix``."""
    return Markup(render_to_string(f"partials/{part}.html", values))  # noqa: S704  the template escapes
