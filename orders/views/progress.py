"""How far an order in work is, for the page that waits for it."""

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from inventory.permissions import Permission
from orders import order_words
from orders.order_page import OrderPage, read_sheet
from orders.views import answers
from orders.views.guarding import on_an_order
from web.access import actor, allowed
from web.htmx import HtmxHttpRequest, render_page, wants_fragment

# What the asking page shows already.
SEEN = "seen"


@require_http_methods(["GET", "HEAD", "POST"])
@on_an_order
def progress(request: HtmxHttpRequest, order_id: str) -> HttpResponseBase:
    """204 while nothing is new, else the bar anew; the order when it is done. POST has this process go on with it."""
    if request.method == "POST":
        return _go_on(request, order_id)
    if not wants_fragment(request):
        return HttpResponseRedirect(answers.address(order_id))
    page = OrderPage(read_sheet(order_id, limit=1), actor(request))
    if not page.order.in_work:
        return answers.shown_anew(request, order_id, order_words.stands(page.order))
    if request.GET.get(SEEN) == page.stand:
        return HttpResponse(status=204, headers={"Cache-Control": "no-store"})
    return render_page(request, answers.TEMPLATE, {"page": page, "order": page.order}, "progress")


@allowed(Permission.WORK_ON_ORDERS)
def _go_on(request: HtmxHttpRequest, order_id: str) -> HttpResponse:
    order = read_sheet(order_id, limit=1).order
    words = "It goes on." if order.in_work else order_words.stands(order)
    return answers.not_theirs(request, order) or answers.done(request, order, words)
