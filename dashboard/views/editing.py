"""Forms on products and variants, for those who keep the catalogue."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.views.decorators.http import require_http_methods

from dashboard.editing import explain
from dashboard.product_forms import EntityForm, NewProductForm, NewVariantForm, ProductForm, VariantForm
from inventory import values
from inventory.entities import Product, Warehouse
from inventory.errors import InvalidValue, InventoryError, NotAllowed, ProductExists, SkuExists, UnknownSku
from inventory.people import StaffUser
from inventory.permissions import Permission, may
from inventory.stock import StockCard
from web import flash
from web.access import actor, allowed
from web.addresses import address_of, here
from web.htmx import HtmxHttpRequest, render_page
from web.inventory import manager
from web.outage import explains_outage
from web.warehouse import choice

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@explains_outage
@allowed(Permission.EDIT_CATALOGUE)
def edit_product(request: HtmxHttpRequest, product_id: str) -> HttpResponse:
    """The form on a product, and what becomes of it when it is sent; 404 for an unknown or impossible id."""
    product = known_product(product_id)
    form = ProductForm.of(product, _sent(request)).suggest(manager().categories())
    page = {
        "title": f"Edit {product.name}",
        "product": product,
        "back": address(product_id),
        "retired": product.retired,
    }

    def save() -> HttpResponse:
        version = form.cleaned_data["version"]
        manager().edit_product(product_id, **form.given, version=version, actor=actor(request))
        return done(request, product_id, f"{form.given['name']} is saved.")

    return _answered(request, form, save, page)


@require_http_methods(METHODS)
@explains_outage
@allowed(Permission.EDIT_CATALOGUE)
def new_product(request: HtmxHttpRequest) -> HttpResponse:
    """The form for a new product, and making it. Sent twice, it makes one."""
    category = request.GET.get("category", "")[: values.NAME_LENGTH]
    form = NewProductForm(_sent(request), initial={"category": category}).suggest(manager().categories())
    page = {"title": "New product", "back": address_of("dashboard:categories")}

    def save() -> HttpResponse:
        product_id = form.given["product_id"]
        try:
            manager().create_product(**form.given, actor=actor(request))
        except ProductExists:
            if not _is_as_given(known_product(product_id), form.given):
                raise
        return done(request, product_id, f"{form.given['name']} is in the catalogue. Next: its variants.")

    return _answered(request, form, save, page)


@require_http_methods(METHODS)
@explains_outage
@allowed(Permission.EDIT_CATALOGUE)
def edit_variant(request: HtmxHttpRequest, sku: str) -> HttpResponse:
    """The form on a variant, and what becomes of it when it is sent; 404 for an unknown or impossible SKU."""
    card = known_card(sku)
    form = VariantForm.of(card.variant, _sent(request))
    if not may(actor(request), Permission.EDIT_CATALOGUE, card.variant.warehouse):
        form.leave_bin()
    page = {
        "title": f"Edit {sku}",
        "product": card.product,
        "back": address(card.product.product_id),
        "retired": card.variant.retired,
    }

    def save() -> HttpResponse:
        version = form.cleaned_data["version"]
        manager().edit_variant(sku, **form.given, version=version, actor=actor(request))
        return done(request, card.product.product_id, f"{sku} is saved.")

    return _answered(request, form, save, page)


@require_http_methods(METHODS)
@explains_outage
@allowed(Permission.EDIT_CATALOGUE)
def new_variant(request: HtmxHttpRequest, product_id: str) -> HttpResponse:
    """The form for a new variant of a product, and making it. Sent twice, it makes one."""
    product = known_product(product_id)
    form = NewVariantForm(_sent(request), initial={"price": product.base_price})
    form.offer(_homes(actor(request)), choice(request).warehouse_id)
    page = {
        "title": f"New variant of {product.name}",
        "product": product,
        "back": address(product_id),
        "retired": product.retired,
    }

    def save() -> HttpResponse:
        try:
            manager().create_product_variant(product_id, form.given, actor=actor(request))
        except SkuExists:
            if not _was_made_so(product_id, form.given):
                raise
        return done(request, product_id, f"{form.given['sku']} is in the catalogue.")

    return _answered(request, form, save, page)


def _sent(request: HtmxHttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _answered(
    request: HtmxHttpRequest, form: EntityForm, save: Callable[[], HttpResponse], page: Mapping[str, Any]
) -> HttpResponse:
    """The form as it is shown, or what comes of sending it."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return save()
            except NotAllowed as refused:
                form.add_error("warehouse" if "warehouse" in form.fields else None, f"{refused}. Nothing was saved.")
                status = 403
            except InventoryError as refused:
                status = explain(refused, form)
    context = {**page, "form": form, "here": here(request), "section": "catalogue", "conflict": status == 409}
    return render_page(request, "dashboard/edit.html", context, "form", status=status)


def done(request: HtmxHttpRequest, product_id: str, words: str) -> HttpResponse:
    """Back to the product's page, which says what was done."""
    response = HttpResponseRedirect(address(product_id), status=303)
    flash.say(request, response, words)
    return response


def address(product_id: str) -> str:
    """Of a product's page."""
    return address_of("dashboard:product", product_id)


def known_product(product_id: str) -> Product:
    """The product an address names. Raises Http404."""
    try:
        product = manager().get_product(product_id)
    except InvalidValue:
        raise Http404 from None
    if product is None:
        raise Http404
    return product


def known_card(sku: str) -> StockCard:
    """The variant an address names, with its product. Raises Http404."""
    try:
        card = manager().get_stock_card(sku)
    except (InvalidValue, UnknownSku):
        raise Http404 from None
    if card is None:
        raise Http404
    return card


def _homes(staff: StaffUser) -> tuple[Warehouse, ...]:
    """Where the person may give a new variant its home: in a table without warehouses, in the first to be."""
    first = manager().default_warehouse
    known = manager().warehouses() or (Warehouse(first, first),)
    return tuple(one for one in known if may(staff, Permission.ADJUST_STOCK, one.warehouse_id))


def _is_as_given(entity: object, given: Mapping[str, Any]) -> bool:
    return all(getattr(entity, name) == value for name, value in given.items())


def _was_made_so(product_id: str, given: Mapping[str, Any]) -> bool:
    """Whether the SKU is there as this very form makes it, its opening stock among it."""
    card = manager().get_stock_card(given["sku"])
    described = {name: value for name, value in given.items() if name != "stock"}
    if card is None or card.product.product_id != product_id or not _is_as_given(card.variant, described):
        return False
    opening = manager().get_movements(given["sku"], given["warehouse"], [1]).get(1)
    return opening is not None and opening.change == given["stock"]
