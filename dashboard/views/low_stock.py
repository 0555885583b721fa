"""What runs low in a warehouse: the list, its polls, and all of it as a file."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from dashboard.low_rows import OWN, LowList, LowRow, count_changes, seen
from dashboard.low_stock_form import USUAL_THRESHOLDS, LowStockForm
from inventory.entities import StockLevel
from inventory.errors import InvalidCursor, InvalidValue
from inventory.low_stock import LowItem
from web.access import actor
from web.addresses import address_of
from web.csv import Row, csv_response
from web.htmx import HtmxHttpRequest, render_page, wants_fragment
from web.inventory import manager
from web.outage import explains_outage
from web.status import LOW_STOCK, StockStatus
from web.warehouse import ChosenWarehouse, choice
from web.words import LOST_PLACE

TEMPLATE = "dashboard/low_stock.html"
PAGE_SIZE = 20
# More than a page has is no list of ours.
MOST_SEEN = 2 * PAGE_SIZE
MOST_EDITED = 4
COLUMNS = (
    *("Status", "Product", "Variant", "SKU", "Product ID", "Warehouse", "Bin", "On hand", "Allocated", "Available"),
    *("Threshold", "Suggested order", "Pack size", "Elsewhere"),
)


@require_safe
@explains_outage
def low_stock(request: HtmxHttpRequest) -> HttpResponseBase:
    """What is at or below the threshold, fewest first, 20 rows a page; polled, or as a file of all rows."""
    found, form = choice(request), LowStockForm(request.GET)
    if not form.is_valid() or found.warehouse is None:
        return _refused(request, found, form)
    if _is_poll(request):
        return _poll(request, found, form)
    if request.GET.get("format") == "csv":
        return _file(found.warehouse_id, form.threshold_asked)
    return _list(request, found, form)


def _list(request: HtmxHttpRequest, found: ChosenWarehouse, form: LowStockForm) -> HttpResponse:
    try:
        cursor = form.cleaned_data["cursor"] or None
        levels = manager().read_low_levels(found.warehouse_id, form.threshold_asked, PAGE_SIZE, cursor)
    except InvalidCursor:
        form.add_error("cursor", LOST_PLACE)
        return _refused(request, found, form)
    context = _context(request, found, form)
    place = LowList(found.warehouse_id, form.threshold_asked, context["address"], actor(request))
    context["rows"] = _rows(request, levels, place)
    context["more"] = _query(found, form, levels.cursor) if levels.cursor else ""
    return render_page(request, TEMPLATE, context, "rows" if context["continues"] else "list")


def _rows(request: HtmxHttpRequest, levels: Sequence[StockLevel], place: LowList) -> list[LowRow]:
    """The rows that are low, and first those that somebody is at work on, though they are not low any more."""
    edited = request.GET.getlist("editing")[:MOST_EDITED]
    listed = {level.sku for level in levels}
    others = [_level(sku, place.warehouse) for sku in edited if sku not in listed]
    items = manager().describe_levels([*filter(None, others), *levels], place.threshold)
    return place.rows([item for item in items if item.is_low or item.sku in edited], edited)


def _refused(request: HtmxHttpRequest, found: ChosenWarehouse, form: LowStockForm) -> HttpResponse:
    """Nothing is listed, and why. A table without warehouses is new, and nobody's mistake."""
    context = {**_context(request, found, form), "rows": [], "more": ""}
    fragment = "pill" if _is_poll(request) else "rows" if context["continues"] else "list"
    status = 422 if form.errors or found.unknown else 200
    return render_page(request, TEMPLATE, context, fragment, status=status)


def _poll(request: HtmxHttpRequest, found: ChosenWarehouse, form: LowStockForm) -> HttpResponse:
    """How many rows of the first page are not what the browser shows; 204 where all are.

    One that came after the last row shown counts only where the list ended there.
    """
    shown = request.GET.getlist("seen")[:MOST_SEEN]
    goes_on = bool(shown) and "more" in request.GET
    limit = len(shown) if goes_on else len(shown) + PAGE_SIZE
    levels = manager().read_low_levels(found.warehouse_id, form.threshold_asked, limit)
    changes = count_changes(shown, map(seen, levels))
    if not changes:
        return HttpResponse(status=204, headers={"Cache-Control": "no-store"})
    return render_page(request, TEMPLATE, {**_context(request, found, form), "changes": changes}, "pill")


def _file(warehouse: str, threshold: int | None) -> HttpResponseBase:
    today = timezone.now().date().isoformat()
    rows = (_cells(item) for item in manager().all_low_stock(warehouse, threshold))
    return csv_response(f"low-stock-{warehouse}-{today}.csv", COLUMNS, rows)


def _cells(item: LowItem) -> Row:
    level, threshold = item.level, LOW_STOCK if item.threshold is None else item.threshold
    return (
        *(StockStatus.of(level.stock, threshold).word, item.product_name, item.variant_name, item.sku),
        *(item.product_id, level.warehouse, level.bin, level.on_hand, level.allocated, level.stock),
        *(item.threshold, item.suggested, item.pack_size),
        ", ".join(f"{each.stock} in {each.warehouse}" for each in item.elsewhere),
    )


def _context(request: HtmxHttpRequest, found: ChosenWarehouse, form: LowStockForm) -> dict[str, Any]:
    cursor = form["cursor"].value() or ""
    here, start = address_of("dashboard:low_stock"), _query(found, form)
    return {
        "choice": found,
        "form": form,
        "here": here,
        "start": start,
        "address": f"{here}?{_query(found, form, cursor)}",
        "file": start + "&format=csv",
        "usual": [_Usual(found, form, units) for units in USUAL_THRESHOLDS],
        "is_fragment": wants_fragment(request),
        "continues": wants_fragment(request) and bool(cursor),
        "now": timezone.now(),
        "section": "low-stock",
    }


class _Usual:
    """A threshold to choose by one press; None for each variant's own."""

    def __init__(self, found: ChosenWarehouse, form: LowStockForm, units: int | None) -> None:
        self.words = {None: "Reorder points", 0: "Out of stock"}.get(units, f"{units} or fewer")
        self.query = urlencode({"warehouse": found.warehouse_id, "threshold": OWN if units is None else units})
        self.is_chosen = form.is_valid() and form.threshold_asked == units


def _query(found: ChosenWarehouse, form: LowStockForm, cursor: str = "") -> str:
    """The query string of this list at a place in it: from its start without a cursor."""
    threshold = form["threshold"].value()
    kept = {"warehouse": found.warehouse_id or found.unknown, "threshold": threshold, "cursor": cursor}
    return urlencode({name: value for name, value in kept.items() if value})


def _level(sku: str, warehouse: str) -> StockLevel | None:
    try:
        pointer = manager().find_sku(sku)
    except InvalidValue:
        return None
    return StockLevel(pointer.product_id, sku, warehouse, 0, 0, 0, home=False) if pointer else None


def _is_poll(request: HtmxHttpRequest) -> bool:
    return "poll" in request.GET and wants_fragment(request)
