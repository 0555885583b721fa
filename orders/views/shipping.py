"""Shipping an order, whole or in part."""

import re
from typing import Final

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from inventory.entities import Order, OrderStatus, OrderWithItems
from inventory.people import StaffUser
from inventory.permissions import Permission
from orders import order_words
from orders.order_page import read_sheet, read_whole
from orders.ship_form import MOST_FIELDS, MOST_STEPPERS, ShipForm
from orders.views import answers
from orders.views.asking import Asking
from orders.views.guarding import on_an_order
from web.access import actor, allowed
from web.htmx import HtmxHttpRequest
from web.inventory import manager

TEMPLATE: Final = "orders/ship.html"

_UNITS: Final = re.compile(r"units\[([0-9]+)\]")


@require_http_methods(["GET", "HEAD", "POST"])
@on_an_order
@allowed(Permission.WORK_ON_ORDERS)
def ship(request: HtmxHttpRequest, order_id: str) -> HttpResponse:
    """Ask how many units of each line leave, and ship them, once; 404 for an unknown or impossible id."""
    if request.method != "POST":
        return _shown(request, order_id, None, 200)
    form = ShipForm(request.POST)
    asking = Asking(
        request, order_id, TEMPLATE, form, lambda status: _shown(request, order_id, form, status), _field_of
    )
    return asking.carry_out(lambda: _ship(order_id, form, actor(request)))


def _ship(order_id: str, form: ShipForm, staff: StaffUser) -> Order:
    return manager().ship_order(order_id, actor=staff, wait=False, **form.asked)


def _field_of(refused: str) -> str:
    """``units[3]`` -> ``units-3``"""
    return _UNITS.sub(r"units-\1", refused)


def _shown(request: HtmxHttpRequest, order_id: str, form: ShipForm | None, status: int) -> HttpResponse:
    order = read_whole(order_id)
    refused = answers.not_theirs(request, order)
    if refused:
        return refused
    if order.status is not OrderStatus.PACKED:
        sheet = read_sheet(order_id)
        return answers.refusal(request, sheet, order_words.not_possible(sheet, OrderStatus.SHIPPED), status)
    return answers.ask(request, TEMPLATE, order_id, _context(order, form or ShipForm.fresh(order.lines)), status)


def _context(order: OrderWithItems, form: ShipForm) -> dict[str, object]:
    lines = [line for line in order.lines if line.open]
    form.show(lines)
    picked, whole = sum(min(line.picked, line.open) for line in lines), sum(line.open for line in lines)
    return {
        "order": order,
        "form": form,
        "lines": len(lines),
        "open": whole,
        "picked": picked,
        "is_picked_in_part": 0 < picked < whole,
        "stepped": len(lines) <= MOST_STEPPERS,
        "is_long": len(lines) > MOST_FIELDS,
        "most": MOST_FIELDS,
    }
