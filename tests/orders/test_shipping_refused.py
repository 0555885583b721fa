"""What is not shipped: wrong units, broken forms, orders that somebody else has moved."""

import re
from http import HTTPStatus

import pytest
from django.test import Client

from inventory import InventoryManager
from inventory.entities import OrderStatus
from inventory.errors import EngineUnavailable, OutcomeUnknown, StockBusy
from tests.dashboard.ledgers import main
from tests.dashboard.low_shelves import filling  # noqa: F401  a fixture
from tests.orders.placed import (
    HOSTILE_TEXTS,
    address,
    alert,
    bare,  # noqa: F401  a fixture
    bare_table,  # noqa: F401  a fixture
    error_of,
    field,
    new_key,
    packed,
    placed_at,
    raising,
    sent,
    shipped,
)
from tests.people import AsUser

pytestmark = pytest.mark.usefixtures("bare")


@pytest.mark.parametrize("typed", ["4", *HOSTILE_TEXTS])
def test_what_cannot_be_shipped_is_said_beside_its_field_and_stays(
    stock: InventoryManager, as_user: AsUser, typed: str
) -> None:
    order_id = packed(stock)
    for htmx in (False, True):
        data = {"units-1": typed, "units-2": "1", "rest": "close", "note": "kept", "request_key": new_key()}
        response = as_user("staff", htmx=htmx).post(address("ship", order_id), data)
        assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert error_of(response, "units-1") and not error_of(response, "units-2")
        assert [field(response, name) for name in ("units-1", "units-2", "note")] == [typed, "1", "kept"]
        assert re.search(r'value="close"[^>]*checked', main(response))
        assert "<script>alert" not in response.content.decode()
    assert shipped(stock, order_id) == [(0, 0), (0, 0)]


def test_it_says_how_many_there_are(stock: InventoryManager, staff: Client) -> None:
    data = {"units-1": "4", "request_key": new_key()}
    response = staff.post(address("ship", packed(stock)), data)
    assert error_of(response, "units-1") == "The number must be at most 3."


@pytest.mark.parametrize("typed", [{}, {"units-1": "0", "units-2": ""}, {"what": "picked"}])
def test_nothing_at_all_is_not_shipped(stock: InventoryManager, staff: Client, typed: dict[str, str]) -> None:
    order_id = packed(stock)
    response = staff.post(address("ship", order_id), {"request_key": new_key(), **typed})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Nothing would be shipped" in alert(response) and shipped(stock, order_id) == [(0, 0), (0, 0)]


@pytest.mark.parametrize("index", ["0", "9", "9999"])
def test_a_line_that_is_not_there_is_refused(stock: InventoryManager, staff: Client, index: str) -> None:
    order_id = packed(stock)
    response = staff.post(address("ship", order_id), {f"units-{index}": "1", "request_key": new_key()})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert alert(response) or "a line that is not there" in error_of(response, f"units-{index}")
    assert shipped(stock, order_id) == [(0, 0), (0, 0)]


@pytest.mark.parametrize("name", ["request_key", "picked", "what"])
@pytest.mark.parametrize("text", ["?", *HOSTILE_TEXTS])
def test_a_form_that_is_broken_is_refused_and_made_whole(
    stock: InventoryManager, staff: Client, name: str, text: str
) -> None:
    order_id = packed(stock, picked={1: 2})
    data = {"request_key": new_key(), "picked": "1:2", "what": "lines", "units-1": "1", "note": "kept", name: text}
    response = staff.post(address("ship", order_id), data)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY and "was not complete" in alert(response)
    assert field(response, "note") == "kept" and field(response, "units-1") == "1"
    assert staff.post(address("ship", order_id), sent(response, **{"units-1": "1"})).status_code == HTTPStatus.SEE_OTHER
    assert shipped(stock, order_id) == [(1, 0), (0, 0)]


@pytest.mark.parametrize("rest", ["?", *HOSTILE_TEXTS])
def test_another_rest_than_the_two_is_refused(stock: InventoryManager, staff: Client, rest: str) -> None:
    data = {"units-1": "1", "rest": rest, "request_key": new_key()}
    response = staff.post(address("ship", packed(stock)), data)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY and "Choose one of the two." in main(response)


@pytest.mark.parametrize("note", ["x" * 501, "a\x07b", "\x00"])
def test_a_note_that_cannot_be_kept_is_refused_and_stays(stock: InventoryManager, staff: Client, note: str) -> None:
    response = staff.post(address("ship", packed(stock)), {"units-1": "1", "note": note, "request_key": new_key()})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert error_of(response, "note") and field(response, "note") == note


@pytest.mark.parametrize("status", [OrderStatus.PENDING, OrderStatus.ON_HOLD, OrderStatus.SHIPPED])
def test_only_what_is_packed_is_shipped(stock: InventoryManager, as_user: AsUser, status: OrderStatus) -> None:
    order_id = placed_at(stock, status)
    said = rf"Order {order_id} is (pending|on hold|shipped already,) since .* by (anna|bert); nothing was changed\."
    before = shipped(stock, order_id)
    for htmx in (False, True):
        browser = as_user("staff", htmx=htmx)
        headers = {"HX-Target": "div#sheet"} if htmx else {}
        assert re.fullmatch(said, alert(browser.get(address("ship", order_id), headers=headers)))
        response = browser.post(address("ship", order_id), {"what": "all", "request_key": new_key()}, headers=headers)
        assert response.status_code == HTTPStatus.CONFLICT and re.fullmatch(said, alert(response))
    assert shipped(stock, order_id) == before


def test_a_key_that_was_used_for_something_else_is_said(stock: InventoryManager, staff: Client) -> None:
    key, first, second = new_key(), packed(stock), packed(stock)
    staff.post(address("ship", first), {"what": "all", "request_key": key})
    response = staff.post(address("ship", second), {"units-1": "1", "request_key": key})
    assert response.status_code == HTTPStatus.CONFLICT and "was sent before" in alert(response)
    assert field(response, "request_key") != key and shipped(stock, second) == [(0, 0), (0, 0)]


def test_what_others_hold_up_says_so(stock: InventoryManager, staff: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    order_id = packed(stock)
    monkeypatch.setattr(InventoryManager, "ship_order", raising(StockBusy()))
    response = staff.post(address("ship", order_id), {"units-1": "1", "request_key": new_key()})
    assert response.status_code == HTTPStatus.CONFLICT and "Nothing was changed" in alert(response)


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
@pytest.mark.parametrize("is_away", [False, True], ids=["there", "away"])
def test_what_is_not_known_says_to_press_again(
    stock: InventoryManager, as_user: AsUser, htmx: bool, is_away: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id, key = packed(stock), new_key()
    monkeypatch.setattr(InventoryManager, "ship_order", raising(OutcomeUnknown("no answer")))
    if is_away:
        monkeypatch.setattr(InventoryManager, "get_order_with_items", raising(EngineUnavailable("away")))
    response = as_user("staff", htmx=htmx).post(address("ship", order_id), {"units-1": "1", "request_key": key})
    assert response.status_code == (HTTPStatus.CONFLICT if htmx else HTTPStatus.SERVICE_UNAVAILABLE)
    assert "Press the button again" in alert(response) and "Nothing was changed" not in main(response)
    assert field(response, "request_key") == key and field(response, "units-1") == "1"
