"""Orders in lists: work queues by status, a customer's, and those that hold a SKU."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from inventory.entities import Order, Page
from inventory.errors import InvalidCursor
from orders import statuses
from orders.list_form import OrderListForm
from orders.statuses import StatusLinks
from orders.views.holding import holding
from orders.views.lists import PAGE_SIZE, list_page
from web.addresses import address_of
from web.htmx import HtmxHttpRequest
from web.inventory import manager
from web.outage import explains_outage
from web.words import LOST_PLACE


@require_safe
@explains_outage
def order_list(request: HtmxHttpRequest) -> HttpResponse:
    """The orders of a status or a customer, 50 a page; with a SKU in the address, those that hold it."""
    if request.GET.get("sku"):
        return holding(request)
    form = OrderListForm(request.GET, manager().warehouses())
    orders = _orders(form)
    return list_page(
        request, "orders/list.html", form, orders, address_of("orders:list"), orders=orders, statuses=_statuses(form)
    )


def _orders(form: OrderListForm) -> Page[Order]:
    """What the form asks for; nothing, and the reason in the form's errors, where it asks the impossible."""
    if not form.is_valid():
        return Page()
    try:
        return _read(form)
    except InvalidCursor:
        form.add_error("cursor", LOST_PLACE)
        return Page()


def _read(form: OrderListForm) -> Page[Order]:
    asked, status = form.cleaned_data, form.status_asked
    warehouse, cursor = asked["warehouse"] or None, asked["cursor"] or None
    if asked["customer"] or status is None:
        return manager().get_customer_orders(
            asked["customer"], PAGE_SIZE, cursor, status=status, warehouse=warehouse, newest_first=form.newest_first
        )
    return manager().orders_by_status(
        status, warehouse=warehouse, newest_first=form.newest_first, limit=PAGE_SIZE, cursor=cursor
    )


def _statuses(form: OrderListForm) -> StatusLinks:
    """The counts are of all orders: beside some of them they would be wrong."""
    return statuses.links(
        manager().order_counts(),
        None if form["status"].errors else form.status_asked,
        lambda status: form.query(status=status),
        counted=not form.is_narrowed,
    )
