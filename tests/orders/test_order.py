"""The page of an order."""

import re
from html import unescape
from http import HTTPStatus
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from inventory import InventoryManager
from tests.counting import CallLog
from tests.people import EVERYBODY, AsUser

ORDER = "SO/1 ö"


def address(order_id: str = ORDER) -> str:
    return reverse("orders:order", args=[order_id])


@pytest.fixture(autouse=True)
def order(stock: InventoryManager) -> None:
    """Two lines over two warehouses; the same order again is the same order."""
    lines = [{"sku": "VEST-M", "quantity": 3, "price": "12.50"}, {"sku": "VEST-L", "quantity": 1, "price": "1300"}]
    stock.create_order_transaction(ORDER, "CUST <1>", lines, actor="shop")


def text_of(response: object) -> str:
    text = response.content.decode()  # type: ignore[attr-defined]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text[text.find("<main") :])).split())


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_who_is_signed_in_sees_it(as_user: AsUser, who: str) -> None:
    response = as_user(who).get(address())
    assert response.status_code == (HTTPStatus.FOUND if who == "nobody" else HTTPStatus.OK)


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_it_is_only_read(pages: Client, method: str) -> None:
    assert getattr(pages, method)(address()).status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_who_ordered_what_from_where(pages: Client) -> None:
    response = pages.get(address())
    text = text_of(response)
    assert f"Order {ORDER}" in text and "Pending" in text and "CUST <1>" in text and "UTC" in text
    assert "1 VEST-M WH001 3 12.50 37.50" in text
    assert "2 VEST-L WH002 1 1,300.00 1,300.00" in text
    assert "1,337.50 4 units on 2 lines" in text
    assert f'href="{reverse("dashboard:stock", args=["VEST-L"])}?warehouse=WH002"' in response.content.decode()
    assert "<1>" not in response.content.decode()


def test_a_fragment_is_the_order_alone(htmx: Client) -> None:
    text = htmx.get(address()).content.decode()
    assert "<html" not in text and "VEST-M" in text


@pytest.mark.parametrize(
    "order_id", ["NOTHING", "so/1 ö", "a#b", "x" * 65, "\x00", " SO", "🙃" * 65, "\udcff", "<script>"]
)
def test_an_unknown_or_impossible_order_is_not_found(pages: Client, order_id: str) -> None:
    response = pages.get(f"/orders/{quote(order_id.encode('utf-8', 'surrogateescape'))}/")
    assert response.status_code == HTTPStatus.NOT_FOUND


def test_it_costs_the_sign_in_and_one_call(stock: InventoryManager, pages: Client) -> None:
    pages.get(address())
    with CallLog.of(stock.client) as calls:
        pages.get(address())
    assert calls.operations == ["BatchGetItem", "Query"]
