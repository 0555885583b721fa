"""What browsers may keep."""

from django.http import HttpRequest, HttpResponseBase
from django.utils.deprecation import MiddlewareMixin


class PrivatePages(MiddlewareMixin):
    """A page may be stored by the browser of whoever saw it, but is asked for again; unless its view says more."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.get("Content-Type", "").startswith("text/html"):
            response.setdefault("Cache-Control", "private, no-cache")
        return response
