"""The address of a page as a form may send to it, and where a form may lead back to: to pages of this site alone."""

import re
from urllib.parse import urlsplit, urlunsplit

from django.http import HttpRequest
from django.utils.encoding import escape_uri_path
from django.utils.http import url_has_allowed_host_and_scheme

# What every browser and server takes in an address.
_LONGEST = 2000
# A browser reads the first as a slash and skips most of the others, wherever they stand.
_MISREAD = re.compile(r"[\\\x00-\x1f\x7f-\x9f]")


def here(request: HttpRequest) -> str:
    """The path of the page asked for, escaped as it was: ``request.path`` itself may name another SKU to a browser."""
    return escape_uri_path(request.path)


def own_path(request: HttpRequest, address: str | None, otherwise: str) -> str:
    """Path and query of ``address`` where it is one of ours, else ``otherwise``."""
    if not address or len(address) > _LONGEST or _MISREAD.search(address) or not _is_own(request, address):
        return otherwise
    path = urlunsplit(urlsplit(address)._replace(scheme="", netloc="", fragment=""))
    return path if path.startswith("/") and _is_own(request, path) else otherwise


def _is_own(request: HttpRequest, address: str) -> bool:
    return url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
