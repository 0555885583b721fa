"""Adjusting stock by what cannot be taken: beside its field, what was typed kept, and nothing changed."""

from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

from inventory import InventoryManager
from tests.dashboard.low_shelves import (
    adjust_address,
    available,
    fill_in,
    filling,  # noqa: F401  a fixture
    hidden,
    message_of,
    movements,
    new_sku,
    reserve,
    text,
    typed,
)
from tests.people import AsUser

OPENING = (5, "opening")
_adjust_stock: Any = InventoryManager.adjust_stock


WRONG = [
    ({"quantity": ""}, "quantity", "Write a number."),
    ({"quantity": "abc"}, "quantity", "whole number"),
    ({"quantity": "0"}, "quantity", "changes nothing"),
    ({"quantity": "9" * 10_000}, "quantity", "whole number"),
    ({"quantity": "5\x00"}, "quantity", "ull characters"),
    ({"quantity": "99999999"}, "quantity", "over 99999999"),
    ({"quantity": "-6"}, "quantity", "Only 5 available."),
    ({"quantity": "-4", "min_stock": "2"}, "quantity", "Only 3 available if 2 stay."),
    ({"reason": ""}, "reason", "Choose a reason."),
    ({"reason": "because"}, "reason", "one of the reasons"),
    ({"reason": "other"}, "note", "Say what happened"),
    ({"note": "x" * 10_000}, "note", "at most 500"),
    ({"note": "\x1b"}, "note", "control characters"),
    ({"min_stock": "-2"}, "min_stock", "At least 0"),
    ({"mode": "sideways"}, "mode", "Choose"),
]


@pytest.mark.parametrize(("given", "field", "words"), WRONG)
@pytest.mark.parametrize("fragment", [False, True], ids=["page", "fragment"])
def test_what_cannot_be_taken_is_explained_and_changes_nothing(
    stock: InventoryManager, as_user: AsUser, sku: str, given: dict[str, str], field: str, words: str, fragment: bool
) -> None:
    client = as_user("admin", fragment)
    sent = fill_in(client, adjust_address(sku), **given)
    response = client.post(adjust_address(sku), sent)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert words in message_of(response, field, sku)
    assert hidden(response, "request_key") == sent["request_key"]
    assert movements(stock, sku) == [OPENING]


def test_a_count_below_what_is_allocated_says_how_many_are(stock: InventoryManager, htmx: Client) -> None:
    sku = new_sku(stock, 5)
    reserve(stock, sku, 4)
    response = htmx.post(adjust_address(sku), fill_in(htmx, adjust_address(sku), mode="counted", quantity="3"))
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert message_of(response, "quantity", sku) == "The count must be at least 4: so many are allocated to orders."


def test_what_was_typed_is_kept_and_shown_as_text(htmx: Client, sku: str) -> None:
    hostile = '<script>alert("1")</script>\u202e'
    response = htmx.post(adjust_address(sku), fill_in(htmx, adjust_address(sku), quantity="<b>", note=hostile))
    page = response.content.decode()
    assert 'name="quantity" value="&lt;b&gt;"' in page
    assert "<script" not in page and "&lt;script&gt;alert(&#34;1&#34;)" in page


@pytest.mark.parametrize(("quantity", "works"), [("-5", True), ("-6", False)])
def test_apply_works_once_it_is_corrected(
    stock: InventoryManager, htmx: Client, sku: str, quantity: str, works: bool
) -> None:
    refused = htmx.post(adjust_address(sku), fill_in(htmx, adjust_address(sku), quantity="-99"))
    response = htmx.post(adjust_address(sku), typed(refused, quantity=quantity))
    assert (response.status_code == HTTPStatus.OK) is works
    assert available(stock, sku) == (0 if works else 5)


@pytest.mark.parametrize("missing", ["request_key", "revision"])
@pytest.mark.parametrize("value", [None, "", "rubbish", "9" * 5000, "\x00"])
def test_a_form_without_what_makes_it_applied_once_is_refused_and_completed(
    stock: InventoryManager, pages: Client, sku: str, missing: str, value: str | None
) -> None:
    given = {**fill_in(pages, adjust_address(sku)), missing: value or ""}
    if value is None:
        del given[missing]
    refused = pages.post(adjust_address(sku), given)
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "was not complete, so nothing was changed" in text(refused)
    assert movements(stock, sku) == [OPENING]
    assert pages.post(adjust_address(sku), typed(refused)).status_code == HTTPStatus.SEE_OTHER
    assert available(stock, sku) == 10
