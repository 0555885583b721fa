"""Adjusting stock: who may, the form, what comes of it, and what it costs."""

from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from inventory import InventoryManager
from tests.counting import CallLog
from tests.dashboard.low_shelves import (
    adjust_address,
    available,
    fill_in,
    filling,  # noqa: F401  a fixture
    hidden,
    movements,
    new_sku,
    reserve,
    row,
    text,
    typed,
)
from tests.people import EVERYBODY, AsUser

OPENING = (5, "opening")
_adjust_stock: Any = InventoryManager.adjust_stock


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
def test_the_form_shows_what_is_there(pages: Client, stock: InventoryManager, as_user: AsUser, htmx: bool) -> None:
    sku = new_sku(stock, 5)
    reserve(stock, sku, 2)
    response = as_user("admin", htmx).get(adjust_address(sku))
    assert response.status_code == HTTPStatus.OK
    assert (b"<html" in response.content) is not htmx
    shown = text(response)
    assert f"Product of {sku} <b>M</b>" in shown
    assert f"{sku}, WH001: <b>5</b> on hand, 2 allocated, <b>3</b> available" in shown
    assert hidden(response, "revision") == "2"


def test_only_in_place_the_form_is_sent_by_htmx(pages: Client, htmx: Client, sku: str) -> None:
    assert b"hx-post" not in pages.get(adjust_address(sku)).content
    assert b'hx-target="closest .in-place"' in htmx.get(adjust_address(sku)).content


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("fragment", [False, True])
def test_admins_of_the_warehouse_adjust_and_others_are_told_so(
    stock: InventoryManager, as_user: AsUser, who: str, method: str, fragment: bool, sku: str
) -> None:
    given = fill_in(as_user("admin"), adjust_address(sku))
    response = getattr(as_user(who, fragment), method)(adjust_address(sku), given if method == "post" else {})
    done = HTTPStatus.OK if fragment or method == "get" else HTTPStatus.SEE_OTHER
    gone = HTTPStatus.UNAUTHORIZED if fragment else HTTPStatus.FOUND
    expected = {"nobody": gone, "admin": done}.get(who, HTTPStatus.FORBIDDEN)
    assert response.status_code == expected
    assert available(stock, sku) == (10 if (who, method) == ("admin", "post") else 5)
    if who == "other-admin":
        assert "may not adjust stock in WH001" in text(response)


def test_an_admin_of_another_warehouse_adjusts_there(stock: InventoryManager, other_admin: Client, sku: str) -> None:
    address = adjust_address(sku, "ELSEWHERE")
    response = other_admin.post(address, fill_in(other_admin, address))
    assert response.status_code == HTTPStatus.SEE_OTHER
    assert (available(stock, sku, "ELSEWHERE"), available(stock, sku)) == (5, 5)


def test_a_difference_is_applied_and_the_row_comes_anew(stock: InventoryManager, htmx: Client, sku: str) -> None:
    given = fill_in(htmx, adjust_address(sku), quantity="-3", reason="damaged", note="wet")
    response = htmx.post(adjust_address(sku), given)
    assert response.status_code == HTTPStatus.OK
    assert row(response, sku).startswith("Critical |") and "| 2 | 0 |" in row(response, sku)
    assert f"{sku}: \N{MINUS SIGN}3 recorded, 2 on hand." in text(response)
    assert movements(stock, sku) == [(-3, "damaged"), OPENING]
    newest = stock.get_ledger(sku, "WH001")[0]
    assert (newest.actor, newest.note) == ("admin", "wet")


def test_an_answer_to_htmx_is_parts_alone_and_says_that_stock_changed(htmx: Client, sku: str) -> None:
    response = htmx.post(adjust_address(sku), fill_in(htmx, adjust_address(sku)))
    assert b"<form" not in response.content and response.content.count(b"<hx-partial") == 2
    assert '"stock-changed"' in response["HX-Trigger"] and sku in response["HX-Trigger"]


def test_a_row_that_is_not_low_any_more_says_so(htmx: Client, sku: str) -> None:
    response = htmx.post(adjust_address(sku), fill_in(htmx, adjust_address(sku), quantity="20"))
    assert row(response, sku).startswith("Restocked |")
    assert b'name="seen"' not in response.content


def test_the_list_decides_what_is_low(htmx: Client, sku: str) -> None:
    address = adjust_address(sku, threshold="30")
    response = htmx.post(address, fill_in(htmx, address, quantity="20"))
    assert row(response, sku).startswith("Low |")


def test_a_count_sets_what_is_on_hand(stock: InventoryManager, htmx: Client) -> None:
    sku = new_sku(stock, 5)
    reserve(stock, sku, 2)
    response = htmx.post(
        adjust_address(sku), fill_in(htmx, adjust_address(sku), mode="counted", quantity="9", reason="")
    )
    assert response.status_code == HTTPStatus.OK
    assert f"{sku}: counted 9 recorded, 9 on hand." in text(response)
    assert movements(stock, sku)[0] == (4, "count correction")


def test_without_script_the_page_before_follows_and_says_it_once(pages: Client, sku: str) -> None:
    address = adjust_address(sku, next="/low-stock/?warehouse=WH001")
    response = pages.post(address, fill_in(pages, address))
    assert (response.status_code, response["Location"]) == (HTTPStatus.SEE_OTHER, "/low-stock/?warehouse=WH001")
    assert f"{sku}: +5 recorded, 10 on hand." in text(pages.get(response["Location"]))
    assert "recorded" not in text(pages.get(response["Location"]))


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example",
        "javascript:alert(1)",
        "x" * 3000,
    ],
)
def test_the_way_back_leads_nowhere_else(pages: Client, sku: str, address: str) -> None:
    asked = adjust_address(sku, next=address)
    response = pages.post(asked, fill_in(pages, asked))
    assert response["Location"] == f"/stock/{sku}/?warehouse=WH001"


@pytest.mark.parametrize("sku", ["NOPE", "x" * 65, "a#b", "\x00", "\r\n", " LOW-1", "\udcff", "🙃" * 64, "<script>"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_sku_that_is_not_known_or_cannot_be_is_not_found(
    stock: InventoryManager, pages: Client, sku: str, method: str
) -> None:
    given = fill_in(pages, adjust_address(new_sku(stock, 1)))
    address = f"/adjust/{quote(sku.encode('utf-8', 'surrogateescape'))}/?warehouse=WH001"
    assert getattr(pages, method)(address, given if method == "post" else {}).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("warehouse", ["NOPE", "%00", "x" * 5000, "%3Cscript%3E"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_warehouse_that_is_not_known_is_named(pages: Client, sku: str, warehouse: str, method: str) -> None:
    response = getattr(pages, method)(f"/adjust/{sku}/?warehouse={warehouse}")
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "There is no warehouse" in text(response) and b"<script>" not in response.content


@pytest.mark.parametrize("threshold", ["abc", "-1", "9" * 5000, "%00", "\u202e"])
def test_a_list_nobody_knows_is_no_hindrance(htmx: Client, sku: str, threshold: str) -> None:
    assert htmx.get(adjust_address(sku, threshold=threshold)).status_code == HTTPStatus.OK


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(pages: Client, sku: str, method: str) -> None:
    assert getattr(pages, method)(adjust_address(sku)).status_code == HTTPStatus.METHOD_NOT_ALLOWED


@pytest.mark.parametrize("sku", ["A/B 1", "..", "100%", "工具", "مخزن", "a?b=c&d"])
def test_a_sku_of_any_script_and_sign_can_be_adjusted(stock: InventoryManager, htmx: Client, sku: str) -> None:
    stock.create_product(f"ODD-{sku}", "Odd", "Low", "1", variants=[{"sku": sku, "stock": 1, "warehouse": "WH001"}])
    opened = htmx.get(f"/adjust/{quote(sku.replace('%', '%25').replace('..', '.%2E'), safe='')}/?warehouse=WH001")
    assert opened.status_code == HTTPStatus.OK
    response = htmx.post(opened.wsgi_request.get_full_path(), typed(opened))
    assert response.status_code == HTTPStatus.OK
    assert available(stock, sku) == 6


def test_what_it_costs(
    stock: InventoryManager, pages: Client, htmx: Client, sku: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inventory.registry.KEEP_SECONDS", 1e9)
    given = fill_in(htmx, adjust_address(sku))
    with CallLog.of(stock.client) as calls:
        htmx.get(adjust_address(sku))
        assert calls.operations == ["BatchGetItem"] * 2, "who asks, and the figures"
        calls.clear()
        htmx.post(adjust_address(sku), given)
        assert calls.operations == ["BatchGetItem", "BatchGetItem", "TransactWriteItems", "BatchGetItem"]
        calls.clear()
        pages.post(adjust_address(sku), {**given, "request_key": "0" * 32})
        assert calls.operations == ["BatchGetItem", "BatchGetItem", "TransactWriteItems"]
        calls.clear()
        htmx.post(adjust_address(sku), {**given, "quantity": ""})
        assert calls.operations == ["BatchGetItem"] * 2
