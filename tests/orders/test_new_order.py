"""Writing a new order: who may, what is added and how, and what it costs."""

import gzip
import re
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

from inventory import InventoryManager
from tests.counting import CallLog
from tests.orders.books import PAGE_BYTES, PAGE_NODES, nodes, put_customers
from tests.orders.new_orders import (
    GDANSK,
    LEIPZIG,
    NEW,
    error_in_row,
    error_of,
    filling,  # noqa: F401  a fixture
    line,
    new_sku,
    order_id,
    press,
    rows,
    stock_elsewhere,
    text,
    totals,
    typed,
    value,
)
from tests.people import EVERYBODY, AsUser

HOSTILE = ("\x00", "x" * 10_000, "<script>alert(1)</script>", "\u202eleft", "a#b", "' OR 1", "\ufffd", "9" * 5000)
SCANNED = ("BOOT-42", "boot-42", "  BOOT-42 ", "4006381333931")


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
@pytest.mark.parametrize("who", EVERYBODY)
def test_who_works_on_orders_writes_them(as_user: AsUser, who: str, htmx: bool, method: str) -> None:
    gone = HTTPStatus.UNAUTHORIZED if htmx else HTTPStatus.FOUND
    expected = {"nobody": gone, "viewer": HTTPStatus.FORBIDDEN}.get(who, HTTPStatus.OK)
    client = as_user(who, htmx)
    assert (press(client, add="BOOT-42") if method == "post" else client.get(NEW)).status_code == expected


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_it_is_read_and_sent_and_nothing_else(pages: Client, method: str) -> None:
    assert getattr(pages, method)(NEW).status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_each_showing_is_an_order_of_its_own(pages: Client) -> None:
    ids = {order_id(pages.get(NEW)) for _ in range(20)}
    assert len(ids) == 20
    assert all(re.fullmatch(r"SO-[0-9A-HJKMNP-TV-Z]{8}", each) for each in ids)


def test_the_customer_may_be_in_the_address(pages: Client) -> None:
    page = pages.get(NEW, {"customer": 'CUST "1" <b>'})
    assert value(page, "customer") == 'CUST "1" <b>' and b"<b>" not in page.content.split(b"<main")[1].split(b"<th")[0]


def test_the_first_button_is_add_so_that_enter_adds_and_never_places(pages: Client) -> None:
    main = pages.get(NEW).content.decode().split("<main")[1]
    assert re.findall(r'<button[^>]*name="action" value="(\w+)"', main) == ["add", "many", "update", "place"]


@pytest.mark.parametrize("code", SCANNED)
def test_a_code_adds_one_line_with_name_price_and_stock(pages: Client, code: str) -> None:
    page = press(pages, add=code)
    assert page.status_code == HTTPStatus.OK
    assert rows(page) == {
        "BOOT-42": "Steel-toe boots <S3> EU 42 BOOT-42 89.00 5 available, 40 in Gdansk 89.00 \N{MULTIPLICATION SIGN}"
    }
    assert typed(page) == {"BOOT-42": ("1", LEIPZIG, "89.00")}
    assert totals(page) == "1 line · 1 unit 89.00"
    assert "BOOT-42 added, 5 available in Leipzig." in text(page)
    assert value(page, "add") == "" and 'autofocus id="id_add"' in page.content.decode()


def test_a_fragment_is_the_new_row_and_the_total(htmx: Client) -> None:
    lines = [line("BOOT-41", 2, "89.00"), line("GLOVE-M", 3, "7.50")]
    answer = press(htmx, lines=lines, add="BOOT-42")
    whole = answer.content.decode()
    assert list(rows(answer)) == ["BOOT-42"]
    assert '<hx-partial hx-target="#lines" hx-swap="beforeend">' in whole and "<form" not in whole
    assert totals(answer) == "3 lines · 6 units 289.50"
    assert "BOOT-42 added" in text(answer)


def test_the_same_again_raises_its_quantity(pages: Client, htmx: Client) -> None:
    lines = [line("BOOT-42", 2, "89.00"), line("GLOVE-M", 3, "7.50")]
    for client in (pages, htmx):
        answer = press(client, lines=lines, add="4006381333931")
        assert typed(answer)["BOOT-42"] == ("3", LEIPZIG, "89.00")
        assert "BOOT-42 was there already: quantity 3 now." in text(answer)
        assert totals(answer) == "2 lines · 6 units 289.50"
    assert '<hx-partial hx-target="#line-BOOT_2d_42" hx-swap="outerHTML">' in answer.content.decode()


def test_a_line_that_comes_twice_is_one(pages: Client) -> None:
    lines = [line("BOOT-42", 2, "89.00"), line("GLOVE-M", 1, "7.50"), line("BOOT-42", 3, "89.00", GDANSK)]
    assert typed(press(pages, "update", lines)) == {
        "BOOT-42": ("5", LEIPZIG, "89.00"),
        "GLOVE-M": ("1", LEIPZIG, "7.50"),
    }


def test_what_was_typed_before_is_kept(pages: Client) -> None:
    lines = [line("BOOT-41", "twelve", "89.00"), line("BOOT-42", " 7 ", "89.00", GDANSK)]
    page = press(pages, lines=lines, add="GLOVE-M", customer="Müller & Sons", many="BOOT-45 4", order_id="SO-ABCDEFGH")
    assert typed(page) == {
        "BOOT-41": ("twelve", LEIPZIG, "89.00"),
        "BOOT-42": ("7", GDANSK, "89.00"),
        "GLOVE-M": ("1", LEIPZIG, "7.50"),
    }
    assert value(page, "customer") == "Müller & Sons" and value(page, "many") == "BOOT-45 4"
    assert order_id(page) == "SO-ABCDEFGH"


def test_goods_are_taken_from_the_working_warehouse_where_it_has_them(stock: InventoryManager, as_user: AsUser) -> None:
    client, only_home, both = as_user("admin"), new_sku(stock), new_sku(stock)
    stock_elsewhere(stock, both, 3)
    client.get(NEW, {"warehouse": GDANSK})
    assert typed(press(client, add=both))[both][1] == GDANSK
    assert typed(press(client, add=only_home))[only_home][1] == LEIPZIG
    client.get(NEW, {"warehouse": LEIPZIG})
    assert typed(press(client, add=both))[both][1] == LEIPZIG


def test_who_may_not_work_there_does_not_take_goods_from_there(stock: InventoryManager, other_admin: Client) -> None:
    sku = new_sku(stock, warehouse=GDANSK)
    stock_elsewhere(stock, other := new_sku(stock), 3)
    other_admin.get(NEW, {"warehouse": GDANSK})
    assert typed(press(other_admin, add=sku))[sku][1] == GDANSK
    assert typed(press(other_admin, add=other))[other][1] == LEIPZIG


def test_only_what_is_a_choice_is_offered(stock: InventoryManager, pages: Client) -> None:
    page = press(pages, lines=[line("GLOVE-M", 1, "7.50")], add="BOOT-42").content.decode()
    assert page.count('<select name="warehouse"') == 1 and "Warehouse of BOOT-42" in page


def test_words_show_variants_to_pick_from(pages: Client, htmx: Client) -> None:
    for client in (pages, htmx):
        answer = press(client, add="steel 42")
        assert answer.status_code == HTTPStatus.OK and rows(answer) == {}
        assert "1 found. Which is ordered?" in text(answer)
        assert "Steel-toe boots <S3> EU 42 BOOT-42 89.00 5 available in Leipzig, 40 in Gdansk" in text(answer)
        assert 'data-kept="steel 42"' in answer.content.decode()
    assert value(press(pages, add="steel 42"), "add") == "steel 42"


def test_at_most_eight_are_shown_and_the_others_are_told_of(pages: Client) -> None:
    page = press(pages, add="boot")
    assert page.content.decode().count('name="pick"') == 8
    assert "8 found, there are more: type more of the name." in text(page)


def test_picking_adds_that_one(pages: Client, htmx: Client) -> None:
    for client in (pages, htmx):
        answer = press(client, "", [line("GLOVE-M", 1, "7.50")], pick="BOOT-44", add="boot")
        assert typed(answer)["BOOT-44"] == ("1", LEIPZIG, "89.00")
        assert "BOOT-44 added" in text(answer)
    assert value(press(pages, "", pick="BOOT-44", add="boot"), "add") == ""


@pytest.mark.parametrize("code", ["nothing-like-it", *HOSTILE])
@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
def test_what_is_nothing_is_said_and_kept(as_user: AsUser, code: str, htmx: bool) -> None:
    lines = [line("BOOT-42", 2, "89.00")]
    answer = press(as_user("admin", htmx), lines=lines, add=code)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert error_of(answer, "id_add") and totals(answer) == "1 line · 2 units 178.00"
    assert b"<script>alert" not in answer.content
    if not htmx:
        assert list(rows(answer)) == ["BOOT-42"] and value(answer, "add").strip() != ""


def test_nothing_found_repeats_what_was_typed(pages: Client) -> None:
    assert error_of(press(pages, add="<b>zzz"), "id_add") == "Nothing matches “<b>zzz”."


def test_a_retired_sku_cannot_be_added(stock: InventoryManager, pages: Client) -> None:
    sku = new_sku(stock, 0)
    stock.retire_variant(sku)
    for page in (press(pages, add=sku), press(pages, pick=sku)):
        assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert error_of(page, "id_add") == f"{sku} is retired and cannot be ordered." and rows(page) == {}


@pytest.mark.parametrize("sku", ["NOPE", "boot-42", *HOSTILE])
def test_only_what_was_offered_can_be_picked(pages: Client, sku: str) -> None:
    assert press(pages, pick=sku).status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_nothing_is_added_by_enter_in_another_field(pages: Client, htmx: Client) -> None:
    lines = [line("BOOT-42", 2, "89.00")]
    assert typed(press(pages, lines=lines)) == {"BOOT-42": ("2", LEIPZIG, "89.00")}
    answer = press(htmx, lines=lines)
    assert answer.status_code == HTTPStatus.OK and rows(answer) == {} and totals(answer) == "1 line · 2 units 178.00"


def test_a_line_is_removed(pages: Client, htmx: Client) -> None:
    lines = [line("BOOT-42", 2, "89.00"), line("GLOVE-M", 1, "7.50")]
    page = press(pages, "", lines, remove="BOOT-42")
    assert list(rows(page)) == ["GLOVE-M"] and "BOOT-42 removed." in text(page)
    answer = press(htmx, "", lines, remove="BOOT-42")
    assert '<hx-partial hx-target="#line-BOOT_2d_42" hx-swap="delete">' in answer.content.decode()
    assert totals(answer) == "1 line · 1 unit 7.50"


@pytest.mark.parametrize("sku", ["NOPE", *HOSTILE])
def test_removing_what_is_not_there_changes_nothing(pages: Client, sku: str) -> None:
    page = press(pages, "", [line("GLOVE-M", 1, "7.50")], remove=sku)
    assert page.status_code == HTTPStatus.OK and list(rows(page)) == ["GLOVE-M"]


def test_a_row_that_was_typed_into_comes_anew_with_the_total(htmx: Client) -> None:
    lines = [line("BOOT-42", 9, "89.00", GDANSK), line("GLOVE-M", 1, "7.50")]
    answer = press(htmx, "", lines, changed="BOOT-42")
    assert answer.status_code == HTTPStatus.OK and typed(answer) == {"BOOT-42": ("9", GDANSK, "89.00")}
    assert "40 available, 5 in Leipzig 801.00" in rows(answer)["BOOT-42"]
    assert totals(answer) == "2 lines · 10 units 808.50"


def test_more_than_there_is_is_marked_while_it_is_typed(htmx: Client) -> None:
    answer = press(htmx, "", [line("BOOT-42", 9, "89.00")], changed="BOOT-42")
    assert 'class="line short">5 available, 40 in Gdansk' in answer.content.decode().replace("\n", "")


@pytest.mark.parametrize(
    ("quantity", "words"),
    [
        ("", "The quantity must be a whole number."),
        ("0", "The quantity must be at least 1."),
        ("-3", "The quantity must be at least 1."),
        ("1.5", "The quantity must be a whole number."),
        *((each, "The quantity must be at most 99999999.") for each in ("100000000", "9" * 5000)),
        *((each, "The quantity must be a whole number.") for each in ("x" * 10_000, "<b>", "٣")),
    ],
)
@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
def test_a_quantity_that_is_none_is_said_beside_its_field(
    as_user: AsUser, quantity: str, words: str, htmx: bool
) -> None:
    lines = [line("BOOT-42", quantity, "89.00"), line("GLOVE-M", 2, "7.50")]
    answer = press(as_user("admin", htmx), "update", lines, **({"changed": "BOOT-42"} if htmx else {}))
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert error_in_row(answer, "quantity", "BOOT-42") == words
    assert typed(answer)["BOOT-42"][0] == quantity
    assert totals(answer) == "2 lines · 2 units 15.00"


def test_customers_are_suggested_by_the_beginning_of_the_id(stock: InventoryManager, htmx: Client) -> None:
    put_customers(stock, ["ACME <1>", "ACME-2", "BETA"])
    asked = {"HX-Target": "datalist#customers"}
    answer = htmx.get(NEW, {"customer": "ACME"}, headers=asked)
    assert answer.content.decode() == '<option value="ACME &lt;1&gt;"></option><option value="ACME-2"></option>'
    for nobody in ("", " ", *HOSTILE):
        answer = htmx.get(NEW, {"customer": nobody}, headers=asked)
        assert answer.status_code == HTTPStatus.OK and b"<option" not in answer.content


@pytest.mark.parametrize("code", ["BOOT-42", "4006381333931"])
@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
def test_adding_costs_two_calls(stock: InventoryManager, as_user: AsUser, code: str, htmx: bool) -> None:
    client = as_user("admin", htmx)
    press(client, add="GLOVE-M")
    with CallLog.of(stock.client) as calls:
        press(client, lines=[line("GLOVE-M", 1, "7.50")], add=code)
    assert calls.operations == ["BatchGetItem", "BatchGetItem", "BatchGetItem"]  # the first is the sign-in


def test_the_blank_form_costs_nothing_but_the_sign_in(stock: InventoryManager, pages: Client) -> None:
    pages.get(NEW)
    with CallLog.of(stock.client) as calls:
        pages.get(NEW)
    assert calls.operations == ["BatchGetItem"]


def test_looking_for_words_costs_one_call_and_one_for_each_product(stock: InventoryManager, htmx: Client) -> None:
    press(htmx, add="steel")
    with CallLog.of(stock.client) as calls:
        press(htmx, add="steel")
    assert calls.operations == ["BatchGetItem", "BatchGetItem", "Query", "Query"]


def test_a_row_that_changes_costs_one_call_however_long_the_order_is(stock: InventoryManager, htmx: Client) -> None:
    lines = [line(f"BOOT-{size}", 1, "89.00") for size in range(41, 53)]
    press(htmx, lines=lines, add="BOOT-41")
    with CallLog.of(stock.client) as calls:
        press(htmx, "", lines, changed="BOOT-41")
        press(htmx, "", lines, remove="BOOT-41")
    assert calls.operations == ["BatchGetItem", "BatchGetItem", "BatchGetItem"]  # two of them are sign-ins


def test_a_page_of_fifty_lines_keeps_its_budget(stock: InventoryManager, pages: Client) -> None:
    skus = [new_sku(stock, name=f"Variant {number}") for number in range(50)]
    for sku in skus[:25]:
        stock_elsewhere(stock, sku, 3)
    page: Any = press(pages, "update", [line(sku) for sku in skus])
    assert len(rows(page)) == 50
    assert nodes(page) <= PAGE_NODES
    assert len(gzip.compress(page.content)) <= PAGE_BYTES
