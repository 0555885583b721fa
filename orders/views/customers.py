"""Who ordered: all customers by their ids, and one with what was ordered."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from inventory.entities import Order, Page
from inventory.errors import InvalidCursor, InvalidValue
from inventory.order_story import Customer
from inventory.ordering.customers import CustomerSummary
from inventory.overview import Count
from inventory.parallel import together
from orders import statuses
from orders.list_form import CustomersForm, HistoryForm
from orders.statuses import StatusLinks
from orders.views.lists import PAGE_SIZE, list_page
from web.addresses import address_of
from web.htmx import HtmxHttpRequest
from web.inventory import manager
from web.outage import explains_outage
from web.words import LOST_PLACE


@require_safe
@explains_outage
def customer_list(request: HtmxHttpRequest) -> HttpResponse:
    """The customers whose ids begin as the one in the address, 50 a page."""
    form = CustomersForm(request.GET)
    customers = _customers(form)
    here = address_of("orders:customers")
    return list_page(request, "orders/customers.html", form, customers, here, customers=customers, section="customers")


@require_safe
@explains_outage
def customer(request: HtmxHttpRequest, customer_id: str) -> HttpResponse:
    """A customer's figures and orders, newest first; 404 for an unknown or impossible id."""
    form = HistoryForm(request.GET)
    form.is_valid()
    try:
        summary, orders = together(lambda: manager().get_customer(customer_id), lambda: _history(customer_id, form))
    except InvalidValue:
        summary = None
    if summary is None:
        raise Http404
    return list_page(
        request,
        "orders/customer.html",
        form,
        orders,
        address_of("orders:customer", customer_id),
        summary=summary,
        orders=orders,
        statuses=_statuses(form, summary),
        section="customers",
    )


def _customers(form: CustomersForm) -> Page[Customer]:
    """What the form asks for; nothing, and the reason in the form's errors, where it asks the impossible."""
    if not form.is_valid():
        return Page()
    try:
        return manager().customers(form.cleaned_data["q"], limit=PAGE_SIZE, cursor=form.cleaned_data["cursor"] or None)
    except InvalidCursor:
        form.add_error("cursor", LOST_PLACE)
        return Page()


def _history(customer_id: str, form: HistoryForm) -> Page[Order]:
    """The orders the form asks for; nothing, and the reason in the form's errors, where it asks the impossible."""
    if form.errors:
        return Page()
    cursor = form.cleaned_data["cursor"] or None
    try:
        return manager().get_customer_orders(customer_id, PAGE_SIZE, cursor, status=form.status_asked)
    except InvalidCursor:
        form.add_error("cursor", LOST_PLACE)
        return Page()


def _statuses(form: HistoryForm, summary: CustomerSummary) -> StatusLinks:
    """Those that the customer has orders of; all of them once, and each with its number."""
    counts = {status: Count(number, summary.more) for status, number in summary.by_status.items()}
    return statuses.links(counts, form.status_asked, lambda status: form.query(status=status), always=())
