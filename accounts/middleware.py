"""From a cookie to a person, and the way to the sign-in page."""

import logging
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import middleware as auth
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions import middleware as sessions
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect

from accounts.destinations import destination
from inventory.errors import EngineUnavailable
from web.addresses import address_of
from web.htmx import HtmxHttpRequest
from web.outage import outage

log = logging.getLogger(__name__)

SAFE_METHODS = ("GET", "HEAD", "OPTIONS", "TRACE")


class SessionMiddleware(sessions.SessionMiddleware):
    """Django's, for a store that may be away. A session is renewed by use, not by a page that polls."""

    def process_response(self, request: HtmxHttpRequest, response: HttpResponseBase) -> HttpResponseBase:  # type: ignore[override]
        try:
            response = super().process_response(request, response)  # type: ignore[arg-type]
        except EngineUnavailable as away:
            return outage(request, away)
        if not _is_poll(request) and response.status_code < 500:
            _renew(request)
        return response


def _is_poll(request: HtmxHttpRequest) -> bool:
    return bool(request.htmx) and "poll" in request.GET


def _renew(request: HtmxHttpRequest) -> None:
    try:
        request.session.renew()  # type: ignore[attr-defined]  # of accounts.sessions
    except EngineUnavailable as away:  # the page is made; the next one will try again
        log.warning("a session could not be renewed: %s", away)


class AuthenticationMiddleware(auth.AuthenticationMiddleware):
    """Finds out at once who asks, in one call with the session, none without a cookie.

    So ``request.user`` asks no database when a page of trouble is made.
    """

    def process_request(self, request: HtmxHttpRequest) -> HttpResponse | None:  # type: ignore[override]
        super().process_request(request)
        request.user = AnonymousUser()
        try:
            request.session.keys()
        except EngineUnavailable as away:
            return outage(request, away)
        request.user = request.session.user or AnonymousUser()  # type: ignore[attr-defined]  # of accounts.sessions
        return None


class SignInRequiredMiddleware(auth.LoginRequiredMiddleware):
    """Sends whoever is not signed in to the sign-in page, and back from there afterwards.

    htmx is told to load that page: it never becomes a part of another one.
    """

    def handle_no_permission(self, request: HtmxHttpRequest, view_func: Any) -> HttpResponse:  # type: ignore[override]
        unsaved = request.method not in SAFE_METHODS
        query = {"next": _return_path(request, unsaved), **({"unsaved": "1"} if unsaved else {})}
        address = f"{address_of('accounts:sign_in')}?{urlencode(query, safe='/')}"
        if not request.htmx:
            return HttpResponseRedirect(address)
        return HttpResponse(status=401, headers={"HX-Redirect": address, "Cache-Control": "no-store"})


def _return_path(request: HtmxHttpRequest, unsaved: bool) -> str:
    """The page a person looks at: not the address of a fragment, nor of a form that was sent."""
    if request.htmx:
        return destination(request, request.htmx.current_url)
    return destination(request, request.headers.get("Referer") if unsaved else request.get_full_path())
