"""What runs low in a warehouse: the list, its polls, and all of it as a file."""

import csv
import io
import re
from collections.abc import Iterator
from html import unescape
from http import HTTPStatus
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from inventory import InventoryManager
from inventory.entities import Warehouse
from tests.counting import CallLog
from tests.dashboard.low_shelves import adjust_address, fill_in, filling, new_sku, row, rows, seen, text  # noqa: F401
from tests.dashboard.shelves import link_to_more
from tests.people import EVERYBODY, AsUser

LIST = "/low-stock/"
# Each test that changes something has a warehouse of its own.
_numbers: Iterator[int] = iter(range(1, 1000))


@pytest.fixture
def place(stock: InventoryManager) -> str:
    """An empty warehouse."""
    warehouse = f"LW{next(_numbers)}"
    stock.registry.put_warehouse(Warehouse(warehouse, f"Hall {warehouse}"))
    return warehouse


@pytest.fixture(scope="module")
def long(stock: InventoryManager) -> str:
    """A warehouse with 30 variants that have 0 to 29 units, low at 40."""
    stock.registry.put_warehouse(Warehouse("LONG", "Long hall"))
    variants = [{"sku": f"LONG-{n:02}", "stock": n, "warehouse": "LONG", "reorder_point": 40} for n in range(30)]
    stock.create_product("LONG", "Long =product", "Low", "1", variants=variants)
    return "LONG"


def polled(client: Client, page: Any, **query: Any) -> Any:
    """The poll that the list in ``page`` sends."""
    address = re.search(r'data-poll hx-get="([^"]*)"', page.content.decode())
    assert address, "the list is not polled"
    more = {"more": "1"} if b'name="more"' in page.content else {}
    asked = QueryDict(unescape(address[1]).partition("?")[2], mutable=True)
    for name, value in {**more, "seen": seen(page), **query}.items():
        asked.setlist(name, value if isinstance(value, list) else [value])
    return client.get(f"{LIST}?{asked.urlencode()}", headers={"HX-Request": "true"})


def read_file(response: Any) -> list[list[str]]:
    sent = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(sent, newline="")))


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
def test_everybody_signed_in_sees_it_and_adjusts_where_allowed(
    as_user: AsUser, long: str, who: str, htmx: bool
) -> None:
    response = as_user(who, htmx).get(LIST, {"warehouse": long})
    gone = HTTPStatus.UNAUTHORIZED if htmx else HTTPStatus.FOUND
    assert response.status_code == (gone if who == "nobody" else HTTPStatus.OK)
    assert (b"/adjust/" in response.content) is (who == "admin")
    assert rows(response)[:2] == ([] if who == "nobody" else ["LONG-00", "LONG-01"])


def test_own_reorder_points_are_asked_where_no_number_is(stock: InventoryManager, pages: Client, place: str) -> None:
    at_point = new_sku(stock, 5, warehouse=place, reorder_point=5)
    new_sku(stock, 6, warehouse=place, reorder_point=5)
    new_sku(stock, 0, warehouse=place)
    for threshold in ("", "own"):
        assert rows(pages.get(LIST, {"warehouse": place, "threshold": threshold})) == [at_point]


def test_a_number_of_units_takes_all_variants_fewest_first(stock: InventoryManager, pages: Client, place: str) -> None:
    skus = {units: new_sku(stock, units, warehouse=place) for units in (10, 0, 11, 4)}
    response = pages.get(LIST, {"warehouse": place, "threshold": " 10 "})
    assert rows(response) == [skus[0], skus[4], skus[10]]
    assert [row(response, skus[units]).split(" |")[0] for units in (0, 4, 10)] == ["Out", "Critical", "Low"]
    assert "3 shown<" in text(response)


def test_a_row_says_what_to_order_and_what_is_elsewhere(stock: InventoryManager, pages: Client, place: str) -> None:
    sku = new_sku(stock, 7, warehouse=place, reorder_point=8, reorder_level=40, pack_size=12)
    stock.create_order_transaction(f"O-{sku}", "C", [{"sku": sku, "quantity": 2, "price": "1"}])
    stock.update_stock(sku, f"P-{sku}", 1500, warehouse="WH002")
    stock.update_stock(sku, f"P-{sku}", 3, warehouse="WH001")
    shown = row(pages.get(LIST, {"warehouse": place}), sku)
    assert "| 7 | 2 | 5 of 40 |" in shown
    assert "36 packs of 12 | 1,500 in WH002 3 in WH001 |" in shown


def test_the_stock_card_and_the_form_are_one_link_away(pages: Client, long: str) -> None:
    page = text(pages.get(LIST, {"warehouse": long, "threshold": "3"}))
    assert 'href="/stock/LONG-00/?warehouse=LONG"' in page
    back = "next=%2Flow-stock%2F%3Fwarehouse%3DLONG%26threshold%3D3"
    assert f'href="/adjust/LONG-00/?warehouse=LONG&threshold=3&{back}" data-dialog data-row' in page


def test_twenty_rows_make_a_page_and_the_next_follows(pages: Client, htmx: Client, long: str) -> None:
    first = pages.get(LIST, {"warehouse": long})
    assert rows(first) == [f"LONG-{n:02}" for n in range(20)] and "20 shown, there are more" in text(first)
    for client in (pages, htmx):
        second = client.get(link_to_more(first))
        assert rows(second) == [f"LONG-{n:02}" for n in range(20, 30)]
    assert b"<table" not in second.content
    assert re.findall(r"<a [^>]*autofocus[^>]*>", second.content.decode()), "the focus goes to the first new row"


def test_a_later_part_of_the_list_is_not_polled(pages: Client, long: str) -> None:
    page = pages.get(link_to_more(pages.get(LIST, {"warehouse": long})))
    assert b"data-poll" not in page.content and seen(page) == [] and "Back to the start" in text(page)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"threshold": "-1"}, "must be at least 0"),
        ({"threshold": "abc"}, "must be a whole number"),
        ({"threshold": "1.5"}, "must be a whole number"),
        ({"threshold": "9" * 5000}, "must be a whole number"),
        ({"threshold": "100000000"}, "must be at most"),
        ({"threshold": "5\x00"}, "ull characters"),
        ({"threshold": "<script>"}, "must be a whole number"),
        ({"threshold": "\u202e12"}, "must be a whole number"),
    ],
)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
@pytest.mark.parametrize("form", ["", "csv"])
def test_what_cannot_be_asked_is_explained_beside_its_field(
    pages: Client, long: str, asked: dict[str, str], words: str, headers: dict[str, str], form: str
) -> None:
    response = pages.get(LIST, {"warehouse": long, "format": form, **asked}, headers=headers)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    page = response.content.decode()
    message = re.search(r'id="id_threshold_error">([^<]*)<', page)
    assert message and words in unescape(message[1])
    assert re.search(r'name="threshold"[^>]*aria-invalid="true"[^>]*aria-describedby="id_threshold_error"', page)
    assert rows(response) == [] and "Nothing is listed" in page and "<script>" not in page


@pytest.mark.parametrize("warehouse", ["NOPE", "\x00", "x" * 3000, "<script>", "\u202eLONG"])
def test_a_warehouse_that_is_not_known_is_named_and_none_shown_for_it(pages: Client, warehouse: str) -> None:
    response = pages.get(LIST, {"warehouse": warehouse, "threshold": "10"})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "There is no warehouse" in text(response) and rows(response) == []
    assert b"<script>" not in response.content


@pytest.mark.parametrize("cursor", ["rubbish", "\x00", "x" * 3000])
def test_a_cursor_that_does_not_belong_here_leads_back_to_the_start(
    pages: Client, htmx: Client, long: str, cursor: str
) -> None:
    for client in (pages, htmx):
        response = client.get(LIST, {"warehouse": long, "cursor": cursor})
        assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "Back to the start" in text(response)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_list_is_for_reading(pages: Client, method: str) -> None:
    assert getattr(pages, method)(LIST).status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert pages.head(LIST).status_code == HTTPStatus.OK


def test_where_nothing_is_at_its_reorder_point_a_number_is_offered(pages: Client, place: str) -> None:
    page = text(pages.get(LIST, {"warehouse": place}))
    assert "Nothing is at its reorder point" in page
    assert f'href="/low-stock/?warehouse={place}&threshold=10"' in page
    assert "Nothing is that low" in text(pages.get(LIST, {"warehouse": place, "threshold": "10"}))


def test_a_poll_that_finds_the_list_as_shown_has_no_body(pages: Client, long: str) -> None:
    for threshold in ("", "3"):
        response = polled(pages, pages.get(LIST, {"warehouse": long, "threshold": threshold}))
        assert (response.status_code, response.content) == (HTTPStatus.NO_CONTENT, b"")


def test_a_poll_counts_the_rows_that_changed_and_swaps_none(stock: InventoryManager, pages: Client, place: str) -> None:
    skus = [new_sku(stock, units, warehouse=place) for units in (1, 2, 3)]
    page = pages.get(LIST, {"warehouse": place, "threshold": "10"})
    stock.update_stock(skus[0], f"P-{skus[0]}", 1)  # still low
    assert "1 row changed. Show" in text(polled(pages, page))
    stock.update_stock(skus[1], f"P-{skus[1]}", 99)  # low no more
    new_sku(stock, 9, warehouse=place)  # new, after the last row shown
    new_sku(stock, 0, warehouse=place)
    response = polled(pages, page)
    assert response.status_code == HTTPStatus.OK
    assert "3 rows changed. Show" in text(response)
    assert rows(response) == [] and 'hx-target="#low"' in text(response)


def test_what_comes_after_the_rows_shown_is_no_change_of_them(stock: InventoryManager, pages: Client) -> None:
    stock.registry.put_warehouse(Warehouse("TAIL", "Tail"))
    for units in range(26):
        new_sku(stock, units, warehouse="TAIL")
    page = pages.get(LIST, {"warehouse": "TAIL", "threshold": "100"})
    new_sku(stock, 99, warehouse="TAIL")
    assert polled(pages, page).status_code == HTTPStatus.NO_CONTENT


def test_ones_own_adjustment_is_no_news(stock: InventoryManager, pages: Client, htmx: Client, place: str) -> None:
    sku = new_sku(stock, 1, warehouse=place)
    page = pages.get(LIST, {"warehouse": place, "threshold": "10"})
    address = adjust_address(sku, place, threshold="10")
    anew = htmx.post(address, fill_in(htmx, address, quantity="2"))
    assert polled(pages, page, seen=seen(anew)).status_code == HTTPStatus.NO_CONTENT
    gone = htmx.post(address, fill_in(htmx, address, quantity="50"))
    assert polled(pages, page, seen=seen(gone)).status_code == HTTPStatus.NO_CONTENT


@pytest.mark.parametrize(
    "tokens", [["rubbish"], ["."], ["a.b", "x.-1"], ["\x00.1"], ["f" * 900 + ".1"], ["a." + "9" * 900]]
)
def test_a_poll_that_names_rows_nobody_knows_is_answered(pages: Client, long: str, tokens: list[str]) -> None:
    response = polled(pages, pages.get(LIST, {"warehouse": long}), seen=tokens * 60)
    assert response.status_code in (HTTPStatus.OK, HTTPStatus.NO_CONTENT)


def test_a_poll_that_cannot_be_answered_says_so_in_its_place(pages: Client, long: str) -> None:
    response = polled(pages, pages.get(LIST, {"warehouse": long}), threshold="abc")
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "needs a correction" in text(response) and b"<form" not in response.content


def test_a_refresh_leaves_the_rows_being_edited_alone(stock: InventoryManager, htmx: Client, place: str) -> None:
    low, restocked = new_sku(stock, 1, warehouse=place), new_sku(stock, 99, warehouse=place)
    query = {"warehouse": place, "threshold": "10", "editing": [low, restocked, "NOPE", "\x00"]}
    response = htmx.get(LIST, query)
    assert rows(response) == [restocked, low]
    assert row(response, restocked).startswith("Restocked")
    assert response.content.decode().count("hx-preserve") == 2


def test_the_file_has_all_rows_and_honours_the_filter(pages: Client, long: str) -> None:
    response = pages.get(LIST, {"warehouse": long, "threshold": "27", "format": "csv"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert re.search(r'filename="low-stock-LONG-\d{4}-\d\d-\d\d\.csv"', response["Content-Disposition"])
    header, *listed = read_file(response)
    assert len(listed) == 28
    first = dict(zip(header, listed[0], strict=True))
    assert (first["Status"], first["SKU"], first["Available"], first["Suggested order"]) == (
        "Out",
        "LONG-00",
        "0",
        "40",
    )
    assert first["Threshold"] == "27"


def test_formulas_in_the_file_are_harmless_and_figures_stay_figures(
    stock: InventoryManager, pages: Client, place: str
) -> None:
    variant = {"sku": f"=1+1-{place}", "name": "@SUM(A1)", "stock": 3, "warehouse": place}
    stock.create_product(f"-{place}", '=HYPERLINK("x")', "Low", "1", variants=[variant])
    header, listed = read_file(pages.get(LIST, {"warehouse": place, "threshold": "10", "format": "csv"}))
    cells = dict(zip(header, listed, strict=True))
    assert cells["Product"] == '\'=HYPERLINK("x")' and cells["Variant"] == "'@SUM(A1)"
    assert cells["SKU"] == f"'=1+1-{place}" and cells["Product ID"] == f"'-{place}"
    assert cells["Available"] == "3"


def test_names_are_shown_as_text(stock: InventoryManager, pages: Client, place: str) -> None:
    sku = f"<b>{place}"
    stock.create_product(
        f"X-{place}", "<script>alert(1)</script>", "Low", "1", variants=[{"sku": sku, "stock": 0, "warehouse": place}]
    )
    page = pages.get(LIST, {"warehouse": place, "threshold": "1"}).content.decode()
    assert "&lt;script&gt;alert(1)" in page and "<script>alert" not in page and "<b>LW" not in page


def test_what_it_costs(stock: InventoryManager, pages: Client, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inventory.registry.KEEP_SECONDS", 1e9)
    new_sku(stock, 1, warehouse=place)
    page = pages.get(LIST, {"warehouse": place, "threshold": "10"})
    with CallLog.of(stock.client) as calls:
        pages.get(LIST, {"warehouse": place, "threshold": "10"})
        assert calls.operations == ["BatchGetItem", "Query", "BatchGetItem"], "who asks, which rows, their figures"
        calls.clear()
        polled(pages, page)
        assert calls.operations == ["BatchGetItem", "Query"]
