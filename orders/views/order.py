"""The page of an order."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from inventory.errors import InvalidCursor
from orders.order_page import PAGE_SIZE, read_sheet
from orders.views.answers import TEMPLATE, context_of
from orders.views.guarding import on_an_order
from web.htmx import HtmxHttpRequest, render_page, wants_fragment
from web.words import LOST_PLACE


@require_safe
@on_an_order
def order(request: HtmxHttpRequest, order_id: str) -> HttpResponse:
    """One order: 50 of its lines, its history, what may be done with it. 404 for an unknown or impossible id."""
    cursor = request.GET.get("cursor")
    continues = bool(cursor)
    fragment = "rows" if continues and wants_fragment(request) else "order"
    try:
        sheet = read_sheet(order_id, PAGE_SIZE, cursor or None)
    except InvalidCursor:
        context = {**context_of(request, read_sheet(order_id)), "lost": LOST_PLACE}
        return render_page(request, TEMPLATE, context, fragment, status=422)
    context = {**context_of(request, sheet, continues), "continues": continues}
    return render_page(request, TEMPLATE, context, fragment)
