"""Orders whose ids look like addresses of pages, reached by the links that the pages themselves give."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from inventory import InventoryManager
from inventory.entities import OrderStatus
from tests.dashboard.ledgers import main, words
from tests.dashboard.low_shelves import filling  # noqa: F401  a fixture
from tests.orders.placed import (
    bare,  # noqa: F401  a fixture
    bare_table,  # noqa: F401  a fixture
    place,
    status_of,
)

pytestmark = pytest.mark.usefixtures("bare")

# Each would be the page of another order, or none of an order, were it written into an address as it is.
ODD_IDS = ("new", "A/pick", "x/move", "a/b", "A/pick/1", "new/", "%6Eew", "a%2Fb", ".", "..", "a/../b", "?x=1")


@pytest.fixture(autouse=True)
def others(stock: InventoryManager, bare: None) -> None:  # noqa: F811
    """The orders that would be met instead."""
    for order_id in ("A", "x", "a", "b"):
        place(stock, 1, order_id=order_id)


def link(page: Any, text: str) -> str:
    """The address that a link of the page's main part leads to."""
    found = re.search(rf'<a [^>]*href="([^"]*)"[^>]*>{re.escape(text)}</a>', main(page))
    assert found, f"no link {text}"
    return unescape(found[1])


def press(client: Client, page: Any, button: str) -> Any:
    """Send the form that has the button, as it is; the page it leads to."""
    forms = re.findall(r"<form .*?</form>", main(page), re.DOTALL)
    (form,) = (each for each in forms if re.search(rf"<button [^>]*>{button}</button>", each))
    (action,) = re.findall(r' action="([^"]*)"', form)
    fields = dict(re.findall(r'name="([^"]*)" value="([^"]*)"', form))
    return client.post(unescape(action), fields, follow=True)


def heading(page: Any) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", main(page))
    assert found
    return words(found[1])


@pytest.mark.parametrize("order_id", ODD_IDS)
def test_it_is_opened_picked_and_moved(stock: InventoryManager, staff: Client, order_id: str) -> None:
    place(stock, 2, order_id=order_id)
    page = staff.get(link(staff.get("/orders/"), order_id))
    assert heading(page) == f"Order {order_id}"
    assert heading(staff.get(link(page, "Pick list"))) == f"Pick list of {order_id}"
    page = press(staff, page, "Start picking")
    assert heading(page) == f"Order {order_id}" and status_of(stock, order_id).status is OrderStatus.PICKING
    picking = staff.get(link(page, "Pick list"))
    assert heading(picking) == f"Pick {order_id}"
    assert heading(staff.get(link(picking, f"Order {order_id}"))) == f"Order {order_id}"
    page = press(staff, staff.get(link(page, "Pack…")), "Pack")
    assert heading(page) == f"Order {order_id}" and status_of(stock, order_id).status is OrderStatus.PACKED
    assert heading(staff.get(link(page, "Packing slip"))).startswith("Packing slip")
    page = press(staff, staff.get(link(page, "Hold…")), "Hold")
    assert status_of(stock, order_id).status is OrderStatus.ON_HOLD
    assert {status_of(stock, other).status for other in ("A", "x", "a", "b")} == {OrderStatus.PENDING}


@pytest.mark.parametrize("order_id", ["new", "A/pick"])
def test_its_units_are_counted_on_its_own_list(stock: InventoryManager, staff: Client, order_id: str) -> None:
    place(stock, 2, order_id=order_id)
    stock.move_order(order_id, OrderStatus.PICKING)
    picking = staff.get(link(staff.get(link(staff.get("/orders/?status=PICKING"), order_id)), "Pick list"))
    (tick,) = re.findall(r'<form method="post" action="([^"]*)" hx-post="[^"]*" hx-sync', main(picking))
    (key,) = re.findall(r'name="request_key" value="([0-9a-f]{32})"', main(picking)[main(picking).index(tick) :])
    staff.post(unescape(tick), {"units": 2, "request_key": key})
    order = stock.get_order_with_items(order_id)
    assert order and [line.picked for line in order.lines] == [2]


def test_the_form_of_a_new_order_is_still_there(stock: InventoryManager, staff: Client) -> None:
    place(stock, 1, order_id="new")
    assert heading(staff.get(reverse("orders:new"))) == "New order"


def test_an_id_with_slashes_may_be_typed_as_it_is(stock: InventoryManager, staff: Client) -> None:
    place(stock, 1, order_id="a/b")
    assert heading(staff.get("/orders/a/b/")) == "Order a/b"
