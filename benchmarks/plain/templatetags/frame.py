"""What the frame around every page asks: see ``web.frame``."""

from collections.abc import Mapping
from typing import Any

from django import template

from web import frame

register = template.Library()
register.filter("initials", frame.initials)


@register.simple_tag(takes_context=True)
def signed_in(context: Mapping[str, Any]) -> Any:
    """The user, or None."""
    return frame.signed_in(context.get("request"))


@register.inclusion_tag("partials/_warehouse_picker.html", takes_context=True)
def warehouse_picker(context: Mapping[str, Any]) -> dict[str, Any]:
    """The choice of the warehouse."""
    return vars(frame.picker_of(context.get("request"), context.get("choice")))
