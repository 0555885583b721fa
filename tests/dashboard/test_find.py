"""The field on every page: what one types or scans, and the page of results."""

import re
from html import unescape
from http import HTTPStatus
from urllib.parse import quote

import pytest
from django.test import Client

from inventory import InventoryManager
from tests.counting import CallLog
from tests.people import EVERYBODY, NOBODY, AsUser

PANEL = {"HX-Target": "div#found"}


def listed(response: object) -> list[str]:
    text = response.content.decode()  # type: ignore[attr-defined]
    return [unescape(name) for name in re.findall(r'<td class="c-name"><a [^>]*>([^<]*)</a>', text)]


@pytest.fixture(autouse=True)
def barcode(stock: InventoryManager) -> None:
    if stock.find("2000000000008").jump is None:
        stock.edit_variant("VEST-M", price="12.50", attributes={"Size": "M"}, barcode="2000000000008")
        stock.create_order_transaction("SO-77", "CUST-1", [{"sku": "VEST-M", "quantity": 1, "price": 1}])


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_who_is_signed_in_may_look_for_things(as_user: AsUser, who: str) -> None:
    response = as_user(who).get("/find/?q=vest&all=1")
    if who == NOBODY:
        assert response.status_code == HTTPStatus.FOUND and response["Location"].startswith("/sign-in/")
    else:
        assert response.status_code == HTTPStatus.OK and listed(response) == ["Hi-vis vest <EN 471>"]


def test_names_are_found_by_the_beginnings_of_their_words(pages: Client) -> None:
    assert listed(pages.get("/find/?q=too+t01")) == ["Tool 1"]
    text = pages.get("/find/?q=ves").content.decode()
    assert 'href="/products/VEST/"' in text and 'value="ves"' in text
    assert "<EN 471>" not in text


@pytest.mark.parametrize(
    ("q", "address"),
    [
        ("VEST-M", "/stock/VEST-M/"),
        ("vest-m", "/stock/VEST-M/"),
        ("%20VEST-M%0D%0A", "/stock/VEST-M/"),
        ("2000000000008", "/stock/VEST-M/"),
        ("SO-77", "/orders/SO-77/"),
        ("cust-1", "/customers/CUST-1/"),
        ("T07", "/products/T07/"),
    ],
)
def test_enter_leads_straight_to_what_the_text_names(pages: Client, q: str, address: str) -> None:
    response = pages.get(f"/find/?q={q}")
    assert response.status_code == HTTPStatus.FOUND and response["Location"] == address
    assert pages.get(address).status_code == HTTPStatus.OK


def test_all_results_are_shown_also_where_the_text_names_something(pages: Client) -> None:
    response = pages.get("/find/?q=vest&all=1")
    assert response.status_code == HTTPStatus.OK and listed(response) == ["Hi-vis vest <EN 471>"]
    assert 'Product ID <a href="/products/VEST/">' in response.content.decode()


def test_the_panel_shows_what_is_named_exactly_and_up_to_eight_names(htmx: Client) -> None:
    text = htmx.get("/find/?q=vest-m", headers=PANEL).content.decode()
    assert 'href="/stock/VEST-M/"' in text and "SKU found, and 1 product" in text
    assert "<html" not in text and "/find/?q=vest-m&amp;all=1" in text
    text = htmx.get("/find/?q=tool", headers=PANEL).content.decode()
    assert text.count('href="/products/') == 8 and "8 or more products" in text


def test_the_panel_never_leads_away(htmx: Client) -> None:
    assert htmx.get("/find/?q=VEST-M", headers=PANEL).status_code == HTTPStatus.OK


def test_no_match_says_so_and_keeps_the_text(pages: Client, htmx: Client) -> None:
    text = pages.get("/find/?q=xyzzy").content.decode()
    assert "Nothing matches “xyzzy”" in text and 'value="xyzzy"' in text
    assert "Nothing matches “xyzzy”" in htmx.get("/find/?q=xyzzy", headers=PANEL).content.decode()


def test_nothing_typed_says_what_can_be(pages: Client) -> None:
    response = pages.get("/find/")
    assert response.status_code == HTTPStatus.OK and "What are you looking for?" in response.content.decode()


def test_a_later_part_of_the_list_follows_its_link(pages: Client, htmx: Client) -> None:
    seen: list[str] = []
    address: str | None = "/find/?q=tool"
    while address:
        response = pages.get(address)
        seen += listed(response)
        more = re.search(r'href="([^"]*cursor=[^"]*)"[^>]*>Load more', response.content.decode())
        address = unescape(more[1]) if more else None
        if address and len(seen) == 25:
            rows = htmx.get(address).content.decode()
            assert rows.lstrip().startswith("<tr>") and "autofocus" in rows
    assert sorted(seen) == sorted(f"Tool {n}" for n in range(1, 61))


@pytest.mark.parametrize("q", ["a%00b", "x" * 10_000, "%07", quote("\x1b[31m")])
def test_what_cannot_be_looked_for_is_said_in_words(pages: Client, htmx: Client, q: str) -> None:
    response = pages.get(f"/find/?q={q}")
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "What is looked for must" in response.content.decode()
    assert htmx.get(f"/find/?q={q}", headers=PANEL).status_code == HTTPStatus.UNPROCESSABLE_ENTITY


@pytest.mark.parametrize(
    "q", ["<script>alert(1)</script>", "=1+1", "#", "%", "‮مرحبا", "工具", "'; --", "\ufffd", "../../etc", "🙃", "$"]
)
def test_whatever_else_is_typed_is_text(pages: Client, htmx: Client, q: str) -> None:
    for client, headers in ((pages, {}), (htmx, PANEL)):
        response = client.get("/find/", {"q": q, "all": "1"}, headers=headers)
        assert response.status_code == HTTPStatus.OK
        assert "<script>alert" not in response.content.decode()


def test_a_place_that_is_not_known_is_told(pages: Client, htmx: Client) -> None:
    for client in (pages, htmx):
        response = client.get("/find/?q=tool&cursor=nonsense")
        assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "This place is no longer known" in response.content.decode()


def test_it_is_only_for_reading(pages: Client) -> None:
    assert pages.post("/find/", {"q": "vest"}).status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_it_costs_two_calls_besides_the_sign_in(stock: InventoryManager, htmx: Client, pages: Client) -> None:
    for client, headers in ((htmx, PANEL), (pages, {})):
        client.get("/find/?q=tool", headers=headers)
        with CallLog.of(stock.client) as log:
            client.get("/find/?q=tool", headers=headers)
        assert sorted(log.operations) == ["BatchGetItem", "BatchGetItem", "Query"]
