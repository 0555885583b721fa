"""Finding things: what one types in the field of every page, or scans."""

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from inventory.entities import Jump, Page
from inventory.errors import InvalidCursor, InvalidValue
from inventory.find import Found
from web.addresses import address_of
from web.htmx import HtmxHttpRequest, fills, render_page, wants_fragment
from web.inventory import manager
from web.outage import explains_outage
from web.words import LOST_PLACE

PAGE_SIZE, PANEL_SIZE = 25, 8
_PAGES = {
    "sku": "dashboard:stock",
    "barcode": "dashboard:stock",
    "order": "orders:order",
    "product": "dashboard:product",
    "customer": "orders:customer",
}
_KINDS = {"sku": "SKU", "barcode": "Barcode", "order": "Order", "product": "Product ID", "customer": "Customer"}


@require_safe
@explains_outage
def find(request: HtmxHttpRequest) -> HttpResponse:
    """What the text in ``q`` finds. A page of its own leads straight to what the text names, unless ``all`` is asked.

    Under the field of a page: the first few, as one types.
    """
    asked, cursor, panel = request.GET.get("q", ""), request.GET.get("cursor", ""), fills(request, "found")
    found, problem = _found(asked, PANEL_SIZE if panel else PAGE_SIZE, cursor)
    if found.jump and not cursor and not wants_fragment(request) and not request.GET.get("all"):
        return HttpResponseRedirect(_address(found.jump))
    context = {
        "q": asked,
        "found": found,
        "problem": problem,
        "jump": {"address": _address(found.jump), "kind": _KINDS[found.kind]} if found.jump else None,
        "everything": address_of("dashboard:find", q=asked, all=1),
        "more": _more(asked, found),
        "continues": bool(cursor) and wants_fragment(request),
        "later": bool(cursor),
    }
    fragment = "panel" if panel else "rows" if cursor else "results"
    return render_page(request, "dashboard/find.html", context, fragment, status=422 if problem else 200)


def _found(asked: str, limit: int, cursor: str) -> tuple[Found, str]:
    """What is found, and why nothing can be, in the words of a person."""
    try:
        return manager().find(asked, limit, cursor or None), ""
    except InvalidCursor:
        return Found(asked, Page()), LOST_PLACE
    except InvalidValue as refused:
        return Found("", Page()), f"What is looked for {refused.rule}."


def _address(jump: Jump) -> str:
    return address_of(_PAGES[jump.kind], jump.target)


def _more(asked: str, found: Found) -> str:
    if not found.products.cursor:
        return ""
    return address_of("dashboard:find", q=asked, all=1, cursor=found.products.cursor)
