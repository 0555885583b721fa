"""Picking by scanning: what is counted, what is not, and what the picker hears."""

import gzip
import uuid
from http import HTTPStatus

import pytest
from django.test import Client

from inventory import InventoryManager
from inventory.errors import EngineUnavailable, OutcomeUnknown, StockBusy
from tests.counting import CallLog
from tests.dashboard.ledgers import HOSTILE, main, words
from tests.orders.picks import (
    keys_of,
    line_address,
    new_order,
    part,
    pick_address,
    picked,
    replaced,
    said,
    scan,
    scan_address,
    shelves,  # noqa: F401  a fixture
    stops,
)
from tests.people import AsUser

# A test's browser writes no half of a pair of surrogates into a form.
WRONG = [*(code for code in HOSTILE if code != "\udcff"), "VEST", "VEST-XL", "4006381333930"]


@pytest.fixture
def order(stock: InventoryManager) -> str:
    """An order of the test's own that is being picked: 3 VEST-M, 1 VEST-L, 12 VEST-S."""
    return new_order(stock)


def away(*args: object, **kwargs: object) -> None:
    raise EngineUnavailable("no engine answers")


# Scanning


def test_a_scan_counts_one_unit_and_replaces_what_it_changed(
    stock: InventoryManager, as_user: AsUser, order: str
) -> None:
    htmx = as_user("staff", htmx=True)
    response = scan(htmx, order, "VEST-M", query="?after=0")
    assert response.status_code == HTTPStatus.OK
    assert replaced(response) == ["#said", "#scan-key", "#progress", "#scanned", "#stop-1"]
    assert part(response, "#said") == "1 of 3 VEST-M · bin A-12-3 Vest <VEST-M>"
    assert part(response, "#progress").startswith("1 of 16 units, 0 of 3 lines")
    assert stops(response) == ["A-12-3 Vest <VEST-M> VEST-M 1 of 3 All 3"]
    assert part(response, "#scanned") == ""
    assert b"role=" not in response.content and b"<html" not in response.content
    assert len(gzip.compress(response.content)) < 5 * 1024
    assert picked(stock, order) == [1, 0, 0]


def test_the_last_unit_of_a_line_ticks_it(stock: InventoryManager, htmx: Client, order: str) -> None:
    response = scan(htmx, order, "VEST-L")
    assert part(response, "#said").startswith("1 of 1 VEST-L")
    assert 'class="said full"' in response.content.decode()
    assert 'id="stop-2" class="done changed"' in response.content.decode()
    assert "1 of 3 lines" in part(response, "#progress")


def test_a_barcode_counts_as_its_sku(stock: InventoryManager, htmx: Client, order: str) -> None:
    assert part(scan(htmx, order, "4006381333931"), "#said").startswith("1 of 12 VEST-S · bin A-2-1")
    assert part(scan(htmx, order, " vest-s "), "#said").startswith("2 of 12 VEST-S")
    assert picked(stock, order) == [0, 0, 2]


def test_a_scan_costs_five_calls_and_the_sign_in(stock: InventoryManager, htmx: Client, order: str) -> None:
    scan(htmx, order, "VEST-M")
    with CallLog.of(stock.client) as calls:
        scan(htmx, order, "VEST-M")
    assert calls.operations == ["BatchGetItem", "Query", "TransactWriteItems", "Query", "BatchGetItem"]


@pytest.mark.parametrize("code", WRONG)
@pytest.mark.parametrize("fragment", [False, True], ids=["page", "fragment"])
def test_what_is_not_in_the_order_is_said_and_not_counted(
    stock: InventoryManager, as_user: AsUser, order: str, code: str, fragment: bool
) -> None:
    response = scan(as_user("staff", fragment), order, code)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    text = main(response)
    assert 'role="alert"' in text and "<script>alert" not in text and len(said(response)) < 120
    assert picked(stock, order) == [0, 0, 0]
    if fragment:
        assert replaced(response) == ["#said", "#scan-key"]
    else:
        assert len(stops(response)) == 3 and code not in text[text.index('<input id="code"') :].partition(">")[0]


def test_a_wrong_scan_is_named(htmx: Client, order: str) -> None:
    assert said(scan(htmx, order, "<b>NOPE</b>")) == "Not in this order <b>NOPE</b> Not counted."


def test_a_barcode_of_other_goods_is_wrong(stock: InventoryManager, htmx: Client) -> None:
    order = new_order(stock, line_3={"shipped": 12})
    assert said(scan(htmx, order, "4006381333931")).startswith("Not in this order 4006381333931")


def test_an_empty_scan_asks_for_one(pages: Client, order: str) -> None:
    response = scan(pages, order, "  ")
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert said(response) == "Nothing was counted Scan or type a SKU or a barcode."


@pytest.mark.parametrize("fragment", [False, True], ids=["page", "fragment"])
def test_a_surplus_scan_says_that_all_are_picked(stock: InventoryManager, as_user: AsUser, fragment: bool) -> None:
    order = new_order(stock, line_1={"picked": 3}, line_2={"picked": 1})
    client = as_user("staff", fragment)
    response = scan(client, order, "VEST-M")
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert said(response) == "All 3 are picked already VEST-M · bin A-12-3 Not counted."
    assert 'class="said surplus" role="alert"' in main(response)
    assert "A-12-3 Vest <VEST-M> VEST-M 3 of 3 All 3" in stops(response)
    assert said(scan(client, order, "VEST-L")).startswith("It is picked already")
    assert picked(stock, order) == [3, 1, 0]


def test_the_same_scan_sent_twice_counts_once(stock: InventoryManager, htmx: Client, order: str) -> None:
    key = keys_of(htmx.get(pick_address(order)))[0]
    first = scan(htmx, order, "VEST-M", key)
    again = scan(htmx, order, "VEST-M", key)
    assert again.status_code == HTTPStatus.OK
    assert part(again, "#said") == "1 of 3 VEST-M · bin A-12-3 It was counted before, and not twice."
    next_key = keys_of(first)[0]
    assert next_key not in (key, *keys_of(again)[:1])
    assert part(scan(htmx, order, "VEST-M", next_key), "#said").startswith("2 of 3")
    assert picked(stock, order) == [2, 0, 0]


def test_a_key_is_of_one_scan(stock: InventoryManager, htmx: Client, order: str) -> None:
    key = uuid.uuid4().hex
    scan(htmx, order, "VEST-M", key)
    response = scan(htmx, order, "VEST-S", key)
    assert response.status_code == HTTPStatus.CONFLICT
    assert said(response).startswith("Nothing was counted This form was sent before")
    assert keys_of(response)[0] != key
    assert picked(stock, order) == [1, 0, 0]


@pytest.mark.parametrize("key", ["", "x", "G" * 32, "a" * 31, "a" * 33, "\x00" * 32])
@pytest.mark.parametrize("fragment", [False, True], ids=["page", "fragment"])
def test_without_its_key_nothing_is_counted_and_the_form_gets_one(
    stock: InventoryManager, as_user: AsUser, order: str, key: str, fragment: bool
) -> None:
    client = as_user("staff", fragment)
    response = client.post(scan_address(order), {"code": "VEST-M", "request_key": key})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "not complete" in said(response) and len(keys_of(response)[0]) == 32
    response = client.post(line_address(order, 1), {"units": "3", "request_key": key})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY and "not complete" in words(main(response))
    assert picked(stock, order) == [0, 0, 0]


def test_without_a_script_the_next_page_says_what_was_counted(staff: Client, order: str) -> None:
    response = scan(staff, order, "VEST-M")
    assert response.status_code == HTTPStatus.SEE_OTHER and response["Location"] == pick_address(order, "?after=0")
    page = staff.get(response["Location"])
    assert said(page) == "1 of 3 · VEST-M · bin A-12-3 · Vest <VEST-M>"
    assert "data-toast" not in page.content.decode()
    assert "1 of 3" not in said(staff.get(response["Location"]))


# Trouble


@pytest.mark.parametrize("fragment", [False, True], ids=["page", "fragment"])
def test_what_is_counted_is_said_also_where_the_list_cannot_be_read(
    stock: InventoryManager, as_user: AsUser, order: str, fragment: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_user("staff", fragment)
    with monkeypatch.context() as patch:
        patch.setattr(InventoryManager, "get_pick_list", away)
        response = scan(client, order, "VEST-M")
    if fragment:
        assert replaced(response) == ["#said", "#scan-key"] and part(response, "#said").startswith("1 of 3 VEST-M")
    else:
        assert said(client.get(response["Location"])).startswith("1 of 3 · VEST-M")
    assert picked(stock, order) == [1, 0, 0]


def test_an_engine_that_is_away_is_explained(pages: Client, order: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(InventoryManager, "get_pick_list", away)
    response = pages.get(pick_address(order))
    assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE and "cannot be reached" in main(response)


def test_an_outcome_that_is_not_known_is_not_called_a_failure(
    htmx: Client, pages: Client, order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*args: object, **kwargs: object) -> None:
        raise OutcomeUnknown("no answer")

    monkeypatch.setattr(InventoryManager, "pick_scan", unknown)
    assert scan(htmx, order, "VEST-M").status_code == HTTPStatus.SERVICE_UNAVAILABLE
    response = scan(pages, order, "VEST-M")
    assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE and "may not be saved" in main(response)


def test_a_busy_order_asks_to_try_again(htmx: Client, order: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*args: object, **kwargs: object) -> None:
        raise StockBusy

    monkeypatch.setattr(InventoryManager, "pick_scan", busy)
    response = scan(htmx, order, "VEST-M")
    assert response.status_code == HTTPStatus.CONFLICT and "Try again" in said(response)
