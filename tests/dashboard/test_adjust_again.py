"""Adjusting stock that moved meanwhile, sending the same form again, and answers that do not come."""

from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

from inventory import InventoryManager
from inventory.errors import EngineUnavailable, OutcomeUnknown, StockBusy
from tests import meddling
from tests.dashboard.low_shelves import (
    adjust_address,
    available,
    fill_in,
    filling,  # noqa: F401  a fixture
    hidden,
    movements,
    new_sku,
    row,
    text,
    typed,
)
from tests.people import AsUser

OPENING = (5, "opening")
_adjust_stock: Any = InventoryManager.adjust_stock


def test_a_count_of_figures_that_have_moved_is_a_conflict(stock: InventoryManager, htmx: Client, sku: str) -> None:
    given = fill_in(htmx, adjust_address(sku), mode="counted", quantity="4", note="shelf B")
    stock.adjust_stock(sku, change=3, reason="received", actor="tomasz", request_key=f"other-{sku}")
    conflict = htmx.post(adjust_address(sku), given)
    shown = text(conflict)
    assert conflict.status_code == HTTPStatus.CONFLICT
    assert "Changed by tomasz at " in shown and "(received, +3) while you were editing: now 8 on hand" in shown
    assert "Nothing was saved" in shown
    assert 'name="quantity" value="4"' in shown and 'name="note" value="shelf B"' in shown
    assert "| 8 | 0 |" in row(conflict, sku)
    assert hidden(conflict, "request_key") != given["request_key"]
    assert movements(stock, sku) == [(3, "received"), OPENING]

    again = htmx.post(adjust_address(sku), typed(conflict, mode="counted", quantity="4"))
    assert again.status_code == HTTPStatus.OK
    assert movements(stock, sku)[0] == (-4, "received")


def test_a_difference_holds_whatever_moved_meanwhile(stock: InventoryManager, htmx: Client, sku: str) -> None:
    given = fill_in(htmx, adjust_address(sku))
    stock.update_stock(sku, f"P-{sku}", 3)
    assert htmx.post(adjust_address(sku), given).status_code == HTTPStatus.OK
    assert available(stock, sku) == 13


@pytest.mark.parametrize("fields", [{"quantity": "-5"}, {"mode": "counted", "quantity": "0"}])
def test_the_same_form_again_is_the_first_outcome_again(
    stock: InventoryManager, htmx: Client, sku: str, fields: dict[str, str]
) -> None:
    given = fill_in(htmx, adjust_address(sku), **fields)
    htmx.post(adjust_address(sku), given)
    stock.update_stock(sku, f"P-{sku}", 7)
    again = htmx.post(adjust_address(sku), given)
    assert again.status_code == HTTPStatus.OK
    assert f"Already recorded: {sku}" in text(again) and "0 on hand then" in text(again)
    assert "| 7 | 0 |" in row(again, sku), "the row shows what is, not what was"
    assert len(movements(stock, sku)) == 3


def test_the_same_form_with_something_else_in_it_is_explained_and_works_anew(
    stock: InventoryManager, htmx: Client, sku: str
) -> None:
    given = fill_in(htmx, adjust_address(sku))
    htmx.post(adjust_address(sku), given)
    reused = htmx.post(adjust_address(sku), {**given, "quantity": "2"})
    assert reused.status_code == HTTPStatus.CONFLICT
    assert "sent before with something else in it" in text(reused)
    assert available(stock, sku) == 10
    assert htmx.post(adjust_address(sku), typed(reused, quantity="2")).status_code == HTTPStatus.OK
    assert available(stock, sku) == 12


def test_a_retired_sku_takes_no_change(stock: InventoryManager, htmx: Client) -> None:
    sku = new_sku(stock, 0)
    given = fill_in(htmx, adjust_address(sku))
    stock.retire_variant(sku, "tests")
    response = htmx.post(adjust_address(sku), given)
    assert response.status_code == HTTPStatus.CONFLICT
    assert "is retired: its stock cannot be changed any more" in text(response)
    assert "<button" in text(response) and "disabled" in text(htmx.get(adjust_address(sku)))


def test_an_answer_that_was_lost_is_recorded_once(stock: InventoryManager, htmx: Client, sku: str) -> None:
    given = fill_in(htmx, adjust_address(sku))
    meddling.lose_answers(stock.client, meddling.TRANSACT)
    response = htmx.post(adjust_address(sku), given)
    assert response.status_code == HTTPStatus.OK and "+5 recorded, 10 on hand" in text(response)
    assert movements(stock, sku) == [(5, "received"), OPENING]


@pytest.mark.parametrize(("fragment", "status"), [(True, HTTPStatus.CONFLICT), (False, HTTPStatus.SERVICE_UNAVAILABLE)])
def test_an_unknown_outcome_keeps_the_form_and_its_key(
    stock: InventoryManager, as_user: AsUser, sku: str, fragment: bool, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_user("admin", fragment)
    given = fill_in(client, adjust_address(sku))
    with monkeypatch.context() as patch:
        patch.setattr(InventoryManager, "adjust_stock", _applied_and_lost)
        response = client.post(adjust_address(sku), given)
    assert response.status_code == status
    assert "Not known yet whether it was saved. Press Apply again: it will not be applied twice." in text(response)
    assert hidden(response, "request_key") == given["request_key"]
    assert 'name="quantity" value="+5"' in text(response)
    client.post(adjust_address(sku), typed(response))
    assert movements(stock, sku) == [(5, "received"), OPENING]


def _applied_and_lost(self: InventoryManager, *args: object, **kwargs: object) -> None:
    _adjust_stock(self, *args, **kwargs)
    raise OutcomeUnknown("no answer came")


def away(*args: object, **kwargs: object) -> None:
    raise EngineUnavailable("no engine answers")


def test_an_unknown_outcome_is_told_though_no_figures_can_be_read(
    htmx: Client, sku: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = fill_in(htmx, adjust_address(sku))
    monkeypatch.setattr(InventoryManager, "adjust_stock", _applied_and_lost)
    monkeypatch.setattr(InventoryManager, "describe_levels", away)
    response = htmx.post(adjust_address(sku), given)
    assert response.status_code == HTTPStatus.CONFLICT
    assert "Not known yet" in text(response) and "The figures cannot be read right now" in text(response)
    assert "Nothing was changed" not in text(response)


def test_what_was_saved_stays_said_though_its_row_cannot_be_read(
    htmx: Client, sku: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = fill_in(htmx, adjust_address(sku))
    monkeypatch.setattr(InventoryManager, "describe_levels", away)
    response = htmx.post(adjust_address(sku), given)
    assert response.status_code == HTTPStatus.OK
    assert "+5 recorded, 10 on hand" in text(response) and "Nothing was changed" not in text(response)


def test_stock_that_is_busy_says_that_nothing_was_changed(
    htmx: Client, sku: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*args: object, **kwargs: object) -> None:
        raise StockBusy

    given = fill_in(htmx, adjust_address(sku))
    monkeypatch.setattr(InventoryManager, "adjust_stock", busy)
    response = htmx.post(adjust_address(sku), given)
    assert response.status_code == HTTPStatus.CONFLICT
    assert "Nothing was changed. Apply again" in text(response)
    assert hidden(response, "request_key") == given["request_key"]


def test_an_engine_that_is_away_is_explained(pages: Client, sku: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given = fill_in(pages, adjust_address(sku))
    monkeypatch.setattr(InventoryManager, "adjust_stock", away)
    response = pages.post(adjust_address(sku), given)
    assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert "Nothing was changed" in text(response)
