"""Saying where a SKU lies in a warehouse: one form for a page of its own and the dialog."""

import json
from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from dashboard.bin_form import BinForm
from dashboard.editing import CONFLICT, UNAVAILABLE, UNPROCESSABLE, explain
from dashboard.low_rows import card_address
from dashboard.views.editing import METHODS, known_card
from inventory.entities import StockLevel, Warehouse
from inventory.errors import InventoryError, NotAllowed
from inventory.naming import details
from inventory.permissions import Permission, may
from inventory.stock import StockCard
from web import flash
from web.access import actor, allowed, forbidden
from web.addresses import address_of, own_path
from web.dom import dom_id
from web.htmx import HtmxHttpRequest, render_page, wants_fragment
from web.inventory import manager
from web.outage import explains_outage
from web.warehouse import ChosenWarehouse, choice

_TEMPLATE = "dashboard/bin.html"


@dataclass(frozen=True)
class Place:
    """A level whose bin is to be said, and the page that this is done from."""

    card: StockCard
    level: StockLevel
    found: ChosenWarehouse
    warehouse: Warehouse
    back: str

    @property
    def sku(self) -> str:
        return self.level.sku

    @property
    def address(self) -> str:
        """Where the form is sent to."""
        query = {"warehouse": self.level.warehouse, "next": self.back}
        return address_of("dashboard:bin", self.sku, **query)

    @property
    def details(self) -> str:
        """What tells the variant from its siblings."""
        return details(self.card.product.name, self.card.variant.name, self.card.variant.attributes)

    @property
    def ids(self) -> str:
        """The ids of the form's fields: other forms may be on the page."""
        return f"{dom_id('bin', self.sku, self.level.warehouse)}_%s"


@require_http_methods(METHODS)
@explains_outage
@allowed(Permission.EDIT_CATALOGUE)
def set_bin(request: HtmxHttpRequest, sku: str) -> HttpResponse:
    """The form, and what becomes of it when it is sent; 404 for a SKU that is not known or cannot be one."""
    card, found, staff = known_card(sku), choice(request), actor(request)
    level = next((each for each in card.variant.levels if each.warehouse == found.warehouse_id), None)
    back = own_path(request, request.GET.get("next"), card_address(sku, found.warehouse_id))
    if level is None or found.warehouse is None:
        context = {"choice": found, "sku": sku, "back": back, "section": "catalogue"}
        return render_page(request, _TEMPLATE, context, "nowhere", status=UNPROCESSABLE)
    if not may(staff, Permission.EDIT_CATALOGUE, level.warehouse):
        return forbidden(request, f"{NotAllowed(staff.username, Permission.EDIT_CATALOGUE, level.warehouse)}.")
    place = Place(card, level, found, found.warehouse, back)
    if request.method == "POST":
        return _say(request, place)
    return _shown(request, place, BinForm(initial={"bin": level.bin}, auto_id=place.ids))


def _say(request: HtmxHttpRequest, place: Place) -> HttpResponse:
    form, status = BinForm(request.POST, auto_id=place.ids), UNPROCESSABLE
    if form.is_valid():
        try:
            manager().set_bin(place.sku, place.level.warehouse, form.given["bin"], actor(request))
            return _done(request, place, form.given["bin"])
        except InventoryError as refused:
            status = explain(refused, form)
    # In the dialog a conflict is put into the place of the form; another failure would not be.
    return _shown(request, place, form, CONFLICT if status == UNAVAILABLE and wants_fragment(request) else status)


def _shown(request: HtmxHttpRequest, place: Place, form: BinForm, status: int = 200) -> HttpResponse:
    context = {"place": place, "form": form, "choice": place.found, "sku": place.sku, "section": "catalogue"}
    return render_page(request, _TEMPLATE, {**context, "conflict": status == CONFLICT}, "form", status=status)


def _done(request: HtmxHttpRequest, place: Place, name: str) -> HttpResponse:
    where = f"in {place.warehouse.name}"
    words = f"{place.sku} lies in bin {name} {where}." if name else f"{place.sku} has no bin {where} any more."
    if not wants_fragment(request):
        response = HttpResponseRedirect(place.back, status=303)
        flash.say(request, response, words)
        return response
    answer = render_page(request, _TEMPLATE, {"words": words}, "said")
    answer["HX-Trigger"] = json.dumps({"stock-changed": {"target": "body"}})
    return answer
