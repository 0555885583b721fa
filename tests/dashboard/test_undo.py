"""Taking an adjustment back, from the ledger and as a page of its own."""

import re
from http import HTTPStatus
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from inventory import InventoryManager
from inventory.errors import OutcomeUnknown
from tests.counting import CallLog
from tests.dashboard.ledgers import HOME, HOSTILE, adjust, main, new_sku, words
from tests.meddling import TRANSACT, lose_answers
from tests.people import EVERYBODY, AsUser


def address(sku: str, revision: object = 2, warehouse: str = HOME) -> str:
    return f"{reverse('dashboard:undo', args=[sku])}?warehouse={quote(warehouse)}&revision={quote(str(revision))}"


def units(stock: InventoryManager, sku: str) -> tuple[int, int]:
    """Available units at home, and how many movements there are."""
    card = stock.get_stock_card(sku)
    assert card
    return card.variant.stock, card.variant.revision


@pytest.fixture
def adjusted(stock: InventoryManager) -> str:
    """A SKU of 10 units that was then adjusted by 5."""
    sku = new_sku(stock, 10)
    adjust(stock, sku, 5)
    return sku


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
@pytest.mark.parametrize("who", EVERYBODY)
def test_only_who_may_change_that_stock(
    stock: InventoryManager, as_user: AsUser, adjusted: str, who: str, method: str, htmx: bool
) -> None:
    response = getattr(as_user(who, htmx=htmx), method)(address(adjusted))
    if who == "admin":
        assert response.status_code in (HTTPStatus.OK, HTTPStatus.SEE_OTHER)
    elif who == "nobody":
        assert response.status_code in (HTTPStatus.FOUND, HTTPStatus.UNAUTHORIZED)
    else:
        assert response.status_code == HTTPStatus.FORBIDDEN
        assert ("not yours to change" in main(response)) is (who == "other-admin")
    assert (units(stock, adjusted) == (15, 2)) is not (who == "admin" and method == "post")


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(pages: Client, adjusted: str, method: str) -> None:
    assert getattr(pages, method)(address(adjusted)).status_code == HTTPStatus.METHOD_NOT_ALLOWED


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("text", ["", "0", "1.5", *HOSTILE])
def test_an_address_that_names_no_movement_is_not_found(pages: Client, method: str, text: str) -> None:
    wrong = quote(text.encode("utf-8", "surrogateescape"))
    base = reverse("dashboard:undo", args=["VEST-M"])
    for query in (f"warehouse={HOME}&revision={wrong}", f"warehouse={wrong}&revision=2", f"warehouse={HOME}"):
        assert getattr(pages, method)(f"{base}?{query}").status_code == HTTPStatus.NOT_FOUND
    assert getattr(pages, method)(address("NOTHING")).status_code == HTTPStatus.NOT_FOUND


def test_a_movement_that_is_not_there_is_not_found(pages: Client, adjusted: str) -> None:
    assert pages.get(address(adjusted, 99)).status_code == HTTPStatus.NOT_FOUND
    assert pages.post(address(adjusted, 99)).status_code == HTTPStatus.NOT_FOUND


def test_the_question_says_what_would_happen(stock: InventoryManager, pages: Client, adjusted: str) -> None:
    text = words(main(pages.get(address(adjusted))))
    for said in ("By anna", "Reason Received", "Change +5", "Available now 15", "After undoing it 10", "Undo Cancel"):
        assert said in text
    assert units(stock, adjusted) == (15, 2)


def test_without_a_script_it_is_done_once_and_leads_back_to_the_row(
    stock: InventoryManager, pages: Client, adjusted: str
) -> None:
    back = reverse("dashboard:stock", args=[adjusted])
    first, second = pages.post(address(adjusted)), pages.post(address(adjusted))
    assert first.status_code == second.status_code == HTTPStatus.SEE_OTHER
    assert first["Location"] == f"{back}?warehouse={HOME}&done=undone#move-2"
    assert "The adjustment was undone" in pages.get(first["Location"]).content.decode()
    assert "Already undone" in pages.get(second["Location"]).content.decode()
    assert units(stock, adjusted) == (10, 3)


def test_in_the_ledger_both_rows_come_anew(stock: InventoryManager, htmx: Client, adjusted: str) -> None:
    text = main(htmx.post(address(adjusted)))
    parts = dict(re.findall(r'<hx-partial hx-target="([^"]*)"[^>]*>(.*?)</hx-partial>', text, re.DOTALL))
    assert set(parts) == {"#move-2", "#moves", "#held", "#toasts"}
    assert "Undone by movement 3" in parts["#move-2"] and "<form" not in parts["#move-2"]
    assert "Undoes movement 2" in parts["#moves"] and 'id="move-3"' in parts["#moves"]
    assert "10" in words(parts["#held"])
    assert "Undone: 10" in words(parts["#toasts"])
    assert units(stock, adjusted) == (10, 3)


def test_pressed_again_it_says_so_and_adds_no_row(stock: InventoryManager, htmx: Client, adjusted: str) -> None:
    htmx.post(address(adjusted))
    text = main(htmx.post(address(adjusted)))
    assert "Already undone" in text and 'hx-target="#moves"' not in text
    assert units(stock, adjusted) == (10, 3)


def test_what_is_undone_has_no_question(pages: Client, adjusted: str) -> None:
    pages.post(address(adjusted))
    text = main(pages.get(address(adjusted)))
    assert "Already undone, by movement 3" in text and "<button" not in text


def test_stock_that_is_gone_cannot_be_taken_back(
    stock: InventoryManager, pages: Client, htmx: Client, adjusted: str
) -> None:
    adjust(stock, adjusted, -12)
    asked = main(pages.get(address(adjusted)))
    assert "Only 3 available" in asked and "<button" not in asked
    page, fragment = pages.post(address(adjusted)), htmx.post(address(adjusted))
    for response in (page, fragment):
        assert "Only 3 available" in main(response) and "Nothing was changed" in main(response)
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert fragment.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'hx-target="#toasts"' in main(fragment)
    assert units(stock, adjusted) == (3, 3)


def test_what_is_no_adjustment_cannot_be_undone(
    stock: InventoryManager, pages: Client, htmx: Client, adjusted: str
) -> None:
    assert "Only an adjustment" in main(pages.get(address(adjusted, 1)))
    for response in (pages.post(address(adjusted, 1)), htmx.post(address(adjusted, 1))):
        assert response.status_code == HTTPStatus.CONFLICT
        assert "cannot be undone" in main(response)
    assert units(stock, adjusted) == (15, 2)


def test_a_retired_sku_takes_no_changes(stock: InventoryManager, pages: Client) -> None:
    sku = new_sku(stock, 3)
    adjust(stock, sku, -3)
    stock.retire_variant(sku, actor="ben")
    assert "is retired" in main(pages.get(address(sku)))
    response = pages.post(address(sku))
    assert response.status_code == HTTPStatus.CONFLICT and "is retired" in main(response)


def test_an_answer_that_is_lost_is_found_out(stock: InventoryManager, pages: Client, adjusted: str) -> None:
    lose_answers(stock.client, TRANSACT)
    assert pages.post(address(adjusted))["Location"].endswith("done=undone#move-2")
    assert units(stock, adjusted) == (10, 3)


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
def test_what_is_not_known_says_to_press_again(
    stock: InventoryManager, as_user: AsUser, adjusted: str, htmx: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*args: object, **more: object) -> None:
        raise OutcomeUnknown("no answer")

    with monkeypatch.context() as patch:
        patch.setattr(InventoryManager, "undo_adjustment", unknown)
        response = as_user("admin", htmx=htmx).post(address(adjusted))
    assert response.status_code == (HTTPStatus.CONFLICT if htmx else HTTPStatus.SERVICE_UNAVAILABLE)
    assert "Press Undo again" in main(response) and "Nothing was changed" not in main(response)
    assert htmx or "<button" in main(response)


def test_it_costs_the_sign_in_and_two_calls_and_two_to_show_it(
    stock: InventoryManager, htmx: Client, adjusted: str
) -> None:
    with CallLog.of(stock.client) as calls:
        htmx.get(address(adjusted))
    assert sorted(calls.operations) == ["BatchGetItem"] * 3
    with CallLog.of(stock.client) as calls:
        htmx.post(address(adjusted))
    assert sorted(calls.operations) == [*["BatchGetItem"] * 4, "TransactWriteItems"]
