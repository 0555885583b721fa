"""Where a SKU lies: the form on its bin, and the pages that show it."""

import re
from html import unescape
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from inventory import InventoryManager
from inventory.errors import OutcomeUnknown, StockBusy
from tests.counting import CallLog
from tests.dashboard.low_shelves import (
    filling,  # noqa: F401  a fixture
    new_sku,
    row,
    text,
)
from tests.dashboard.test_editing import fields
from tests.people import EVERYBODY, AsUser

NAMES = ["A-12-3", "Regal #7 & <b>", "رف ٣", "x" * 32]


@pytest.fixture
def sku(stock: InventoryManager) -> str:
    """Five units in WH001, low at ten, and three in WH002."""
    made = new_sku(stock, 5, reorder_point=10)
    stock.update_stock(made, f"P-{made}", 3, warehouse="WH002")
    return made


def address(sku: str, warehouse: str = "WH001", **query: str) -> str:
    asked = "".join(f"&{name}={quote(value)}" for name, value in query.items())
    return f"/bin/{quote(sku)}/?warehouse={warehouse}{asked}"


def placed(stock: InventoryManager, sku: str) -> list[str]:
    """The bins in each warehouse, the home's first."""
    card = stock.get_stock_card(sku)
    assert card
    return [level.bin for level in card.variant.levels]


def field(response: Any) -> str:
    """The one field of the form."""
    found = re.search(r'<input type="text" name="bin"[^>]*>', response.content.decode())
    assert found, "no field for the bin"
    return unescape(found[0])


def cells(response: Any, kind: str) -> list[str]:
    """What the cells of a column say."""
    found = re.findall(rf'<td class="{kind}"[^>]*>(.*?)</td>', response.content.decode(), re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]*>", " ", cell)).split()) for cell in found]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", EVERYBODY)
def test_admins_of_the_warehouse_say_where_it_lies_and_others_are_told_so(
    stock: InventoryManager, as_user: AsUser, who: str, method: str, sku: str
) -> None:
    response = getattr(as_user(who), method)(address(sku), {"bin": "A-1"} if method == "post" else {})
    done = HTTPStatus.OK if method == "get" else HTTPStatus.SEE_OTHER
    assert response.status_code == {"nobody": HTTPStatus.FOUND, "admin": done}.get(who, HTTPStatus.FORBIDDEN)
    assert placed(stock, sku) == (["A-1", ""] if (who, method) == ("admin", "post") else ["", ""])
    if who == "other-admin":
        assert "may not edit products in WH001" in text(response)


@pytest.mark.parametrize("name", NAMES)
def test_without_script_the_page_before_follows_and_says_it(
    stock: InventoryManager, pages: Client, sku: str, name: str
) -> None:
    shown = pages.get(address(sku, "WH002", next=f"/products/P-{sku}/"))
    assert "<html" in text(shown) and f"{sku}, WH002: <b>3</b> on hand" in text(shown)
    assert 'value="' not in field(shown) and "autofocus" in field(shown)
    response = pages.post(address(sku, "WH002", next=f"/products/P-{sku}/"), {"bin": f"  {name} "})
    assert (response.status_code, response["Location"]) == (HTTPStatus.SEE_OTHER, f"/products/P-{sku}/")
    page = pages.get(response["Location"])
    assert f"{sku} lies in bin {name} in WH002." in text(page)
    assert "<b>," not in page.content.decode(), "what people wrote is text"
    assert placed(stock, sku) == ["", name]
    assert f'value="{name}"' in field(pages.get(address(sku, "WH002")))


@pytest.mark.parametrize("elsewhere", ["", "https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_the_way_back_leads_nowhere_else(pages: Client, sku: str, elsewhere: str) -> None:
    response = pages.post(address(sku, next=elsewhere), {"bin": "A-1"})
    assert response["Location"] == f"/stock/{sku}/?warehouse=WH001"


def test_in_the_dialog_the_page_hears_of_it(stock: InventoryManager, htmx: Client, sku: str) -> None:
    form = htmx.get(address(sku))
    assert b"<html" not in form.content and b'hx-target="closest .in-place"' in form.content
    response = htmx.post(address(sku), {"bin": "A-1"})
    assert response.status_code == HTTPStatus.OK
    assert response.content.count(b"<hx-partial") == 1 and b"<form" not in response.content
    assert f"{sku} lies in bin A-1 in WH001." in text(response)
    assert '"stock-changed"' in response["HX-Trigger"]
    assert placed(stock, sku) == ["A-1", ""]


def test_it_is_taken_away_by_an_empty_field(stock: InventoryManager, htmx: Client, sku: str) -> None:
    htmx.post(address(sku), {"bin": "A-1"})
    assert f"{sku} has no bin in WH001 any more." in text(htmx.post(address(sku), {"bin": " "}))
    assert placed(stock, sku) == ["", ""]


@pytest.mark.parametrize(
    ("typed", "marked"),
    [
        ("x" * 33, "at most 32 characters"),
        ("x" * 10_000, "at most 32 characters"),
        ("A\x00", "Null characters"),
        ("A\x07B", "control characters"),
        ("A\nB", "control or invisible"),
        ("A\u202eB", "control or invisible"),
    ],
)
@pytest.mark.parametrize("fragment", [False, True])
def test_what_cannot_be_read_on_a_shelf_is_said_beside_the_field(
    stock: InventoryManager, as_user: AsUser, sku: str, typed: str, marked: str, fragment: bool
) -> None:
    response = as_user("admin", fragment).post(address(sku), {"bin": typed})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert marked in text(response) and 'aria-invalid="true"' in field(response)
    assert typed[:5].strip("\x00") in field(response), "what was typed stays"
    assert placed(stock, sku) == ["", ""]


@pytest.mark.parametrize("name", ["NOTHING", "a%23b", "x" * 65, "%00", "%1b"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_sku_that_is_not_there_is_not_found(pages: Client, name: str, method: str) -> None:
    assert getattr(pages, method)(f"/bin/{name}/?warehouse=WH001").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(pages: Client, sku: str, method: str) -> None:
    assert getattr(pages, method)(address(sku)).status_code == HTTPStatus.METHOD_NOT_ALLOWED


@pytest.mark.parametrize("method", ["get", "post"])
def test_where_it_never_was_it_lies_nowhere(stock: InventoryManager, pages: Client, method: str) -> None:
    sku = new_sku(stock, 5)
    response = getattr(pages, method)(address(sku, "WH002"), {"bin": "A-1"} if method == "post" else {})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert f"Nothing of {sku} was ever recorded in WH002" in text(response)


@pytest.mark.parametrize("warehouse", ["NOPE", "%00", "x" * 5000, "%3Cscript%3E"])
def test_a_warehouse_that_is_not_known_is_named(pages: Client, sku: str, warehouse: str) -> None:
    response = pages.post(address(sku, warehouse), {"bin": "A-1"})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "There is no warehouse" in text(response) and b"<script>" not in response.content


def test_what_is_retired_is_not_placed_any_more(stock: InventoryManager, pages: Client) -> None:
    sku = new_sku(stock, 0)
    stock.retire_variant(sku)
    assert "This is retired" in text(pages.get(address(sku)))
    response = pages.post(address(sku), {"bin": "A-1"})
    assert response.status_code == HTTPStatus.CONFLICT and "retired" in text(response)
    assert f"/bin/{sku}/" not in text(pages.get(f"/stock/{sku}/"))


@pytest.mark.parametrize("fragment", [False, True])
@pytest.mark.parametrize("error", [StockBusy(), OutcomeUnknown("lost")])
def test_trouble_keeps_the_form_and_says_what_to_do(
    as_user: AsUser, sku: str, monkeypatch: pytest.MonkeyPatch, error: Exception, fragment: bool
) -> None:
    def fails(*given: object) -> None:
        raise error

    monkeypatch.setattr(InventoryManager, "set_bin", fails)
    response = as_user("admin", fragment).post(address(sku), {"bin": "A-1"})
    unknown = HTTPStatus.CONFLICT if fragment else HTTPStatus.SERVICE_UNAVAILABLE
    assert response.status_code == (unknown if isinstance(error, OutcomeUnknown) else HTTPStatus.CONFLICT)
    assert 'value="A-1"' in field(response) and "ave again" in text(response)


@pytest.mark.parametrize("who", EVERYBODY[1:])
def test_everybody_sees_where_it_lies_and_who_may_is_offered_to_change_it(
    stock: InventoryManager, as_user: AsUser, who: str, sku: str
) -> None:
    stock.set_bin(sku, "WH001", "A-12-3", "")
    without = "Set bin" if who == "admin" else ""
    product, card = (as_user(who).get(page) for page in (f"/products/P-{sku}/", f"/stock/{sku}/"))
    assert cells(product, "c-warehouse") == ["WH001 Bin A-12-3", f"WH002 {without}".strip()]
    assert cells(card, "c-bin")[:2] == ["A-12-3", without]
    for response in (product, card):
        assert response.content.count(b'href="/bin/') == (2 if who == "admin" else 0)


def test_rows_of_low_stock_say_where_it_lies_there(stock: InventoryManager, viewer: Client) -> None:
    sku, none = (new_sku(stock, 1, warehouse="ATTIC", reorder_point=5) for _ in range(2))
    stock.update_stock(sku, f"P-{sku}", 100, warehouse="WH002")
    stock.set_bin(sku, "WH002", "Z-9", "")
    stock.set_bin(sku, "ATTIC", "A-12 <b>", "")
    response = viewer.get("/low-stock/?warehouse=ATTIC")
    assert f"{sku} Bin A-12 <b> |" in row(response, sku)
    assert f"{none} |" in row(response, none)
    assert f"{sku} Bin A-12 <b> |" in row(viewer.get("/?warehouse=ATTIC"), sku)


def test_a_link_opens_the_form_and_says_what_it_does(stock: InventoryManager, pages: Client, sku: str) -> None:
    stock.set_bin(sku, "WH001", 'A"1', "")
    links = re.findall(r'<a class="bin"[^>]*>', text(pages.get(f"/products/P-{sku}/")))
    assert all("data-dialog" in link for link in links)
    assert f"change the bin of {sku} in WH001" in links[0] and f"Set bin of {sku} in WH002" in links[1]
    followed = re.search(r'href="([^"]*)"', links[1])
    assert followed and f"{sku}, WH002" in text(pages.get(followed[1]))


def test_the_file_of_low_stock_says_where_to_look(stock: InventoryManager, pages: Client, sku: str) -> None:
    stock.set_bin(sku, "WH001", "=A1", "")
    lines = b"".join(pages.get("/low-stock/?warehouse=WH001&threshold=own&format=csv").streaming_content)  # type: ignore[attr-defined]
    assert f",{sku},P-{sku},WH001,'=A1,5," in lines.decode()
    assert b"Warehouse,Bin,On hand" in lines


def test_the_form_on_stock_says_where_to_put_it(stock: InventoryManager, pages: Client, sku: str) -> None:
    stock.set_bin(sku, "WH001", "A-12-3", "")
    assert f"{sku}, WH001, bin A-12-3: <b>5</b> on hand" in text(pages.get(f"/adjust/{sku}/?warehouse=WH001"))


def test_the_form_on_a_variant_has_its_bin_at_home(stock: InventoryManager, pages: Client, sku: str) -> None:
    path = f"/edit-variant/{sku}/"
    sent = fields(pages.get(path))
    assert sent["bin"] == ""
    assert pages.post(path, {**sent, "bin": " B-7 "}).status_code == HTTPStatus.SEE_OTHER
    assert placed(stock, sku) == ["B-7", ""]
    overtaken = pages.post(path, {**sent, "bin": "C-1"})
    assert overtaken.status_code == HTTPStatus.CONFLICT and "Now it is Bin: B-7." in text(overtaken)
    refused = pages.post(path, {**fields(pages.get(path)), "bin": "x" * 33})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY and "at most 32" in text(refused)


def test_who_has_no_say_in_the_home_warehouse_edits_the_rest(
    stock: InventoryManager, other_admin: Client, sku: str
) -> None:
    stock.set_bin(sku, "WH001", "A-1", "")
    path = f"/edit-variant/{sku}/"
    sent = fields(other_admin.get(path))
    assert "bin" not in sent
    stock.set_bin(sku, "WH001", "A-2", "")
    refused = other_admin.post(path, {**sent, "price": "9", "bin": "Z-9"})
    assert refused.status_code == HTTPStatus.CONFLICT
    assert other_admin.post(path, {**fields(refused), "bin": "Z-9"}).status_code == HTTPStatus.SEE_OTHER
    card = stock.get_stock_card(sku)
    assert card and (str(card.variant.price), card.variant.bin) == ("9.00", "A-2")


def test_a_new_variant_is_made_with_its_bin_once(stock: InventoryManager, pages: Client, sku: str) -> None:
    path = f"/new-variant/P-{sku}/"
    sent = {**fields(pages.get(path)), "sku": f"{sku}-N", "warehouse": "WH002", "bin": "C-3"}
    for _ in range(2):
        assert pages.post(path, sent).status_code == HTTPStatus.SEE_OTHER
    assert placed(stock, f"{sku}-N") == ["C-3"]
    assert pages.post(path, {**sent, "bin": "C-4"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_what_it_costs(
    stock: InventoryManager, pages: Client, htmx: Client, sku: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inventory.registry.KEEP_SECONDS", 1e9)
    htmx.get(address(sku))
    with CallLog.of(stock.client) as calls:
        pages.get(address(sku))
        assert calls.operations == ["BatchGetItem"] * 2, "who asks, and the levels"
        calls.clear()
        htmx.post(address(sku), {"bin": "A-1"})
        assert calls.operations == ["BatchGetItem", "BatchGetItem", "GetItem", "TransactWriteItems"]
