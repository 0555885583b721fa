"""Every movement of a warehouse on a day."""

import re
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from inventory import InventoryManager
from tests.counting import CallLog
from tests.dashboard.ledgers import (
    HOME,
    HOSTILE,
    adjust,
    clock_of,
    column,
    error_beside,
    long_ledger,
    main,
    more_link,
    new_sku,
    rows,
)
from tests.people import EVERYBODY, AsUser

ADDRESS = "/activity/"
DAY = {"warehouse": HOME, "date": "2026-03-02"}
WHEN, SKU, CHANGE, BALANCE, REASON, WHO = range(6)


@pytest.fixture(scope="module")
def busy(stock: InventoryManager) -> str:
    """A SKU on 2 March 2026: opened at 8, adjusted by anna at 9, by ben at 10, ordered at 11; and again on the 3rd."""
    with pytest.MonkeyPatch.context() as patch:
        at = clock_of(patch)
        at("2026-03-02T08:00:00")
        sku = new_sku(stock, 10)
        at("2026-03-02T09:00:00")
        adjust(stock, sku, 7, note="<b>Pallet</b>")
        at("2026-03-02T10:00:00")
        adjust(stock, sku, -2, actor="ben", reason="damaged")
        at("2026-03-02T11:00:00")
        stock.create_order_transaction("O-1", "CUST-1", [{"sku": sku, "quantity": 4, "price": "1"}], actor="shop")
        at("2026-03-03T09:00:00")
        adjust(stock, sku, 1)
        adjust(stock, sku, 3, warehouse="WH002")
    return sku


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_who_is_signed_in_sees_it(as_user: AsUser, who: str) -> None:
    response = as_user(who).get(ADDRESS)
    assert response.status_code == (HTTPStatus.FOUND if who == "nobody" else HTTPStatus.OK)


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_it_is_only_read(pages: Client, method: str) -> None:
    assert getattr(pages, method)(ADDRESS).status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_a_day_newest_first_with_who_did_it_and_why(pages: Client, busy: str) -> None:
    response = pages.get(ADDRESS, DAY)
    table = rows(response)
    assert column(table, WHEN) == ["11:00", "10:00", "09:00", "08:00"]
    assert column(table, CHANGE) == ["\N{MINUS SIGN}4", "\N{MINUS SIGN}2", "+7", "+10"]
    assert column(table, BALANCE) == ["11", "15", "17", "10"]
    assert column(table, REASON) == ["Order O-1", "Damaged", "Received <b>Pallet</b>", "Opening"]
    assert column(table, WHO) == ["shop", "ben", "anna", "\N{EN DASH}"]
    text = main(response)
    assert f'href="{reverse("dashboard:stock", args=[busy])}?warehouse={HOME}"' in text
    assert f'href="{reverse("orders:order", args=["O-1"])}"' in text
    assert "<b>Pallet" not in text and "Monday, 2 March 2026" in text


def test_each_warehouse_has_its_own(pages: Client, busy: str) -> None:
    assert column(rows(pages.get(ADDRESS, {"warehouse": "WH002", "date": "2026-03-03"})), CHANGE) == ["+3"]


@pytest.mark.parametrize(
    ("asked", "changes"),
    [
        ({"actor": "anna"}, ["+7"]),
        ({"actor": " ben "}, ["\N{MINUS SIGN}2"]),
        ({"reason": "order"}, ["\N{MINUS SIGN}4"]),
        ({"reason": "received", "actor": "anna"}, ["+7"]),
        ({"reason": "received", "actor": "ben"}, []),
        ({"actor": "an"}, []),
        ({"date": "2026-03-03"}, ["+1"]),
        ({"date": "2026-03-01"}, []),
        ({"date": "2999-01-01"}, []),
    ],
)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
def test_filters_narrow_it(
    pages: Client, busy: str, asked: dict[str, str], changes: list[str], headers: dict[str, str]
) -> None:
    response = pages.get(ADDRESS, {**DAY, **asked}, headers=headers)
    assert response.status_code == HTTPStatus.OK
    assert column(rows(response) if changes else [], CHANGE) == changes
    if not changes:
        said = "No such movement" if {"actor", "reason"} & set(asked) else "Nothing moved on this day"
        assert said in main(response)


def test_today_unless_another_day_is_asked_for(stock: InventoryManager, pages: Client) -> None:
    sku = new_sku(stock)
    text = main(pages.get(ADDRESS, {"warehouse": HOME}))
    today = datetime.now(UTC).date()
    assert sku in text and f'name="date" value="{today}"' in text
    assert f"date={today - timedelta(days=1)}" in text and 'rel="next"' not in text


def test_days_lead_to_the_ones_beside_them_and_keep_the_filter(pages: Client, busy: str) -> None:
    text = main(pages.get(ADDRESS, {**DAY, "actor": "anna"}))
    links = {rel: link.replace("&amp;", "&") for link, rel in re.findall(r'href="([^"]*)" rel="(prev|next)"', text)}
    assert links == {
        "prev": f"{ADDRESS}?warehouse={HOME}&date=2026-03-01&actor=anna",
        "next": f"{ADDRESS}?warehouse={HOME}&date=2026-03-03&actor=anna",
    }


@pytest.mark.parametrize(
    ("asked", "field", "message"),
    [
        ({"date": "2026-02-30"}, "date", "not a day"),
        ({"date": "tomorrow"}, "date", "not a day"),
        ({"date": "0001-01-01"}, "date", "not a day"),
        ({"date": "9999-12-31"}, "date", "not a day"),
        ({"actor": "x" * 65}, "actor", "at most 64"),
        ({"actor": "a\x00b"}, "actor", "ull characters"),
        ({"actor": "a\x07b"}, "actor", "control characters"),
        ({"reason": "because"}, "reason", "no such reason"),
    ],
)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
def test_a_wrong_filter_is_explained_beside_its_field(
    pages: Client, asked: dict[str, str], field: str, message: str, headers: Any
) -> None:
    response = pages.get(ADDRESS, {**DAY, **asked}, headers=headers)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert message in error_beside(response, field)
    assert "Nothing is listed" in main(response)


@pytest.mark.parametrize("field", ["warehouse", "date", "actor", "reason", "cursor"])
@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_asked_for_is_answered(pages: Client, field: str, text: str) -> None:
    query = f"?{field}={quote(text.encode('utf-8', 'surrogateescape'))}"
    for headers in ({}, {"HX-Request": "true"}):
        response = pages.get(ADDRESS + query, headers=headers)
        assert response.status_code in (HTTPStatus.OK, HTTPStatus.UNPROCESSABLE_ENTITY)
        assert "<script>" not in main(response)
        assert field == "actor" or response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_fifty_rows_and_the_link_to_those_that_follow(stock: InventoryManager, pages: Client, htmx: Client) -> None:
    sku = new_sku(stock, 1)
    long_ledger(stock, sku, 60, created_at="2026-04-01T10:00:00.000000Z")
    first = pages.get(ADDRESS, {"warehouse": HOME, "date": "2026-04-01"})
    assert column(rows(first), BALANCE) == [str(n) for n in range(61, 11, -1)]
    fragment = htmx.get(more_link(first))
    assert column(rows(fragment), BALANCE) == [str(n) for n in range(11, 1, -1)]
    assert "<form" not in main(fragment) and "autofocus" in main(fragment)
    assert "Back to the newest" in main(pages.get(more_link(first)))
    elsewhere = pages.get(more_link(first).replace("2026-04-01", "2026-04-02"))
    assert elsewhere.status_code == HTTPStatus.UNPROCESSABLE_ENTITY and "no longer known" in main(elsewhere)


def test_a_filter_that_looked_through_much_says_until_when(
    stock: InventoryManager, pages: Client, htmx: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    sku = new_sku(stock, 1)
    long_ledger(stock, sku, 30, created_at="2026-05-01T11:42:00.000000Z")
    monkeypatch.setattr("inventory.dynamodb.paging.look_through.__defaults__", (10, lambda item: True))
    asked = {"warehouse": HOME, "date": "2026-05-01", "actor": "ben"}
    response = pages.get(ADDRESS, asked)
    assert response.status_code == HTTPStatus.OK and rows(response) == []
    assert "Looked through until 11:42" in main(response)
    link = more_link(response, "Look further")
    for _ in range(3):
        fragment = htmx.get(link)
        if "Look further" not in main(fragment):
            break
        link = more_link(fragment, "Look further")
    assert "Nothing more on this day" in main(fragment)


def test_it_costs_the_sign_in_and_one_call(stock: InventoryManager, pages: Client, busy: str) -> None:
    for asked in (DAY, {**DAY, "actor": "anna", "reason": "received"}):
        with CallLog.of(stock.client) as calls:
            pages.get(ADDRESS, asked)
        assert calls.operations == ["BatchGetItem", "Query"]
