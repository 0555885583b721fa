"""What every page on one order has in common: what it says where there is no such order, or it is not theirs."""

from functools import wraps
from typing import ParamSpec

from django.http import HttpResponseBase

from inventory.errors import InvalidValue, NotAllowed, OrderNotFound
from orders.refusals import not_yours
from web.access import forbidden
from web.htmx import HtmxHttpRequest, render_page
from web.outage import View, explains_outage

P = ParamSpec("P")


def on_an_order(view: View[P]) -> View[P]:
    """The view, with plain words for NotAllowed (403), an unknown or impossible id (404) and EngineUnavailable."""

    @wraps(view)
    def guarded(request: HtmxHttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except NotAllowed as refused:
            return forbidden(request, not_yours(refused.warehouse))
        except OrderNotFound:
            return _missing(request)
        except InvalidValue as refused:
            if refused.field != "order_id":
                raise
            return _missing(request)

    return explains_outage(guarded)


def _missing(request: HtmxHttpRequest) -> HttpResponseBase:
    return render_page(request, "orders/missing.html", {"section": "orders"}, "notice", status=404)
