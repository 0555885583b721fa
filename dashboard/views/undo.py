"""Taking an adjustment back: the question as a page of its own, and doing it."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from dashboard.card import CardPage
from dashboard.ledger_form import LedgerForm
from dashboard.undoing import Refusal, hindrance, refusal
from dashboard.views.stock_card import context_of, known
from inventory.entities import Movement, Page, SkuPointer, Warehouse
from inventory.errors import EngineUnavailable, InvalidValue, InventoryError, NotAllowed
from inventory.parallel import together
from inventory.permissions import Permission, may
from inventory.request import Adjusted
from inventory.stock import StockCard
from inventory.values import quantity
from web.access import actor, allowed, forbidden
from web.addresses import address_of
from web.htmx import HtmxHttpRequest, render_page, wants_fragment
from web.inventory import manager
from web.outage import explains_outage
from web.warehouse import PARAMETER, choice


@dataclass(frozen=True)
class Asked:
    """The movement that an address names, and who asks."""

    request: HtmxHttpRequest
    pointer: SkuPointer
    warehouse: Warehouse
    revision: int

    @property
    def sku(self) -> str:
        return self.pointer.sku

    @property
    def warehouse_id(self) -> str:
        return self.warehouse.warehouse_id

    def card(self, done: str = "") -> str:
        """The address of the movement's row on its stock card."""
        query = {"warehouse": self.warehouse_id} | ({"done": done} if done else {})
        return f"{address_of('dashboard:stock', self.sku, **query)}#move-{self.revision}"

    def read(self, *revisions: int) -> tuple[StockCard | None, dict[int, Movement]]:
        """The card and the movements at ``revisions``, as they are now."""
        card, movements = together(
            lambda: manager().get_stock_card(self.sku),
            lambda: manager().get_movements(self.sku, self.warehouse_id, revisions),
        )
        return card, movements

    def context(self, card: StockCard) -> dict[str, object]:
        """What the parts of the card's template need."""
        form = LedgerForm({})
        form.is_valid()
        return context_of(self.request, CardPage(self.pointer, form, choice(self.request), card, Page()))


@require_http_methods(["GET", "HEAD", "POST"])
@explains_outage
@allowed(Permission.ADJUST_STOCK)
def undo(request: HtmxHttpRequest, sku: str) -> HttpResponse:
    """The question whether to take back the movement that the address names, and doing so; 404 where it names none."""
    asked = _asked(request, sku)
    if not may(actor(request), Permission.ADJUST_STOCK, asked.warehouse_id):
        return forbidden(request, f"The stock in {asked.warehouse.name} is not yours to change.")
    if request.method != "POST":
        return _question(asked)
    try:
        adjusted = manager().undo_adjustment(asked.sku, asked.warehouse_id, asked.revision, actor(request))
    except NotAllowed:
        raise
    except InventoryError as error:
        return _refused(asked, refusal(error))
    return _shown(asked, adjusted) if wants_fragment(request) else _done(asked, adjusted)


def _asked(request: HtmxHttpRequest, sku: str) -> Asked:
    try:
        revision = quantity("revision", request.GET.get("revision", ""), least=1)
    except InvalidValue:
        raise Http404 from None
    place = choice(request).warehouse if request.GET.get(PARAMETER) else None
    if place is None:
        raise Http404
    return Asked(request, known(sku), place, revision)


def _question(asked: Asked, refused: Refusal | None = None) -> HttpResponse:
    card, movements = asked.read(asked.revision)
    movement = movements.get(asked.revision)
    level = next((each for each in card.variant.levels if each.warehouse == asked.warehouse_id), None) if card else None
    if card is None or movement is None or level is None:
        raise Http404
    figures = {"level": level, "after": level.stock - movement.change, "hindrance": hindrance(movement, level)}
    return _page(asked, refused, {**asked.context(card), "movement": movement, **figures})


def _page(asked: Asked, refused: Refusal | None, context: dict[str, object]) -> HttpResponse:
    context |= {"refused": refused, "action": asked.request.get_full_path(), "back": asked.card(), "asked": asked}
    status = refused.status if refused else 200
    return render_page(asked.request, "dashboard/undo.html", context, "question", status=status)


def _refused(asked: Asked, refused: Refusal) -> HttpResponse:
    if not wants_fragment(asked.request):
        return _asked_again(asked, refused)
    # Only what is swapped is read: in place of a 503 the page would say that nothing was changed, which is not known.
    status = refused.status if refused.status < 500 else 409
    context = {"words": refused.words, "kind": "error"}
    return render_page(asked.request, "dashboard/undo.html", context, "toast", status=status)


def _asked_again(asked: Asked, refused: Refusal) -> HttpResponse:
    try:
        return _question(asked, refused)
    except EngineUnavailable:
        # The page of an outage would say that nothing was changed, which is not known.
        return _page(asked, refused, {"section": "catalogue"})


def _done(asked: Asked, adjusted: Adjusted) -> HttpResponse:
    response = HttpResponseRedirect(asked.card("undone-before" if adjusted.repeated else "undone"))
    response.status_code = 303
    return response


def _shown(asked: Asked, adjusted: Adjusted) -> HttpResponse:
    """The rows that are different now. It is done, also where they cannot be read any more."""
    by = adjusted.level.revision
    context: dict[str, object] = {"words": _words(adjusted), "by": by, "repeated": adjusted.repeated}
    try:
        card, movements = asked.read(asked.revision, by)
        if card:
            context |= {**asked.context(card), "old": movements.get(asked.revision), "new": movements.get(by)}
    except EngineUnavailable:
        pass
    response = render_page(asked.request, "dashboard/undo.html", context, "undone")
    response["HX-Trigger"] = "stock-undone"
    return response


def _words(adjusted: Adjusted) -> str:
    level = adjusted.level
    if adjusted.repeated:
        return f"Already undone: nothing was changed. It left {level.stock:,} of {level.sku} available."
    return f"Undone: {level.stock:,} of {level.sku} available."
