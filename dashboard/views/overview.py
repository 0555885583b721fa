"""A warehouse at a glance: where a day begins."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from dashboard import hours
from dashboard.low_rows import LowList
from web.access import actor
from web.addresses import address_of
from web.htmx import HtmxHttpRequest, render_page
from web.inventory import manager
from web.outage import explains_outage
from web.status import LOW_STOCK
from web.warehouse import ChosenWarehouse, choice


@require_safe
@explains_outage
def overview(request: HtmxHttpRequest) -> HttpResponse:
    """Four figures, the most urgent rows of low stock, and the latest movements."""
    found = choice(request)
    context: dict[str, Any] = {"choice": found, "section": "overview", "now": timezone.now(), "least": LOW_STOCK}
    if found.warehouse is not None:
        context |= _glance(request, found)
    status = 422 if found.unknown else 200
    return render_page(request, "dashboard/overview.html", context, "overview", status=status)


def _glance(request: HtmxHttpRequest, found: ChosenWarehouse) -> dict[str, Any]:
    glance = manager().get_overview(found.warehouse_id, LOW_STOCK)
    here = address_of("dashboard:home", warehouse=found.warehouse_id)
    return {
        "glance": glance,
        "here": here,
        "rows": LowList(found.warehouse_id, LOW_STOCK, here, actor(request)).rows(glance.urgent),
        "bars": hours.bars(glance.adjusted.by_hour),
        "busiest": hours.in_words(glance.adjusted.by_hour),
    }
