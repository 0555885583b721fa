"""Where a person may be sent after signing in: to a page of this site that neither signs in nor out."""

from django.http import HttpRequest
from django.shortcuts import resolve_url

from web.addresses import address_of, own_path


def destination(request: HttpRequest, address: str | None) -> str:
    """Path and query of ``address``; those of the start page where it is none to be sent to."""
    start = resolve_url("dashboard:home")
    path = own_path(request, address, start)
    doors = address_of("accounts:sign_in"), address_of("accounts:sign_out")
    return start if path.startswith(doors) else path
