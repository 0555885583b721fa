"""The pages on categories and products by price."""

import re
from html import escape, unescape
from http import HTTPStatus
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from inventory import InventoryManager
from tests.counting import CallLog
from tests.dashboard.shelves import ODD_CATEGORIES, TOOLS, link_to_more, names


def test_all_categories_are_listed_with_links_that_work(pages: Client) -> None:
    response = pages.get("/categories/")
    text = response.content.decode()
    for name in ("Tools", "Safety", *ODD_CATEGORIES):
        assert f'href="{escape(reverse("dashboard:category", args=[name]))}"' in text


@pytest.mark.parametrize("name", ODD_CATEGORIES)
def test_a_category_of_any_script_and_sign_has_an_address(pages: Client, name: str) -> None:
    response = pages.get(reverse("dashboard:category", args=[name]))
    assert response.status_code == HTTPStatus.OK
    assert names(response) == [f"Odd {ODD_CATEGORIES.index(name)}"]


def test_an_empty_catalogue_says_so(pages: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inventory.manager.InventoryManager.categories", lambda self: ())
    assert "No categories yet" in pages.get("/categories/").content.decode()


def test_products_stand_by_price_fifty_a_page(pages: Client) -> None:
    response = pages.get(TOOLS)
    assert names(response) == [f"Tool {i}" for i in range(1, 51)]
    assert "50 shown, there are more" in response.content.decode()


def test_the_second_page_follows_the_first_and_leads_back(pages: Client) -> None:
    response = pages.get(link_to_more(pages.get(TOOLS)))
    assert names(response) == [f"Tool {i}" for i in range(51, 61)]
    assert "10 shown<" in response.content.decode()
    assert "Back to the start" in response.content.decode()


def test_highest_price_first(pages: Client) -> None:
    response = pages.get(TOOLS, {"order": "desc"})
    assert names(response)[:2] == ["Tool 60", "Tool 59"]
    assert names(pages.get(link_to_more(response)))[-1] == "Tool 1"


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ({"min_price": "20"}, 20, 60),
        ({"max_price": "20.00"}, 1, 20),
        ({"min_price": "19.01", "max_price": "20,99"}, 20, 20),
        ({"min_price": " 3 ", "max_price": "3"}, 3, 3),
        ({"min_price": "", "max_price": "", "order": ""}, 1, 50),
    ],
)
def test_a_price_range_narrows_the_list(pages: Client, asked: dict[str, str], first: int, last: int) -> None:
    assert names(pages.get(TOOLS, asked)) == [f"Tool {i}" for i in range(first, last + 1)]


def test_the_link_to_more_keeps_the_filter(pages: Client) -> None:
    more = link_to_more(pages.get(TOOLS, {"min_price": "2", "max_price": "58", "order": "desc"}))
    assert names(pages.get(more)) == [f"Tool {i}" for i in range(8, 1, -1)]


def test_an_empty_price_range_says_so(pages: Client) -> None:
    response = pages.get(TOOLS, {"min_price": "1000"})
    assert response.status_code == HTTPStatus.OK
    assert "No product in this price range" in response.content.decode()


@pytest.mark.parametrize(
    ("asked", "field", "words"),
    [
        ({"min_price": "abc"}, "min_price", "must be a number"),
        ({"min_price": "-1"}, "min_price", "must not be negative"),
        ({"max_price": "NaN"}, "max_price", "must be a number"),
        ({"max_price": "Infinity"}, "max_price", "must be a number"),
        ({"max_price": "1e99"}, "max_price", "must be at most"),
        ({"max_price": "1e999999999999"}, "max_price", "must be"),
        ({"max_price": "9" * 3000}, "max_price", "must be at most"),
        ({"min_price": "1.005"}, "min_price", "at most two decimals"),
        ({"min_price": "1,000"}, "min_price", "at most two decimals"),
        ({"min_price": "5\x00"}, "min_price", "ull characters"),
        ({"min_price": "٣"}, "min_price", "must be a number"),
        ({"min_price": "20", "max_price": "10"}, "max_price", "below the lowest"),
        ({"order": "sideways"}, "order", "either asc"),
        ({"order": "\x00"}, "order", "either asc"),
    ],
)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
def test_what_cannot_be_asked_is_explained_beside_its_field(
    pages: Client, asked: dict[str, str], field: str, words: str, headers: dict[str, str]
) -> None:
    response = pages.get(TOOLS, asked, headers=headers)
    text = response.content.decode()
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    message = re.search(rf'id="id_{field}_error">([^<]*)<', text)
    assert message and words in unescape(message[1])
    control = re.search(rf'<(?:input|select)[^>]*name="{field}"[^>]*>', text)
    assert control and 'aria-invalid="true"' in control[0] and f'aria-describedby="id_{field}_error"' in control[0]
    assert names(response) == []


def test_what_was_typed_is_kept(pages: Client) -> None:
    text = pages.get(TOOLS, {"min_price": '<b>"x', "max_price": "7"}).content.decode()
    assert 'value="&lt;b&gt;&#34;x"' in text
    assert 'value="7"' in text


def tampered(cursor_link: str) -> str:
    place, _, cursor = cursor_link.partition("cursor=")
    return f"{place}cursor={'A' if cursor[0] != 'A' else 'B'}{cursor[1:]}"


@pytest.mark.parametrize("change", ["first letter", "rubbish", "null", "other order", "other category"])
def test_a_cursor_that_does_not_belong_here_leads_back_to_the_start(pages: Client, change: str) -> None:
    link = link_to_more(pages.get(TOOLS))
    address = {
        "first letter": tampered(link),
        "rubbish": f"{TOOLS}?cursor=rubbish",
        "null": f"{TOOLS}?cursor=%00",
        "other order": link + "&order=desc",
        "other category": link.replace("/Tools/", "/Safety/"),
    }[change]
    response = pages.get(address)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Back to the start" in response.content.decode()


@pytest.mark.parametrize("asked", ["", "?min_price=abc", "?cursor=x"])
@pytest.mark.parametrize("name", ["Nothing", "tools", "a#b", "x" * 65, "\x00", "\r\n", " Tools", "\udcff", "🙃" * 64])
def test_an_unknown_or_impossible_category_is_not_found(pages: Client, name: str, asked: str) -> None:
    address = f"/categories/{quote(name.encode('utf-8', 'surrogateescape'))}/{asked}"
    assert pages.get(address).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    "address",
    [
        "/categories/Tools",
        "/categories//",
        "/categories/%2e%2e/%2e%2e/etc/passwd/",
        "/nothing/",
        "/categories/%FF/",
    ],
)
def test_no_address_is_an_error_of_ours(pages: Client, address: str) -> None:
    assert pages.get(address).status_code in {HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.NOT_FOUND}


@pytest.mark.parametrize("address", ["/categories/", TOOLS, "/products/VEST/"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_pages_are_for_reading(pages: Client, address: str, method: str) -> None:
    assert getattr(pages, method)(address).status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert pages.head(address).status_code == HTTPStatus.OK


def test_a_page_of_products_costs_one_call_beside_the_sign_in(stock: InventoryManager, pages: Client) -> None:
    pages.get("/categories/")
    with CallLog.of(stock.client) as calls:
        for address in (TOOLS, f"{TOOLS}?min_price=3&order=desc", "/products/VEST/"):
            pages.get(address)
    assert calls.operations == ["BatchGetItem", "Query"] * 3, "who asks, and what is shown"
