"""Where a form may lead back to: to pages of this site, and to none elsewhere."""

from urllib.parse import urlsplit, urlunsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

# What every browser and server takes in an address.
_LONGEST = 2000


def own_path(request: HttpRequest, address: str | None, otherwise: str) -> str:
    """Path and query of ``address`` where it is one of ours, else ``otherwise``."""
    if not address or len(address) > _LONGEST or not _is_own(request, address):
        return otherwise
    path = urlunsplit(urlsplit(address)._replace(scheme="", netloc="", fragment=""))
    return path if path.startswith("/") and not path.startswith("//") else otherwise


def _is_own(request: HttpRequest, address: str) -> bool:
    return url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
