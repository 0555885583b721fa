"""Moving an order along its way, holding, releasing, cancelling, closing its rest short."""

import re
from http import HTTPStatus
from urllib.parse import quote

import pytest
from django.test import Client

from inventory import InventoryManager
from inventory.entities import OrderStatus
from tests.counting import CallLog
from tests.dashboard.ledgers import main, words
from tests.dashboard.low_shelves import filling  # noqa: F401  a fixture
from tests.meddling import TRANSACT, lose_answers
from tests.orders.placed import (
    HOSTILE_TEXTS,
    address,
    alert,
    an_order_for,
    bare,  # noqa: F401  a fixture
    bare_table,  # noqa: F401  a fixture
    buttons,
    field,
    new_key,
    partly_shipped,
    place,
    placed_at,
    sheet,
    status_of,
    stock_of,
    toast,
    whole,
)
from tests.people import EVERYBODY, AsUser

pytestmark = pytest.mark.usefixtures("bare")


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
@pytest.mark.parametrize("name", ["move", "close"])
@pytest.mark.parametrize("who", EVERYBODY)
def test_only_who_may_move_all_of_its_stock(
    stock: InventoryManager, as_user: AsUser, who: str, name: str, htmx: bool, method: str
) -> None:
    order_id = an_order_for(stock, name)
    before = status_of(stock, order_id).status
    data = {"to": "ON_HOLD", "request_key": new_key()}
    response = getattr(as_user(who, htmx=htmx), method)(address(name, order_id), data)
    if who in ("staff", "admin"):
        assert response.status_code in (HTTPStatus.OK, HTTPStatus.SEE_OTHER)
    elif who == "nobody":
        assert response.status_code in (HTTPStatus.FOUND, HTTPStatus.UNAUTHORIZED)
    else:
        assert response.status_code == HTTPStatus.FORBIDDEN
    is_moved = status_of(stock, order_id).status is not before
    assert is_moved is (method == "post" and who in ("staff", "admin"))


@pytest.mark.parametrize("name", ["move", "close"])
@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(pages: Client, name: str, method: str) -> None:
    assert getattr(pages, method)(address(name, "SO")).status_code == HTTPStatus.METHOD_NOT_ALLOWED


@pytest.mark.parametrize("name", ["move", "close"])
@pytest.mark.parametrize("order_id", ["NOTHING", "a#b", "x" * 65, "\x00", "\udcff", "<script>"])
def test_an_unknown_or_impossible_order_is_not_found(pages: Client, name: str, order_id: str) -> None:
    path = f"/orders/{quote(order_id.encode('utf-8', 'surrogateescape'))}/{name}/"
    data = {"to": "PICKING", "request_key": "a" * 32}
    assert pages.get(path, {"to": "ON_HOLD"}).status_code == HTTPStatus.NOT_FOUND
    assert pages.post(path, data).status_code == HTTPStatus.NOT_FOUND
    assert pages.post(path, {"to": "?"}).status_code == HTTPStatus.NOT_FOUND


def test_without_a_script_it_leads_back_to_the_order_which_says_so(stock: InventoryManager, staff: Client) -> None:
    order_id = place(stock, 3)
    response = staff.post(address("move", order_id), {"to": "PICKING"})
    assert (response.status_code, response["Location"]) == (HTTPStatus.SEE_OTHER, address("order", order_id))
    assert toast(staff.get(response["Location"])) == f"Order {order_id} is being picked."
    move = sheet(stock, order_id).moves[-1]
    assert (move.status, move.actor) == (OrderStatus.PICKING, "staff")


def test_it_leads_back_to_where_it_was_asked_on_this_site_alone(stock: InventoryManager, staff: Client) -> None:
    order_id = place(stock, 3)
    pick = address("pick", order_id)
    there = {"to": "PICKING", "next": pick}
    assert staff.post(address("move", order_id), there)["Location"] == pick
    elsewhere = {"to": "PICKING", "next": "https://example.com/"}
    assert staff.post(address("move", order_id), elsewhere)["Location"] == address("order", order_id)


def test_in_place_the_order_comes_anew_with_what_can_be_done_then(stock: InventoryManager, as_user: AsUser) -> None:
    order_id = place(stock, 3)
    response = as_user("staff", htmx=True).post(address("move", order_id), {"to": "PICKING"})
    text = response.content.decode()
    assert response.status_code == HTTPStatus.OK and text.lstrip().startswith("<hx-partial")
    assert buttons(response) == ["Pack…", "Hold…", "Cancel…"]
    assert 'hx-target="#order"' in text and toast(response) == f"Order {order_id} is being picked."
    assert '<h1 tabindex="-1" autofocus>' in text and text.count("autofocus") == 1


@pytest.mark.parametrize(
    ("start", "steps"),
    [
        (OrderStatus.PENDING, ["PICKING", "PACKED", "ON_HOLD", "PACKED"]),
        (OrderStatus.SHIPPED, ["DELIVERED"]),
        (OrderStatus.PENDING, ["ON_HOLD", "PENDING", "CANCELLED"]),
    ],
)
def test_it_goes_along_its_way(stock: InventoryManager, staff: Client, start: OrderStatus, steps: list[str]) -> None:
    order_id = placed_at(stock, start)
    for to in steps:
        assert staff.post(address("move", order_id), {"to": to}).status_code == HTTPStatus.SEE_OTHER
        assert status_of(stock, order_id).status == to


def test_pressed_twice_it_is_moved_once(stock: InventoryManager, staff: Client) -> None:
    order_id = place(stock, 3)
    for _ in range(2):
        assert staff.post(address("move", order_id), {"to": "ON_HOLD"}).status_code == HTTPStatus.SEE_OTHER
    assert [move.status for move in sheet(stock, order_id).moves] == ["PENDING", "ON_HOLD"]


def test_an_answer_that_is_lost_is_found_out(stock: InventoryManager, staff: Client) -> None:
    order_id = place(stock, 3)
    lose_answers(stock.client, TRANSACT)
    assert staff.post(address("move", order_id), {"to": "PICKING"}).status_code == HTTPStatus.SEE_OTHER
    assert [move.status for move in sheet(stock, order_id).moves] == ["PENDING", "PICKING"]


def test_holding_keeps_the_note(stock: InventoryManager, staff: Client) -> None:
    order_id = place(stock, 3)
    question = staff.get(address("move", order_id), {"to": "ON_HOLD"})
    assert "Put it on hold?" in main(question) and field(question, "to") == "ON_HOLD"
    staff.post(address("move", order_id), {"to": "ON_HOLD", "note": "address <unclear>"})
    assert sheet(stock, order_id).moves[-1].note == "address <unclear>"


def test_cancelling_asks_with_what_is_given_back_and_gives_it_back(stock: InventoryManager, staff: Client) -> None:
    order_id = place(stock, 3, 2)
    assert "5 open units can be promised to others" in words(
        main(staff.get(address("move", order_id), {"to": "CANCELLED"}))
    )
    assert stock_of(stock, order_id) == [(97, 3), (98, 2)]
    staff.post(address("move", order_id), {"to": "CANCELLED", "note": "changed their mind"})
    assert stock_of(stock, order_id) == [(100, 0), (100, 0)]
    assert sheet(stock, order_id).moves[-1].note == "changed their mind"


def test_a_question_that_makes_no_sense_any_more_says_why(stock: InventoryManager, as_user: AsUser) -> None:
    order_id = placed_at(stock, OrderStatus.SHIPPED)
    page = as_user("staff").get(address("move", order_id), {"to": "CANCELLED"})
    part = as_user("staff", htmx=True).get(
        address("move", order_id), {"to": "CANCELLED"}, headers={"HX-Target": "div#sheet"}
    )
    assert "is shipped since" in alert(page) and "Lines" in main(page)
    assert "is shipped since" in alert(part) and "hx-partial" not in main(part)


def test_a_long_order_is_cancelled_by_the_server_itself(stock: InventoryManager, staff: Client) -> None:
    order_id = place(stock, *([1] * 40))
    response = staff.post(address("move", order_id), {"to": "CANCELLED"})
    assert toast(staff.get(response["Location"])) == f"Order {order_id} is being cancelled."
    assert status_of(stock, order_id).status is OrderStatus.CANCELLED
    assert set(stock_of(stock, order_id)) == {(100, 0)}


# Closing short


def test_the_rest_is_given_back_once(stock: InventoryManager, staff: Client) -> None:
    order_id = partly_shipped(stock)
    question = staff.get(address("close", order_id))
    assert "4 open units will not be shipped" in words(main(question))
    data = {"request_key": field(question, "request_key"), "note": "none left"}
    for _ in range(2):
        response = staff.post(address("close", order_id), data)
        assert (response.status_code, response["Location"]) == (HTTPStatus.SEE_OTHER, address("order", order_id))
    assert [(line.shipped, line.closed) for line in whole(stock, order_id).lines] == [(1, 2), (0, 2)]
    assert stock_of(stock, order_id) == [(99, 0), (100, 0)]
    assert [move.note for move in sheet(stock, order_id).moves][-1] == "none left"


def test_closing_what_is_not_partly_shipped_is_refused(stock: InventoryManager, as_user: AsUser) -> None:
    order_id = place(stock, 3)
    assert "is pending since" in alert(as_user("staff").get(address("close", order_id)))
    response = as_user("staff").post(address("close", order_id), {"request_key": new_key()})
    assert response.status_code == HTTPStatus.CONFLICT and "is pending since" in alert(response)
    assert stock_of(stock, order_id) == [(97, 3)]


@pytest.mark.parametrize("key", ["", *HOSTILE_TEXTS])
def test_a_form_without_its_key_is_refused_and_made_whole(stock: InventoryManager, pages: Client, key: str) -> None:
    order_id = partly_shipped(stock)
    response = pages.post(address("close", order_id), {"request_key": key, "note": "kept"})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY and "was not complete" in alert(response)
    assert field(response, "note") == "kept" and re.fullmatch("[0-9a-f]{32}", field(response, "request_key"))
    assert status_of(stock, order_id).open == 4


def test_a_move_costs_the_sign_in_and_two_calls_and_two_to_show_it(stock: InventoryManager, as_user: AsUser) -> None:
    order_id, browser = place(stock, 3), as_user("staff", htmx=True)
    as_user("staff").get(address("order", order_id))
    with CallLog.of(stock.client) as calls:
        browser.post(address("move", order_id), {"to": "PICKING"})
    assert calls.operations == ["BatchGetItem", "GetItem", "TransactWriteItems", "Query", "Query"]
