"""What the browser gets after an order was changed, or was not."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect

from inventory.entities import Order
from inventory.errors import EngineUnavailable, IllegalMove
from inventory.ordering.reading import OrderSheet
from inventory.permissions import Permission, may
from orders import order_words
from orders.order_actions import may_work_on
from orders.order_page import OrderPage, read_sheet
from orders.refusals import CONFLICT, UNAVAILABLE, not_yours
from web import background, flash
from web.access import actor, forbidden
from web.addresses import address_of, here, own_path
from web.htmx import HtmxHttpRequest, fills, render_page, wants_fragment

TEMPLATE = "orders/order.html"
DIALOG = "sheet"


def context_of(request: HtmxHttpRequest, sheet: OrderSheet, continues: bool = False) -> dict[str, Any]:
    """What the parts of the page need."""
    page = OrderPage(sheet, actor(request), continues, all_short=request.GET.get("short") == "all")
    return {"page": page, "order": page.order, "here": address(page.order.order_id), "section": "orders"}


def address(order_id: str) -> str:
    return address_of("orders:order", order_id)


def done(request: HtmxHttpRequest, order: Order, words: str = "") -> HttpResponse:
    """The order anew, and one sentence on it. What takes longer goes on by itself."""
    if order.in_work:
        background.settle(order.order_id)
    words = words or order_words.stands(order)
    if wants_fragment(request):
        return shown_anew(request, order.order_id, words)
    response = HttpResponseRedirect(own_path(request, request.POST.get("next"), address(order.order_id)), status=303)
    flash.say(request, response, words)
    return response


def shown_anew(request: HtmxHttpRequest, order_id: str, words: str) -> HttpResponse:
    """The whole part of the page and a toast. It is done, also where the order cannot be read any more."""
    context: dict[str, Any] = {"words": words}
    with suppress(EngineUnavailable):
        context |= context_of(request, read_sheet(order_id))
    return render_page(request, TEMPLATE, context, "answer")


def illegal(request: HtmxHttpRequest, order_id: str, refused: IllegalMove) -> HttpResponse:
    """Status 409: the order as it is now, and why nothing was changed."""
    sheet = read_sheet(order_id)
    return refusal(request, sheet, order_words.not_possible(sheet, refused.to, refused.why), CONFLICT)


def refusal(request: HtmxHttpRequest, sheet: OrderSheet, words: str, status: int) -> HttpResponse:
    """The page of the order with ``words`` above it; in a dialog, the words and behind it the order as it is now."""
    context = {**context_of(request, sheet), "problem": words, "is_conflict": status == CONFLICT}
    fragment = "refused_in_dialog" if fills(request, DIALOG) else "refused"
    return render_page(request, TEMPLATE, context, fragment, status=status)


def unknown(request: HtmxHttpRequest, words: str) -> HttpResponse:
    """A toast that stays: what became of a press of a button is not known."""
    context = {"words": words, "kind": "error"}
    return render_page(request, TEMPLATE, context, "toast", status=CONFLICT)


def not_theirs(request: HtmxHttpRequest, order: Order) -> HttpResponse | None:
    """Status 403 for somebody who may not move all of an order's stock; None for the others."""
    staff = actor(request)
    if may_work_on(staff, order):
        return None
    places = [each for each in order.warehouses if not may(staff, Permission.WORK_ON_ORDERS, each)]
    return forbidden(request, not_yours(next(iter(places), None)))


def ask(
    request: HtmxHttpRequest, template: str, order_id: str, context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """A form about an order, as a page or in the dialog.

    There an answer that is not known is a conflict: another failure would not be put in the form's place.
    """
    told = {"order_id": order_id, "here": here(request), "back": address(order_id), "section": "orders"}
    if wants_fragment(request) and status >= UNAVAILABLE:
        status = CONFLICT
    return render_page(request, template, {**told, **context}, "form", status=status)
