"""The page of one SKU: what is where, and how it came to be so."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe

from dashboard.card import CardPage, at_home, read_card
from dashboard.ledger_form import LedgerForm
from inventory.causes import order_of, request_of
from inventory.entities import SkuPointer
from inventory.errors import InvalidValue
from inventory.permissions import Permission, may
from web.access import actor
from web.addresses import address_of
from web.csv import Row, csv_response
from web.htmx import HtmxHttpRequest, fills, render_page, wants_fragment
from web.inventory import manager
from web.outage import explains_outage
from web.status import LOW_STOCK
from web.warehouse import PARAMETER, choice

DONE: Final = {
    "undone": "The adjustment was undone.",
    "undone-before": "Already undone: nothing was changed.",
}
CSV_HEADER: Final = (
    *("Time (UTC)", "SKU", "Warehouse", "Movement", "Change", "Available", "Allocated change", "Allocated"),
    *("On hand", "Reason", "Who", "Note", "Order or request", "Undoes", "Undone by"),
)


@require_safe
@explains_outage
def stock_card(request: HtmxHttpRequest, sku: str) -> HttpResponse | StreamingHttpResponse:
    """The card of a SKU, with the ledger of one warehouse; 404 for an unknown or impossible SKU."""
    pointer, form = known(sku), LedgerForm(request.GET)
    form.is_valid()
    if request.GET.get("format") == "csv" and not form.ledger_errors and not choice(request).error:
        return _csv(request, pointer, form)
    page = read_card(pointer, form, choice(request), named=bool(request.GET.get(PARAMETER)))
    if page is None:
        raise Http404
    fragment = _fragment(request, form)
    context = {**context_of(request, page), "continues": wants_fragment(request) and fragment == "rows"}
    return render_page(request, "dashboard/stock.html", context, fragment, status=422 if page.is_wrong else 200)


def known(sku: str) -> SkuPointer:
    """Where a SKU belongs. Raises Http404 for one that is unknown or impossible."""
    try:
        pointer = manager().find_sku(sku)
    except InvalidValue:
        pointer = None
    if pointer is None:
        raise Http404
    return pointer


def context_of(request: HtmxHttpRequest, page: CardPage) -> dict[str, object]:
    """What the template of the card and its parts need."""
    variant = page.card.variant
    return {
        "page": page,
        "choice": page.choice,
        "here": address_of("dashboard:stock", page.pointer.sku),
        "may_undo": may(actor(request), Permission.ADJUST_STOCK, page.warehouse_id) and not variant.retired,
        "done": DONE.get(request.GET.get("done", ""), ""),
        "threshold": LOW_STOCK if variant.reorder_point is None else variant.reorder_point,
        "section": "catalogue",
        "category": page.card.product.category,
        "now": datetime.now(UTC),
    }


def _fragment(request: HtmxHttpRequest, form: LedgerForm) -> str:
    if fills(request, "chart"):
        return "chart"
    return "rows" if form["cursor"].value() else "stock"


def _csv(request: HtmxHttpRequest, pointer: SkuPointer, form: LedgerForm) -> StreamingHttpResponse:
    place = choice(request)
    warehouse = (place if request.GET.get(PARAMETER) else at_home(pointer, place)).warehouse_id
    today = datetime.now(UTC).date().isoformat()
    rows = _csv_rows(pointer.sku, warehouse, form)
    return csv_response(f"ledger-{pointer.sku}-{warehouse}-{today}.csv", CSV_HEADER, rows)


def _csv_rows(sku: str, warehouse: str, form: LedgerForm) -> Iterator[Row]:
    for row in manager().ledger_rows(sku, warehouse, **form.stretch):
        yield (
            *(row.created_at, row.sku, row.warehouse, row.revision, row.change, row.stock, row.allocated_change),
            *(row.allocated, row.stock + row.allocated, row.reason, row.actor, row.note),
            *(order_of(row.cause) or request_of(row.cause), row.undoes, row.undone_by),
        )
