"""Adding many lines at once, and orders of very many lines."""

import gzip
from http import HTTPStatus

import pytest
from django.conf import settings
from django.test import Client

from inventory import InventoryManager
from inventory.ordering.asked import MAX_LINES
from orders.new_many import read
from tests.counting import CallLog
from tests.orders.new_orders import (
    GDANSK,
    LEIPZIG,
    error_in_row,
    error_of,
    filling,  # noqa: F401  a fixture
    line,
    new_sku,
    press,
    rows,
    text,
    totals,
    typed,
    value,
)
from tests.people import AsUser

LIST = "BOOT-41,3\r\nBOOT-42; 4\r\n\r\nBOOT-43\t5\r\n boot-44   6 \r\nGLOVE-M\r\n4006381333931 2"


@pytest.mark.parametrize(
    ("written", "name", "units"),
    [
        ("SA-17,3", "SA-17", 3),
        ("SA-17 , 3", "SA-17", 3),
        ("SA-17;3", "SA-17", 3),
        ("SA-17\t3", "SA-17", 3),
        ("  SA-17   3  \r", "SA-17", 3),
        ("SA-17", "SA-17", 1),
        ("M 8 x 40", "M 8 x", 40),
        ("M 8 bolt", "M 8 bolt", 1),
        ("M 8, 40", "M 8", 40),
        ("1/2, 3/4, 5", "1/2, 3/4", 5),
        ("4006381333931", "4006381333931", 1),
        ("SA-17,+3", "SA-17", 3),
        ('"SA-17","3"', "SA-17", 3),
        ('"SA-17"\t3', "SA-17", 3),
        ('SA-17;"3"', "SA-17", 3),
        ('"SA-17" , "3" \r', "SA-17", 3),
        ('"SA-17"', "SA-17", 1),
        ('"M 8, 40"', "M 8, 40", 1),
        ('"M8 3/8"" bolt, long",5', 'M8 3/8" bolt, long', 5),
        ('M8 3/8" bolt,5', 'M8 3/8" bolt', 5),
        ("M 8, long\t40", "M 8, long", 40),
        ("SA-17\t3\t\t", "SA-17", 3),
        ("SA-17,007", "SA-17", 7),
    ],
)
def test_a_line_is_a_name_and_how_many(written: str, name: str, units: int) -> None:
    found = read(f"\n{written}\n")
    assert [(entry.number, entry.name, entry.units) for entry in found.entries] == [(2, name, units)]
    assert found.unreadable == ()


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("SA-17,", "Line 1: the quantity must be a whole number, and is missing."),
        ("SA-17,three", "Line 1: the quantity must be a whole number, and is three."),
        ("SA-17 0", "Line 1: the quantity must be at least 1, and is 0."),
        ("SA-17,-2", "Line 1: the quantity must be at least 1, and is -2."),
        ("SA-17,1.5", "Line 1: the quantity must be a whole number, and is 1.5."),
        (",3", "Line 1: there is no SKU before the quantity."),
        ("SA-17," + "9" * 5000, f"Line 1: the quantity must be at most 99999999, and is {'9' * 60}…."),
        ("SA-17\t1,000", "Line 1: the quantity must be written in digits alone, such as 1000, and is 1,000."),
        ("SA-17;1,000", "Line 1: the quantity must be written in digits alone, such as 1000, and is 1,000."),
        ('"SA-17","1.000"', "Line 1: the quantity must be written in digits alone, such as 1000, and is 1.000."),
        ("SA-17 ٣", "Line 1: the quantity must be a whole number, and is ٣."),
    ],
)
def test_a_line_that_cannot_be_read_is_named(written: str, words: str) -> None:
    assert [str(problem) for problem in read(written).unreadable] == [words]


@pytest.mark.parametrize(
    "written",
    [
        *("a" + " " * 200_000 + "b", " ," * 100_000, "a 1 " * 50_000, ",;\t" * 60_000),
        *('"' * 200_001, ',"' * 100_000, "," + " " * 200_000 + "x", ";1,000" * 30_000, "1,000" * 40_000),
    ],
)
def test_no_text_takes_long_to_read(written: str) -> None:
    assert len(read(written).entries) + len(read(written).unreadable) == 1


def test_the_mark_that_some_programs_begin_a_file_with_is_no_part_of_a_name() -> None:
    assert [entry.name for entry in read("\ufeffSA-17,3\nSA-18,3").entries] == ["SA-17", "SA-18"]


def test_cells_copied_from_a_spreadsheet_are_added(pages: Client) -> None:
    page = press(pages, "many", many='\ufeff"BOOT-41"\t"3"\r\n"4006381333931","2"\r\nGLOVE-M\t12\t\r\n')
    assert {sku: quantity for sku, (quantity, _, _) in typed(page).items()} == {
        "BOOT-41": "3",
        "BOOT-42": "2",
        "GLOVE-M": "12",
    }


def test_a_list_adds_its_lines_and_raises_those_that_are_there(pages: Client, htmx: Client) -> None:
    lines = [line("BOOT-43", 1, "89.00", LEIPZIG)]
    expected = {"BOOT-43": "6", "BOOT-41": "3", "BOOT-42": "6", "BOOT-44": "6", "GLOVE-M": "1"}
    for client in (pages, htmx):
        answer = press(client, "many", lines, many=LIST)
        assert answer.status_code == HTTPStatus.OK
        assert {sku: quantity for sku, (quantity, _, _) in typed(answer).items()} == expected
        assert "4 SKUs added, 1 SKU raised." in text(answer) and value(answer, "many") == ""
        assert totals(answer) == "5 lines · 22 units 1,876.50"
    whole = answer.content.decode()
    assert whole.count('hx-target="#lines"') == 1 and 'hx-target="#line-BOOT_2d_43" hx-swap="outerHTML"' in whole
    assert 'hx-target="#many" hx-swap="outerHTML"' in whole


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
def test_where_a_line_is_wrong_nothing_is_added_and_all_of_it_is_kept(as_user: AsUser, htmx: bool) -> None:
    written = "\r\nBOOT-41,3\r\n<b>NOPE,1\r\nBOOT-42,x\r\nGLOVE-M 0"
    answer = press(as_user("admin", htmx), "many", many=written)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY and rows(answer) == {}
    assert error_of(answer, "id_many") == (
        "Nothing was added. Line 3: there is no SKU or barcode <b>NOPE. "
        "Line 4: the quantity must be a whole number, and is x. Line 5: the quantity must be at least 1, and is 0."
    )
    assert value(answer, "many").split() == written.split() and b"<b>NOPE" not in answer.content
    assert '<details class="many" id="many" open>' in answer.content.decode()


@pytest.mark.parametrize("written", ["", "  \r\n \t", "\x00", "x" * 100_000, "BOOT-41,99999999\nBOOT-41 1\x00"])
def test_a_list_of_nothing_is_said(pages: Client, written: str) -> None:
    page = press(pages, "many", many=written)
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY and error_of(page, "id_many")


def test_a_retired_sku_is_named(stock: InventoryManager, pages: Client) -> None:
    sku = new_sku(stock, 0)
    stock.retire_variant(sku)
    page = press(pages, "many", many=f"BOOT-41\n{sku}")
    assert error_of(page, "id_many") == f"Nothing was added. {sku} is retired and cannot be ordered."


@pytest.mark.parametrize(("number", "words"), [(100, "80 more lines are wrong."), (21, "1 more line is wrong.")])
def test_of_very_many_wrong_lines_the_first_are_named(pages: Client, number: int, words: str) -> None:
    page = press(pages, "many", many="\n".join(f"NOPE-{each}" for each in range(number)))
    assert error_of(page, "id_many").endswith(f"Line 20: there is no SKU or barcode NOPE-19. {words}")


def test_more_units_than_a_line_may_have_are_said_there(htmx: Client) -> None:
    answer = press(htmx, "many", many="BOOT-41,99999999\nBOOT-41,1")
    assert error_in_row(answer, "quantity", "BOOT-41") == "The quantity must be at most 99999999."


def test_an_order_has_up_to_two_thousand_lines(pages: Client, htmx: Client) -> None:
    full = [line(f"NOPE-{number}", 1) for number in range(MAX_LINES)]
    for client in (pages, htmx):
        answer = press(client, lines=full, add="BOOT-42")
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert error_of(answer, "id_add") == "An order may have up to 2,000 lines; this one would have 2,001."
    answer = press(htmx, lines=[*full[1:], line("BOOT-42", 1)], add="BOOT-42")
    assert typed(answer)["BOOT-42"][0] == "2" and list(rows(answer)) == ["BOOT-42"]
    assert 3 * MAX_LINES < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS


def test_to_a_long_order_one_line_is_added_by_two_calls_and_a_small_answer(
    stock: InventoryManager, htmx: Client
) -> None:
    full = [line(f"NOPE-{number}", 1) for number in range(MAX_LINES - 1)]
    press(htmx, add="BOOT-41")
    with CallLog.of(stock.client) as calls:
        answer = press(htmx, lines=full, add="BOOT-42")
    assert calls.operations == ["BatchGetItem", "BatchGetItem", "BatchGetItem"]  # the first is the sign-in
    assert totals(answer) == "2,000 lines · 2,000 units 5,086.50"
    assert len(gzip.compress(answer.content)) < 1024


def test_more_lines_than_may_be_sent_are_refused_in_words(pages: Client) -> None:
    assert press(pages, "place", [line(f"N-{n}", 1, warehouse=GDANSK) for n in range(2500)]).status_code == 400
