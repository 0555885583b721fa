"""The addresses of pages, and where a form may lead back to."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.template.defaultfilters import urlencode
from django.test import RequestFactory
from django.urls import NoReverseMatch, URLPattern, get_resolver, resolve, reverse, set_script_prefix
from django.utils.safestring import mark_safe
from hypothesis import example, given
from hypothesis import strategies as st

from web.addresses import address_of, own_path, quoted

ODD = (
    *("new", "New", ".", "..", "...", "a/b", "/", "//", "a/", "%", "%2F", "100% cotton", " ", "\u202eabc", "Łódź; 2"),
    *("工具", "", "\n", "a\nb", "\x00", "\ud800", "?", "#", "a?b#c", "&'\"<>", "0", "x" * 300),
)


def _pages() -> Iterator[tuple[str, int]]:
    """Every page that has a name, and how many names its address holds."""
    for app, (_, of_app) in get_resolver().namespace_dict.items():
        yield from (
            (f"{app}:{each.name}", len(each.pattern.converters))
            for each in of_app.url_patterns
            if isinstance(each, URLPattern)
        )


PAGES = sorted(_pages())


def _outcome(make: Any, *args: Any, **kwargs: Any) -> object:
    try:
        return make(*args, **kwargs)
    except (AttributeError, NoReverseMatch, UnicodeEncodeError) as refused:
        return type(refused)


@pytest.fixture(params=["/", "/store room/", "/%/ö/"])
def prefix(request: pytest.FixtureRequest) -> Iterator[str]:
    """Where the site is hung up."""
    set_script_prefix(request.param)
    yield request.param
    set_script_prefix("/")


def test_every_page_is_looked_at() -> None:
    assert ("dashboard:stock", 1) in PAGES and ("orders:pick_line", 2) in PAGES and len(PAGES) > 35


@pytest.mark.parametrize(("page", "gaps"), PAGES)
def test_an_address_is_the_one_that_django_makes(page: str, gaps: int, prefix: str) -> None:
    for name in [*ODD, 0, 7, "12"]:
        names = [name, 3][:gaps]
        assert _outcome(address_of, page, *names) == _outcome(reverse, page, args=names), name


@pytest.mark.parametrize("page", ["dashboard:stock", "orders:order", "orders:order_as_typed", "accounts:user"])
@given(name=st.text() | st.text(alphabet="./%2Fnew\n"))
@example(name="new")
def test_so_it_is_for_any_name(page: str, name: str) -> None:
    assert _outcome(address_of, page, name) == _outcome(reverse, page, args=[name])


@pytest.mark.parametrize("page", ["dashboard:none", "none", "dashboard:stock", "dashboard:home"])
def test_a_page_that_is_none_or_has_other_gaps_is_refused(page: str) -> None:
    with pytest.raises(NoReverseMatch):
        address_of(page, "a", "b")


@given(sku=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1), at=st.text(), units=st.integers())
def test_an_address_carries_what_is_asked(sku: str, at: str, units: int) -> None:
    parts = urlsplit(address_of("dashboard:adjust", sku, warehouse=at, threshold=units))
    assert dict(parse_qsl(parts.query, keep_blank_values=True)) == {"warehouse": at, "threshold": str(units)}
    assert parts.path == reverse("dashboard:adjust", args=[sku])


@pytest.mark.parametrize("safe", ["/", ""])
@given(value=st.text(st.characters(exclude_categories=["Cs"])) | st.integers())
@example(value="A-1_b~c.d/e")
def test_a_part_of_an_address_is_quoted_as_by_django(value: str | int, safe: str) -> None:
    assert quoted(value, safe) == urlencode(str(value), mark_safe(safe))  # noqa: S308  signs that it leaves


def test_what_is_made_leads_to_its_page() -> None:
    assert resolve(address_of("orders:pick_line", "new", 3)).view_name == "orders:pick_line"


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/low-stock/?threshold=10", "/low-stock/?threshold=10"),
        ("http://testserver/stock/A/?x=1#place", "/stock/A/?x=1"),
        ("/stock/%2e%2e/", "/stock/%2e%2e/"),
    ],
)
def test_own_addresses_are_taken_by_path_and_query(address: str, path: str) -> None:
    assert own_path(RequestFactory().get("/"), address, "/home/") == path


@pytest.mark.parametrize(
    "address",
    [
        *(
            "",
            None,
            "https://elsewhere.example/",
            "//elsewhere.example",
            "/\\elsewhere.example",
            "\\\\elsewhere.example",
        ),
        *("javascript:alert(1)", "http:///elsewhere.example", "http://[", "/" + "x" * 2000, "\x00/", "relative/path"),
        *("http://testserver//elsewhere.example", "http://testserver///elsewhere.example"),
        *("http://testserver/\\elsewhere.example", "http://testserver\\\\elsewhere.example", "/stock/\\..\\A/"),
        *("/\t/elsewhere.example", "/\n\\elsewhere.example", "/a\x7f/", "/a\x85/"),
    ],
)
def test_others_are_not(address: str | None) -> None:
    assert own_path(RequestFactory().get("/"), address, "/home/") == "/home/"
