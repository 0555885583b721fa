"""Every movement of a warehouse on a day, and who made it."""

from datetime import UTC, datetime

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from dashboard.activity_form import ActivityForm
from inventory.entities import Movement, Page
from inventory.errors import InvalidCursor
from web.addresses import address_of
from web.htmx import HtmxHttpRequest, render_page, wants_fragment
from web.inventory import manager
from web.outage import explains_outage
from web.warehouse import ChosenWarehouse, choice
from web.words import LOST_PLACE

PAGE_SIZE = 50


@require_safe
@explains_outage
def activity(request: HtmxHttpRequest) -> HttpResponse:
    """The movements of a day, newest first."""
    place = choice(request)
    form = ActivityForm(request.GET, place.warehouse_id)
    movements = _movements(form, place)
    continues = wants_fragment(request) and bool(form["cursor"].value())
    context = {
        "choice": place,
        "form": form,
        "movements": movements,
        "here": address_of("dashboard:activity"),
        "more": form.query(cursor=movements.cursor) if movements.cursor else "",
        "looked": _looked(form, place, movements),
        "continues": continues,
        "section": "activity",
        "now": datetime.now(UTC),
    }
    status = 422 if form.errors or place.unknown else 200
    return render_page(request, "dashboard/activity.html", context, "rows" if continues else "list", status=status)


def _looked(form: ActivityForm, place: ChosenWarehouse, movements: Page[Movement]) -> str:
    """Back to which time a page was looked for that is not full, and not the last; empty for all others."""
    if not movements.cursor or len(movements) >= PAGE_SIZE:
        return ""
    return manager().activity_reached(place.warehouse_id, form.day, movements.cursor, **_picked(form))


def _movements(form: ActivityForm, place: ChosenWarehouse) -> Page[Movement]:
    """What the form asks for; nothing, and the reason in the form's errors, where it asks the impossible."""
    if not form.is_valid() or place.warehouse is None:
        return Page()
    cursor = form.cleaned_data["cursor"] or None
    try:
        return manager().get_activity(place.warehouse_id, form.day, **_picked(form), limit=PAGE_SIZE, cursor=cursor)
    except InvalidCursor:
        form.add_error("cursor", LOST_PLACE)
        return Page()


def _picked(form: ActivityForm) -> dict[str, str]:
    """Whose movements, and for which reason, where the form asks for some alone."""
    return {"actor": form.cleaned_data["actor"], "reason": form.cleaned_data["reason"]}
