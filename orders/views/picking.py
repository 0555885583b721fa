"""Picking an order: the list to walk by, a scan, and how many units of a line are off the shelf."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from inventory.errors import EngineUnavailable, InvalidCursor, InvalidValue, InventoryError, SurplusScan
from inventory.ordering.picking import Picked
from inventory.permissions import Permission, require
from orders import pick_words
from orders.order_page import read_picks
from orders.pick_form import ScanForm, UnitsForm
from orders.pick_page import PickPage, PickRow
from orders.pick_words import Outcome
from orders.request_form import new_request_key
from orders.views.guarding import on_an_order
from web import flash
from web.access import actor, allowed
from web.addresses import address_of
from web.htmx import HtmxHttpRequest, fills, render_page, wants_fragment
from web.inventory import manager

# Where the address says which page of the list the forms stand on, and which line was scanned that is not on it.
AFTER = "after"
SCANNED = "scanned"


@require_safe
@on_an_order
def pick(request: HtmxHttpRequest, order_id: str) -> HttpResponse:
    """The pick list of an order, 50 stops a page; 404 for an unknown order, 422 for a page that is none."""
    try:
        page = _page(request, order_id, request.GET.get(AFTER))
    except InvalidCursor as refused:
        context = {"order_id": order_id, "problem": f"{refused}", "section": "orders"}
        return render_page(request, "orders/pick.html", context, "list", status=422)
    scanned = request.GET.get(SCANNED, "")
    row = page.row(int(scanned)) if scanned.isascii() and scanned.isdigit() and len(scanned) < 5 else None
    return _shown(request, page, row)


@require_POST
@on_an_order
@allowed(Permission.WORK_ON_ORDERS)
def pick_scan(request: HtmxHttpRequest, order_id: str) -> HttpResponse:
    """Count one unit of what was scanned."""
    form = ScanForm(request.POST)
    if not form.is_valid():
        return _refused(request, order_id, pick_words.refused(form.refusal))
    code, key = form.cleaned_data["code"], form.cleaned_data["request_key"]
    try:
        picked = manager().pick_scan(order_id, code, actor(request), request_key=key)
    except InventoryError as error:
        return _explained(request, order_id, error)
    return _counted(request, picked)


@require_http_methods(["GET", "HEAD", "POST"])
@on_an_order
@allowed(Permission.WORK_ON_ORDERS)
def pick_line(request: HtmxHttpRequest, order_id: str, index: int) -> HttpResponse:
    """How many units of a line are picked: asked in a form of its own, and set by that one and by the line's tick."""
    if request.method != "POST":
        return _asked(request, order_id, index)
    form = UnitsForm(request.POST)
    if not form.is_valid():
        return _units_refused(request, order_id, index, form, pick_words.refused(form.refusal))
    units, key = form.cleaned_data["units"], form.cleaned_data["request_key"]
    try:
        picked = manager().pick_units(order_id, index, units, actor(request), request_key=key)
    except InvalidValue as error:
        if error.field == "order_id":
            raise
        if error.field != "units":
            raise Http404 from None
        form.add_error("units", f"The number {error.rule}.")
        return _units_refused(request, order_id, index, form, pick_words.explain(error))
    except InventoryError as error:
        return _explained(request, order_id, error)
    return _counted(request, picked)


def address(order_id: str, **query: int) -> str:
    """Of the pick list; without ``after`` it begins where picking goes on."""
    return address_of("orders:pick", order_id, **query)


def _page(request: HtmxHttpRequest, order_id: str, after: str | None) -> PickPage:
    return PickPage.after(read_picks(order_id), actor(request), after)


def _same_page(request: HtmxHttpRequest, order_id: str) -> PickPage:
    """The page that a form was sent from, as it is now; where picking goes on, if it is none any more."""
    try:
        return _page(request, order_id, request.GET.get(AFTER))
    except InvalidCursor:
        return _page(request, order_id, None)


def _shown(
    request: HtmxHttpRequest, page: PickPage, row: PickRow | None = None, outcome: Outcome | None = None
) -> HttpResponse:
    context = _context(page, row, outcome)
    return render_page(request, "orders/pick.html", context, "list", status=outcome.status if outcome else 200)


def _context(page: PickPage, row: PickRow | None, outcome: Outcome | None) -> dict[str, object]:
    return {
        "page": page,
        "order": page.order,
        "order_id": page.order.order_id,
        "standing": pick_words.standing(page.order),
        "here": address(page.order.order_id),
        "outcome": outcome,
        "row": row,
        "is_elsewhere": row is not None and not page.shows(row),
        "section": "orders",
    }


def _counted(request: HtmxHttpRequest, picked: Picked) -> HttpResponse:
    """It is counted, also where the list cannot be read any more."""
    order_id, line = picked.order.order_id, picked.line
    try:
        page = _same_page(request, order_id)
    except EngineUnavailable:
        return _said(request, address(order_id), pick_words.counted(line, repeated=picked.repeated))
    row = page.row(line.index)
    outcome = pick_words.counted(line, row.stop.bin if row else "", picked.repeated)
    if wants_fragment(request):
        return render_page(request, "orders/pick.html", _context(page, row, outcome), "answer")
    elsewhere = {SCANNED: line.index} if row and not page.shows(row) else {}
    return _said(request, address(order_id, after=page.cursor, **elsewhere), outcome)


def _said(request: HtmxHttpRequest, back: str, outcome: Outcome) -> HttpResponse:
    if wants_fragment(request):
        return render_page(request, "orders/pick.html", {"outcome": outcome}, "answer")
    response = HttpResponseRedirect(back, status=303)
    flash.say(request, response, outcome.sentence)
    return response


def _explained(request: HtmxHttpRequest, order_id: str, error: InventoryError) -> HttpResponse:
    """What came in the way; where that tells how the list is now, with the list."""
    if not isinstance(error, SurplusScan):
        return _refused(request, order_id, pick_words.explain(error))
    page = _same_page(request, order_id)
    row = page.row(error.line.index)
    outcome = pick_words.explain(error, row.stop.bin if row else "")
    if not wants_fragment(request):
        return _shown(request, page, row, outcome)
    return render_page(request, "orders/pick.html", _context(page, row, outcome), "answer", status=outcome.status)


def _refused(request: HtmxHttpRequest, order_id: str, outcome: Outcome) -> HttpResponse:
    """Nothing was counted: the words alone, or the page with them."""
    if not wants_fragment(request):
        return _shown(request, _same_page(request, order_id), None, outcome)
    context = {"outcome": outcome, "here": address(order_id), "scan_key": new_request_key()}
    return render_page(request, "orders/pick.html", context, "answer", status=outcome.status)


def _asked(request: HtmxHttpRequest, order_id: str, index: int, form: UnitsForm | None = None) -> HttpResponse:
    page = _same_page(request, order_id)
    row = page.row(index)
    if row is None:
        raise Http404
    require(actor(request), Permission.WORK_ON_ORDERS, [row.line.warehouse])
    form = form or UnitsForm.fresh(row.line)
    form.bound_to(row.line)
    back = address(order_id, after=page.cursor)
    context = {**_context(page, row, None), "form": form, "line": row.line, "back": back}
    return render_page(request, "orders/pick_line.html", context, "form", status=422 if form.is_bound else 200)


def _units_refused(
    request: HtmxHttpRequest, order_id: str, index: int, form: UnitsForm, outcome: Outcome
) -> HttpResponse:
    """The form again. A tick has none: its row says what is wrong at the top."""
    if wants_fragment(request) and not fills(request, "sheet"):
        return _refused(request, order_id, outcome)
    form.renew_key()
    return _asked(request, order_id, index, form)
