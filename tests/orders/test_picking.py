"""Picking: who may, the list to walk by, and where nothing is picked."""

import gzip
import uuid
from http import HTTPStatus
from urllib.parse import quote

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse

from accounts.models import User
from inventory import InventoryManager
from inventory.entities import OrderStatus
from inventory.people import Role
from tests.counting import CallLog
from tests.dashboard.ledgers import main, words
from tests.orders.books import PAGE_BYTES, PAGE_NODES, nodes
from tests.orders.picks import (
    keys_of,
    line_address,
    long_order,
    new_order,
    part,
    pick_address,
    picked,
    progress,
    said,
    scan,
    scan_address,
    shelves,  # noqa: F401  a fixture
    stops,
    tick,
)
from tests.people import EVERYBODY, PASSWORD, AsUser

NOBODYS = ("NOTHING", "so/1 ö", "a#b", "x" * 65, "\x00", " SO", "\udcff", "<script>")


@pytest.fixture
def order(stock: InventoryManager) -> str:
    """An order of the test's own that is being picked: 3 VEST-M, 1 VEST-L, 12 VEST-S."""
    return new_order(stock)


@pytest.fixture
def picker(stock: InventoryManager) -> Client:
    """A browser of somebody who works in WH002 alone."""
    found = stock.staff.get("picker") or stock.staff.create(
        "tests", "picker", password=make_password(PASSWORD), role=Role.STAFF, warehouses=["WH002"]
    )
    client = Client()
    client.force_login(User.of(found))
    return client


# Who may


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_who_is_signed_in_sees_the_list(as_user: AsUser, order: str, who: str) -> None:
    response = as_user(who).get(pick_address(order))
    assert response.status_code == (HTTPStatus.FOUND if who == "nobody" else HTTPStatus.OK)
    if who != "nobody":
        may = who in ("staff", "admin")
        assert (b'name="code"' in response.content) is may
        assert (b'name="units"' in response.content) is may
        assert len(stops(response)) == 3


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("fragment", [False, True], ids=["page", "fragment"])
def test_staff_and_admins_of_the_warehouse_count_and_others_do_not(
    stock: InventoryManager, as_user: AsUser, order: str, who: str, fragment: bool
) -> None:
    client = as_user(who, fragment)
    done = HTTPStatus.OK if fragment else HTTPStatus.SEE_OTHER
    gone = HTTPStatus.UNAUTHORIZED if fragment else HTTPStatus.FOUND
    expected = {"nobody": gone, "staff": done, "admin": done}.get(who, HTTPStatus.FORBIDDEN)
    assert scan(client, order, "VEST-M").status_code == expected
    assert tick(client, order, 2, 1).status_code == expected
    form = client.get(line_address(order, 1)).status_code
    assert form == (HTTPStatus.OK if expected == done else expected)
    assert picked(stock, order) == ([1, 1, 0] if expected == done else [0, 0, 0])


def test_a_picker_of_one_warehouse_picks_there_alone(stock: InventoryManager, picker: Client, order: str) -> None:
    response = picker.get(pick_address(order))
    assert stops(response) == [
        "A-2-1 Vest <VEST-S> VEST-S 0 of 12",
        "A-12-3 Vest <VEST-M> VEST-M 0 of 3",
        "No bin Vest <VEST-L> VEST-L 0 of 1 All 1",
    ]
    assert "Next No bin VEST-L 1 unit" in progress(response)
    assert scan(picker, order, "VEST-M").status_code == HTTPStatus.FORBIDDEN
    assert picker.get(line_address(order, 1)).status_code == HTTPStatus.FORBIDDEN
    assert scan(picker, order, "VEST-L").status_code == HTTPStatus.SEE_OTHER
    assert picked(stock, order) == [0, 1, 0]
    assert "Your part of it is picked." in progress(picker.get(pick_address(order)))


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(pages: Client, order: str, method: str) -> None:
    for address in (pick_address(order), scan_address(order), line_address(order, 1)):
        assert getattr(pages, method)(address).status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert pages.post(pick_address(order)).status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert pages.get(scan_address(order)).status_code == HTTPStatus.METHOD_NOT_ALLOWED


@pytest.mark.parametrize("order_id", NOBODYS)
def test_an_unknown_or_impossible_order_is_not_found(pages: Client, order_id: str) -> None:
    name = order_id.replace("/", "%2F").encode("utf-8", "surrogateescape")
    path = f"/orders/{quote(name)}/pick/"
    given = {"code": "VEST-M", "units": "1", "request_key": uuid.uuid4().hex}
    assert pages.get(path).status_code == HTTPStatus.NOT_FOUND
    assert pages.post(f"{path}scan/", given).status_code == HTTPStatus.NOT_FOUND
    assert pages.post(f"{path}1/", given).status_code == HTTPStatus.NOT_FOUND
    assert pages.get(f"{path}1/").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("index", [0, 4, 10_000, 10**18])
def test_a_line_that_is_not_there_is_not_found(pages: Client, order: str, index: int) -> None:
    assert tick(pages, order, index, 1).status_code == HTTPStatus.NOT_FOUND
    assert pages.get(line_address(order, index)).status_code == HTTPStatus.NOT_FOUND


# The list


def test_the_stops_stand_in_walking_order_with_what_is_picked(stock: InventoryManager, staff: Client) -> None:
    order = new_order(stock, line_1={"picked": 2}, line_2={"picked": 1})
    response = staff.get(pick_address(order))
    assert stops(response) == [
        "A-2-1 Vest <VEST-S> VEST-S 0 of 12 All 12",
        "A-12-3 Vest <VEST-M> VEST-M 2 of 3 All 3",
        "No bin Vest <VEST-L> VEST-L 1 of 1 All 1",
    ]
    assert progress(response) == "3 of 16 units, 1 of 3 lines Next A-2-1 VEST-S 12 units"
    text = response.content.decode()
    assert '<progress max="16" value="3">' in text
    assert text.count('aria-pressed="true"') == text.count('class="done') == 1
    assert text.index("WH001</th>") < text.index("VEST-M") < text.index("WH002</th>") < text.index('id="stop-2"')
    assert "Vest &lt;VEST-L&gt;" in text and "<VEST-L>" not in text
    assert f'href="{reverse("dashboard:stock", args=["VEST-L"])}?warehouse=WH002"' in text


def test_the_scan_field_waits_for_a_scan(staff: Client, order: str) -> None:
    text = staff.get(pick_address(order)).content.decode()
    field = text[text.index('<input id="code"') :].partition(">")[0]
    assert "autofocus" in field and 'autocomplete="off"' in field and "value=" not in field


def test_of_a_partly_shipped_order_only_the_rest_is_picked(stock: InventoryManager, staff: Client) -> None:
    order = new_order(stock, line_1={"shipped": 3}, line_3={"shipped": 4, "closed": 1, "picked": 2})
    response = staff.get(pick_address(order))
    assert stops(response)[0] == "A-2-1 Vest <VEST-S> VEST-S 2 of 7 All 7"
    assert progress(response).startswith("2 of 8 units, 0 of 2 lines")


def test_every_showing_has_a_key_of_its_own_for_each_form(staff: Client, order: str) -> None:
    first, second = keys_of(staff.get(pick_address(order))), keys_of(staff.get(pick_address(order)))
    assert len({*first, *second}) == 8


def test_a_page_costs_the_sign_in_and_two_calls(stock: InventoryManager, staff: Client, order: str) -> None:
    staff.get(pick_address(order))
    with CallLog.of(stock.client) as calls:
        staff.get(pick_address(order))
    assert calls.operations == ["BatchGetItem", "Query", "BatchGetItem"]


def test_a_page_of_fifty_stops_keeps_its_budget(stock: InventoryManager, staff: Client) -> None:
    response = staff.get(pick_address(long_order(stock, 120)))
    assert len(stops(response)) == 50
    assert len(gzip.compress(response.content)) < PAGE_BYTES
    assert nodes(response) <= PAGE_NODES


# Where nothing is picked


@pytest.mark.parametrize("status", [status for status in OrderStatus if status is not OrderStatus.PICKING])
@pytest.mark.parametrize("who", ["viewer", "staff"])
def test_an_order_that_is_not_being_picked_is_only_read(
    stock: InventoryManager, as_user: AsUser, status: OrderStatus, who: str
) -> None:
    order = new_order(stock, status)
    response = as_user(who).get(pick_address(order))
    text = main(response)
    assert response.status_code == HTTPStatus.OK and 'class="way-on"' in text
    assert 'name="code"' not in text and 'name="units"' not in text
    is_open = status in (OrderStatus.PENDING, OrderStatus.PACKED, OrderStatus.ON_HOLD)
    assert bool(stops(response)) is is_open
    assert ("Start picking" in text) is (status is OrderStatus.PENDING and who == "staff")


@pytest.mark.parametrize("fragment", [False, True], ids=["page", "fragment"])
def test_what_is_sent_too_late_is_refused_with_how_it_stands(
    stock: InventoryManager, as_user: AsUser, fragment: bool
) -> None:
    order = new_order(stock, OrderStatus.ON_HOLD)
    client = as_user("staff", fragment)
    for response in (scan(client, order, "VEST-M"), tick(client, order, 1, 3)):
        assert response.status_code == HTTPStatus.CONFLICT
        assert said(response).startswith(f"Nothing was counted Order {order} is on hold now.")
        assert f'href="{pick_address(order)}">Show it as it is now' in response.content.decode()
    form = client.get(line_address(order, 1))
    assert "on hold" in words(main(form)) and "disabled" in main(form)
    assert picked(stock, order) == [0, 0, 0]


def test_once_all_is_picked_it_can_be_packed(stock: InventoryManager, as_user: AsUser) -> None:
    order = new_order(stock, line_1={"picked": 3}, line_3={"picked": 12})
    assert "Pack" not in progress(as_user("staff").get(pick_address(order)))
    response = scan(as_user("staff", htmx=True), order, "VEST-L")
    assert part(response, "#progress") == "16 of 16 units, 3 of 3 lines All of it is picked. Pack"
    text = main(as_user("staff").get(pick_address(order)))
    assert '<input type="hidden" name="to" value="PACKED">' in text and "csrfmiddlewaretoken" in text
    assert "PACKED" not in main(as_user("viewer").get(pick_address(order)))
