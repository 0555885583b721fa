"""Who ordered: the list of customers, and the page of one."""

import gzip
import re
from http import HTTPStatus
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from inventory import InventoryManager
from inventory.entities import OrderStatus, Page
from tests.counting import CallLog
from tests.dashboard.ledgers import HOSTILE, error_beside, main, more_link, rows, words
from tests.orders.books import (
    PAGE_BYTES,
    PAGE_NODES,
    an_order,
    chosen,
    listed,
    nodes,
    put_customers,
    put_orders,
    statuses,
)
from tests.people import EVERYBODY, AsUser

ADDRESS = "/customers/"
ODD = "ODD/<1> %?"
MANY = [f"C-{number:03}" for number in range(60)]
ORDERS = [f"SHIP-{number:02}" for number in range(60)]
HEADERS = pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])


def address(customer_id: str) -> str:
    return reverse("orders:customer", args=[customer_id])


@pytest.fixture(scope="module", autouse=True)
def customers(stock: InventoryManager) -> None:
    """Sixty customers, of whom the first shipped sixty orders; and an odd one with three orders."""
    put_customers(stock, [*MANY, ODD])
    put_orders(
        stock,
        [
            an_order("ODD-1", "09:00", customer_id=ODD, units=1000, total=1000, status=OrderStatus.DELIVERED),
            an_order("ODD-2", "10:00", customer_id=ODD, units=5, total=300),
            an_order("ODD-3", "11:00", customer_id=ODD, units=7, total=70, status=OrderStatus.CANCELLED),
            *(
                an_order(each, f"14:{number:02}", customer_id=MANY[0], status=OrderStatus.SHIPPED)
                for number, each in enumerate(ORDERS)
            ),
        ],
    )


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("where", [ADDRESS, address(ODD)])
def test_everybody_who_is_signed_in_sees_them(as_user: AsUser, who: str, where: str) -> None:
    response = as_user(who).get(where)
    assert response.status_code == (HTTPStatus.FOUND if who == "nobody" else HTTPStatus.OK)


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
@pytest.mark.parametrize("where", [ADDRESS, address(ODD)])
def test_they_are_only_read(pages: Client, where: str, method: str) -> None:
    assert getattr(pages, method)(where).status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_all_customers_by_id_each_leading_to_its_page(pages: Client) -> None:
    first = pages.get(ADDRESS)
    assert listed(first) == MANY[:50] and "50 shown, there are more" in main(first)
    assert rows(first, "customers")[0] == ["C-000", "2 Mar 2026"]
    assert listed(pages.get(more_link(first))) == [*MANY[50:], ODD]
    assert f'href="{address(MANY[0])}"' in main(first)


def test_more_customers_come_bare_with_the_focus_on_the_first(pages: Client, htmx: Client) -> None:
    text = htmx.get(more_link(pages.get(ADDRESS))).content.decode()
    assert "<table" not in text and "<form" not in text
    assert re.findall(r"<a [^>]*autofocus[^>]*>([^<]*)", text) == ["C-050"]


@HEADERS
@pytest.mark.parametrize(
    ("q", "found"), [("C-05", MANY[50:]), (" C-059 ", MANY[59:]), ("ODD", [ODD]), (ODD, [ODD]), ("odd", []), ("Z", [])]
)
def test_the_beginning_of_an_id_narrows_them(pages: Client, headers: dict[str, str], q: str, found: list[str]) -> None:
    response = pages.get(ADDRESS, {"q": q}, headers=headers)
    assert response.status_code == HTTPStatus.OK and listed(response) == found
    assert found or "ID begins so" in main(response)
    assert "<1>" not in main(response)


def test_a_narrowed_list_goes_on_within_what_was_asked(pages: Client) -> None:
    link = more_link(pages.get(ADDRESS, {"q": "C-"}))
    assert "q=C-" in link and listed(pages.get(link)) == MANY[50:]


@HEADERS
def test_what_begins_no_id_is_explained_beside_the_field_and_kept(pages: Client, headers: dict[str, str]) -> None:
    response = pages.get(ADDRESS, {"q": "a#b"}, headers=headers)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert error_beside(response, "q") == "A customer ID must not contain #."
    assert 'value="a#b"' in main(response) and "Nothing is listed" in main(response)


@pytest.mark.parametrize("where", [f"{ADDRESS}?q=", f"{ADDRESS}?cursor=", f"{address(ODD)}?status="])
@pytest.mark.parametrize("value", HOSTILE)
def test_whatever_stands_in_the_address_gets_an_answer(pages: Client, where: str, value: str) -> None:
    response = pages.get(where + quote(value.encode("utf-8", "surrogateescape")))
    assert response.status_code in (HTTPStatus.OK, HTTPStatus.UNPROCESSABLE_ENTITY)
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize("where", [ADDRESS, address(MANY[0])])
def test_a_place_that_is_not_known_is_told(pages: Client, htmx: Client, where: str) -> None:
    for client in (pages, htmx):
        response = client.get(where, {"cursor": "rubbish"})
        assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "This place is no longer known" in response.content.decode()


def test_a_customer_at_a_glance(pages: Client) -> None:
    response = pages.get(address(ODD))
    text = words(main(response))
    assert f"Customers {ODD} Customer since 2 March 2026" in text
    assert "Orders 3 in all" in text and "Units 1,005 ordered" in text
    assert "Total 1,300.00 without what was cancelled or rejected" in text
    assert "Last order 2 Mar 2026 first one 2 Mar 2026" in text
    assert "<1>" not in main(response)


def test_what_a_customer_ordered_newest_first(pages: Client) -> None:
    response = pages.get(address(ODD))
    assert listed(response) == ["ODD-3", "ODD-2", "ODD-1"]
    row = ["ODD-3", "2 Mar 2026, 11:00", "Cancelled", "", "7 1 line", "WH001", "70.00"]
    assert rows(response, "orders")[0] == row
    assert chosen(response) == ["All"]


def test_statuses_of_a_customer_lead_to_those_orders(pages: Client) -> None:
    found = statuses(pages.get(address(ODD)))
    assert list(found) == ["All", "Pending 1", "Delivered 1", "Cancelled 1"]
    for label, there in found.items():
        response = pages.get(there)
        assert chosen(response) == [label]
        assert len(listed(response)) == (3 if label == "All" else 1)
    assert listed(pages.get(address(ODD), {"status": "pending"})) == ["ODD-2"]
    empty = pages.get(address(ODD), {"status": "PACKED"})
    assert listed(empty) == [] and "No such order" in main(empty) and chosen(empty) == ["Packed 0"]


@HEADERS
def test_an_unknown_status_is_told(pages: Client, headers: dict[str, str]) -> None:
    response = pages.get(address(ODD), {"status": "LOST"}, headers=headers)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "There is no status LOST." in main(response) and chosen(response) == []


def test_a_long_history_goes_on_where_it_stopped(pages: Client, htmx: Client) -> None:
    first = pages.get(address(MANY[0]), {"status": "SHIPPED"})
    assert listed(first) == ORDERS[:9:-1] and "Shipped 60" in words(main(first))
    link = more_link(first)
    assert listed(pages.get(link)) == listed(htmx.get(link)) == ORDERS[9::-1]
    assert "<table" not in htmx.get(link).content.decode()


def test_figures_that_are_not_complete_say_so(pages: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inventory.ordering.customers.MOST_COUNTED", 2)
    text = words(main(pages.get(address(ODD))))
    assert "Orders 2+ the newest are added up here" in text
    assert "Units 5+ ordered Total 300.00+" in text and "these since 2 Mar 2026" in text
    assert "Cancelled 1+" in text and "Delivered" in text


def test_a_page_that_is_not_full_says_that_one_can_look_further(pages: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    found = Page([an_order("RARE", customer_id=ODD)], "a-cursor")
    monkeypatch.setattr(InventoryManager, "get_customer_orders", lambda self, *args, **more: found)
    link = more_link(pages.get(address(ODD), {"status": "PENDING"}), "Look further")
    assert link == f"{address(ODD)}?status=PENDING&cursor=a-cursor"


@pytest.mark.parametrize("customer_id", ["NOBODY", "odd", "a#b", "x" * 65, "\x00", " C-001", "🙃" * 65, "\udcff"])
def test_an_unknown_or_impossible_customer_is_not_found(pages: Client, customer_id: str) -> None:
    response = pages.get(f"/customers/{quote(customer_id.encode('utf-8', 'surrogateescape'), safe='')}/")
    assert response.status_code == HTTPStatus.NOT_FOUND


def test_a_customer_who_just_ordered_is_there(stock: InventoryManager, pages: Client) -> None:
    stock.create_order_transaction("FRESH-1", "NEW & OLD", [{"sku": "VEST-M", "quantity": 2, "price": "5"}])
    assert listed(pages.get(ADDRESS, {"q": "NEW"})) == ["NEW & OLD"]
    assert listed(pages.get(address("NEW & OLD"))) == ["FRESH-1"]


def test_what_they_cost_besides_the_sign_in(stock: InventoryManager, pages: Client) -> None:
    pages.get(ADDRESS)
    for where, cost in ((ADDRESS, ["Query"]), (address(ODD), ["Query", "Query"])):
        with CallLog.of(stock.client) as calls:
            pages.get(where)
        assert sorted(calls.operations) == ["BatchGetItem", *cost]


@pytest.mark.parametrize("where", [ADDRESS, address(MANY[0])])
def test_a_full_page_is_light(pages: Client, where: str) -> None:
    response = pages.get(where)
    assert len(listed(response)) == 50
    assert len(gzip.compress(response.content)) < PAGE_BYTES and nodes(response) < PAGE_NODES
