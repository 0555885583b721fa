"""Ticking a line of a pick list, and picking a part of it."""

import uuid
from html import escape
from http import HTTPStatus

import pytest
from django.test import Client

from inventory import InventoryManager
from tests.dashboard.ledgers import error_beside, main, words
from tests.orders.picks import (
    keys_of,
    line_address,
    new_order,
    part,
    pick_address,
    picked,
    replaced,
    said,
    shelves,  # noqa: F401  a fixture
    tick,
)

SHEET = {"HX-Target": "div#sheet"}


@pytest.fixture
def order(stock: InventoryManager) -> str:
    """An order of the test's own that is being picked: 3 VEST-M, 1 VEST-L, 12 VEST-S."""
    return new_order(stock)


def test_a_tick_takes_all_of_a_line_and_gives_it_back(stock: InventoryManager, htmx: Client, order: str) -> None:
    response = tick(htmx, order, 3, 12)
    assert response.status_code == HTTPStatus.OK and replaced(response)[-1] == "#stop-3"
    assert part(response, "#said").startswith("12 of 12 VEST-S · bin A-2-1")
    text = response.content.decode()
    assert 'name="units" value="0" aria-pressed="true"' in text and "Next" in part(response, "#progress")
    assert picked(stock, order) == [0, 0, 12]
    assert 'id="stop-3" class="done"' in htmx.get(pick_address(order)).content.decode()
    text = tick(htmx, order, 3, 0).content.decode()
    assert 'name="units" value="12" aria-pressed="false"' in text
    assert picked(stock, order) == [0, 0, 0]


def test_a_tick_pressed_twice_ticks_once(stock: InventoryManager, htmx: Client, order: str) -> None:
    key = uuid.uuid4().hex
    assert tick(htmx, order, 3, 12, key).status_code == tick(htmx, order, 3, 12, key).status_code == HTTPStatus.OK
    assert picked(stock, order) == [0, 0, 12]


def test_part_of_a_line_is_set_in_a_form_of_its_own(stock: InventoryManager, staff: Client, order: str) -> None:
    form = staff.get(line_address(order, 3))
    text = form.content.decode()
    assert "VEST-S, bin A-2-1: 0 of 12 picked" in words(main(form)) and 'data-max="12"' in text
    response = staff.post(line_address(order, 3), {"units": " 5 ", "request_key": keys_of(form)[0]})
    assert response.status_code == HTTPStatus.SEE_OTHER
    assert said(staff.get(response["Location"])).startswith("5 of 12 · VEST-S · bin A-2-1")
    assert picked(stock, order) == [0, 0, 5]


def test_in_the_dialog_the_form_comes_alone_and_closes_when_it_is_done(htmx: Client, order: str) -> None:
    form = htmx.get(line_address(order, 3), headers=SHEET)
    assert b"<html" not in form.content and b'hx-target="closest .in-place"' in form.content
    assert b'id="sheet-title"' in form.content
    response = tick(htmx, order, 3, 5, **SHEET)
    outside = response.content.decode().split("</hx-partial>")[-1]
    assert replaced(response)[-1] == "#stop-3" and not outside.strip()


@pytest.mark.parametrize(
    ("units", "message"),
    [
        ("13", "at most 12"),
        ("-1", "at least 0"),
        ("1.5", "whole number"),
        ("", "how many"),
        ("two", "whole number"),
        ("1,000", "in digits alone, such as 1000"),
        ("9" * 5000, "at most"),
        ("100000000", "at most"),
        ("\x00", "Null characters"),
        ("<script>", "whole number"),
    ],
)
def test_a_number_that_cannot_be_is_refused_beside_its_field(
    stock: InventoryManager, staff: Client, htmx: Client, order: str, units: str, message: str
) -> None:
    key = uuid.uuid4().hex
    for client, headers in ((staff, {}), (htmx, SHEET)):
        response = tick(client, order, 3, units, key, **headers)
        assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert message in error_beside(response, "units")
        assert not units or f'value="{escape(units)}"' in response.content.decode()
        assert keys_of(response)[0] != key
    response = tick(htmx, order, 3, units)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY and replaced(response) == ["#said", "#scan-key"]
    assert message in said(response)
    assert picked(stock, order) == [0, 0, 0]
