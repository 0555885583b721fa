"""Where a request comes from."""

from ipaddress import IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest

_ONE_SUBSCRIBER = 64


def client_address(request: HttpRequest) -> str:
    """The address to count by: that of the connection, or what the proxy in front of this server says.

    Only the last entry of X-Forwarded-For is the proxy's own. An IPv6 subscriber has a whole /64 to choose from.
    """
    said = str(request.META.get("REMOTE_ADDR", ""))
    if settings.BEHIND_PROXY:
        said = request.headers.get("X-Forwarded-For", said).rpartition(",")[2].strip()
    try:
        address = ip_address(said)
    except ValueError:
        return said
    if isinstance(address, IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped or IPv6Network((int(address), _ONE_SUBSCRIBER), strict=False))
    return str(address)
