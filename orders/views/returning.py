"""Goods of an order that come back: to the stock, or written off."""

import re
from collections.abc import Sequence
from typing import Final

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from inventory.entities import Order, OrderLine, OrderWithItems, can_be_returned
from inventory.people import StaffUser
from inventory.permissions import Permission
from orders import order_words
from orders.order_page import read_sheet, read_whole
from orders.return_form import MOST_LINES, MOST_STEPPERS, ReturnForm
from orders.views import answers
from orders.views.asking import Asking
from orders.views.guarding import on_an_order
from web.access import actor, allowed
from web.htmx import HtmxHttpRequest
from web.inventory import manager

TEMPLATE: Final = "orders/return.html"
# Which lines of a long order are asked about: those whose SKU or name holds the text.
SOUGHT: Final = "sought"

_LINE: Final = re.compile(r"lines\[([0-9]+)\]\.(restock|write_off)")


@require_http_methods(["GET", "HEAD", "POST"])
@on_an_order
@allowed(Permission.WORK_ON_ORDERS)
def take_back(request: HtmxHttpRequest, order_id: str) -> HttpResponse:
    """Ask what came back of each line, and book it, once; 404 for an unknown or impossible id."""
    if request.method != "POST":
        return _shown(request, order_id, None, 200)
    form = ReturnForm(request.POST)
    asking = Asking(
        request,
        order_id,
        TEMPLATE,
        form,
        lambda status: _shown(request, order_id, form, status),
        lambda refused: _field_of(order_id, form, refused),
    )
    return asking.carry_out(lambda: _take_back(order_id, form, actor(request)))


def _take_back(order_id: str, form: ReturnForm, staff: StaffUser) -> Order:
    return manager().return_items(order_id, actor=staff, wait=False, **form.asked)


def _field_of(order_id: str, form: ReturnForm, refused: str) -> str:
    """``lines[3].write_off`` -> ``write_off-3``; of a SKU, the field of the first line sent with it."""
    named = _LINE.fullmatch(refused)
    if named or refused in form.fields:
        return f"{named[2]}-{named[1]}" if named else refused
    of_it = (line.index for line in read_whole(order_id).lines if line.sku == refused)
    sent = (f"restock-{index}" for index in of_it if index in form.sent_indexes)
    return next(sent, refused)


def _shown(request: HtmxHttpRequest, order_id: str, form: ReturnForm | None, status: int) -> HttpResponse:
    order = read_whole(order_id)
    refused = answers.not_theirs(request, order)
    if refused:
        return refused
    if not can_be_returned(order):
        sheet = read_sheet(order_id)
        return answers.refusal(request, sheet, order_words.not_possible(sheet), status)
    sought = request.GET.get(SOUGHT, "").strip()
    context = _context(order, form or ReturnForm.fresh(order.lines), sought)
    return answers.ask(request, TEMPLATE, order_id, context, status)


def _context(order: OrderWithItems, form: ReturnForm, sought: str) -> dict[str, object]:
    lines = [line for line in order.lines if line.returnable]
    found = [line for line in lines if _matches(line, sought)]
    form.tell(lines)
    rows = form.rows(_asked_about(form, lines, found))
    return {
        "order": order,
        "form": form,
        "rows": rows,
        "stepped": len(rows) <= MOST_STEPPERS,
        "lines": len(lines),
        "units": sum(line.returnable for line in lines),
        "sought": sought,
        "found": len(found),
        "is_long": len(lines) > MOST_LINES,
        "most": MOST_LINES,
    }


def _asked_about(form: ReturnForm, lines: Sequence[OrderLine], found: Sequence[OrderLine]) -> Sequence[OrderLine]:
    """The lines shown: those that a sent form was about, first."""
    sent = set(form.sent_indexes) if form.is_bound else set()
    return [line for line in lines if line.index in sent] or found[:MOST_LINES]


def _matches(line: OrderLine, sought: str) -> bool:
    return sought.casefold() in f"{line.sku} {line.name}".casefold()
