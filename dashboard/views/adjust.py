"""Adjusting the stock of one SKU in one warehouse: one form for a page of its own, a row of a list and the dialog."""

import json
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from dashboard.adjust_form import AdjustForm
from dashboard.adjust_refusals import UNPROCESSABLE, explain
from dashboard.adjust_words import outcome
from dashboard.low_rows import OWN, LowList, LowRow, card_address, row_id
from dashboard.low_stock_form import ThresholdField
from inventory.entities import StockLevel
from inventory.errors import EngineUnavailable, InvalidValue, InventoryError, NotAllowed, OutcomeUnknown, UnknownSku
from inventory.people import StaffUser
from inventory.permissions import Permission, may
from web import flash
from web.access import actor, allowed, forbidden
from web.addresses import address_of, own_path
from web.dom import dom_id
from web.htmx import HtmxHttpRequest, render_page, wants_fragment
from web.inventory import manager
from web.outage import explains_outage
from web.warehouse import ChosenWarehouse, choice


@dataclass(frozen=True)
class Place:
    """Whose stock is adjusted, by whom, and the list that this is done from."""

    sku: str
    found: ChosenWarehouse
    staff: StaffUser
    threshold: int | None
    back: str

    @property
    def warehouse(self) -> str:
        return self.found.warehouse_id

    @property
    def address(self) -> str:
        """Where the form is sent to."""
        threshold = OWN if self.threshold is None else self.threshold
        query = {"warehouse": self.warehouse, "threshold": threshold, "next": self.back}
        return address_of("dashboard:adjust", self.sku, **query)

    @cached_property
    def ids(self) -> str:
        """The ids of the form's fields: more than one form may be on a page."""
        return f"{dom_id('adjust', self.sku, self.warehouse)}_%s"

    def row(self) -> LowRow:
        """The level as the table has it now, as a row of its list. Raises UnknownSku."""
        pointer = manager().find_sku(self.sku)
        if pointer is None:
            raise UnknownSku([self.sku])
        level = StockLevel(pointer.product_id, self.sku, self.warehouse, 0, 0, 0, home=False)
        items = manager().describe_levels([level], self.threshold)
        if not items:
            raise UnknownSku([self.sku])
        return LowRow(items[0], LowList(self.warehouse, self.threshold, self.back, self.staff))


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.ADJUST_STOCK)
@explains_outage
def adjust(request: HtmxHttpRequest, sku: str) -> HttpResponse:
    """The form, and what becomes of it when it is sent; 404 for a SKU that is not known or cannot be one."""
    found = choice(request)
    if found.warehouse is None:
        context = {"choice": found, "back": address_of("dashboard:home"), "sku": sku}
        return render_page(request, "dashboard/adjust.html", context, "nowhere", status=UNPROCESSABLE)
    place = Place(sku, found, actor(request), _threshold(request), _back(request, sku, found.warehouse_id))
    if not may(place.staff, Permission.ADJUST_STOCK, place.warehouse):
        return forbidden(request, f"{NotAllowed(place.staff.username, Permission.ADJUST_STOCK, place.warehouse)}.")
    try:
        return _apply(request, place) if request.method == "POST" else _blank(request, place)
    except (UnknownSku, InvalidValue):
        raise Http404 from None


def _blank(request: HtmxHttpRequest, place: Place) -> HttpResponse:
    row = place.row()
    return _shown(request, place, row, AdjustForm.fresh(row.level, auto_id=place.ids))


def _apply(request: HtmxHttpRequest, place: Place) -> HttpResponse:
    form = AdjustForm(request.POST, auto_id=place.ids)
    if not form.is_valid():
        row = place.row()
        if form.is_incomplete:
            form.renew(row.level)
        return _shown(request, place, row, form, UNPROCESSABLE)
    try:
        adjusted = manager().adjust_stock(place.sku, warehouse=place.warehouse, actor=place.staff, **form.asked)
    except OutcomeUnknown as unknown:
        return _unknown(request, place, form, unknown)
    except InventoryError as refused:
        status = explain(refused, form)
        return _shown(request, place, place.row(), form, status)
    return _done(request, place, outcome(place.sku, form.asked, adjusted))


def _shown(
    request: HtmxHttpRequest, place: Place, row: LowRow | None, form: AdjustForm, status: int = 200
) -> HttpResponse:
    """The form as it is now. Without ``row`` the figures are left out: they could not be read."""
    context = {
        "choice": place.found,
        "form": form,
        "here": place.address,
        "back": place.back,
        "sku": place.sku,
        "row": row,
        "row_id": row_id(place.sku, place.warehouse),
        "conflict": status == 409,
        "section": "",
    }
    return render_page(request, "dashboard/adjust.html", context, "form", status=status)


def _unknown(request: HtmxHttpRequest, place: Place, form: AdjustForm, unknown: OutcomeUnknown) -> HttpResponse:
    """The same form with its key. As a fragment it is a conflict: another failure would not be put in its place."""
    status = explain(unknown, form)
    try:
        row = place.row()
    except EngineUnavailable:
        row = None
    return _shown(request, place, row, form, 409 if wants_fragment(request) else status)


def _done(request: HtmxHttpRequest, place: Place, words: str) -> HttpResponse:
    if not wants_fragment(request):
        response = HttpResponseRedirect(place.back, status=303)
        flash.say(request, response, words)
        return response
    context = {
        "words": words,
        "card": card_address(place.sku, place.warehouse),
        "row": _row_after(place),
        "row_id": row_id(place.sku, place.warehouse),
    }
    answer = render_page(request, "dashboard/adjust.html", context, "applied")
    changed = {"target": "body", "sku": place.sku, "warehouse": place.warehouse}
    answer["HX-Trigger"] = json.dumps({"stock-changed": changed})
    return answer


def _row_after(place: Place) -> LowRow | None:
    """The row anew; None where it cannot be read, which does not undo what was saved."""
    try:
        return place.row()
    except EngineUnavailable:
        return None


def _threshold(request: HtmxHttpRequest) -> int | None:
    """That of the list the row stands in. It decides how the row looks, and nothing else."""
    try:
        return ThresholdField(required=False).clean(request.GET.get("threshold", ""))
    except ValidationError:
        return None


def _back(request: HtmxHttpRequest, sku: str, warehouse: str) -> str:
    asked = request.GET.get("next") or request.POST.get("next")
    return own_path(request, asked, card_address(sku, warehouse))
