"""The Content-Security-Policy of all pages."""

from collections.abc import Callable
from dataclasses import asdict

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.deprecation import MiddlewareMixin


class ContentSecurityPolicy(MiddlewareMixin):
    """What django-csp makes of the settings, made once: no page of ours has a policy of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        super().__init__(get_response)
        parts = CSPMiddleware(get_response).get_policy_parts(HttpRequest(), HttpResponse())
        self._policy = build_policy(**asdict(parts))

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        # Django's own pages of trouble, which a developer sees, have their styles within.
        if not (settings.DEBUG and response.status_code in (404, 500)):
            response.setdefault(HEADER, self._policy)
        return response
