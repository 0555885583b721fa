"""Pages on what there is: categories, products by price, one product with its variants."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from dashboard.forms import PriceRangeForm, explained
from dashboard.stock import StockSummary, total
from inventory.entities import Page, Product
from inventory.errors import InvalidCursor, InvalidValue
from inventory.permissions import Permission, may
from inventory.values import identifier
from web.access import actor
from web.addresses import address_of
from web.htmx import HtmxHttpRequest, render_page, wants_fragment
from web.inventory import manager
from web.outage import explains_outage
from web.words import LOST_PLACE

PAGE_SIZE = 50


@require_safe
@explains_outage
def category_list(request: HtmxHttpRequest) -> HttpResponse:
    """All categories."""
    context = {"categories": manager().categories(), "section": "catalogue"}
    return render_page(request, "dashboard/categories.html", context, "list")


@require_safe
@explains_outage
def category(request: HtmxHttpRequest, name: str) -> HttpResponse:
    """The products of a category by price, within the range in the URL; 404 for an unknown category."""
    form = PriceRangeForm(request.GET)
    products = _products(name, form)
    if not products and not _exists(name):
        raise Http404
    context = {
        "category": name,
        "here": address_of("dashboard:category", name),
        "form": form,
        "products": products,
        "start": form.query(),
        "more": form.query(products.cursor) if products.cursor else "",
        "section": "catalogue",
    }
    context["continues"] = continues = wants_fragment(request) and bool(form["cursor"].value())
    fragment = "rows" if continues else "list"
    return render_page(request, "dashboard/category.html", context, fragment, status=422 if form.errors else 200)


@require_safe
@explains_outage
def product(request: HtmxHttpRequest, product_id: str) -> HttpResponse:
    """One product: its variants, their prices and what is where; 404 for an unknown or impossible id."""
    try:
        found = manager().get_product_with_variants(product_id)
    except InvalidValue:
        raise Http404 from None
    if found is None:
        raise Http404
    user = actor(request)
    warehouses = {level.warehouse for variant in found.variants for level in variant.levels}
    context = {
        "product": found,
        "stock": StockSummary(found),
        "held": {variant.sku for variant in found.variants if total(variant.levels).allocated},
        "here": address_of("dashboard:product", product_id),
        "edits": may(user, Permission.EDIT_CATALOGUE),
        "adjusts": {warehouse for warehouse in warehouses if may(user, Permission.ADJUST_STOCK, warehouse)},
        "category": found.category,
        "section": "catalogue",
    }
    return render_page(request, "dashboard/product.html", context, "product")


def _products(category_name: str, form: PriceRangeForm) -> Page[Product]:
    """What the form asks for; nothing, and the reason in the form's errors, where it asks the impossible."""
    if not form.is_valid():
        return Page()
    try:
        return manager().get_products_by_category(category_name, limit=PAGE_SIZE, **form.asked)
    except InvalidCursor:
        form.add_error("cursor", LOST_PLACE)
    except InvalidValue as refused:
        if refused.field not in form.fields:
            raise Http404 from None
        form.add_error(refused.field, explained(refused))
    return Page()


def _exists(category_name: str) -> bool:
    """Asked of an empty list only, so it costs no call on a page of products."""
    try:
        return manager().registry.has_category(identifier("category", category_name))
    except InvalidValue:
        return False
