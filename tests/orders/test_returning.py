"""Goods of an order that come back."""

import gzip
import re
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from inventory import InventoryManager
from inventory.entities import OrderStatus
from inventory.errors import EngineUnavailable, OutcomeUnknown
from tests.counting import CallLog
from tests.dashboard.ledgers import main, words
from tests.dashboard.low_shelves import filling  # noqa: F401  a fixture
from tests.meddling import TRANSACT, lose_answers
from tests.orders.books import PAGE_BYTES, PAGE_NODES, a_line, an_order, nodes, put_orders
from tests.orders.placed import (
    HOSTILE_TEXTS,
    address,
    alert,
    bare,  # noqa: F401  a fixture
    bare_table,  # noqa: F401  a fixture
    error_of,
    field,
    has_field,
    new_key,
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


def sent(page: Any, **typed: object) -> dict[str, object]:
    """What the page's form sends, with what was typed."""
    return {
        "what": "lines",
        "request_key": field(page, "request_key"),
        "everything": field(page, "everything"),
        **typed,
    }


def returned(stock: InventoryManager, order_id: str) -> list[tuple[int, int]]:
    """Returned units by line, and how many of them were written off."""
    return [(line.returned, line.written_off) for line in whole(stock, order_id).lines]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
@pytest.mark.parametrize("who", EVERYBODY)
def test_only_who_may_move_all_of_its_stock(
    stock: InventoryManager, as_user: AsUser, who: str, htmx: bool, method: str
) -> None:
    order_id = placed_at(stock, OrderStatus.SHIPPED)
    data = {"restock-1": "1", "request_key": new_key()}
    response = getattr(as_user(who, htmx=htmx), method)(address("return", order_id), data)
    may = who in ("staff", "admin")
    if who == "nobody":
        assert response.status_code in (HTTPStatus.FOUND, HTTPStatus.UNAUTHORIZED)
    elif may:
        assert response.status_code in (HTTPStatus.OK, HTTPStatus.SEE_OTHER)
    else:
        assert response.status_code == HTTPStatus.FORBIDDEN
    assert (status_of(stock, order_id).returned == 1) is (may and method == "post")


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(pages: Client, method: str) -> None:
    assert getattr(pages, method)(address("return", "SO")).status_code == HTTPStatus.METHOD_NOT_ALLOWED


@pytest.mark.parametrize("order_id", ["NOTHING", "a#b", "x" * 65, "\x00", "\udcff", "<script>"])
def test_an_unknown_or_impossible_order_is_not_found(pages: Client, order_id: str) -> None:
    path = f"/orders/{quote(order_id.encode('utf-8', 'surrogateescape'))}/return/"
    assert pages.get(path).status_code == HTTPStatus.NOT_FOUND
    data = {"restock-1": "1", "request_key": new_key()}
    assert pages.post(path, data).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("status", [OrderStatus.SHIPPED, OrderStatus.DELIVERED])
def test_some_goes_to_the_stock_and_some_is_written_off(
    stock: InventoryManager, staff: Client, status: OrderStatus
) -> None:
    order_id = placed_at(stock, status, 3, 2)
    page = staff.get(address("return", order_id))
    assert "5 units on 2 lines can come back" in words(main(page)) and "3 of 3 shipped" in words(main(page))
    data = sent(page, **{"restock-1": "2", "write_off-1": "1", "write_off-2": "1", "note": "torn"})
    response = staff.post(address("return", order_id), data)
    assert (response.status_code, response["Location"]) == (HTTPStatus.SEE_OTHER, address("order", order_id))
    assert toast(staff.get(response["Location"]))
    assert returned(stock, order_id) == [(3, 1), (1, 1)] and stock_of(stock, order_id) == [(99, 0), (98, 0)]
    document = sheet(stock, order_id).returns[0]
    assert (document.actor, document.note) == ("staff", "torn")
    assert status_of(stock, order_id).status is status


def test_only_lines_with_something_out_are_asked_about(stock: InventoryManager, staff: Client) -> None:
    order_id = placed_at(stock, OrderStatus.SHIPPED, 3, 2)
    stock.return_items(order_id, [{"index": 1, "restock": 3}])
    page = staff.get(address("return", order_id))
    assert has_field(page, "restock-2") and not has_field(page, "restock-1")


def test_all_of_it_goes_back_by_one_button(stock: InventoryManager, staff: Client) -> None:
    order_id = placed_at(stock, OrderStatus.SHIPPED, 3, 2)
    data = sent(staff.get(address("return", order_id)), what="all")
    for _ in range(2):
        assert staff.post(address("return", order_id), data).status_code == HTTPStatus.SEE_OTHER
    assert returned(stock, order_id) == [(3, 0), (2, 0)] and stock_of(stock, order_id) == [(100, 0), (100, 0)]
    assert "Return…" not in main(staff.get(address("order", order_id)))


def test_in_place_the_dialog_closes_and_the_order_comes_anew(stock: InventoryManager, as_user: AsUser) -> None:
    order_id, browser = placed_at(stock, OrderStatus.SHIPPED), as_user("staff", htmx=True)
    page = browser.get(address("return", order_id))
    assert "<html" not in main(page) and 'id="sheet-title"' in main(page)
    response = browser.post(address("return", order_id), sent(page, **{"restock-1": "1"}))
    text = response.content.decode().strip()
    assert response.status_code == HTTPStatus.OK and text.startswith("<hx-partial") and text.endswith("</hx-partial>")
    assert "1 of 3 returned" in words(text)


def test_sent_twice_it_comes_back_once(stock: InventoryManager, staff: Client) -> None:
    order_id = placed_at(stock, OrderStatus.SHIPPED)
    data = sent(staff.get(address("return", order_id)), **{"restock-1": "1"})
    first, second = staff.post(address("return", order_id), data), staff.post(address("return", order_id), data)
    assert first.status_code == second.status_code == HTTPStatus.SEE_OTHER
    assert returned(stock, order_id) == [(1, 0), (0, 0)]


def test_an_answer_that_is_lost_is_found_out(stock: InventoryManager, staff: Client) -> None:
    order_id = placed_at(stock, OrderStatus.SHIPPED)
    lose_answers(stock.client, TRANSACT)
    data = {"restock-1": "1", "request_key": new_key()}
    assert staff.post(address("return", order_id), data).status_code == HTTPStatus.SEE_OTHER
    assert returned(stock, order_id) == [(1, 0), (0, 0)]


@pytest.mark.parametrize("name", ["restock-1", "write_off-1"])
@pytest.mark.parametrize("typed", ["4", *HOSTILE_TEXTS])
def test_what_cannot_come_back_is_said_beside_its_field_and_stays(
    stock: InventoryManager, as_user: AsUser, typed: str, name: str
) -> None:
    order_id = placed_at(stock, OrderStatus.SHIPPED)
    for htmx in (False, True):
        data = {name: typed, "restock-2": "1", "note": "kept", "request_key": new_key()}
        response = as_user("staff", htmx=htmx).post(address("return", order_id), data)
        assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert error_of(response, name) and not error_of(response, "restock-2")
        assert [field(response, each) for each in (name, "restock-2", "note")] == [typed, "1", "kept"]
        assert "<script>alert" not in response.content.decode()
    assert returned(stock, order_id) == [(0, 0), (0, 0)]


def test_both_together_may_not_be_more_than_left(stock: InventoryManager, staff: Client) -> None:
    data = {"restock-1": "2", "write_off-1": "2", "request_key": new_key()}
    response = staff.post(address("return", placed_at(stock, OrderStatus.SHIPPED)), data)
    assert error_of(response, "restock-1") == "The number must be at most 3 together."


@pytest.mark.parametrize("typed", [{}, {"restock-1": "0", "write_off-2": ""}, {"what": "all"}])
def test_nothing_at_all_does_not_come_back(stock: InventoryManager, staff: Client, typed: dict[str, str]) -> None:
    order_id = placed_at(stock, OrderStatus.SHIPPED)
    response = staff.post(address("return", order_id), {"request_key": new_key(), **typed})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Nothing came back" in alert(response) and returned(stock, order_id) == [(0, 0), (0, 0)]


@pytest.mark.parametrize("index", ["0", "9", "9999"])
def test_a_line_that_is_not_there_is_refused(stock: InventoryManager, staff: Client, index: str) -> None:
    order_id = placed_at(stock, OrderStatus.SHIPPED)
    response = staff.post(address("return", order_id), {f"restock-{index}": "1", "request_key": new_key()})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY and alert(response)
    assert returned(stock, order_id) == [(0, 0), (0, 0)]


@pytest.mark.parametrize("name", ["request_key", "everything", "what"])
@pytest.mark.parametrize("text", ["?", *HOSTILE_TEXTS])
def test_a_form_that_is_broken_is_refused_and_made_whole(
    stock: InventoryManager, staff: Client, name: str, text: str
) -> None:
    order_id = placed_at(stock, OrderStatus.SHIPPED)
    data = {"request_key": new_key(), "everything": "1:3", "restock-1": "1", "note": "kept", name: text}
    response = staff.post(address("return", order_id), data)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY and "was not complete" in alert(response)
    assert field(response, "note") == "kept" and field(response, "restock-1") == "1"
    again = sent(response, **{"restock-1": "1"})
    assert staff.post(address("return", order_id), again).status_code == HTTPStatus.SEE_OTHER
    assert returned(stock, order_id) == [(1, 0), (0, 0)]


@pytest.mark.parametrize("note", ["x" * 501, "a\x07b", "\x00"])
def test_a_note_that_cannot_be_kept_is_refused_and_stays(stock: InventoryManager, staff: Client, note: str) -> None:
    data = {"restock-1": "1", "note": note, "request_key": new_key()}
    response = staff.post(address("return", placed_at(stock, OrderStatus.SHIPPED)), data)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert error_of(response, "note") and field(response, "note") == note


def test_a_retired_sku_is_named_beside_its_line(stock: InventoryManager, staff: Client) -> None:
    order_id = placed_at(stock, OrderStatus.SHIPPED, 100, 2)
    retired = whole(stock, order_id).lines[0].sku
    stock.retire_variant(retired, actor="anna")
    data = {"restock-1": "1", "restock-2": "1", "request_key": new_key()}
    response = staff.post(address("return", order_id), data)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert f"{retired} is retired" in error_of(response, "restock-1")
    assert returned(stock, order_id) == [(0, 0), (0, 0)]


@pytest.mark.parametrize("status", [OrderStatus.PENDING, OrderStatus.PACKED, OrderStatus.CANCELLED])
def test_only_what_left_comes_back(stock: InventoryManager, as_user: AsUser, status: OrderStatus) -> None:
    order_id = placed_at(stock, status)
    said = rf"Order {order_id} is (pending|packed|cancelled) since .*; nothing was changed\..*"
    for htmx in (False, True):
        browser, headers = as_user("staff", htmx=htmx), {"HX-Target": "div#sheet"} if htmx else {}
        assert re.fullmatch(said, alert(browser.get(address("return", order_id), headers=headers)))
        data = {"restock-1": "1", "request_key": new_key()}
        response = browser.post(address("return", order_id), data, headers=headers)
        assert response.status_code == HTTPStatus.CONFLICT and re.fullmatch(said, alert(response))


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
@pytest.mark.parametrize("is_away", [False, True], ids=["there", "away"])
def test_what_is_not_known_says_to_press_again(
    stock: InventoryManager, as_user: AsUser, htmx: bool, is_away: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id, key = placed_at(stock, OrderStatus.SHIPPED), new_key()
    monkeypatch.setattr(InventoryManager, "return_items", raising(OutcomeUnknown("no answer")))
    if is_away:
        monkeypatch.setattr(InventoryManager, "get_order_with_items", raising(EngineUnavailable("away")))
    data = {"restock-1": "1", "request_key": key}
    response = as_user("staff", htmx=htmx).post(address("return", order_id), data)
    assert response.status_code == (HTTPStatus.CONFLICT if htmx else HTTPStatus.SERVICE_UNAVAILABLE)
    assert "Press the button again" in alert(response) and "Nothing was changed" not in main(response)
    assert field(response, "request_key") == key and field(response, "restock-1") == "1"


# Long orders


@pytest.fixture
def long(stock: InventoryManager) -> str:
    order = an_order("LONG", status=OrderStatus.SHIPPED, units=240, shipped=240, line_count=120)
    put_orders(stock, [order], [a_line(order, f"L-{i:03}", 2, index=i, shipped=2) for i in range(1, 121)])
    return order.order_id


def test_of_a_long_order_a_hundred_lines_are_asked_about(staff: Client, long: str) -> None:
    page = staff.get(address("return", long))
    assert "100 of 120 lines are shown" in words(main(page))
    assert has_field(page, "restock-100") and not has_field(page, "restock-101")
    assert nodes(page) <= PAGE_NODES and len(gzip.compress(page.content)) < PAGE_BYTES


def test_a_line_of_a_long_order_is_found_by_its_sku(staff: Client, long: str) -> None:
    page = staff.get(address("return", long), {"sought": " l-119 "})
    assert has_field(page, "restock-119") and not has_field(page, "restock-1")
    assert "1 of 120 lines are shown" in words(main(page)) and field(page, "sought") == "l-119"


@pytest.mark.parametrize("sought", ["?", *HOSTILE_TEXTS[:5]])
def test_what_is_not_in_a_long_order_is_said(staff: Client, long: str, sought: str) -> None:
    page = staff.get(address("return", long), {"sought": sought})
    assert page.status_code == HTTPStatus.OK and "No line holds" in main(page)
    assert "<script>alert" not in page.content.decode()


def test_what_was_typed_for_a_line_far_behind_stays(staff: Client, long: str) -> None:
    response = staff.post(address("return", long), {"restock-119": "9", "request_key": new_key()})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert field(response, "restock-119") == "9" and error_of(response, "restock-119")


def test_a_long_return_is_booked_by_the_server_itself(stock: InventoryManager, staff: Client) -> None:
    order_id = placed_at(stock, OrderStatus.SHIPPED, *([2] * 40))
    response = staff.post(address("return", order_id), sent(staff.get(address("return", order_id)), what="all"))
    assert toast(staff.get(response["Location"])) == f"Order {order_id} is being taken back."
    assert status_of(stock, order_id).status is OrderStatus.SHIPPED
    assert set(returned(stock, order_id)) == {(2, 0)} and set(stock_of(stock, order_id)) == {(100, 0)}


def test_it_costs_the_sign_in_and_one_call(stock: InventoryManager, as_user: AsUser) -> None:
    order_id, browser = placed_at(stock, OrderStatus.SHIPPED), as_user("staff")
    browser.get(address("return", order_id))
    with CallLog.of(stock.client) as calls:
        browser.get(address("return", order_id))
    assert calls.operations == ["BatchGetItem", "Query"]
