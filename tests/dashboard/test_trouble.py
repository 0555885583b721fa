"""What a person reads when something is wrong on our side."""

from http import HTTPStatus
from typing import NoReturn

import pytest
from django.template.loader import render_to_string
from django.test import Client

from inventory import InventoryManager
from inventory.errors import EngineUnavailable
from web.inventory import manager

ADDRESSES = ["/categories/", "/categories/Tools/", "/products/VEST/"]


@pytest.fixture
def no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """An inventory whose database is away."""

    def away(*args: object, **kwargs: object) -> NoReturn:
        raise EngineUnavailable("no engine answers at http://127.0.0.1:1")

    for method in ("categories", "warehouses", "get_products_by_category", "get_product_with_variants"):
        monkeypatch.setattr(InventoryManager, method, away)


@pytest.mark.usefixtures("no_engine")
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_database_that_is_away_is_explained(pages: Client, address: str) -> None:
    response = pages.get(f"{address}?order=desc")
    text = response.content.decode()
    assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert "The stock database cannot be reached" in text and "Nothing was changed" in text
    assert f'<a class="button" href="{address}?order=desc">Try again</a>' in text
    assert response["Cache-Control"] == "private, no-cache"
    assert "127.0.0.1" not in text


@pytest.mark.usefixtures("no_engine")
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_fragment_says_it_in_a_banner(htmx: Client, address: str) -> None:
    response = htmx.get(address)
    assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert b"<html" not in response.content and b"cannot be reached" in response.content
    assert b"data-retry" in response.content


@pytest.mark.usefixtures("no_engine")
def test_a_page_that_does_not_exist_needs_no_database(pages: Client) -> None:
    assert pages.get("/nothing/").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("400.html", "not understood"),
        ("403.html", "not allowed"),
        ("404.html", "nothing here"),
        ("500.html", "went wrong on our side"),
    ],
)
def test_the_pages_of_trouble_need_nothing(monkeypatch: pytest.MonkeyPatch, template: str, words: str) -> None:
    def unexpected() -> NoReturn:
        raise AssertionError("a page of trouble asked the inventory")

    manager.cache_clear()
    monkeypatch.setattr("web.inventory.InventoryManager", unexpected)
    assert words in render_to_string(template)


def test_a_link_with_too_much_in_it_is_refused(pages: Client) -> None:
    response = pages.get("/categories/Tools/", {f"n{i}": "x" for i in range(7000)})
    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert b"not understood" in response.content


def test_a_failure_of_ours_is_a_page(pages: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object) -> NoReturn:
        raise RuntimeError("a defect")

    monkeypatch.setattr(InventoryManager, "get_product_with_variants", broken)
    pages.raise_request_exception = False
    response = pages.get("/products/VEST/")
    assert response.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert b"Something went wrong on our side" in response.content
