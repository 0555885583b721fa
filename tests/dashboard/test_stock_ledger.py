"""The ledger on a stock card: by days, at a moment, as a chart, as a file, and what it costs to show."""

import csv
import gzip
import io
import re
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from inventory import InventoryManager
from tests.counting import CallLog
from tests.dashboard.ledgers import (
    HOME,
    HOSTILE,
    adjust,
    card,
    clock_of,
    column,
    error_beside,
    long_ledger,
    main,
    more_link,
    new_sku,
    rows,
)

FURTHER = "WH002"
MINUS = "\N{MINUS SIGN}"
CHANGE, BALANCE, ALLOCATED, REASON, WHO = 1, 2, 3, 4, 5


@pytest.fixture(scope="module")
def old(stock: InventoryManager) -> str:
    """A SKU with 10 units from 1 March, 7 more on 2 March at noon, 5 fewer on 4 March, and 3 elsewhere from 3 March."""
    with pytest.MonkeyPatch.context() as patch:
        at = clock_of(patch)
        at("2026-03-01T08:00:00")
        sku = new_sku(stock, 10)
        at("2026-03-02T12:00:00")
        adjust(stock, sku, 7)
        at("2026-03-03T12:00:00")
        adjust(stock, sku, 3, warehouse=FURTHER)
        at("2026-03-04T12:00:00")
        adjust(stock, sku, -5, reason="damaged")
    return sku


# Which days


@pytest.mark.parametrize(
    ("asked", "changes"),
    [
        ({}, [f"{MINUS}5", "+7", "+10"]),
        ({"from": "2026-03-02"}, [f"{MINUS}5", "+7"]),
        ({"to": "2026-03-02"}, ["+7", "+10"]),
        ({"from": "2026-03-02", "to": "2026-03-02"}, ["+7"]),
        ({"from": " 2026-03-03 ", "to": ""}, [f"{MINUS}5"]),
        ({"from": "2026-03-05"}, []),
        ({"to": "1900-01-01"}, []),
    ],
)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
def test_days_narrow_the_ledger_and_its_file(
    pages: Client, old: str, asked: dict[str, str], changes: list[str], headers: Any
) -> None:
    response = pages.get(card(old), asked, headers=headers)
    assert response.status_code == HTTPStatus.OK
    table = rows(response) if changes else []
    assert column(table, CHANGE) == changes
    assert ("Nothing moved on these days" in main(response)) is not bool(changes)
    assert [row["Change"] for row in file(pages, old, asked)] == [
        change.replace(f"{MINUS}", "-").lstrip("+") for change in changes
    ]


@pytest.mark.parametrize(
    ("asked", "field", "message"),
    [
        ({"from": "2026-02-30"}, "from", "not a day"),
        ({"from": "yesterday"}, "from", "not a day"),
        ({"to": "0001-01-01"}, "to", "not a day"),
        ({"to": "9999-12-31"}, "to", "not a day"),
        ({"from": "2026-03-04", "to": "2026-03-02"}, "to", "before the first"),
        ({"at": "2026-03-04"}, "at", "not a moment"),
        ({"at": "2026-02-30T10:00"}, "at", "not a moment"),
        ({"at": "2026-03-04T10:00+05:00"}, "at", "not a moment"),
        ({"at": "0001-01-01T00:00"}, "at", "not a moment"),
    ],
)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
def test_a_wrong_time_is_explained_beside_its_field(
    pages: Client, asked: dict[str, str], field: str, message: str, headers: Any
) -> None:
    response = pages.get(card("VEST-M"), asked, headers=headers)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert message in error_beside(response, field)
    assert f'value="{asked[field]}"' in main(response)
    assert bool(rows(response) if '<table class="moves"' in main(response) else []) is (field == "at")


@pytest.mark.parametrize("field", ["from", "to", "at", "cursor"])
@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_asked_for_is_answered(pages: Client, field: str, text: str) -> None:
    query = quote(text.encode("utf-8", "surrogateescape"))
    response = pages.get(f"{card('VEST-M')}?{field}={query}")
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "<script>" not in main(response)
    assert "<script>" not in main(pages.get(f"{card('VEST-M')}?{field}={query}", headers={"HX-Request": "true"}))


# Stock as it was


@pytest.mark.parametrize(
    ("moment", "home", "further"),
    [
        ("2026-02-28T00:00", "0", "0"),
        ("2026-03-01T08:00", "10", "0"),
        ("2026-03-02T11:59", "10", "0"),
        ("2026-03-02 12:00:00", "17", "0"),
        ("2026-03-03T12:00", "17", "3"),
        ("2030-01-01T00:00", "12", "3"),
    ],
)
def test_the_stock_as_it_was_at_a_moment(pages: Client, old: str, moment: str, home: str, further: str) -> None:
    response = pages.get(card(old), {"at": moment})
    assert rows(response, "balances") == [[HOME, home, "0", home], [FURTHER, further, "0", further]]
    assert "UTC" in main(response)


def test_the_forms_keep_what_the_other_asked_for(pages: Client) -> None:
    text = main(pages.get(card("VEST-M"), {"from": "2026-01-01", "at": "2026-03-04T10:00"}))
    filtered, then = re.findall(r"<form class=\"filter.*?</form>", text, re.DOTALL)
    assert '<input type="hidden" name="at" value="2026-03-04T10:00">' in filtered
    assert '<input type="hidden" name="from" value="2026-01-01">' in then


# The chart


def test_the_chart_draws_the_level_with_its_reorder_point(stock: InventoryManager, pages: Client) -> None:
    sku = new_sku(stock, 10, reorder_point=4)
    adjust(stock, sku, -7)
    text = main(pages.get(card(sku)))
    assert text.count('<svg class="chart') == 2 and "Reorder point</text>" in text


def test_days_without_a_movement_are_drawn_flat(pages: Client, old: str) -> None:
    assert '<svg class="chart' in main(pages.get(card(old), {"from": "2026-03-05", "to": "2026-03-08"}))


# More of it


def test_forty_rows_and_the_link_to_those_that_follow(stock: InventoryManager, pages: Client, htmx: Client) -> None:
    sku = new_sku(stock, 1)
    long_ledger(stock, sku, 60)
    first = pages.get(card(sku))
    assert column(rows(first), BALANCE) == [str(n) for n in range(61, 21, -1)]
    second = pages.get(more_link(first))
    assert column(rows(second), BALANCE) == [str(n) for n in range(21, 0, -1)]
    assert "Back to the newest" in main(second) and 'id="moves"' not in main(second)
    fragment = htmx.get(more_link(first))
    assert column(rows(fragment), BALANCE) == [str(n) for n in range(21, 0, -1)]
    assert '<form class="filter' not in main(fragment) and "<svg" not in main(fragment)


def test_a_cursor_of_elsewhere_leads_back_to_the_start(stock: InventoryManager, pages: Client) -> None:
    sku, other = new_sku(stock, 1), new_sku(stock, 1)
    long_ledger(stock, sku, 51)
    link = more_link(pages.get(card(sku)))
    for wrong in (link.replace(sku, other), link + "&from=2026-01-01", f"{card(sku)}?cursor=rubbish"):
        response = pages.get(wrong)
        assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "no longer known" in main(response) and "Back to the start" in main(response)


# The file


def file(browser: Client, sku: str, asked: dict[str, str] | None = None) -> list[dict[str, str]]:
    response = browser.get(card(sku), {**(asked or {}), "format": "csv"})
    assert response.status_code == HTTPStatus.OK and response["Content-Type"].startswith("text/csv")
    assert response.streaming
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(text)))


def test_the_file_has_all_of_the_ledger(stock: InventoryManager, viewer: Client) -> None:
    sku = new_sku(stock, 1)
    adjust(stock, sku, 1, reason="other", note="=1+1", actor="@who", request_key=f"scan-{sku}")
    assert [(row["Movement"], row["Available"]) for row in file(viewer, sku)] == [("2", "2"), ("1", "1")]
    newest = file(viewer, sku)[0]
    assert (newest["Change"], newest["Note"], newest["Who"]) == ("1", "'=1+1", "'@who")
    assert (newest["Warehouse"], newest["Order or request"], newest["On hand"]) == (HOME, f"scan-{sku}", "2")


def test_the_file_does_not_end_with_a_page(stock: InventoryManager, viewer: Client) -> None:
    sku = new_sku(stock, 1)
    long_ledger(stock, sku, 60)
    assert [row["Available"] for row in file(viewer, sku)] == [str(n) for n in range(61, 0, -1)]


def test_a_wrong_filter_makes_no_file(pages: Client) -> None:
    response = pages.get(card("VEST-M"), {"format": "csv", "from": "abc"})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "not a day" in error_beside(response, "from")


# What it costs


def test_it_costs_the_sign_in_and_two_calls(stock: InventoryManager, pages: Client) -> None:
    sku = new_sku(stock)
    pages.get(card(sku))
    with CallLog.of(stock.client) as calls:
        pages.get(card(sku), {"warehouse": HOME})
    assert sorted(calls.operations) == ["BatchGetItem", "BatchGetItem", "Query"]


def test_a_new_sku_to_this_process_costs_one_more(stock: InventoryManager, pages: Client) -> None:
    sku = new_sku(stock)
    with CallLog.of(stock.client) as calls:
        pages.get(card(sku), {"warehouse": HOME})
    assert sorted(calls.operations) == ["BatchGetItem", "BatchGetItem", "GetItem", "Query"]


def test_the_chart_costs_a_call_only_where_the_rows_do_not_reach_back(stock: InventoryManager, pages: Client) -> None:
    sku = new_sku(stock, 1)
    long_ledger(stock, sku, 50)
    pages.get(card(sku))
    with CallLog.of(stock.client) as calls:
        link = more_link(pages.get(card(sku)))
    assert sorted(calls.operations) == ["BatchGetItem", "BatchGetItem", "Query", "Query"]
    with CallLog.of(stock.client) as calls:
        pages.get(link, headers={"HX-Request": "true"})
    assert sorted(calls.operations) == ["BatchGetItem", "BatchGetItem", "Query"]


def test_a_moment_costs_one_call_for_each_warehouse(stock: InventoryManager, pages: Client, old: str) -> None:
    pages.get(card(old))
    with CallLog.of(stock.client) as calls:
        pages.get(card(old), {"warehouse": HOME, "at": "2026-03-02T00:00"})
    assert calls.operations.count("Query") == 3


def test_a_page_of_rows_is_light(stock: InventoryManager, pages: Client, htmx: Client) -> None:
    sku = new_sku(stock, 1)
    long_ledger(stock, sku, 60, note="Delivery of the week")
    whole = pages.get(card(sku))
    assert len(gzip.compress(whole.content)) < 14 * 1024
    assert len(gzip.compress(htmx.get(card(sku)).content)) < 7 * 1024
    assert len(gzip.compress(htmx.get(card(sku), headers={"HX-Target": "figure#chart"}).content)) < 2 * 1024
