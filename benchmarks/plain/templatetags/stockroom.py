"""How figures, times and stock are written: see ``web.figures`` and its neighbours."""

from django import template

from web import figures, frame, times, warehouse
from web.dom import dom_id
from web.status import LOW_STOCK, StockStatus

register = template.Library()
for function in (figures.money, figures.share, figures.signed, figures.units, times.moment, warehouse.named):
    register.filter(function)
register.simple_tag(dom_id)
register.simple_tag(frame.known_categories, name="rail_categories")
register.simple_tag(warehouse.warehouse_names)


@register.filter
def stock_status(available: int, threshold: int = LOW_STOCK) -> StockStatus:
    """The status of so many available units under a threshold."""
    return StockStatus.of(available, threshold)
