"""Moving an order to its next status, holding, releasing and cancelling it, and closing its rest short."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from inventory.entities import Order, OrderStatus, can_close_short, legal_moves
from inventory.errors import IllegalMove, InvalidValue, OutcomeUnknown, StockBusy
from inventory.people import StaffUser
from inventory.permissions import Permission
from orders import order_words
from orders.move_form import CloseForm, MoveForm, closing_question, question
from orders.order_page import read_sheet, read_whole
from orders.refusals import BUSY, CONFLICT, UNAVAILABLE, UNKNOWN, UNPROCESSABLE
from orders.views import answers
from orders.views.asking import Asking
from orders.views.guarding import on_an_order
from web.access import actor, allowed
from web.htmx import HtmxHttpRequest, fills, wants_fragment
from web.inventory import manager

TEMPLATE = "orders/move.html"


@require_http_methods(["GET", "HEAD", "POST"])
@on_an_order
@allowed(Permission.WORK_ON_ORDERS)
def move(request: HtmxHttpRequest, order_id: str) -> HttpResponse:
    """Move the order to where the form says, once. GET asks before, with room for a note."""
    if request.method != "POST":
        return _move_asked(request, order_id)
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _move_refused(request, order_id, form)
    to, note = form.cleaned_data["to"], form.cleaned_data["note"]
    try:
        order = manager().move_order(order_id, to, actor(request), note, wait=False)
    except IllegalMove as refused:
        return answers.illegal(request, order_id, refused)
    except InvalidValue as refused:
        if refused.field == "order_id":
            raise
        return answers.refusal(request, read_sheet(order_id), f"{refused}. Nothing was changed.", UNPROCESSABLE)
    except StockBusy:
        return answers.refusal(request, read_sheet(order_id), BUSY, CONFLICT)
    except OutcomeUnknown:
        return _move_unknown(request, order_id, form)
    return answers.done(request, order)


def _move_asked(request: HtmxHttpRequest, order_id: str) -> HttpResponse:
    try:
        to = OrderStatus(request.GET.get("to", ""))
    except ValueError:
        raise Http404 from None
    sheet = read_sheet(order_id)
    refused = answers.not_theirs(request, sheet.order)
    if refused:
        return refused
    if to not in legal_moves(sheet.order) or to is OrderStatus.SHIPPED:
        return answers.refusal(request, sheet, order_words.not_possible(sheet, to), 200)
    return _move_form(request, sheet.order, to, MoveForm(initial={"to": to}))


def _move_form(
    request: HtmxHttpRequest, order: Order, to: OrderStatus, form: MoveForm, status: int = 200
) -> HttpResponse:
    lines = read_whole(order.order_id).lines if to is OrderStatus.PACKED else ()
    context = {"order": order, "form": form, "question": question(order, to, lines)}
    return answers.ask(request, TEMPLATE, order.order_id, context, status)


def _move_refused(request: HtmxHttpRequest, order_id: str, form: MoveForm) -> HttpResponse:
    sheet = read_sheet(order_id)
    refused = answers.not_theirs(request, sheet.order)
    if refused:
        return refused
    if "to" in form.errors:
        return answers.refusal(request, sheet, f"{form.errors['to'][0]}", UNPROCESSABLE)
    return _move_form(request, sheet.order, form.cleaned_data["to"], form, UNPROCESSABLE)


def _move_unknown(request: HtmxHttpRequest, order_id: str, form: MoveForm) -> HttpResponse:
    """The form with what was typed, so that it can be sent again. A button of the order's page is still there."""
    if wants_fragment(request) and not fills(request, answers.DIALOG):
        return answers.unknown(request, UNKNOWN)
    form.add_error(None, UNKNOWN)
    return answers.ask(request, TEMPLATE, order_id, {"form": form}, UNAVAILABLE)


@require_http_methods(["GET", "HEAD", "POST"])
@on_an_order
@allowed(Permission.WORK_ON_ORDERS)
def close(request: HtmxHttpRequest, order_id: str) -> HttpResponse:
    """Give the rest of a partly shipped order back, once. GET asks before, with room for a note."""
    form = CloseForm(request.POST) if request.method == "POST" else CloseForm.fresh()
    asking = Asking(request, order_id, TEMPLATE, form, lambda status: _close_form(request, order_id, form, status))
    if request.method != "POST":
        return asking.show(200)
    return asking.carry_out(lambda: _close(order_id, form, actor(request)))


def _close(order_id: str, form: CloseForm, staff: StaffUser) -> Order:
    given = form.cleaned_data
    return manager().close_order_short(order_id, staff, given["note"], request_key=given["request_key"], wait=False)


def _close_form(request: HtmxHttpRequest, order_id: str, form: CloseForm, status: int) -> HttpResponse:
    sheet = read_sheet(order_id)
    refused = answers.not_theirs(request, sheet.order)
    if refused:
        return refused
    if not can_close_short(sheet.order):
        return answers.refusal(request, sheet, order_words.not_possible(sheet, OrderStatus.SHIPPED), status)
    context = {"order": sheet.order, "form": form, "question": closing_question(sheet.order)}
    return answers.ask(request, TEMPLATE, order_id, context, status)
