"""Lines of stock over time, drawn into a page."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import template

from web import charts

register = template.Library()


@register.inclusion_tag("partials/_sparkline.html")
def sparkline(points: Sequence[tuple[str, int]], days: int = 14, until: date | None = None) -> dict[str, Any]:
    """A small line of one balance a day: see ``web.charts.sparkline``."""
    return {"spark": charts.sparkline(points, days, until)}
