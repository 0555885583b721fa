"""Lines of stock over time, drawn into a page. Their looks are in ``static/css/charts.css``."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import template

from web import charts

register = template.Library()

WIDE, NARROW = 880, 350


@register.inclusion_tag("partials/_sparkline.html")
def sparkline(points: Sequence[tuple[str, int]], days: int = 14, until: date | None = None) -> dict[str, Any]:
    """A small line of one balance a day: see ``web.charts.sparkline``."""
    return {"spark": charts.sparkline(points, days, until)}


@register.inclusion_tag("partials/_chart.html")
def stock_chart(
    points: Sequence[tuple[datetime, int]],
    reorder_point: int | None = None,
    until: datetime | None = None,
    name: str = "Stock over time",
) -> dict[str, Any]:
    """A chart for a desk and one for a handheld, of which the style sheet shows one: see ``web.charts.stock_chart``."""
    widths = {"wide": WIDE, "narrow": NARROW}
    drawn = {kind: charts.stock_chart(points, reorder_point, until, width) for kind, width in widths.items()}
    return {"charts": drawn if points else {}, "name": name}
