"""Orders in work: how far they are, until they are done."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from inventory import InventoryManager, clock
from inventory.dynamodb import order_items
from inventory.entities import Order, OrderStatus
from tests.counting import CallLog
from tests.dashboard.ledgers import main, words
from tests.dashboard.low_shelves import filling  # noqa: F401  a fixture
from tests.orders.books import an_order, put_orders
from tests.orders.placed import (
    address,
    alert,
    bare,  # noqa: F401  a fixture
    bare_table,  # noqa: F401  a fixture
    buttons,
    new_key,
    new_skus,
    place,
    status_of,
    stock_of,
    toast,
)
from tests.people import EVERYBODY, AsUser
from web import background

pytestmark = pytest.mark.usefixtures("bare")


@pytest.fixture
def in_work(stock: InventoryManager) -> Order:
    """An order of which 12 of 34 steps are done, a moment ago."""
    now = clock.timestamp()
    order = an_order(
        "WORK", status=OrderStatus.ALLOCATING, step=12, steps=34, updated_at=now, units=900, line_count=900
    )
    put_orders(stock, [order])
    return order


def change(stock: InventoryManager, order: Order, **changes: Any) -> None:
    stock.client.batch_write([order_items.order_item(replace(order, **changes), "")])


def poll(response: Any) -> str:
    """What the page asks every two seconds."""
    found = re.search(r'id="progress"[^>]* data-poll="2" hx-get="([^"]*)"', main(response))
    assert found, "no poll"
    return unescape(found[1])


def allocating(stock: InventoryManager, lines: int = 40, units: int = 100) -> str:
    """A long order that was only just begun."""
    items = [{"sku": sku, "quantity": 2, "price": "1"} for sku in new_skus(stock, lines, units)]
    return stock.create_order_transaction("BEGUN", "CUST", items, actor="anna", wait=False).order_id


def test_it_says_how_far_it_is_and_that_nothing_else_can_be_done(in_work: Order, as_user: AsUser) -> None:
    for who in ("staff", "viewer"):
        page = as_user(who).get(address("order", "WORK"))
        assert "Allocating, 12 of 34 steps" in words(main(page)) and '<progress value="12" max="34"' in main(page)
        assert buttons(page) == [] and "Go on" not in words(main(page))
        assert f'href="{address("order", "WORK")}">Look again</a>' in main(page)


def test_while_nothing_is_new_the_answer_is_empty(in_work: Order, as_user: AsUser) -> None:
    browser = as_user("viewer", htmx=True)
    response = browser.get(poll(browser.get(address("order", "WORK"))))
    assert (response.status_code, response.content) == (HTTPStatus.NO_CONTENT, b"")


def test_a_step_more_brings_the_bar_anew(stock: InventoryManager, in_work: Order, as_user: AsUser) -> None:
    browser = as_user("viewer", htmx=True)
    asked = poll(browser.get(address("order", "WORK")))
    change(stock, in_work, step=13)
    response = browser.get(asked)
    text = response.content.decode().strip()
    assert text.startswith("<section") and "13 of 34 steps" in text and "Lines" not in text
    assert browser.get(poll(response)).status_code == HTTPStatus.NO_CONTENT


def test_done_it_brings_the_whole_order_with_what_can_be_done(
    stock: InventoryManager, in_work: Order, as_user: AsUser
) -> None:
    browser = as_user("staff", htmx=True)
    asked = poll(browser.get(address("order", "WORK")))
    change(stock, in_work, status=OrderStatus.PENDING, step=0, steps=0)
    response = browser.get(asked)
    assert response.content.decode().strip().startswith('<hx-partial hx-target="#order"')
    assert buttons(response) == ["Start picking", "Hold…", "Cancel…"] and toast(response) == "Order WORK is pending."
    assert 'id="progress"' not in main(response)


def test_without_a_script_it_leads_to_the_order(in_work: Order, staff: Client) -> None:
    response = staff.get(address("progress", "WORK"))
    assert (response.status_code, response["Location"]) == (HTTPStatus.FOUND, address("order", "WORK"))


def test_what_stands_still_can_be_gone_on_with(stock: InventoryManager, in_work: Order, as_user: AsUser) -> None:
    browser = as_user("staff", htmx=True)
    asked = poll(browser.get(address("order", "WORK")))
    change(stock, in_work, updated_at=clock.timestamp(datetime.now(UTC) - timedelta(seconds=16)))
    response = browser.get(asked)
    assert "Go on" in words(main(response)) and "Nothing has gone on for a while" in main(response)
    assert browser.get(poll(response)).status_code == HTTPStatus.NO_CONTENT
    assert "Go on" not in words(main(as_user("viewer").get(address("order", "WORK"))))
    assert "Go on" not in words(main(as_user("other-admin").get(address("order", "WORK"))))


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
def test_going_on_brings_it_to_its_end(stock: InventoryManager, as_user: AsUser, htmx: bool) -> None:
    order_id = allocating(stock)
    assert status_of(stock, order_id).status is OrderStatus.ALLOCATING
    response = as_user("staff", htmx=htmx).post(address("progress", order_id))
    assert response.status_code == (HTTPStatus.OK if htmx else HTTPStatus.SEE_OTHER)
    assert status_of(stock, order_id).status is OrderStatus.PENDING
    assert set(stock_of(stock, order_id)) == {(98, 2)}
    assert not htmx or buttons(response) == ["Start picking", "Hold…", "Cancel…"]


def test_going_on_with_what_is_done_changes_nothing(stock: InventoryManager, staff: Client) -> None:
    order_id = place(stock, 3)
    response = staff.post(address("progress", order_id))
    assert toast(staff.get(response["Location"])) == f"Order {order_id} is pending."


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_may_look_and_who_may_go_on(
    as_user: AsUser, in_work: Order, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(background, "settle", asked.append)
    browser = as_user(who, htmx=True)
    looked, pressed = browser.get(address("progress", "WORK")), browser.post(address("progress", "WORK"))
    if who == "nobody":
        assert HTTPStatus.OK not in (looked.status_code, pressed.status_code)
        return
    assert looked.status_code == HTTPStatus.OK
    assert pressed.status_code == (HTTPStatus.OK if who in ("staff", "admin") else HTTPStatus.FORBIDDEN)
    assert bool(asked) is (who in ("staff", "admin"))


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(pages: Client, method: str) -> None:
    assert getattr(pages, method)(address("progress", "SO")).status_code == HTTPStatus.METHOD_NOT_ALLOWED


@pytest.mark.parametrize("order_id", ["NOTHING", "a#b", "x" * 65, "\x00", "\udcff", "<script>"])
def test_an_unknown_or_impossible_order_is_not_found(pages: Client, htmx: Client, order_id: str) -> None:
    path = f"/orders/{quote(order_id.encode('utf-8', 'surrogateescape'))}/progress/"
    assert htmx.get(path).status_code == pages.post(path).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("seen", ["", "\x00", "x" * 10_000, "<script>", "ALLOCATING-12"])
def test_whatever_the_browser_says_it_has_seen(in_work: Order, htmx: Client, seen: str) -> None:
    response = htmx.get(address("progress", "WORK"), {"seen": seen})
    assert response.status_code == HTTPStatus.OK and "12 of 34" in main(response) and "<script>" not in main(response)


def test_the_lines_to_come_are_told(stock: InventoryManager, staff: Client) -> None:
    page = staff.get(address("order", allocating(stock)))
    assert "40 more lines will be listed when this is done" in words(main(page))


def test_meanwhile_nothing_else_can_be_done(stock: InventoryManager, staff: Client) -> None:
    order_id = allocating(stock)
    for name, data in (
        ("move", {"to": "PICKING"}),
        ("ship", {"what": "all"}),
        ("close", {}),
        ("return", {"restock-1": 1}),
    ):
        response = staff.post(address(name, order_id), {"request_key": new_key(), **data})
        assert response.status_code == HTTPStatus.CONFLICT, name
        assert alert(response).startswith(f"Order {order_id} is being allocated right now; nothing was changed.")


def test_a_long_order_is_driven_on_by_the_server(
    stock: InventoryManager, staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(background, "settle", asked.append)
    order_id = allocating(stock)
    stock.settle_order(order_id)
    response = staff.post(address("move", order_id), {"to": "CANCELLED"})
    assert asked == [order_id]
    page = staff.get(response["Location"])
    assert "Cancelling, 0 of" in words(main(page)) and buttons(page) == []


def test_a_poll_costs_the_sign_in_and_two_calls(stock: InventoryManager, in_work: Order, htmx: Client) -> None:
    asked = poll(htmx.get(address("order", "WORK")))
    with CallLog.of(stock.client) as calls:
        htmx.get(asked)
    assert calls.operations == ["BatchGetItem", "Query", "Query"]
