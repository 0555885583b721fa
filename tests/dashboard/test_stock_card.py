"""The page of one SKU: its levels, its ledger, its chart, its stock as it was, all of it as a file."""

import re
from http import HTTPStatus
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from inventory import InventoryManager
from tests.dashboard.ledgers import (
    HOME,
    HOSTILE,
    adjust,
    card,
    column,
    main,
    new_sku,
    rows,
    words,
)
from tests.people import EVERYBODY, AsUser

FURTHER = "WH002"
MINUS = "\N{MINUS SIGN}"
CHANGE, BALANCE, ALLOCATED, REASON, WHO = 1, 2, 3, 4, 5


# Who may see it


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_who_is_signed_in_sees_it(stock: InventoryManager, as_user: AsUser, who: str) -> None:
    response = as_user(who).get(card("VEST-M"))
    if who == "nobody":
        assert response.status_code == HTTPStatus.FOUND and response["Location"].startswith("/sign-in/")
    else:
        assert response.status_code == HTTPStatus.OK and "VEST-M" in main(response)


@pytest.mark.parametrize("who", EVERYBODY[1:])
def test_only_who_may_change_that_stock_is_offered_to(stock: InventoryManager, as_user: AsUser, who: str) -> None:
    sku = new_sku(stock)
    adjust(stock, sku, 2)
    text = main(as_user(who).get(card(sku)))
    assert (f'href="{reverse("dashboard:adjust", args=[sku])}?warehouse={HOME}" data-dialog' in text) is (
        who == "admin"
    )
    assert (reverse("dashboard:undo", args=[sku]) in text) is (who == "admin")


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_it_is_only_read(pages: Client, method: str) -> None:
    assert getattr(pages, method)(card("VEST-M")).status_code == HTTPStatus.METHOD_NOT_ALLOWED


@pytest.mark.parametrize("sku", ["NOTHING", "vest-m", "a#b", "x" * 65, "\x00", " VEST-M", "🙃" * 65, "<script>"])
@pytest.mark.parametrize("query", ["", "?format=csv", "?from=abc"])
def test_an_unknown_or_impossible_sku_is_not_found(pages: Client, sku: str, query: str) -> None:
    assert pages.get(f"/stock/{quote(sku)}/{query}").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("sku", ["A/B", ".", "50%", "a b", "Ö-1"])
def test_a_sku_of_any_sign_has_an_card(stock: InventoryManager, pages: Client, sku: str) -> None:
    stock.create_product(f"P {sku.replace('/', '-')}", "Odd", "Things", "1", variants=[{"sku": sku, "price": "1"}])
    adjust(stock, sku, 1)
    response = pages.get(card(sku))
    assert response.status_code == HTTPStatus.OK
    assert reverse("dashboard:undo", args=[sku]) in main(response)


# What it says


def test_what_is_known_of_a_sku(stock: InventoryManager, pages: Client) -> None:
    sku = new_sku(stock, 3, barcode="4006381333931", reorder_point=5, reorder_level=40, pack_size=6, name="Red one")
    text = words(main(pages.get(card(sku))))
    for known in ("Red one", f"Thing {sku}", "4006381333931", "Price 2.50", "Reorder point 5", "Order up to 40"):
        assert known in text
    assert "Ordered in packs of 6" in text and "Low" in text
    assert reverse("dashboard:product", args=[f"P-{sku}"]) in main(pages.get(card(sku)))


def test_the_levels_of_each_warehouse_and_their_sum(stock: InventoryManager, pages: Client) -> None:
    sku = new_sku(stock, 20)
    adjust(stock, sku, 2, warehouse=FURTHER)
    stock.create_order_transaction(f"O-{sku}", "CUST-1", [{"sku": sku, "quantity": 4, "price": "1"}])
    response = pages.get(card(sku))
    assert [[row[0], *row[2:6]] for row in rows(response, "held")] == [
        [HOME, "20", "4", "16", "In stock"],
        [FURTHER, "2", "0", "2", "Critical"],
    ]
    assert "All 22 4 18" in words(main(response))


def test_the_ledger_newest_first_with_what_caused_it(stock: InventoryManager, pages: Client) -> None:
    sku = new_sku(stock, 20)
    adjust(stock, sku, -2, reason="damaged", note="Fell <off> the rack", request_key=f"scan-{sku}")
    stock.create_order_transaction(f"O/{sku}", "CUST-1", [{"sku": sku, "quantity": 4, "price": "1"}], actor="shop")
    response = pages.get(card(sku))
    table = rows(response)
    assert column(table, CHANGE) == [f"{MINUS}4", f"{MINUS}2", "+20"]
    assert column(table, BALANCE) == ["14", "18", "20"]
    assert column(table, ALLOCATED) == ["+4 4", "", ""]
    assert column(table, REASON) == [f"Order O/{sku}", f"Damaged scan-{sku} Fell <off> the rack", "Opening"]
    assert column(table, WHO) == ["shop", "anna", "\N{EN DASH}"]
    assert f'href="{reverse("orders:order", args=[f"O/{sku}"])}"' in main(response)
    assert "<off>" not in main(response)


def test_a_key_that_a_form_made_up_is_nothing_to_read(stock: InventoryManager, pages: Client) -> None:
    sku = new_sku(stock)
    adjust(stock, sku, 1)
    assert column(rows(pages.get(card(sku))), REASON)[0] == "Received"


def test_only_adjustments_that_stand_have_a_button_to_undo_them(stock: InventoryManager, pages: Client) -> None:
    sku = new_sku(stock, 20)
    for change in (1, 2):
        adjust(stock, sku, change)
    stock.create_order_transaction(f"O-{sku}", "CUST-1", [{"sku": sku, "quantity": 4, "price": "1"}])
    stock.undo_adjustment(sku, HOME, 2, "ben")
    response = pages.get(card(sku))
    assert column(rows(response), 6) == ["", "", "Undo movement 3", "", ""]
    text = main(response)
    assert '<a href="#move-2">Undoes movement 2</a>' in text and '<a href="#move-5">Undone by movement 5</a>' in text
    assert 'id="move-5"' in text and 'id="move-2"' in text


def test_a_retired_sku_says_so_and_stays_readable(stock: InventoryManager, pages: Client) -> None:
    sku = new_sku(stock, 3)
    adjust(stock, sku, -3)
    stock.retire_variant(sku, actor="ben")
    response = pages.get(card(sku))
    text = main(response)
    assert "Retired" in text and "out of use" in text
    assert f"{MINUS}3" in column(rows(response), CHANGE)
    assert reverse("dashboard:undo", args=[sku]) not in text and reverse("dashboard:adjust", args=[sku]) not in text


# Which warehouse


def test_the_ledger_is_of_the_warehouse_in_the_card(stock: InventoryManager, pages: Client) -> None:
    sku = new_sku(stock, 20)
    adjust(stock, sku, 7, warehouse=FURTHER)
    assert column(rows(pages.get(card(sku), {"warehouse": FURTHER})), CHANGE) == ["+7"]


def test_else_of_the_one_last_chosen_where_it_holds_the_sku_else_of_its_home(
    stock: InventoryManager, as_user: AsUser
) -> None:
    sku, other = new_sku(stock, 20), new_sku(stock, 30)
    adjust(stock, sku, 7, warehouse=FURTHER)
    browser = as_user("viewer")
    browser.get(card(sku), {"warehouse": FURTHER})
    assert column(rows(browser.get(card(sku))), CHANGE) == ["+7"]
    response = browser.get(card(other))
    assert column(rows(response), CHANGE) == ["+30"]
    assert re.search(rf'<option value="{HOME}" selected>', response.content.decode())


def test_a_warehouse_that_never_had_it_says_so(stock: InventoryManager, pages: Client) -> None:
    sku = new_sku(stock)
    response = pages.get(card(sku), {"warehouse": FURTHER})
    text = main(response)
    assert response.status_code == HTTPStatus.OK and f"No stock in {FURTHER} yet" in text
    assert f"{reverse('dashboard:adjust', args=[sku])}?warehouse={FURTHER}" in text


@pytest.mark.parametrize("warehouse", ["NOWHERE", *HOSTILE])
@pytest.mark.parametrize("more", [{}, {"format": "csv"}, {"cursor": "x"}])
def test_an_unknown_warehouse_is_explained(pages: Client, warehouse: str, more: dict[str, str]) -> None:
    query = f"?warehouse={quote(warehouse.encode('utf-8', 'surrogateescape'))}" + "".join(
        f"&{k}={v}" for k, v in more.items()
    )
    response = pages.get(card("VEST-M") + query)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "There is no warehouse" in main(response) and "<script>" not in main(response)
    assert rows(response, "held")[0][0] == HOME
