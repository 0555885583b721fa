"""Pages on orders."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from inventory.errors import InvalidValue
from web.htmx import HtmxHttpRequest, render_page
from web.inventory import manager
from web.outage import explains_outage


@require_safe
@explains_outage
def order(request: HtmxHttpRequest, order_id: str) -> HttpResponse:
    """One order with its lines; 404 for an unknown or impossible id."""
    try:
        found = manager().get_order_with_items(order_id)
    except InvalidValue:
        found = None
    if found is None:
        raise Http404
    context = {"order": found, "units": sum(line.quantity for line in found.lines)}
    return render_page(request, "orders/order.html", context, "order")
