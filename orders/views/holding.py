"""The orders that hold units of a SKU."""

from django.http import HttpResponse

from inventory.entities import Page
from inventory.errors import InvalidCursor
from inventory.ordering.queues import Holding
from orders.list_form import HoldersForm
from orders.views.lists import PAGE_SIZE, list_page
from web.addresses import address_of
from web.htmx import HtmxHttpRequest
from web.inventory import manager
from web.words import LOST_PLACE


def holding(request: HtmxHttpRequest) -> HttpResponse:
    """Orders with units of the SKU in the address that are promised and still on the shelf, oldest first."""
    form = HoldersForm(request.GET)
    held = _held(form)
    here, sku = address_of("orders:list"), form.cleaned_data.get("sku", "")
    return list_page(request, "orders/holders.html", form, held, here, held=held, sku=sku)


def _held(form: HoldersForm) -> Page[Holding]:
    """What the form asks for; nothing, and the reason in the form's errors, where it asks the impossible."""
    if not form.is_valid():
        return Page()
    sku, cursor = form.cleaned_data["sku"], form.cleaned_data["cursor"] or None
    try:
        held = manager().orders_holding(sku, limit=PAGE_SIZE, cursor=cursor)
    except InvalidCursor:
        form.add_error("cursor", LOST_PLACE)
        return Page()
    # Asked of an empty list only, so it costs no call where there are orders.
    if not held and not cursor and manager().find_sku(sku) is None:
        form.add_error("sku", f"There is no SKU {sku}.")
    return held
