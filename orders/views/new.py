"""A new order: everything that is written of it stands in one form, until it is placed."""

from http import HTTPStatus

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.views.decorators.http import require_http_methods

from inventory.entities import Order, OrderStatus
from inventory.errors import (
    EngineUnavailable,
    InsufficientStock,
    InvalidValue,
    InventoryError,
    OutcomeUnknown,
)
from inventory.permissions import Permission, may
from orders.new_checks import check_offers, refuse, shortages, take_new_prices
from orders.new_editing import Editing, Outcome
from orders.new_form import NewOrderForm, new_order_id
from orders.new_many import written
from orders.new_refusals import CONFLICT, UNAVAILABLE, UNPROCESSABLE, explain
from orders.order_page import read_whole
from orders.views.guarding import on_an_order
from web import background, flash
from web.access import actor, allowed
from web.addresses import address_of, here
from web.htmx import HtmxHttpRequest, fills, render_page, wants_fragment
from web.inventory import manager
from web.warehouse import choice

SUGGESTIONS = 10


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.WORK_ON_ORDERS)
@on_an_order
def new_order(request: HtmxHttpRequest) -> HttpResponse:
    """The form, and what its buttons do; under the customer's field the customers whose ids begin so."""
    if request.method != "POST":
        customer = request.GET.get("customer", "")
        if fills(request, "customers"):
            return _suggestions(request, customer)
        if "again" in request.GET:
            return _again(request, request.GET["again"])
        return _page(request, NewOrderForm.fresh(customer), Outcome(), HTTPStatus.OK)
    form = NewOrderForm(request.POST)
    if request.POST.get("action") == "place":
        return _place(request, form)
    if form.is_incomplete:
        form.renew()
    editing = Editing(form, _working(request), whole=not wants_fragment(request))
    return _edited(request, form, _pressed(editing, request.POST))


def _again(request: HtmxHttpRequest, order_id: str) -> HttpResponse:
    """A form with the customer and the lines of another order, such as a rejected one; 404 for an unknown one."""
    order = read_whole(order_id)
    posted = QueryDict(mutable=True)
    many = "\n".join(written(line.sku, line.quantity) for line in order.lines)
    posted.update({"customer": order.customer_id, "order_id": new_order_id(), "many": many})
    form = NewOrderForm(posted)
    outcome = Editing(form, _working(request), whole=True).add_many()
    return _page(request, form, outcome, outcome.status)


def _suggestions(request: HtmxHttpRequest, beginning: str) -> HttpResponse:
    try:
        customers = manager().customers(beginning.strip(), limit=SUGGESTIONS) if beginning.strip() else []
    except InvalidValue:
        customers = []
    return render_page(request, "orders/new.html", {"customers": customers}, "customers")


def _pressed(editing: Editing, posted: QueryDict) -> Outcome:
    """What the button does that the form was sent with; Enter in a field is the first button."""
    if "remove" in posted:
        return editing.remove(str(posted["remove"]))
    if "pick" in posted:
        return editing.pick(str(posted["pick"]))
    if "changed" in posted:
        return editing.change(posted.getlist("changed"))
    actions = {"add": editing.add, "many": editing.add_many}
    return actions.get(posted.get("action", ""), editing.recount)()


def _working(request: HtmxHttpRequest) -> str:
    """The warehouse that goods are taken from first: the one chosen, where the person may."""
    warehouse = choice(request).warehouse_id
    return warehouse if may(actor(request), Permission.WORK_ON_ORDERS, warehouse) else ""


def _edited(request: HtmxHttpRequest, form: NewOrderForm, outcome: Outcome) -> HttpResponse:
    if not wants_fragment(request):
        return _page(request, form, outcome, outcome.status)
    context = {"form": form, "outcome": outcome, "here": here(request)}
    return render_page(request, "orders/new.html", context, "parts", status=outcome.status)


def _page(request: HtmxHttpRequest, form: NewOrderForm, outcome: Outcome, status: int) -> HttpResponse:
    """The whole form; the first wrong field has the focus, else the one to add by."""
    form.set_focus()
    context = {
        "form": form,
        "outcome": outcome,
        "here": here(request),
        "conflict": status == CONFLICT,
        "section": "orders",
    }
    return render_page(request, "orders/new.html", context, "form", status=status)


def _place(request: HtmxHttpRequest, form: NewOrderForm) -> HttpResponse:
    try:
        Editing(form, "", whole=True).read()
        status = _refused(request, form)
        if status:
            return _page(request, form, Outcome(), status)
        placed = _placed(request, form)
    except InventoryError as refused:
        return _page(request, form, Outcome(), _explained(request, form, refused))
    if placed.in_work:
        background.settle(placed.order_id)
    return _led_on(request, placed)


def _placed(request: HtmxHttpRequest, form: NewOrderForm) -> Order:
    order_id, customer = form.typed("order_id"), form.typed("customer")
    return manager().create_order_transaction(order_id, customer, form.asked, actor=actor(request), wait=False)


def _refused(request: HtmxHttpRequest, form: NewOrderForm) -> int:
    """The status of a form that is not placed as it is, which says why then; 0 for one to be placed."""
    if form.is_incomplete:
        form.renew()
        form.add_error(None, "This form was not complete, so nothing was placed. It is now: Place order sends it anew.")
        return UNPROCESSABLE
    if not form.check():
        return refuse(form)
    form.agree()
    can_be_ordered, are_new = check_offers(form, actor(request)), take_new_prices(form)
    short = shortages(form) if can_be_ordered else []
    # Sent twice, it is the order that it was the first time, whatever has changed since.
    if (can_be_ordered and not are_new and not short) or _is_there(form):
        return 0
    if short:
        return explain(InsufficientStock(short), form)
    return CONFLICT if can_be_ordered else refuse(form)


def _is_there(form: NewOrderForm) -> bool:
    return manager().get_order_sheet(form.typed("order_id"), limit=1) is not None


def _explained(request: HtmxHttpRequest, form: NewOrderForm, refused: InventoryError) -> int:
    """The status of the answer to a form that was refused, which says why then."""
    away = isinstance(refused, EngineUnavailable)
    if away and wants_fragment(request) and not isinstance(refused, OutcomeUnknown):
        raise refused  # the form stands as it is, with a banner over it
    status = explain(refused, form)
    if isinstance(refused, InsufficientStock):
        _renew_if_rejected(form)
    # A fragment of another status would not be put in the form's place.
    return CONFLICT if status == UNAVAILABLE and wants_fragment(request) else status


def _renew_if_rejected(form: NewOrderForm) -> None:
    """A long order that is short is kept, as rejected; the form is for another one then."""
    order_id = form.typed("order_id")
    sheet = manager().get_order_sheet(order_id, limit=1)
    if sheet is not None and sheet.order.status is OrderStatus.REJECTED:
        form.placed_before = order_id
        form.renew()
        form.add_error(None, f"It is kept as order {order_id}, rejected. Place order tries anew, as another order.")


def _led_on(request: HtmxHttpRequest, placed: Order) -> HttpResponse:
    address = address_of("orders:order", placed.order_id)
    response: HttpResponse
    if wants_fragment(request):
        response = HttpResponse(headers={"HX-Redirect": address, "Cache-Control": "no-store"})
    else:
        response = HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)
    if not placed.in_work:
        flash.say(request, response, f"Order {placed.order_id} is placed.")
    return response
