"""What the lists of orders and customers have in common: a form that asks, a part of the list, and the way on."""

from typing import Any, Final, Protocol

from django.forms import BoundField
from django.forms.utils import ErrorDict
from django.http import HttpResponse

from inventory.entities import Page
from web.htmx import HtmxHttpRequest, render_page, wants_fragment

PAGE_SIZE: Final = 50


class ListForm(Protocol):
    """What is asked of a list. ``query`` is the query string of its beginning, with more beside or instead."""

    @property
    def errors(self) -> ErrorDict: ...

    def __getitem__(self, name: str) -> BoundField: ...

    def query(self, **more: str) -> str: ...


def list_page(
    request: HtmxHttpRequest, template: str, form: ListForm, rows: Page[Any], here: str, **more: object
) -> HttpResponse:
    """The page of a list; where htmx asks, the list alone, or the ``rows`` that follow those it has."""
    continues = wants_fragment(request) and bool(form["cursor"].value())
    context = {
        "form": form,
        "here": here,
        "start": form.query(),
        "more": form.query(cursor=rows.cursor) if rows.cursor else "",
        "looks_further": bool(rows.cursor) and len(rows) < PAGE_SIZE,
        "continues": continues,
        "section": "orders",
        **more,
    }
    status = 422 if form.errors else 200
    return render_page(request, template, context, "rows" if continues else "list", status=status)
