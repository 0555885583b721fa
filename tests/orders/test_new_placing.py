"""Placing a new order: once, all of it or nothing, and in words where it is nothing."""

from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

from inventory import InventoryManager
from inventory.entities import OrderStatus
from inventory.errors import (
    InsufficientStock,
    OutcomeUnknown,
    Shortage,
)
from tests.counting import CallLog
from tests.orders.new_orders import (
    GDANSK,
    LEIPZIG,
    NEW,
    available,
    error_in_row,
    filling,  # noqa: F401  a fixture
    line,
    new_id,
    new_sku,
    order_id,
    place,
    refusing,
    rows,
    stock_elsewhere,
    text,
    typed,
    value,
)
from tests.people import EVERYBODY, AsUser

LONG = 40
_create: Any = InventoryManager.create_order_transaction


def long_order(stock: InventoryManager, units: int = 10) -> list[str]:
    """SKUs of more lines than one transaction holds."""
    return [new_sku(stock, units) for _ in range(LONG)]


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
@pytest.mark.parametrize("who", EVERYBODY)
def test_who_works_on_orders_there_places_them(stock: InventoryManager, as_user: AsUser, who: str, htmx: bool) -> None:
    sku, order = new_sku(stock), new_id()
    answer = place(as_user(who, htmx), line(sku, 3), order_id=order)
    gone = HTTPStatus.UNAUTHORIZED if htmx else HTTPStatus.FOUND
    done = HTTPStatus.OK if htmx else HTTPStatus.SEE_OTHER
    refused = {"nobody": gone, "viewer": HTTPStatus.FORBIDDEN, "other-admin": HTTPStatus.UNPROCESSABLE_ENTITY}
    assert answer.status_code == refused.get(who, done)
    assert (stock.get_order_with_items(order) is not None) is (who not in refused)
    assert available(stock, sku) == (10 if who in refused else 7)


def test_it_is_what_was_written(stock: InventoryManager, staff: Client) -> None:
    boots, gloves, order = new_sku(stock, price="89.00"), new_sku(stock, price="7.50"), new_id()
    stock_elsewhere(stock, boots, 5)
    page = place(staff, line(boots, 2, "89.00", GDANSK), line(gloves, "3", "7.50"), order_id=order, customer=" ACME ")
    assert (page.status_code, page["Location"]) == (HTTPStatus.SEE_OTHER, f"/orders/{order}/")
    placed = stock.get_order_with_items(order)
    assert placed and (placed.customer_id, placed.placed_by, placed.status) == ("ACME", "staff", OrderStatus.PENDING)
    assert [(each.sku, each.quantity, str(each.price), each.warehouse) for each in placed.lines] == [
        (boots, 2, "89.00", GDANSK),
        (gloves, 3, "7.50", LEIPZIG),
    ]
    assert f"Order {order} is placed." in text(staff.get(NEW))


def test_by_htmx_the_page_of_the_order_follows(stock: InventoryManager, htmx: Client) -> None:
    order = new_id()
    answer = place(htmx, line(new_sku(stock)), order_id=order)
    assert (answer["HX-Redirect"], answer.content) == (f"/orders/{order}/", b"")


def test_pressed_twice_it_is_one_order(stock: InventoryManager, pages: Client) -> None:
    sku, order = new_sku(stock, 5), new_id()
    answers = [place(pages, line(sku, 5), order_id=order) for _ in range(2)]
    assert [answer["Location"] for answer in answers] == [f"/orders/{order}/"] * 2
    assert available(stock, sku) == 0


def test_sent_again_it_is_the_same_order_whatever_has_changed_since(stock: InventoryManager, pages: Client) -> None:
    sku, order = new_sku(stock, 5), new_id()
    place(pages, line(sku, 2), order_id=order)
    stock.edit_variant(sku, price="99.00")
    again = place(pages, line(sku, 2), order_id=order)
    assert (again.status_code, again["Location"]) == (HTTPStatus.SEE_OTHER, f"/orders/{order}/")
    assert available(stock, sku) == 3


def test_back_and_something_else_in_the_form_is_another_order(stock: InventoryManager, pages: Client) -> None:
    sku, order = new_sku(stock, 5), new_id()
    place(pages, line(sku, 2), order_id=order)
    page = place(pages, line(sku, 1), order_id=order)
    assert page.status_code == HTTPStatus.CONFLICT and order_id(page) != order
    assert f"sent before with something else in it, as order {order}. Nothing more was placed." in text(page)
    assert f'href="/orders/{order}/"' in page.content.decode() and f"another one, {order_id(page)}." in text(page)
    assert available(stock, sku) == 3
    assert place(pages, line(sku, 1), order_id=order_id(page)).status_code == HTTPStatus.SEE_OTHER


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
def test_a_shortage_names_each_short_line_and_keeps_what_was_typed(
    stock: InventoryManager, as_user: AsUser, htmx: bool
) -> None:
    short, nowhere, enough, order = new_sku(stock, 5), new_sku(stock, 1), new_sku(stock), new_id()
    stock_elsewhere(stock, short, 40)
    lines = [line(short, "12"), line(enough, "3"), line(nowhere, "2")]
    answer = place(as_user("admin", htmx), *lines, order_id=order, customer="ACME & Sons")
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "There is not enough stock for 2 lines. Nothing was placed." in text(answer)
    assert error_in_row(answer, "quantity", short) == "12 asked, 5 available in Leipzig, 40 in Gdansk"
    assert error_in_row(answer, "quantity", nowhere) == "2 asked, 1 available in Leipzig"
    assert error_in_row(answer, "quantity", enough) == ""
    assert [each[0] for each in typed(answer).values()] == ["12", "3", "2"]
    assert value(answer, "customer") == "ACME & Sons" and order_id(answer) == order
    assert stock.get_order_with_items(order) is None and available(stock, enough) == 10


def test_what_is_short_meanwhile_is_said_alike(
    stock: InventoryManager, pages: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    sku = new_sku(stock, 5)
    refusing(monkeypatch, InsufficientStock([Shortage(sku, LEIPZIG, 4, 1)]))
    page = place(pages, line(sku, 4))
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert error_in_row(page, "quantity", sku) == "4 asked, 1 available in Leipzig"


def test_a_price_that_changed_is_agreed_to_first(stock: InventoryManager, pages: Client, htmx: Client) -> None:
    sku, other, order = new_sku(stock), new_sku(stock), new_id()
    stock.edit_variant(sku, price="3.00")
    for client in (pages, htmx):
        page = place(client, line(sku, 2), line(other, 1), order_id=order)
        assert page.status_code == HTTPStatus.CONFLICT
        assert "One price has changed since it was shown. Nothing was placed." in text(page)
        assert "The price was 2.50, and is 3.00 now." in rows(page)[sku] and "price" not in rows(page)[other]
        assert typed(page)[sku] == ("2", LEIPZIG, "3.00") and order_id(page) == order
    assert available(stock, sku) == 10
    assert place(pages, line(sku, 2, "3.00"), line(other, 1), order_id=order).status_code == HTTPStatus.SEE_OTHER


@pytest.mark.parametrize("price", ["", "free", "-1", "1e99", "9" * 5000])
def test_a_price_that_none_was_shown_of_is_agreed_to_first(stock: InventoryManager, pages: Client, price: str) -> None:
    sku = new_sku(stock)
    page = place(pages, line(sku, 2, price))
    assert page.status_code == HTTPStatus.CONFLICT and "The price is 2.50 now." in rows(page)[sku]


def test_an_answer_that_was_lost_is_found_by_pressing_again(
    stock: InventoryManager, pages: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(self: InventoryManager, *args: Any, **kwargs: Any) -> None:
        _create(self, *args, **kwargs)
        raise OutcomeUnknown("lost")

    sku, order = new_sku(stock, 5), new_id()
    with monkeypatch.context() as patch:
        patch.setattr(InventoryManager, "create_order_transaction", lose)
        page = place(pages, line(sku, 4), order_id=order)
    assert page.status_code == HTTPStatus.SERVICE_UNAVAILABLE and order_id(page) == order
    assert place(pages, line(sku, 4), order_id=order)["Location"] == f"/orders/{order}/"
    assert available(stock, sku) == 1


def test_a_long_order_goes_on_by_itself(stock: InventoryManager, pages: Client) -> None:
    skus, order = long_order(stock), new_id()
    answer = place(pages, *(line(sku, 2) for sku in skus), order_id=order)
    assert answer.status_code == HTTPStatus.SEE_OTHER and "said" not in answer.cookies
    placed = stock.get_order_with_items(order)
    assert placed and placed.status is OrderStatus.PENDING and len(placed.lines) == LONG
    assert available(stock, skus[-1]) == 8


def test_a_long_order_that_is_short_is_told_before_it_is_begun(stock: InventoryManager, pages: Client) -> None:
    skus, order = long_order(stock), new_id()
    page = place(pages, *(line(sku, 2) for sku in skus[1:]), line(skus[0], 11), order_id=order)
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY and order_id(page) == order
    assert error_in_row(page, "quantity", skus[0]) == "11 asked, 10 available in Leipzig"
    assert stock.get_order_with_items(order) is None


def test_a_long_order_that_was_rejected_can_be_pressed_again_as_another(stock: InventoryManager, pages: Client) -> None:
    skus, order = long_order(stock), new_id()
    lines = [line(sku, 2) for sku in skus]
    items = [{"sku": sku, "quantity": 2, "price": "2.50", "warehouse": LEIPZIG} for sku in skus]
    stock.update_stock(skus[0], f"P-{skus[0]}", -9)
    with pytest.raises(InsufficientStock):
        stock.create_order_transaction(order, "CUST-1", items, "admin")
    stock.update_stock(skus[0], f"P-{skus[0]}", 9)
    page = place(pages, *lines, order_id=order)
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY and order_id(page) != order
    assert f"It is kept as order {order}, rejected. Place order tries anew, as another order." in text(page)
    assert error_in_row(page, "quantity", skus[0]) == "2 asked, 1 available in Leipzig"
    assert place(pages, *lines, order_id=order_id(page)).status_code == HTTPStatus.SEE_OTHER


def test_placing_costs_one_call_more_than_the_order(stock: InventoryManager, pages: Client) -> None:
    sku = new_sku(stock)
    # The customer's first.
    place(pages, line(sku), order_id=new_id())
    with CallLog.of(stock.client) as calls:
        place(pages, line(sku), order_id=new_id())
    # The sign-in, what the lines can be sold as, and the order.
    assert calls.operations == ["BatchGetItem", "BatchGetItem", "BatchGetItem", "TransactWriteItems"]
