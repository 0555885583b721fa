"""What a rejected order tells, and writing it again."""

from dataclasses import replace
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from inventory import InventoryManager
from inventory.dynamodb import order_story_items
from inventory.entities import OrderStatus
from inventory.order_story import Shortages
from tests.dashboard.ledgers import main, rows, words
from tests.orders.books import a_line, an_order, put_orders
from tests.orders.new_orders import (
    NEW,
    available,
    error_of,
    filling,  # noqa: F401  a fixture
    new_sku,
    order_id,
    place,
    text,
    typed,
    value,
)
from tests.orders.new_orders import line as typed_line
from tests.orders.placed import HOSTILE_TEXTS, address
from tests.people import EVERYBODY, AsUser


def rejected(stock: InventoryManager, name: str, skus: list[str], units: int = 7, short: int = 1, **more: Any) -> str:
    """An order of so many units of each, of which the first ``short`` lines were short with one left."""
    order = an_order(name, status=OrderStatus.REJECTED, units=units * len(skus), line_count=len(skus), **more)
    lines = [replace(a_line(order, sku, units, index=i), closed=units) for i, sku in enumerate(skus, start=1)]
    put_orders(stock, [order], lines)
    told = tuple((line.index, units, 1) for line in lines[:short])
    stock.client.batch_write([order_story_items.shortages_item(Shortages(name, told))])
    return name


def test_of_very_many_short_lines_a_hundred_are_told_and_the_others_are_a_link_away(
    stock: InventoryManager, viewer: Client
) -> None:
    name = rejected(stock, "REJ/130", [f"S-{i}" for i in range(1, 161)], short=130)
    page = viewer.get(address("order", name))
    assert [row[0] for row in rows(page, "short")] == [f"S-{i} S-{i}" for i in range(1, 101)]
    whole = f"{address('order', name)}?short=all"
    assert f'href="{whole}">30 more short lines<' in main(page)
    page = viewer.get(whole)
    assert [row[0] for row in rows(page, "short")] == [f"S-{i} S-{i}" for i in range(1, 131)]
    assert "more short lines" not in words(main(page))


@pytest.mark.parametrize("asked", ["", "ALL", "\x00", "x" * 5000, "<script>"])
def test_asked_for_otherwise_it_is_a_hundred(stock: InventoryManager, viewer: Client, asked: str) -> None:
    name = rejected(stock, "REJ-101", [f"S-{i}" for i in range(1, 102)], short=101)
    page = viewer.get(address("order", name), {"short": asked})
    assert len(rows(page, "short")) == 100 and "1 more short line<" in main(page)


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_works_on_orders_may_write_it_again(stock: InventoryManager, as_user: AsUser, who: str) -> None:
    name = rejected(stock, "REJ & 1", [new_sku(stock)])
    page, again = as_user(who).get(address("order", name)), f"{NEW}?again={quote(name)}"
    may = who in ("staff", "admin", "other-admin")
    assert (f'href="{again}">Write it again<' in main(page)) is may if who != "nobody" else page.status_code != 200
    assert (as_user(who).get(again).status_code == HTTPStatus.OK) is may


def test_written_again_it_has_its_customer_and_lines_and_is_another_order(
    stock: InventoryManager, staff: Client
) -> None:
    skus = [new_sku(stock), new_sku(stock)]
    name = rejected(stock, "REJ-2", skus, 12, customer_id="CUST <2>")
    page = staff.get(NEW, {"again": name})
    assert value(page, "customer") == "CUST <2>" and value(page, "many") == ""
    assert {sku: quantity for sku, (quantity, *_) in typed(page).items()} == dict.fromkeys(skus, "12")
    assert "2 SKUs added." in text(page) and order_id(page) != name
    assert [available(stock, sku) for sku in skus] == [10, 10]


def test_once_there_is_enough_it_can_be_placed(stock: InventoryManager, staff: Client) -> None:
    sku = new_sku(stock)
    page = staff.get(NEW, {"again": rejected(stock, "REJ-3", [sku])})
    ((shown, (units, warehouse, price)),) = typed(page).items()
    placed = place(
        staff,
        typed_line(shown, units, price, warehouse),
        order_id=order_id(page),
        customer=value(page, "customer"),
    )
    assert placed.status_code == HTTPStatus.SEE_OTHER and available(stock, sku) == 3


@pytest.mark.parametrize("sku", ['"Q"', 'M8 3/8" x 4', "A,7", "A;1,000", "A 5", "1,000"])
def test_whatever_signs_a_sku_has_it_is_written_again(stock: InventoryManager, staff: Client, sku: str) -> None:
    if stock.find_sku(sku) is None:
        stock.create_product(f"P {sku.encode().hex()}", "Odd", "Odd", "1", variants=[{"sku": sku, "price": "1"}])
    page = staff.get(NEW, {"again": rejected(stock, f"REJ {sku}", [sku])})
    assert {sku: quantity for sku, (quantity, *_) in typed(page).items()} == {sku: "7"}


def test_what_cannot_be_ordered_any_more_is_said_and_the_list_is_kept(stock: InventoryManager, staff: Client) -> None:
    sku, retired = new_sku(stock), new_sku(stock, 0)
    stock.retire_variant(retired)
    page = staff.get(NEW, {"again": rejected(stock, "REJ-4", [sku, retired])})
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY and typed(page) == {}
    assert error_of(page, "id_many") == f"Nothing was added. {retired} is retired and cannot be ordered."
    assert sku in value(page, "many") and value(page, "customer") == "CUST-1"


@pytest.mark.parametrize("name", ["", "NOTHING", "a#b", "x" * 65, "..", *HOSTILE_TEXTS])
def test_an_unknown_or_impossible_order_is_none_to_write_again(pages: Client, htmx: Client, name: str) -> None:
    for browser in (pages, htmx):
        response = browser.get(NEW, {"again": name})
        assert response.status_code == HTTPStatus.NOT_FOUND and "There is no such order" in main(response)
        assert "<script>alert" not in main(response)
