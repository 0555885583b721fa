"""What a new order is not placed for: it is said where it is wrong, and nothing typed is lost."""

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

from inventory import InventoryManager
from inventory.errors import (
    EngineUnavailable,
    InvalidValue,
    NotAllowed,
    OutcomeUnknown,
    Retired,
    StockBusy,
    UnknownSku,
)
from tests.orders.new_orders import (
    GDANSK,
    LEIPZIG,
    available,
    error_in_row,
    error_of,
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
from tests.people import AsUser

NOTHING = "Nothing was placed. Correct what is marked below."


@pytest.mark.parametrize(
    ("customer", "words"),
    [
        ("", "Write who orders."),
        ("   ", "Write who orders."),
        ("a#b", "A customer ID must not contain #."),
        ("x" * 65, "A customer ID must have at most 64 characters."),
        ("\u202eleft", "A customer ID must not contain invisible characters."),
        ("\x00", "Null characters are not allowed."),
    ],
)
def test_who_orders_must_be_said(stock: InventoryManager, pages: Client, customer: str, words: str) -> None:
    sku = new_sku(stock)
    page = place(pages, line(sku, 2), customer=customer)
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert error_of(page, "id_customer") == words and NOTHING in text(page)
    assert typed(page) == {sku: ("2", LEIPZIG, "2.50")} and available(stock, sku) == 10


def test_an_order_of_nothing_is_none(pages: Client) -> None:
    page = place(pages)
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert error_of(page, "id_add") == "Add what is ordered."


@pytest.mark.parametrize("field", ["add", "many"])
def test_what_was_typed_and_not_added_is_not_forgotten(stock: InventoryManager, pages: Client, field: str) -> None:
    sku, other = new_sku(stock), new_sku(stock)
    page = place(pages, line(sku, 2), **{field: other})
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY and value(page, field) == other
    assert error_of(page, f"id_{field}") == "This is not in the order yet. Add it, or empty the field."


@pytest.mark.parametrize("quantity", ["", "0", "two", "1.5", "\x00", "9" * 5000])
def test_every_quantity_must_be_one(stock: InventoryManager, pages: Client, quantity: str) -> None:
    sku, other = new_sku(stock), new_sku(stock)
    page = place(pages, line(sku, 2), line(other, quantity))
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert (
        error_in_row(page, "quantity", other).startswith("The quantity must be")
        and error_in_row(page, "quantity", sku) == ""
    )
    assert available(stock, sku) == 10


@pytest.mark.parametrize(
    ("quantity", "words"),
    [
        *((typed, "The quantity must be written in digits alone, such as 1000.") for typed in ("1,000", "1.000")),
        *((typed, "The quantity must be written in digits alone, such as 1000.") for typed in ("1 000", "1\u202f000")),
        ("12'345'678", "The quantity must be written in digits alone, such as 12345678."),
        *((typed, "The quantity must be at most 99999999.") for typed in ("1" + "0" * 20, "9" * 5000, "100000000")),
        ("0" * 30, "The quantity must be at least 1."),
        ("1,00", "The quantity must be a whole number."),
    ],
)
def test_a_quantity_that_is_none_is_told_apart(
    stock: InventoryManager, pages: Client, quantity: str, words: str
) -> None:
    sku = new_sku(stock)
    page = place(pages, line(sku, quantity))
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY and typed(page)[sku][0] == quantity
    assert error_in_row(page, "quantity", sku) == words


def test_a_sku_that_is_none_is_said_in_its_row(stock: InventoryManager, pages: Client) -> None:
    sku = new_sku(stock)
    page = place(pages, line(sku, 2), line("NOPE <1>", 3))
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY and NOTHING in text(page)
    assert "There is no SKU NOPE <1>. Remove it." in rows(page)["NOPE <1>"]
    assert typed(page)["NOPE <1>"] == ("3", LEIPZIG, "2.50")


def test_a_retired_sku_is_said_in_its_row(stock: InventoryManager, pages: Client) -> None:
    sku, other = new_sku(stock, 0), new_sku(stock)
    stock.retire_variant(sku)
    page = place(pages, line(sku), line(other))
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert f"{sku} is retired and cannot be ordered. Remove it." in rows(page)[sku]
    assert available(stock, other) == 10


@pytest.mark.parametrize("warehouse", ["", "NOWHERE", GDANSK, "x" * 10_000, "<script>alert(1)</script>"])
def test_goods_are_taken_only_from_where_they_are_kept(stock: InventoryManager, pages: Client, warehouse: str) -> None:
    sku = new_sku(stock)
    page = place(pages, line(sku, 2, warehouse=warehouse))
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert error_in_row(page, "warehouse", sku) == f"{sku} is not kept there. Choose where from."
    assert b"<script>alert" not in page.content and available(stock, sku) == 10


def test_a_warehouse_of_others_is_said_beside_it(stock: InventoryManager, other_admin: Client) -> None:
    sku = new_sku(stock)
    stock_elsewhere(stock, sku, 3)
    page = place(other_admin, line(sku, 2, warehouse=GDANSK))
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert error_in_row(page, "warehouse", sku) == "You may not work on orders in Gdansk."


@pytest.mark.parametrize("given", ["", "SO-1", "so-0000000a", "SO-0000000U", "x" * 10_000, "\x00", "../orders/x"])
@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
def test_a_form_without_its_id_is_shown_anew_with_one(
    stock: InventoryManager, as_user: AsUser, given: str, htmx: bool
) -> None:
    sku = new_sku(stock)
    page = place(as_user("admin", htmx), line(sku, 2), order_id=given)
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY and "This form was not complete" in text(page)
    assert re.fullmatch(r"SO-\w{8}", order_id(page)) and order_id(page) != given
    assert available(stock, sku) == 10


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (StockBusy(), 409, "Others are changing this stock right now. Nothing was placed."),
        (OutcomeUnknown("lost"), 503, "Not known yet whether it was placed. Press Place order again"),
        (EngineUnavailable("away"), 503, "The stock database cannot be reached right now. Nothing was placed."),
        (InvalidValue("customer_id", "x", "must not be x"), 422, "A customer ID must not be x."),
        (InvalidValue("items[0].quantity", "x", "must be less"), 422, "The quantity must be less."),
        (InvalidValue("items[0].price", "x", "must be less"), 422, "The price must be less."),
        (InvalidValue("items", "x", "must have fewer lines"), 422, "An order must have fewer lines."),
        (InvalidValue("items[7].quantity", "x", "must be less"), 422, "An order must be less."),
    ],
)
def test_what_the_inventory_refuses_is_said_and_nothing_is_lost(
    stock: InventoryManager, pages: Client, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, words: str
) -> None:
    sku, order = new_sku(stock), new_id()
    refusing(monkeypatch, error)
    page = place(pages, line(sku, 2), order_id=order)
    assert page.status_code == status and words in text(page)
    assert typed(page) == {sku: ("2", LEIPZIG, "2.50")} and value(page, "customer") == "CUST-1"
    assert order_id(page) == order


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (lambda sku: UnknownSku([sku]), "There is no SKU {}. Remove it."),
        (lambda sku: Retired(sku), "{} is retired and cannot be ordered. Remove it."),
        (lambda sku: NotAllowed("ana", "work on orders", LEIPZIG), "You may not work on orders in Leipzig."),
    ],
)
def test_what_changed_while_it_was_placed_is_said_in_the_row(
    stock: InventoryManager,
    pages: Client,
    monkeypatch: pytest.MonkeyPatch,
    error: Callable[[str], Exception],
    words: str,
) -> None:
    sku = new_sku(stock)
    refusing(monkeypatch, error(sku))
    page = place(pages, line(sku, 2))
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY and words.format(sku) in rows(page)[sku]


def test_who_may_not_at_all_any_more_is_told_so(
    stock: InventoryManager, pages: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusing(monkeypatch, NotAllowed("ana", "work on orders", None))
    assert place(pages, line(new_sku(stock))).status_code == HTTPStatus.FORBIDDEN


def test_in_place_an_unknown_outcome_is_put_there_and_an_outage_leaves_the_form(
    stock: InventoryManager, htmx: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    sku = new_sku(stock)
    refusing(monkeypatch, OutcomeUnknown("lost"))
    assert place(htmx, line(sku)).status_code == HTTPStatus.CONFLICT
    refusing(monkeypatch, EngineUnavailable("away"))
    assert place(htmx, line(sku)).status_code == HTTPStatus.SERVICE_UNAVAILABLE


def test_while_the_database_is_away_nothing_typed_is_lost(
    stock: InventoryManager, pages: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: Any) -> None:
        raise EngineUnavailable("away")

    sku = new_sku(stock)
    monkeypatch.setattr(InventoryManager, "offers", away)
    page = place(pages, line(sku, 2))
    assert page.status_code == HTTPStatus.SERVICE_UNAVAILABLE and typed(page) == {sku: ("2", LEIPZIG, "2.50")}
