"""Moving an order along its way, holding, releasing, cancelling, closing its rest short."""

import re
from http import HTTPStatus
from urllib.parse import quote

import pytest
from django.test import Client

from inventory import InventoryManager
from inventory.entities import OrderStatus
from inventory.errors import EngineUnavailable, OutcomeUnknown, StockBusy
from tests.counting import CallLog
from tests.dashboard.ledgers import main, words
from tests.dashboard.low_shelves import filling  # noqa: F401  a fixture
from tests.meddling import TRANSACT, before_call, lose_answers
from tests.orders.placed import (
    HOSTILE_TEXTS,
    address,
    alert,
    bare,  # noqa: F401  a fixture
    bare_table,  # noqa: F401  a fixture
    buttons,
    error_of,
    field,
    new_key,
    place,
    placed_at,
    raising,
    sheet,
    status_of,
    stock_of,
    toast,
    whole,
)
from tests.people import EVERYBODY, AsUser

pytestmark = pytest.mark.usefixtures("bare")


def partly_shipped(stock: InventoryManager) -> str:
    """An order of 3 and 2 units with one shipped."""
    order_id = placed_at(stock, OrderStatus.PACKED, 3, 2)
    stock.ship_order(order_id, {1: 1}, actor="bert")
    return order_id


def an_order_for(stock: InventoryManager, name: str) -> str:
    return partly_shipped(stock) if name == "close" else place(stock, 3)


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
    assert buttons(response) == ["Pack", "Hold…", "Cancel…"]
    assert 'hx-target="#order"' in text and toast(response) == f"Order {order_id} is being picked."


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


def test_who_was_slower_sees_the_order_as_it_is_now(stock: InventoryManager, as_user: AsUser) -> None:
    order_id = place(stock, 3)
    stock.move_order(order_id, OrderStatus.CANCELLED, "bert")
    said = rf"Order {order_id} is cancelled since \d\d:\d\d UTC by bert; nothing was changed\."
    page = as_user("staff").post(address("move", order_id), {"to": "PICKING"})
    assert page.status_code == HTTPStatus.CONFLICT and re.fullmatch(said, alert(page))
    assert "Status Cancelled" in words(main(page)) and buttons(page) == []
    part = as_user("staff", htmx=True).post(address("move", order_id), {"to": "PICKING"})
    assert part.status_code == HTTPStatus.CONFLICT and re.fullmatch(said, alert(part))
    assert part.content.decode().lstrip().startswith('<hx-partial hx-target="#order"')
    assert status_of(stock, order_id).status is OrderStatus.CANCELLED


def test_in_the_dialog_who_was_slower_reads_why_and_the_page_behind_is_as_it_is(
    stock: InventoryManager, as_user: AsUser
) -> None:
    order_id = placed_at(stock, OrderStatus.SHIPPED)
    browser = as_user("staff", htmx=True)
    response = browser.post(address("move", order_id), {"to": "CANCELLED"}, headers={"HX-Target": "div#sheet"})
    text = main(response)
    assert response.status_code == HTTPStatus.CONFLICT
    assert text.index("is shipped since") < text.index("<hx-partial") < text.index("Deliver")
    assert "data-close" in text and text.count('role="alert"') == 1


def test_what_is_partly_shipped_says_why_it_is_not_cancelled(stock: InventoryManager, staff: Client) -> None:
    response = staff.post(address("move", partly_shipped(stock)), {"to": "CANCELLED"})
    assert response.status_code == HTTPStatus.CONFLICT
    assert "1 units were shipped; the rest can be closed short." in alert(response)


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


@pytest.mark.parametrize("to", ["", "SHIPPED", "REJECTED", "ALLOCATING", "picking", *HOSTILE_TEXTS])
def test_a_step_that_there_is_not_is_refused(stock: InventoryManager, pages: Client, to: str) -> None:
    order_id = place(stock, 3)
    response = pages.post(address("move", order_id), {"to": to})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert alert(response).startswith("Nothing was changed")
    assert pages.get(address("move", order_id), {"to": to}).status_code in (HTTPStatus.NOT_FOUND, HTTPStatus.OK)
    assert status_of(stock, order_id).status is OrderStatus.PENDING


@pytest.mark.parametrize("name", ["move", "close"])
@pytest.mark.parametrize("note", ["x" * 501, "a\x07b", "\x00"])
def test_a_note_that_cannot_be_kept_is_refused_and_stays(
    stock: InventoryManager, as_user: AsUser, name: str, note: str
) -> None:
    order_id = an_order_for(stock, name)
    before = status_of(stock, order_id)
    for htmx in (False, True):
        data = {"to": "ON_HOLD", "note": note, "request_key": new_key()}
        response = as_user("staff", htmx=htmx).post(address(name, order_id), data)
        assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert error_of(response, "note") and field(response, "note") == note
    assert status_of(stock, order_id) == before


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
def test_what_others_hold_up_says_so(
    stock: InventoryManager, as_user: AsUser, htmx: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id = place(stock, 3)
    monkeypatch.setattr(InventoryManager, "move_order", raising(StockBusy()))
    response = as_user("staff", htmx=htmx).post(address("move", order_id), {"to": "PICKING"})
    assert response.status_code == HTTPStatus.CONFLICT
    assert "Others are changing this order" in alert(response) and "Nothing was changed" in alert(response)


@pytest.mark.parametrize("target", ["", "form#f", "div#sheet"], ids=["page", "button", "dialog"])
@pytest.mark.parametrize("name", ["move", "close"])
@pytest.mark.parametrize("is_away", [False, True], ids=["there", "away"])
def test_what_is_not_known_says_to_press_again_and_never_that_nothing_was_changed(
    stock: InventoryManager, as_user: AsUser, name: str, target: str, is_away: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id = an_order_for(stock, name)
    for method in ("move_order", "close_order_short"):
        monkeypatch.setattr(InventoryManager, method, raising(OutcomeUnknown("no answer")))
    if is_away:
        monkeypatch.setattr(InventoryManager, "get_order_sheet", raising(EngineUnavailable("away")))
    browser = as_user("staff", htmx=bool(target))
    data = {"to": "ON_HOLD", "note": "kept", "request_key": new_key()}
    response = browser.post(address(name, order_id), data, headers={"HX-Target": target})
    text = words(main(response))
    assert response.status_code == (HTTPStatus.CONFLICT if target else HTTPStatus.SERVICE_UNAVAILABLE)
    assert "Press the button again" in text and "Nothing was changed" not in text
    if target != "form#f":
        assert field(response, "note") == "kept"


def test_what_is_done_is_said_also_where_the_order_cannot_be_read_any_more(
    stock: InventoryManager, as_user: AsUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id = place(stock, 3)
    with monkeypatch.context() as patch:
        patch.setattr(InventoryManager, "get_order_sheet", raising(EngineUnavailable("away")))
        response = as_user("staff", htmx=True).post(address("move", order_id), {"to": "PICKING"})
    assert response.status_code == HTTPStatus.OK and toast(response) == f"Order {order_id} is being picked."
    assert 'hx-target="#order"' not in response.content.decode()


def test_while_the_database_is_away_nothing_is_said_to_be_done(
    stock: InventoryManager, staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id = place(stock, 3)
    monkeypatch.setattr(InventoryManager, "move_order", raising(EngineUnavailable("away")))
    response = staff.post(address("move", order_id), {"to": "PICKING"})
    assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE


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
    with CallLog.of(stock.client) as calls:
        browser.post(address("move", order_id), {"to": "PICKING"})
    assert calls.operations == ["BatchGetItem", "GetItem", "TransactWriteItems", "Query", "Query"]


def test_somebody_else_in_between_is_seen(stock: InventoryManager, staff: Client) -> None:
    order_id = place(stock, 3)
    before_call(stock.client, TRANSACT, lambda: stock.move_order(order_id, OrderStatus.CANCELLED, "bert"))
    response = staff.post(address("move", order_id), {"to": "PICKING"})
    assert response.status_code == HTTPStatus.CONFLICT and "by bert" in alert(response)
