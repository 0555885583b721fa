"""The addresses of pages: made from their names, as a form may send to them, and where a form may lead back to."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from django.http import HttpRequest
from django.urls import Resolver404, get_script_prefix, resolve, reverse
from django.urls.converters import StringConverter, get_converters
from django.utils.encoding import escape_uri_path
from django.utils.http import RFC3986_SUBDELIMS, url_has_allowed_host_and_scheme

from web.converters import NameConverter

# What Django leaves as it is.
_SAFE = RFC3986_SUBDELIMS + "/~:@"
_PARAMETER = re.compile(r"<(\w+):\w+>")
# Most names: no converter, nor any quoting, changes a sign of them.
_PLAIN = re.compile(r"[A-Za-z0-9_~-]+")
# What every browser and server takes in an address.
_LONGEST = 2000
# A browser reads the first as a slash and skips most of the others, wherever they stand.
_MISREAD = re.compile(r"[\\\x00-\x1f\x7f-\x9f]")


def address_of(name: str, /, *names: Any, **query: Any) -> str:
    """The path of the page called ``name``, and what ``query`` asks of it. Raises NoReverseMatch.

    It is what ``reverse`` says, for a tenth of its time: lists hold a hundred addresses and more.
    """
    form = _form(name, len(names), get_script_prefix())
    path = form.filled(names) if form else None
    if path is None:
        path = reverse(name, args=names)
    return f"{path}?{_query(query)}" if query else path


def _query(asked: Mapping[str, Any]) -> str:
    if all(type(value) is str and _PLAIN.fullmatch(value) for value in asked.values()):
        return "&".join(f"{name}={value}" for name, value in asked.items())
    return urlencode(asked)


class _Gap:
    """A place for a name in an address."""

    def __init__(self, converter: Any) -> None:
        self._to_url, self._fits = converter.to_url, re.compile(converter.regex).fullmatch
        self._leaves_plain = isinstance(converter, NameConverter | StringConverter)

    def text(self, name: Any) -> str | None:
        """``name`` as it is written there; None where ``reverse`` has to say what is wrong."""
        # A page may be called "new", and so may what has a name.
        if self._leaves_plain and type(name) is str and name != "new" and _PLAIN.fullmatch(name):
            return name
        text = self._to_url(name)
        return quote(text, safe=_SAFE) if isinstance(text, str) and self._fits(text) else None


class _Form:
    """An address with gaps."""

    def __init__(self, prefix: str, route: str) -> None:
        # Text and the names of converters by turns.
        first, *rest = _PARAMETER.split(route)
        known = get_converters()
        self._first = quote(prefix + first, safe=_SAFE)
        self._rest = [
            (_Gap(known[kind]), quote(text, safe=_SAFE)) for kind, text in zip(rest[::2], rest[1::2], strict=True)
        ]

    @property
    def gaps(self) -> int:
        return len(self._rest)

    def filled(self, names: Sequence[Any]) -> str | None:
        """The address; None where ``reverse`` has to say what is wrong."""
        path = self._first
        for value, (gap, after) in zip(names, self._rest, strict=True):
            text = gap.text(value)
            if text is None:
                return None
            path += text + after
        return path


@lru_cache(maxsize=256)
def _form(name: str, count: int, prefix: str) -> _Form | None:
    """None for an address that has no plain form, or whose place another one takes."""
    path = reverse(name, args=["0"] * count).removeprefix(prefix)
    try:
        match = resolve(f"/{path}")
    except Resolver404:
        return None
    # A name at the root may begin with a slash, which would lead to another site: ``reverse`` knows about that.
    is_plain = match.view_name == name and not match.args and not match.route.startswith("<")
    form = _Form(prefix, match.route)
    return form if is_plain and form.gaps == count else None


def quoted(value: Any, safe: str = "/") -> str:
    """``value`` as a part of an address, as Django's filter ``urlencode`` writes it."""
    text = str(value)
    return text if _PLAIN.fullmatch(text) else quote(text, safe)


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
