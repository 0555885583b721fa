"""Taking variants and products out of use: the question, and doing it."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from dashboard.views.editing import METHODS, address, done, known_card
from inventory.entities import ProductWithVariants
from inventory.errors import (
    EngineUnavailable,
    InvalidValue,
    InventoryError,
    OutcomeUnknown,
    PartlyRetired,
    StockBusy,
    StockLeft,
    TooManyActions,
)
from inventory.permissions import Permission
from web.access import actor, allowed
from web.addresses import here
from web.htmx import HtmxHttpRequest, render_page
from web.inventory import manager
from web.outage import explains_outage


@require_http_methods(METHODS)
@explains_outage
@allowed(Permission.EDIT_CATALOGUE)
def retire_variant(request: HtmxHttpRequest, sku: str) -> HttpResponse:
    """Whether to take a variant out of use, and doing it once; 404 for an unknown or impossible SKU."""
    card = known_card(sku)
    page = {
        "title": f"Retire {sku}",
        "product": card.product,
        "left": [level for level in card.variant.levels if level.on_hand],
        "retired": card.variant.retired,
        "what": f"{card.product.name} {sku}",
    }
    return _answered(request, page, lambda: manager().retire_variant(sku, actor=actor(request)), f"{sku} is retired.")


@require_http_methods(METHODS)
@explains_outage
@allowed(Permission.EDIT_CATALOGUE)
def retire_product(request: HtmxHttpRequest, product_id: str) -> HttpResponse:
    """Whether to take a product out of use with all its variants, and doing it once; 404 as for its page."""
    product = _known_product(product_id)
    levels = [level for variant in product.variants for level in variant.levels]
    page = {
        "title": f"Retire {product.name}",
        "product": product,
        "left": [level for level in levels if level.on_hand],
        "retired": product.retired,
        "what": f"{product.name} and all its variants",
    }
    return _answered(
        request, page, lambda: manager().retire_product(product_id, actor=actor(request)), f"{product.name} is retired."
    )


def _answered(request: HtmxHttpRequest, page: dict[str, Any], retire: Callable[[], object], words: str) -> HttpResponse:
    product_id, status = page["product"].product_id, 200
    if request.method == "POST":
        try:
            retire()
            return done(request, product_id, words)
        except (StockLeft, StockBusy, OutcomeUnknown, PartlyRetired, TooManyActions) as refused:
            page["problem"], status = _words(refused), _status(refused)
    context = {**page, "back": address(product_id), "here": here(request), "section": "catalogue"}
    return render_page(request, "dashboard/retire.html", context, "question", status=status)


def _known_product(product_id: str) -> ProductWithVariants:
    """The product an address names, with its variants, in one call. Raises Http404."""
    try:
        product = manager().get_product_with_variants(product_id)
    except InvalidValue:
        raise Http404 from None
    if product is None:
        raise Http404
    return product


def _status(refused: InventoryError) -> int:
    why = refused.why if isinstance(refused, PartlyRetired) else refused
    return 503 if isinstance(why, EngineUnavailable) else 409


def _words(refused: InventoryError, done: str = "Nothing was retired") -> str:
    if isinstance(refused, PartlyRetired):
        some = "1 variant was" if refused.variants == 1 else f"{refused.variants:,} variants were"
        return _words(refused.why, f"{some} retired before, the others were not")
    if isinstance(refused, StockLeft):
        where = f"{refused.units:,} of {refused.sku} are on hand in {refused.warehouse}"
        return f"{where}. {done}: take the stock out first."
    if isinstance(refused, TooManyActions):
        return f"This has stock rows in more warehouses than can be retired in one step. {done}."
    if isinstance(refused, OutcomeUnknown):
        return "It is not known yet whether this was done. Press Retire again: it will not be done twice."
    if isinstance(refused, StockBusy):
        return f"Others are changing this product right now. {done}: press Retire again."
    return f"{refused}. {done}."
