"""Which requests get a whole page, which a part of it, and what caches are told."""

import gzip
import re
from http import HTTPStatus

import pytest
from django.test import Client

from tests.dashboard.shelves import TOOLS, link_to_more, names

ADDRESSES = ["/categories/", TOOLS, "/products/VEST/"]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"HX-Request": "true", "HX-Boosted": "true"},
        {"HX-Request": "true", "HX-History-Restore-Request": "true"},
        {"HX-History-Restore-Request": "true"},
        {"HX-Request": "false"},
    ],
)
def test_a_whole_page(pages: Client, address: str, headers: dict[str, str]) -> None:
    response = pages.get(address, headers=headers)
    assert response.content.startswith(b"<!doctype html>")
    assert response["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_fragment_for_htmx(htmx: Client, address: str) -> None:
    response = htmx.get(address)
    assert b"<html" not in response.content
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", ADDRESSES)
def test_caches_know_what_tells_page_and_fragment_apart(pages: Client, htmx: Client, address: str) -> None:
    for response in (pages.get(address), htmx.get(address)):
        assert {"HX-Request", "HX-History-Restore-Request"} <= set(response["Vary"].split(", "))


def test_a_filtered_fragment_brings_the_form_with_its_rows(htmx: Client) -> None:
    response = htmx.get(TOOLS, {"min_price": "59"})
    assert names(response) == ["Tool 59", "Tool 60"]
    assert b"<form" in response.content and b"autofocus" not in response.content


def test_more_rows_come_bare_with_the_focus_on_the_first(pages: Client, htmx: Client) -> None:
    response = htmx.get(link_to_more(pages.get(TOOLS)))
    text = response.content.decode()
    assert len(names(response)) == 10
    assert "<form" not in text and "<table" not in text
    assert re.findall(r"<a [^>]*autofocus[^>]*>([^<]*)", text) == ["Tool 51"]


def test_the_same_address_as_a_page_takes_no_focus(pages: Client) -> None:
    assert b"autofocus" not in pages.get(link_to_more(pages.get(TOOLS))).content


def test_a_cursor_that_is_not_known_comes_as_a_row(htmx: Client) -> None:
    response = htmx.get(TOOLS, {"cursor": "rubbish"})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert response.content.decode().lstrip().startswith('<tr class="more">')


def test_more_rows_of_a_wrong_filter_come_as_a_row_too(pages: Client, htmx: Client) -> None:
    response = htmx.get(link_to_more(pages.get(TOOLS)) + "&min_price=abc")
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "The filter needs a correction" in response.content.decode()


def test_a_fragment_of_fifty_rows_is_light(htmx: Client) -> None:
    response = htmx.get(TOOLS)
    assert len(names(response)) == 50
    assert len(gzip.compress(response.content)) < 5 * 1024
