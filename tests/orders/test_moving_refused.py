"""What an order is not moved for: somebody was faster, a wrong form, a database that does not answer."""

import re
from http import HTTPStatus

import pytest
from django.test import Client

from inventory import InventoryManager
from inventory.entities import OrderStatus, Warehouse
from inventory.errors import EngineUnavailable, OutcomeUnknown, StockBusy
from tests.dashboard.ledgers import main, words
from tests.dashboard.low_shelves import filling  # noqa: F401  a fixture
from tests.meddling import TRANSACT, before_call
from tests.orders.placed import (
    HOSTILE_TEXTS,
    address,
    alert,
    an_order_for,
    bare,  # noqa: F401  a fixture
    bare_table,  # noqa: F401  a fixture
    buttons,
    error_of,
    field,
    new_key,
    partly_shipped,
    place,
    placed_at,
    raising,
    status_of,
    toast,
)
from tests.people import AsUser

pytestmark = pytest.mark.usefixtures("bare")


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
    assert "units were shipped; the rest can be closed short." in alert(response)


@pytest.mark.parametrize("to", ["", "SHIPPED", "REJECTED", "ALLOCATING", "picking", *HOSTILE_TEXTS])
def test_a_step_that_there_is_not_is_refused(stock: InventoryManager, pages: Client, to: str) -> None:
    order_id = place(stock, 3)
    response = pages.post(address("move", order_id), {"to": to})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert alert(response).startswith("Nothing was changed")
    assert pages.get(address("move", order_id), {"to": to}).status_code in (HTTPStatus.NOT_FOUND, HTTPStatus.OK)
    assert status_of(stock, order_id).status is OrderStatus.PENDING


@pytest.mark.parametrize(
    ("status", "said"),
    [(OrderStatus.PICKING, "being picked already"), (OrderStatus.ON_HOLD, "on hold already")],
)
def test_a_question_about_a_step_that_was_done_already_says_so(
    stock: InventoryManager, staff: Client, status: OrderStatus, said: str
) -> None:
    page = staff.get(address("move", placed_at(stock, status)), {"to": status})
    assert re.search(rf"is {said}, since .* by bert; nothing was changed\.", alert(page)) and status not in alert(page)


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
@pytest.mark.parametrize("name", ["move", "close", "ship", "return"])
def test_who_may_not_reads_which_warehouse_it_is_about_by_its_name(
    stock: InventoryManager, as_user: AsUser, name: str, htmx: bool
) -> None:
    stock.registry.put_warehouse(Warehouse("WH001", "Leipzig <1>"))
    order_id = partly_shipped(stock)
    browser = as_user("other-admin", htmx=htmx)
    sent = {"to": "PACKED", "what": "all", "restock-1": "1", "request_key": new_key()}
    for response in (
        browser.get(address(name, order_id), {"to": "PACKED"}),
        browser.post(address(name, order_id), sent),
    ):
        assert response.status_code == HTTPStatus.FORBIDDEN
        assert "You may not work on orders in Leipzig <1>. Nothing was changed." in words(main(response))


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


def test_somebody_else_in_between_is_seen(stock: InventoryManager, staff: Client) -> None:
    order_id = place(stock, 3)
    before_call(stock.client, TRANSACT, lambda: stock.move_order(order_id, OrderStatus.CANCELLED, "bert"))
    response = staff.post(address("move", order_id), {"to": "PICKING"})
    assert response.status_code == HTTPStatus.CONFLICT and "by bert" in alert(response)
