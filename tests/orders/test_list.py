"""The lists of orders: work queues by status, and a customer's orders."""

import gzip
import re
from http import HTTPStatus
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from inventory import InventoryManager
from inventory.entities import OrderStatus, Page, Warehouse
from tests.counting import CallLog
from tests.dashboard.ledgers import HOSTILE, error_beside, main, more_link, rows
from tests.orders.books import PAGE_BYTES, PAGE_NODES, an_order, chosen, listed, nodes, put_orders, statuses
from tests.people import EVERYBODY, AsUser

ADDRESS = "/orders/"
HEADERS = pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
ORDER, CUSTOMER, PLACED, STATUS, PROGRESS, UNITS, WAREHOUSES, TOTAL = range(8)
SHIPPED = [f"SHIP-{number:02}" for number in range(60)]


@pytest.fixture(scope="module", autouse=True)
def book(stock: InventoryManager) -> None:
    """Two orders that wait, one being picked, one on hold, one in part shipped, one being shipped, sixty gone."""
    status, lodz = OrderStatus, {"warehouses": ("Łódź; 2",)}
    stock.registry.put_warehouse(Warehouse("Łódź; 2", "Łódź <East>"))
    put_orders(
        stock,
        [
            an_order("WAITS-2", "10:00", customer_id="CUST <2>", warehouses=("WH001", "Łódź; 2")),
            an_order("WAITS-1", "09:00", units=1200, line_count=340, total=1300),
            an_order("A/B %?", "11:00", status=status.PICKING, **lodz),
            an_order("HELD", "11:30", status=status.ON_HOLD, held_from=status.PACKED),
            an_order("PART", "12:00", status=status.PACKED, units=30, shipped=12),
            an_order("BUSY", "12:30", status=status.SHIPPING, units=900, step=12, steps=34),
            an_order("BACK", "13:00", status=status.DELIVERED, units=5, shipped=5, returned=3),
            *(an_order(each, f"14:{number:02}", status=status.SHIPPED) for number, each in enumerate(SHIPPED)),
        ],
    )


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_who_is_signed_in_sees_it(as_user: AsUser, who: str) -> None:
    response = as_user(who).get(ADDRESS)
    assert response.status_code == (HTTPStatus.FOUND if who == "nobody" else HTTPStatus.OK)


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_it_is_only_read(pages: Client, method: str) -> None:
    assert getattr(pages, method)(ADDRESS).status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_those_that_wait_oldest_first_unless_others_are_asked_for(pages: Client) -> None:
    response = pages.get(ADDRESS)
    assert rows(response, "orders") == [
        ["WAITS-1", "CUST-1", "2 Mar 2026, 09:00", "Pending", "", "1,200 340 lines", "WH001", "1,300.00"],
        ["WAITS-2", "CUST <2>", "2 Mar 2026, 10:00", "Pending", "", "1 1 line", "WH001, Łódź <East>", "12.50"],
    ]
    text = main(response)
    assert f'href="{reverse("orders:order", args=["WAITS-1"])}"' in text
    assert f'href="{reverse("orders:customer", args=["CUST <2>"])}"' in text
    assert "<2>" not in text and "<East>" not in text
    assert "2 shown<" in text


@HEADERS
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"status": "PENDING", "order": "newest"}, ["WAITS-2", "WAITS-1"]),
        ({"status": "PICKING"}, ["A/B %?"]),
        ({"status": "on_hold"}, ["HELD"]),
        ({"status": "SHIPPING"}, ["BUSY"]),
        ({"status": "CANCELLED"}, []),
        ({"customer": "CUST <2>"}, ["WAITS-2"]),
        ({"customer": " CUST <2> ", "status": "PENDING"}, ["WAITS-2"]),
        ({"customer": "CUST <2>", "status": "PACKED"}, []),
        ({"customer": "CUST"}, []),
        ({"warehouse": "Łódź; 2"}, ["WAITS-2"]),
        ({"warehouse": "Łódź; 2", "status": "PICKING"}, ["A/B %?"]),
        ({"warehouse": "Łódź; 2", "customer": "CUST-1"}, ["A/B %?"]),
    ],
)
def test_each_status_customer_and_warehouse_has_its_own(
    pages: Client, headers: dict[str, str], asked: dict[str, str], found: list[str]
) -> None:
    response = pages.get(ADDRESS, asked, headers=headers)
    assert response.status_code == HTTPStatus.OK and listed(response) == found
    if not found:
        assert "No such order of this customer" in main(response) or "No order stands here" in main(response)


def test_a_customers_orders_come_newest_first_whatever_their_status(pages: Client) -> None:
    response = pages.get(ADDRESS, {"customer": "CUST-1"})
    assert listed(response)[:2] == ["SHIP-59", "SHIP-58"]
    assert chosen(response) == ["All"]
    response = pages.get(ADDRESS, {"customer": "CUST-1", "order": "oldest"})
    assert listed(response)[:6] == ["WAITS-1", "A/B %?", "HELD", "PART", "BUSY", "BACK"]


def test_what_is_done_comes_newest_first(pages: Client) -> None:
    assert listed(pages.get(ADDRESS, {"status": "SHIPPED"}))[0] == "SHIP-59"
    assert listed(pages.get(ADDRESS, {"status": "SHIPPED", "order": "oldest"}))[0] == "SHIP-00"


def test_the_warehouse_last_chosen_narrows_nothing(pages: Client) -> None:
    pages.get("/", {"warehouse": "Łódź; 2"})
    assert listed(pages.get(ADDRESS)) == ["WAITS-1", "WAITS-2"]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("ON_HOLD", "while packed"),
        ("PACKED", "12 of 30 shipped"),
        ("SHIPPING", "12 of 34 steps"),
        ("DELIVERED", "3 of 5 returned"),
        ("PENDING", ""),
    ],
)
def test_how_far_an_order_is(pages: Client, status: str, words: str) -> None:
    assert rows(pages.get(ADDRESS, {"status": status}), "orders")[0][PROGRESS] == words


def test_an_order_in_work_has_a_bar(pages: Client) -> None:
    assert '<progress value="12" max="34"' in main(pages.get(ADDRESS, {"status": "SHIPPING"}))


def test_statuses_lead_to_their_orders_and_say_how_many(pages: Client) -> None:
    response = pages.get(ADDRESS)
    found = statuses(response)
    assert list(found) == [
        *("Pending 2", "Picking 1", "Packed 1", "On hold 1", "Shipped 60", "Delivered 1", "Cancelled 0", "Rejected 0"),
        "Shipping 1",
    ]
    assert chosen(response) == ["Pending 2"]
    for words, address in found.items():
        there = pages.get(address)
        assert chosen(there) == [words]
        assert len(listed(there)) == min(50, int(words.split()[-1]))


def test_in_work_is_said_only_where_something_is(pages: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "In work" in main(pages.get(ADDRESS))
    monkeypatch.setattr(InventoryManager, "order_counts", lambda self: {})
    assert "In work" not in main(pages.get(ADDRESS))
    assert chosen(pages.get(ADDRESS, {"status": "SHIPPING"})) == ["Shipping 0"]


def test_statuses_of_a_narrowed_list_keep_the_filter_and_claim_no_number(pages: Client) -> None:
    found = statuses(pages.get(ADDRESS, {"customer": "CUST-1", "warehouse": "WH001", "order": "oldest"}))
    assert found["All"] == "/orders/?customer=CUST-1&warehouse=WH001&order=oldest"
    assert found["Packed"] == "/orders/?status=PACKED&customer=CUST-1&warehouse=WH001&order=oldest"
    assert not any(character.isdigit() for words in found for character in words)


def test_the_form_keeps_the_status_and_what_was_chosen(pages: Client) -> None:
    text = main(pages.get(ADDRESS, {"status": "PACKED", "customer": "CUST-1", "warehouse": "WH001", "order": "newest"}))
    assert '<input type="hidden" name="status" value="PACKED"' in text and 'value="CUST-1"' in text
    assert '<option value="WH001" selected>' in text and '<option value="newest" selected>' in text
    assert 'href="/orders/?status=PACKED">Reset' in text


@HEADERS
@pytest.mark.parametrize(
    ("asked", "field", "message"),
    [
        ({"warehouse": "NOWHERE"}, "warehouse", "There is no warehouse NOWHERE."),
        ({"warehouse": "<b>" * 100}, "warehouse", "There is no warehouse <b><b>"),
        ({"customer": "a#b"}, "customer", "A customer ID must not contain #."),
        ({"customer": "x" * 65}, "customer", "at most 64"),
        ({"order": "sideways"}, "order", "either oldest or newest"),
    ],
)
def test_a_wrong_filter_is_explained_beside_its_field_and_kept(
    pages: Client, headers: dict[str, str], asked: dict[str, str], field: str, message: str
) -> None:
    response = pages.get(ADDRESS, asked, headers=headers)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert message in error_beside(response, field)
    assert "Nothing is listed" in main(response) and not listed(response)
    kept = asked[field].replace("<", "&lt;").replace(">", "&gt;")
    assert f'value="{kept}"' in main(response) or field == "order"


@HEADERS
def test_an_unknown_status_is_told_beside_those_that_there_are(pages: Client, headers: dict[str, str]) -> None:
    response = pages.get(ADDRESS, {"status": "LOST", "customer": "CUST-1"}, headers=headers)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "There is no status LOST." in main(response) and 'value="CUST-1"' in main(response)
    assert chosen(response) == [] and "Packed" in statuses(response)


@pytest.mark.parametrize("name", ["status", "customer", "warehouse", "order", "cursor"])
@pytest.mark.parametrize("value", HOSTILE)
def test_whatever_stands_in_the_address_gets_an_answer(pages: Client, name: str, value: str) -> None:
    typed = quote(value.encode("utf-8", "surrogateescape"))
    response = pages.get(f"{ADDRESS}?{name}={typed}")
    assert response.status_code in (HTTPStatus.OK, HTTPStatus.UNPROCESSABLE_ENTITY)
    assert "<script>alert" not in response.content.decode()


def test_a_long_list_goes_on_where_it_stopped(pages: Client, htmx: Client) -> None:
    first = pages.get(ADDRESS, {"status": "SHIPPED", "order": "oldest"})
    assert listed(first) == SHIPPED[:50] and "50 shown, there are more" in main(first)
    link = more_link(first)
    page, fragment = pages.get(link), htmx.get(link)
    assert listed(page) == listed(fragment) == SHIPPED[50:]
    assert "This is a later part of the list" in main(page) and "autofocus" not in main(page)
    text = fragment.content.decode()
    assert "<table" not in text and "<form" not in text and "cursor=" not in text
    assert re.findall(r"<a [^>]*autofocus[^>]*>([^<]*)", text) == ["SHIP-50"]


def test_a_customers_list_goes_on_too(pages: Client) -> None:
    first = pages.get(ADDRESS, {"customer": "CUST-1", "order": "oldest"})
    assert [*listed(first), *listed(pages.get(more_link(first)))][-60:] == SHIPPED


def test_a_page_that_is_not_full_says_that_one_can_look_further(
    pages: Client, htmx: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Page([an_order("RARE")], "a-cursor")
    monkeypatch.setattr(InventoryManager, "orders_by_status", lambda self, *args, **more: found)
    link = more_link(pages.get(ADDRESS, {"warehouse": "Łódź; 2"}), "Look further")
    assert "warehouse=" in link and "cursor=a-cursor" in link
    found = Page([], "b-cursor")
    assert "autofocus>Look further" in htmx.get(link).content.decode()
    assert "Look further" in pages.get(ADDRESS, {"warehouse": "Łódź; 2"}).content.decode()
    found = Page()
    assert "autofocus>No more orders." in htmx.get(link).content.decode()


@pytest.mark.parametrize("asked", [{"cursor": "rubbish"}, {"cursor": "rubbish", "customer": "CUST-1"}])
def test_a_place_that_is_not_known_is_told(pages: Client, htmx: Client, asked: dict[str, str]) -> None:
    for client in (pages, htmx):
        response = client.get(ADDRESS, asked)
        assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "This place is no longer known" in response.content.decode() and "Back to the start" in main(response)
    assert htmx.get(ADDRESS, asked).content.decode().lstrip().startswith('<tr class="more">')


def test_a_place_of_one_list_is_none_of_another(pages: Client) -> None:
    link = more_link(pages.get(ADDRESS, {"status": "SHIPPED"}))
    other = pages.get(link.replace("status=SHIPPED", "status=PACKED"))
    assert other.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_only_who_works_on_orders_is_led_to_a_new_one(as_user: AsUser) -> None:
    try:
        link = f'href="{reverse("orders:new")}"'
    except NoReverseMatch:
        pytest.skip("there is no page for a new order yet")
    shown = {who: link in as_user(who).get(ADDRESS).content.decode() for who in EVERYBODY if who != "nobody"}
    assert shown == {"viewer": False, "staff": True, "admin": True, "other-admin": True}


def test_it_costs_the_sign_in_and_one_call_besides_the_counts(
    stock: InventoryManager, pages: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inventory.ordering.queues.KEEP_SECONDS", 1e9)
    pages.get(ADDRESS)
    for asked in ({}, {"status": "SHIPPED"}, {"warehouse": "WH001"}, {"customer": "CUST-1"}):
        with CallLog.of(stock.client) as calls:
            pages.get(ADDRESS, asked)
        assert calls.operations == ["BatchGetItem", "Query"], asked


def test_a_full_page_is_light(pages: Client) -> None:
    response = pages.get(ADDRESS, {"status": "SHIPPED"})
    assert len(listed(response)) == 50
    assert len(gzip.compress(response.content)) < PAGE_BYTES and nodes(response) < PAGE_NODES


def test_the_rail_and_the_overview_lead_here(pages: Client) -> None:
    text = pages.get(ADDRESS).content.decode()
    assert re.search(r'<a href="/orders/" aria-current="page"><svg.*?</svg>Orders</a>', text)
    assert re.search(r'<a href="/customers/"><svg.*?</svg>Customers</a>', text)
    assert '<dt><a href="/orders/?status=PENDING">Orders waiting</a></dt>' in pages.get("/").content.decode()
