"""A page, or only the part of it that htmx asked for."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails

from web import flash
from web.warehouse import remember


class HtmxHttpRequest(HttpRequest):
    """A request that has passed django-htmx's middleware."""

    htmx: HtmxDetails


def wants_fragment(request: HtmxHttpRequest) -> bool:
    """Whether htmx asks for a part: a boosted link and a restored history entry need the whole page."""
    return bool(request.htmx) and not request.htmx.boosted and not request.htmx.history_restore_request


def fills(request: HtmxHttpRequest, element_id: str) -> bool:
    """Whether htmx puts the answer into the element of that id (``HX-Target`` says ``div#found``)."""
    return wants_fragment(request) and (request.htmx.target or "").rpartition("#")[2] == element_id


def render_page(
    request: HtmxHttpRequest, template: str, context: Mapping[str, Any], fragment: str, status: int = 200
) -> HttpResponse:
    """The template, or its partial named ``fragment`` where htmx asks for one.

    Page and fragment share an address, so caches are told what tells them apart. A fragment is never
    stored: the browser would show it bare after Back. For pages see ``web.caching``.
    """
    partial = wants_fragment(request)
    name, said = (f"{template}#{fragment}", {}) if partial else (template, {"said": flash.said(request)})
    response = render(request, name, {**said, **context}, status=status)
    if partial:
        response["Cache-Control"] = "no-store"
    else:
        flash.forget(request, response)
    patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
    remember(request, response)
    return response
