"""Shipping an order, whole or in part."""

import gzip
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
from tests.orders.books import PAGE_BYTES, PAGE_NODES, a_line, an_order, nodes, put_orders
from tests.orders.placed import (
    address,
    bare,  # noqa: F401  a fixture
    bare_table,  # noqa: F401  a fixture
    buttons,
    field,
    has_field,
    new_key,
    packed,
    sent,
    sheet,
    shipped,
    status_of,
    stock_of,
    toast,
)
from tests.people import EVERYBODY, AsUser

pytestmark = pytest.mark.usefixtures("bare")


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
@pytest.mark.parametrize("who", EVERYBODY)
def test_only_who_may_move_all_of_its_stock(
    stock: InventoryManager, as_user: AsUser, who: str, htmx: bool, method: str
) -> None:
    order_id = packed(stock)
    response = getattr(as_user(who, htmx=htmx), method)(
        address("ship", order_id), {"what": "all", "request_key": new_key()}
    )
    may = who in ("staff", "admin")
    if who == "nobody":
        assert response.status_code in (HTTPStatus.FOUND, HTTPStatus.UNAUTHORIZED)
    elif may:
        assert response.status_code in (HTTPStatus.OK, HTTPStatus.SEE_OTHER)
    else:
        assert response.status_code == HTTPStatus.FORBIDDEN
    assert (status_of(stock, order_id).status is OrderStatus.SHIPPED) is (may and method == "post")


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(pages: Client, method: str) -> None:
    assert getattr(pages, method)(address("ship", "SO")).status_code == HTTPStatus.METHOD_NOT_ALLOWED


@pytest.mark.parametrize("order_id", ["NOTHING", "a#b", "x" * 65, "\x00", "\udcff", "<script>"])
def test_an_unknown_or_impossible_order_is_not_found(pages: Client, order_id: str) -> None:
    path = f"/orders/{quote(order_id.encode('utf-8', 'surrogateescape'))}/ship/"
    assert pages.get(path).status_code == HTTPStatus.NOT_FOUND
    assert pages.post(path, {"what": "all", "request_key": new_key()}).status_code == HTTPStatus.NOT_FOUND


def test_what_is_picked_is_filled_in(stock: InventoryManager, staff: Client) -> None:
    page = staff.get(address("ship", packed(stock, 3, 2, 4, picked={1: 2, 3: 4})))
    assert [field(page, f"units-{i}") for i in (1, 2, 3)] == ["2", "0", "4"]
    assert "9 units open on 3 lines, 6 picked" in words(main(page)) and "3 open, 2 picked" in words(main(page))


def test_where_nobody_said_what_is_picked_all_that_is_open_is(stock: InventoryManager, staff: Client) -> None:
    page = staff.get(address("ship", packed(stock)))
    assert [field(page, f"units-{i}") for i in (1, 2)] == ["3", "2"]


def test_in_the_dialog_there_is_the_form_alone(stock: InventoryManager, as_user: AsUser) -> None:
    text = as_user("staff", htmx=True).get(address("ship", packed(stock))).content.decode()
    assert "<html" not in text and 'id="sheet-title"' in text and "hx-post" in text


def test_the_whole_order_leaves_and_the_order_says_so(stock: InventoryManager, staff: Client) -> None:
    order_id = packed(stock)
    data = sent(staff.get(address("ship", order_id)), **{"units-1": "3", "units-2": "2", "note": "by van"})
    response = staff.post(address("ship", order_id), data)
    assert (response.status_code, response["Location"]) == (HTTPStatus.SEE_OTHER, address("order", order_id))
    assert toast(staff.get(response["Location"])) == f"Order {order_id} is shipped."
    assert shipped(stock, order_id) == [(3, 0), (2, 0)] and stock_of(stock, order_id) == [(97, 0), (98, 0)]
    shipment = sheet(stock, order_id).shipments[0]
    assert (shipment.actor, shipment.note) == ("staff", "by van")


def test_in_place_the_dialog_closes_and_the_order_comes_anew(stock: InventoryManager, as_user: AsUser) -> None:
    order_id, browser = packed(stock), as_user("staff", htmx=True)
    response = browser.post(address("ship", order_id), {"what": "all", "request_key": new_key()})
    text = response.content.decode().strip()
    assert response.status_code == HTTPStatus.OK and text.startswith("<hx-partial") and text.endswith("</hx-partial>")
    assert "Deliver" in buttons(response) and toast(response) == f"Order {order_id} is shipped."


def test_the_rest_stays_open_unless_it_is_closed_short(stock: InventoryManager, staff: Client) -> None:
    kept, closed = packed(stock), packed(stock)
    for order_id, rest in ((kept, "keep"), (closed, "close")):
        data = sent(staff.get(address("ship", order_id)), **{"units-1": "2", "units-2": "0", "rest": rest})
        assert staff.post(address("ship", order_id), data).status_code == HTTPStatus.SEE_OTHER
    assert shipped(stock, kept) == [(2, 0), (0, 0)] and status_of(stock, kept).status is OrderStatus.PICKING
    assert shipped(stock, closed) == [(2, 1), (0, 2)] and status_of(stock, closed).status is OrderStatus.SHIPPED
    assert stock_of(stock, closed) == [(98, 0), (100, 0)]


def test_what_is_partly_shipped_says_how_much(stock: InventoryManager, staff: Client) -> None:
    order_id = packed(stock)
    data = sent(staff.get(address("ship", order_id)), **{"units-1": "2"})
    back = staff.post(address("ship", order_id), data)["Location"]
    assert toast(staff.get(back)) == f"Order {order_id} is partly shipped: 2 of 5 units so far."


def test_sent_twice_it_leaves_once(stock: InventoryManager, staff: Client) -> None:
    order_id = packed(stock)
    data = sent(staff.get(address("ship", order_id)), **{"units-1": "2", "units-2": "1"})
    first, second = staff.post(address("ship", order_id), data), staff.post(address("ship", order_id), data)
    assert first.status_code == second.status_code == HTTPStatus.SEE_OTHER
    assert shipped(stock, order_id) == [(2, 0), (1, 0)] and len(sheet(stock, order_id).shipments) == 1


def test_what_is_picked_sent_twice_leaves_once(stock: InventoryManager, staff: Client) -> None:
    order_id = packed(stock, picked={1: 2})
    data = sent(staff.get(address("ship", order_id)), what="picked")
    first, second = staff.post(address("ship", order_id), data), staff.post(address("ship", order_id), data)
    assert first.status_code == second.status_code == HTTPStatus.SEE_OTHER
    assert shipped(stock, order_id) == [(2, 0), (0, 0)]


def test_an_answer_that_is_lost_is_found_out(stock: InventoryManager, staff: Client) -> None:
    order_id = packed(stock)
    lose_answers(stock.client, TRANSACT)
    response = staff.post(address("ship", order_id), {"what": "all", "request_key": new_key()})
    assert response.status_code == HTTPStatus.SEE_OTHER and shipped(stock, order_id) == [(3, 0), (2, 0)]


# Long orders


def test_of_a_very_long_order_all_or_what_is_picked_leaves(stock: InventoryManager, staff: Client) -> None:
    long = an_order("LONG", status=OrderStatus.PACKED, units=202, line_count=101)
    put_orders(stock, [long], [a_line(long, f"L{i}", 2, index=i, picked=1 if i < 4 else 0) for i in range(1, 102)])
    page = staff.get(address("ship", "LONG"))
    text = words(main(page))
    assert "More than 100 lines are open" in text and not has_field(page, "units-1")
    assert "Ship what is picked" in text and "Ship everything" in text and field(page, "picked") == "1:1 2:1 3:1"
    assert "What is not shipped" in text


def test_a_hundred_lines_keep_the_weight_of_a_page(stock: InventoryManager, staff: Client) -> None:
    long = an_order("HUNDRED", status=OrderStatus.PACKED, units=200, line_count=100)
    put_orders(stock, [long], [a_line(long, f"LONG-NAME-{i}", 2, index=i) for i in range(1, 101)])
    page = staff.get(address("ship", "HUNDRED"))
    assert has_field(page, "units-100")
    assert len(gzip.compress(page.content)) < PAGE_BYTES and nodes(page) <= PAGE_NODES


def test_a_long_order_is_shipped_by_the_server_itself(stock: InventoryManager, staff: Client) -> None:
    order_id = packed(stock, *([2] * 40))
    response = staff.post(address("ship", order_id), {"what": "all", "request_key": new_key()})
    assert toast(staff.get(response["Location"])) == f"Order {order_id} is being shipped."
    assert status_of(stock, order_id).status is OrderStatus.SHIPPED
    assert set(shipped(stock, order_id)) == {(2, 0)} and set(stock_of(stock, order_id)) == {(98, 0)}


def test_it_costs_the_sign_in_and_one_call(stock: InventoryManager, as_user: AsUser) -> None:
    order_id, browser = packed(stock), as_user("staff")
    browser.get(address("ship", order_id))
    with CallLog.of(stock.client) as calls:
        browser.get(address("ship", order_id))
    assert calls.operations == ["BatchGetItem", "Query"]
