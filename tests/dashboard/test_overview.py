"""A warehouse at a glance."""

import re
from http import HTTPStatus

import pytest
from django.test import Client

from inventory import InventoryManager
from inventory.entities import Warehouse
from tests.counting import CallLog
from tests.dashboard.low_shelves import filling, new_sku, rows, text  # noqa: F401
from tests.people import EVERYBODY, AsUser

HERE = "/?warehouse=GLANCE"


@pytest.fixture(scope="module", autouse=True)
def glance(stock: InventoryManager) -> dict[int, str]:
    """A warehouse with variants of 0, 0, 4, 10 and 11 units, an order that waits and two adjustments; SKU by units."""
    stock.registry.put_warehouse(Warehouse("GLANCE", "Hall of glances"))
    skus = {units: new_sku(stock, units, warehouse="GLANCE") for units in (0, 4, 10, 11)}
    new_sku(stock, 0, warehouse="GLANCE")
    big = new_sku(stock, 500, warehouse="GLANCE")
    stock.create_order_transaction("WAITS", "C", [{"sku": big, "quantity": 1, "price": "1"}])
    for change, reason, who in ((-5, "damaged", "ana"), (+8, "received", "tomasz")):
        stock.adjust_stock(big, change=change, reason=reason, note="<i>", actor=who, request_key=f"{who}-glance")
    return skus


def figures(page: str) -> dict[str, str]:
    found = re.findall(r"<dt>(?:<a [^>]*>)?([^<]*)(?:</a>)?</dt><dd>([^<]*)</dd>", page)
    return dict(found)


def test_four_figures_each_lead_on(pages: Client) -> None:
    page = text(pages.get(HERE))
    assert figures(page) == {
        "Out of stock": "2",
        "10 or fewer": "4",
        "Orders waiting": "1",
        "Units adjusted today": "13",
    }
    assert "2 adjustments by 2 people" in page
    links = re.findall(r'<dt><a href="([^"]*)"', page)
    assert links == [
        "/low-stock/?warehouse=GLANCE&threshold=0",
        "/low-stock/?warehouse=GLANCE&threshold=10",
        "/orders/?status=PENDING",
        "/activity/?warehouse=GLANCE",
    ]
    assert all(pages.get(link).status_code == HTTPStatus.OK for link in links)


def test_the_hours_of_today_are_drawn(pages: Client) -> None:
    page = text(pages.get(HERE))
    drawn = re.search(r'<svg class="hours"[^>]*aria-label="By hour, most between \d+ and \d+ UTC">(.*?)</svg>', page)
    assert drawn and drawn[1].count("<rect") in (1, 2)


def test_the_lowest_rows_come_first_and_nothing_that_is_not_low(pages: Client, glance: dict[int, str]) -> None:
    listed = rows(pages.get(HERE))
    assert len(listed) == 4 and listed[2:] == [glance[4], glance[10]]


def test_the_latest_movements_say_who_and_why(pages: Client) -> None:
    feed = re.findall(r"<li><time.*?</li>", pages.get(HERE).content.decode(), re.DOTALL)
    assert len(feed) == 8
    assert ">+8</span>" in feed[0] and "Received · tomasz · &lt;i&gt;" in feed[0]
    assert ">\N{MINUS SIGN}5</span>" in feed[1] and "Damaged · ana" in feed[1]


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
def test_everybody_signed_in_sees_it_and_adjusts_where_allowed(as_user: AsUser, who: str, htmx: bool) -> None:
    response = as_user(who, htmx).get(HERE)
    gone = HTTPStatus.UNAUTHORIZED if htmx else HTTPStatus.FOUND
    assert response.status_code == (gone if who == "nobody" else HTTPStatus.OK)
    assert (b"/adjust/" in response.content) is (who == "admin")


def test_a_warehouse_in_which_nothing_is_says_so(stock: InventoryManager, pages: Client) -> None:
    stock.registry.put_warehouse(Warehouse("BARE", "Bare hall"))
    page = text(pages.get("/?warehouse=BARE"))
    assert "Nothing runs low" in page and "Nothing moved" in page and "none since midnight UTC" in page
    assert '<svg class="hours"' not in page


def test_a_table_in_which_nothing_is_says_so(pages: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(InventoryManager, "warehouses", lambda self: ())
    response = pages.get("/")
    assert response.status_code == HTTPStatus.OK and "Nothing here yet" in text(response)
    response = pages.get("/low-stock/")
    assert response.status_code == HTTPStatus.OK and "No warehouses yet" in text(response)


@pytest.mark.parametrize("warehouse", ["NOPE", "%00", "x" * 3000, "%3Cscript%3E"])
def test_a_warehouse_that_is_not_known_is_named(pages: Client, warehouse: str) -> None:
    response = pages.get(f"/?warehouse={warehouse}")
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "There is no warehouse" in text(response) and figures(text(response)) == {}
    assert b"<script>" not in response.content


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_overview_is_for_reading(pages: Client, method: str) -> None:
    assert getattr(pages, method)("/").status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert pages.head("/").status_code == HTTPStatus.OK


def test_what_it_costs(stock: InventoryManager, pages: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inventory.registry.KEEP_SECONDS", 1e9)
    pages.get(HERE)
    with CallLog.of(stock.client) as calls:
        pages.get(HERE)
    assert 2 <= len(calls.operations) <= 6 and "Scan" not in calls.operations
