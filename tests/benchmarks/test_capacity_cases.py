"""What is counted: each address and each command, and pages that show what they are named after."""

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from benchmarks.capacity_browser import form_of
from benchmarks.capacity_cases import Case, shown_rows
from benchmarks.report import RESULTS
from inventory.settings import PROJECT_ROOT

# What has no case, and why.
NOT_COUNTED = {"GET orders:order_as_typed": "the page of orders:order, under an id with slashes"}
PAGE = """<main><form method="get"><input name="q" value="x"></form>
<form method="post"><input type="hidden" name="key" value="k"><button name="action" value="one">One</button></form>
<form method="post"><input name="name" value="A &amp; B"><input type="radio" name="mode" value="a" checked>
<input type="radio" name="mode" value="b"><input type="checkbox" name="all" value="1">
<select name="place"><option value="1">One</option><option value="2" selected>Two</option></select>
<select name="place"><option value="3">Three</option><option value="4">Four</option></select>
<textarea name="note">
two
lines</textarea></form></main>"""
TABLE = """<table><thead><tr><th>A</th></tr></thead><tbody><tr><td>1</td></tr><tr id="b"><td>2</td></tr>
<tr class="more"><td></td></tr></tbody><tfoot><tr><td>3</td></tr></tfoot></table>"""


def kept(title: str = "") -> list[dict[str, Any]]:
    """The rows of a table of what was counted; of all of them without a title."""
    tables = json.loads((RESULTS / "capacity.json").read_text("utf-8"))["tables"]
    return [row for table in tables if title in table["title"] for row in table["rows"]]


def requests_of(patterns: list[Any], space: str = "") -> Iterator[str]:
    """``GET dashboard:home`` and so on, for each url that has a name and each method that it takes."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from requests_of(pattern.url_patterns, f"{pattern.app_name}:" if pattern.app_name else space)
        elif isinstance(pattern, URLPattern) and pattern.name:
            request = RequestFactory().options("/")
            request.user = SimpleNamespace(is_authenticated=True)  # type: ignore[assignment]  # as far as it is asked
            allowed = pattern.callback(request)["Allow"]
            yield from (f"{method} {space}{pattern.name}" for method in ("GET", "POST") if method in allowed)


def test_each_address_is_counted_with_each_of_its_methods() -> None:
    there = set(requests_of(get_resolver().url_patterns))
    assert {"GET dashboard:home", "POST accounts:sign_out"} <= there and "GET accounts:sign_out" not in there
    counted = {request for row in kept() for request in row.get("requests", ())}
    assert there - counted == set(NOT_COUNTED), "add a case, and run: python -m benchmarks capacity"
    assert counted <= there


def test_each_command_is_counted() -> None:
    files = PROJECT_ROOT.glob("*/management/commands/[a-z]*.py")
    named = {row["what"].split("`")[1].split()[0] for row in kept("Commands")}
    assert named == {file.stem for file in files}, "add a case, and run: python -m benchmarks capacity"


def test_rows_are_kept_as_numbers() -> None:
    (adjust,) = (row for row in kept("Changes") if row["what"] == "adjust stock")
    assert adjust["calls"] == {"BatchGetItem": 1, "TransactWriteItems": 1}
    assert (adjust["read"], adjust["written"]) == (1, {"table": 6, "GSI1": 1, "GSI2": 3})
    assert adjust["dollars"] == pytest.approx(6.375)
    (overview,) = (row for row in kept("Pages") if "overview" in row["what"])
    assert overview["at its most"]["read"] > 1.5 * overview["read"] > 100
    # What the other cases leave behind does not fill this one.
    (card,) = (row for row in kept("Pages") if row["what"] == "stock card with ledger")
    assert card["at its most"]["read"] > 10 * card["read"] > 50


def test_a_page_that_does_not_show_the_rows_of_its_name_is_none() -> None:
    Case("two", lambda _: TABLE, rows=2).check(TABLE)
    with pytest.raises(RuntimeError, match="three: 2 rows are shown, not 3"):
        Case("three", lambda _: TABLE, rows=3).check(TABLE)
    assert shown_rows('<a href="/a/1/"><a href="/a/1/"><a href="/a/2/">', r"/a/\d/") == 2


def test_a_form_is_sent_as_it_stands_but_for_what_is_typed() -> None:
    assert form_of(PAGE) == {"key": ["k"]}
    assert form_of(PAGE, "name", mode="b") == {
        "name": ["A & B"],
        "mode": ["b"],
        "place": ["2", "3"],
        "note": ["two\nlines"],
    }
    with pytest.raises(LookupError, match="'q'"):
        form_of(PAGE, "q")
