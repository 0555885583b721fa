"""What of an order goes on paper: the pick list, and the packing slip of a parcel. Both show the whole order."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from inventory.entities import IN_WORK, OrderLine
from inventory.errors import InvalidValue
from inventory.ordering.reading import OrderSheet
from inventory.values import quantity
from orders.order_page import read_picks, read_sheet
from orders.pick_page import PickPage
from orders.pick_words import standing
from orders.slip import slip_of
from orders.views.guarding import on_an_order
from web.access import actor
from web.htmx import HtmxHttpRequest, render_page

# As many lines a call as the inventory gives.
_MANY = 1000


@require_safe
@on_an_order
def pick_print(request: HtmxHttpRequest, order_id: str) -> HttpResponse:
    """All stops of an order in walking order, with boxes to tick; 404 for an unknown order."""
    picks = read_picks(order_id)
    page = PickPage(picks, actor(request), 0, most=len(picks.stops))
    context = {"page": page, "order": picks.order, "standing": standing(picks.order), "now": timezone.now()}
    return render_page(request, "orders/pick_print.html", {**context, "section": "orders"}, "sheet")


@require_safe
@on_an_order
def slip(request: HtmxHttpRequest, order_id: str) -> HttpResponse:
    """The packing slip of ``?shipment=``, else of the newest; before any, of what is open. 404 where there is none."""
    number = _shipment(request)
    sheet, lines = _sheet(order_id)
    made = slip_of(sheet.order, lines, sheet.shipments, number)
    if made is None:
        raise Http404
    context = {
        "slip": made,
        "order": sheet.order,
        "shipments": sheet.shipments,
        "standing": standing(sheet.order) if sheet.order.status in IN_WORK else "",
        "now": timezone.now(),
        "section": "orders",
    }
    return render_page(request, "orders/slip.html", context, "sheet")


def _shipment(request: HtmxHttpRequest) -> int | None:
    asked = request.GET.get("shipment")
    if asked is None:
        return None
    try:
        return quantity("shipment", asked, least=1)
    except InvalidValue:
        raise Http404 from None


def _sheet(order_id: str) -> tuple[OrderSheet, list[OrderLine]]:
    """An order's story and all its lines: two calls, and two more for each thousand lines beyond the first."""
    sheet = read_sheet(order_id, _MANY)
    lines, page = list(sheet.lines), sheet.lines
    while page.cursor:
        page = read_sheet(order_id, _MANY, page.cursor).lines
        lines += page
    return sheet, lines
