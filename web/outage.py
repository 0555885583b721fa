"""What a page says while the stock database is away."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpResponse, HttpResponseBase

from inventory.errors import EngineUnavailable
from web.htmx import HtmxHttpRequest, render_page

P = ParamSpec("P")
View = Callable[Concatenate[HtmxHttpRequest, P], HttpResponseBase]

log = logging.getLogger(__name__)


def explains_outage(view: View[P]) -> View[P]:
    """The view, with status 503 and plain words in place of EngineUnavailable."""

    @wraps(view)
    def explained(request: HtmxHttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except EngineUnavailable as away:
            return outage(request, away)

    return explained


def outage(request: HtmxHttpRequest, away: EngineUnavailable) -> HttpResponse:
    """Status 503 in plain words, as a page or as a fragment; the log is told why."""
    log.error("the stock database cannot be reached: %s", away)
    return render_page(request, "503.html", {}, "notice", status=503)
