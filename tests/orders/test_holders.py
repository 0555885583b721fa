"""The orders that hold units of a SKU, and the ways that lead to them."""

import gzip
import re
from html import escape
from http import HTTPStatus
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from inventory import InventoryManager
from inventory.entities import OrderStatus
from tests.counting import CallLog
from tests.dashboard.ledgers import HOSTILE, error_beside, main, more_link, new_sku, rows, words
from tests.orders.books import PAGE_BYTES, PAGE_NODES, a_line, an_order, listed, nodes, put_orders
from tests.people import EVERYBODY, AsUser

HEADERS = pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
ODD = "S/<1>&%?"
MANY = [f"MANY-{number:02}" for number in range(60)]


def address(sku: str) -> str:
    return f"/orders/?{urlencode({'sku': sku})}"


@pytest.fixture(scope="module", autouse=True)
def held(stock: InventoryManager) -> None:
    """An odd SKU held by three orders, one of them with two lines; one that sixty hold; VEST-S, which none does."""
    stock.create_product("P-ODD", "Odd", "Things", "2", variants=[{"sku": ODD, "price": "2", "stock": 10}])
    new = an_order("NEW", "11:00", customer_id="CUST <2>")
    part = an_order("PART", "10:00", status=OrderStatus.PACKED, units=30, shipped=12)
    gone = an_order("GONE", "09:00", status=OrderStatus.SHIPPED, units=4, shipped=4)
    two = an_order("TWO", "12:00", status=OrderStatus.ON_HOLD, held_from=OrderStatus.PICKING, units=3)
    many = [an_order(each, f"14:{number:02}") for number, each in enumerate(MANY)]
    lines = [
        a_line(new, ODD, 5),
        a_line(part, ODD, 30, shipped=12),
        a_line(gone, ODD, 4, shipped=4),
        a_line(two, ODD, 1),
        a_line(two, ODD, 2, index=2, warehouse="WH002"),
    ]
    put_orders(stock, [new, part, gone, two, *many], [*lines, *(a_line(each, "VEST-M") for each in many)])


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_who_is_signed_in_sees_them(as_user: AsUser, who: str) -> None:
    response = as_user(who).get(address(ODD))
    assert response.status_code == (HTTPStatus.FOUND if who == "nobody" else HTTPStatus.OK)


def test_every_line_that_still_holds_units_oldest_first(pages: Client) -> None:
    response = pages.get(address(ODD))
    day = "2 Mar 2026,"
    assert rows(response, "orders") == [
        ["PART", "CUST-1", f"{day} 10:00", "Packed", "12 of 30 shipped", "18 of 30 ordered", "WH001"],
        ["NEW", "CUST <2>", f"{day} 11:00", "Pending", "", "5 of 5 ordered", "WH001"],
        ["TWO", "CUST-1", f"{day} 12:00", "On hold", "while picking", "1 of 1 ordered", "WH001"],
        ["TWO", "CUST-1", f"{day} 12:00", "On hold", "while picking", "2 of 2 ordered", "WH002"],
    ]
    text = main(response)
    assert f"Orders that hold {ODD}" in words(text) and "<1>" not in text and "<2>" not in text
    assert f'href="{escape(reverse("dashboard:stock", args=[ODD]))}"' in text
    assert f'href="{reverse("orders:customer", args=["CUST <2>"])}"' in text


def test_a_sku_that_no_order_holds(pages: Client) -> None:
    response = pages.get(address("VEST-S"))
    assert response.status_code == HTTPStatus.OK and "No order holds it" in main(response)


@HEADERS
@pytest.mark.parametrize(
    ("sku", "message"),
    [("NOTHING", "There is no SKU NOTHING."), ("a#b", "A SKU must not contain #."), ("x" * 65, "at most 64")],
)
def test_a_sku_that_is_none_is_told_beside_the_field_and_kept(
    pages: Client, headers: dict[str, str], sku: str, message: str
) -> None:
    response = pages.get(address(sku), headers=headers)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert message in error_beside(response, "sku") and f'value="{sku}"' in main(response)
    assert not listed(response) and "Stock card" not in main(response)


@pytest.mark.parametrize("value", HOSTILE)
def test_whatever_stands_in_the_address_gets_an_answer(pages: Client, value: str) -> None:
    response = pages.get(f"/orders/?sku={quote(value.encode('utf-8', 'surrogateescape'))}")
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "<script>alert" not in response.content.decode()


def test_a_long_list_goes_on_where_it_stopped(pages: Client, htmx: Client) -> None:
    first = pages.get(address("VEST-M"))
    assert listed(first) == MANY[:50] and "50 shown, there are more" in main(first)
    page, fragment = pages.get(more_link(first)), htmx.get(more_link(first))
    assert listed(page) == listed(fragment) == MANY[50:]
    text = fragment.content.decode()
    assert "<table" not in text and re.findall(r"<a [^>]*autofocus[^>]*>([^<]*)", text) == ["MANY-50"]


@pytest.mark.parametrize("cursor", ["rubbish", "x" * 10_000])
def test_a_place_that_is_not_known_is_told(pages: Client, htmx: Client, cursor: str) -> None:
    for client in (pages, htmx):
        response = client.get("/orders/", {"sku": ODD, "cursor": cursor})
        assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "This place is no longer known" in response.content.decode()


def test_stock_card_and_product_lead_here_where_something_is_allocated(stock: InventoryManager, pages: Client) -> None:
    sku, idle = new_sku(stock), new_sku(stock)
    stock.create_order_transaction(f"O-{sku}", "CUST-1", [{"sku": sku, "quantity": 4, "price": "1"}])
    link = f'href="{address(sku)}"'
    card = main(pages.get(reverse("dashboard:stock", args=[sku])))
    assert f"<a {link}>4 allocated: orders that hold it</a>" in card
    assert f'<a {link} aria-label="Orders that hold {sku}">' in main(pages.get(f"/products/P-{sku}/"))
    assert listed(pages.get(address(sku))) == [f"O-{sku}"]
    for where in (reverse("dashboard:stock", args=[idle]), f"/products/P-{idle}/"):
        assert "rders that hold" not in main(pages.get(where))


def test_viewers_are_led_here_too(stock: InventoryManager, viewer: Client) -> None:
    sku = new_sku(stock)
    stock.create_order_transaction(f"V-{sku}", "CUST-1", [{"sku": sku, "quantity": 1, "price": "1"}])
    assert address(sku) in main(viewer.get(f"/products/P-{sku}/"))


def test_any_sku_can_stand_in_the_link(stock: InventoryManager, pages: Client) -> None:
    stock.create_order_transaction("ODD-4", "CUST-1", [{"sku": ODD, "quantity": 1, "price": "1"}])
    for where in (reverse("dashboard:stock", args=[ODD]), "/products/P-ODD/"):
        found = re.search(r'href="(/orders/\?sku=[^"]*)"', main(pages.get(where)))
        assert found and "ODD-4" in listed(pages.get(found[1]))


def test_it_costs_the_sign_in_and_two_calls(stock: InventoryManager, pages: Client) -> None:
    pages.get(address("VEST-M"))
    with CallLog.of(stock.client) as calls:
        pages.get(address("VEST-M"))
    assert sorted(calls.operations) == ["BatchGetItem", "BatchGetItem", "Query"]


def test_a_full_page_is_light(pages: Client) -> None:
    response = pages.get(address("VEST-M"))
    assert len(listed(response)) == 50
    assert len(gzip.compress(response.content)) < PAGE_BYTES and nodes(response) < PAGE_NODES
