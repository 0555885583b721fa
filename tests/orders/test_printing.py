"""What of an order goes on paper: the pick list and the packing slips."""

import re
from collections.abc import Iterable
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from inventory import InventoryManager
from inventory.dynamodb import order_story_items
from inventory.entities import OrderStatus
from inventory.errors import EngineUnavailable
from inventory.order_story import Shipment
from tests.counting import CallLog
from tests.dashboard.ledgers import HOSTILE, main, words
from tests.orders.picks import long_order, new_order
from tests.people import EVERYBODY, AsUser

NONE = "\N{EN DASH}"
STYLES = Path(__file__).parents[2] / "static/css/print.css"
PAGES = pytest.mark.parametrize("page", ["pick_print", "slip"])


@pytest.fixture(scope="module", autouse=True)
def shelves(stock: InventoryManager) -> None:
    """VEST-S lies before VEST-M in WH001; VEST-L lies in WH002, in no bin."""
    stock.set_bin("VEST-M", "WH001", "A-12-3", "tests")
    stock.set_bin("VEST-S", "WH001", "A-2-1", "tests")


def address(page: str, order_id: str, query: str = "") -> str:
    return reverse(f"orders:{page}", args=[order_id]) + query


def put_shipments(stock: InventoryManager, order_id: str, *shipments: Iterable[tuple[int, int]]) -> None:
    """Shipments of pairs of line and units, one a day from 3 March 2026."""
    made = [
        Shipment(order_id, number, f"2026-03-0{number + 2}T10:00:00.000000Z", "ben", tuple(lines))
        for number, lines in enumerate(shipments, start=1)
    ]
    stock.client.batch_write([order_story_items.shipment_item(each) for each in made])


def tables(response: object) -> list[list[list[str]]]:
    """The cells of each table's rows, head and foot apart."""
    found = re.findall(r"<tbody>(.*?)</tbody>", main(response), re.DOTALL)
    rows = [re.findall(r"<tr[^>]*>(.*?)</tr>", each, re.DOTALL) for each in found]
    return [[[words(c) for c in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)] for row in each] for each in rows]


@PAGES
@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_who_is_signed_in_prints(stock: InventoryManager, as_user: AsUser, page: str, who: str) -> None:
    response = as_user(who).get(address(page, new_order(stock)))
    assert response.status_code == (HTTPStatus.FOUND if who == "nobody" else HTTPStatus.OK)
    if who != "nobody":
        assert "data-print" in main(response) and "css/print.css" in response.content.decode()


@PAGES
@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_they_are_only_read(stock: InventoryManager, pages: Client, page: str, method: str) -> None:
    assert getattr(pages, method)(address(page, new_order(stock))).status_code == HTTPStatus.METHOD_NOT_ALLOWED


@pytest.mark.parametrize("order_id", ["NOTHING", "a#b", "x" * 65, "\x00", " SO", "\udcff", "<script>"])
@pytest.mark.parametrize("part", ["pick/print", "slip"])
def test_an_unknown_or_impossible_order_is_not_found(pages: Client, order_id: str, part: str) -> None:
    path = f"/orders/{quote(order_id.encode('utf-8', 'surrogateescape'))}/{part}/"
    assert pages.get(path).status_code == HTTPStatus.NOT_FOUND


@PAGES
def test_a_fragment_is_the_sheet_alone(stock: InventoryManager, htmx: Client, page: str) -> None:
    text = htmx.get(address(page, new_order(stock))).content.decode()
    assert "<html" not in text and "VEST-M" in text


@PAGES
def test_an_engine_that_is_away_is_explained(
    stock: InventoryManager, pages: Client, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: object, **kwargs: object) -> None:
        raise EngineUnavailable("no engine answers")

    order = new_order(stock)
    monkeypatch.setattr(InventoryManager, "get_pick_list", away)
    monkeypatch.setattr(InventoryManager, "get_order_sheet", away)
    assert pages.get(address(page, order)).status_code == HTTPStatus.SERVICE_UNAVAILABLE


def test_on_paper_the_frame_goes_heads_repeat_and_pages_are_numbered() -> None:
    sheet = STYLES.read_text()
    assert "size: A4" in sheet and 'counter(page) " of " counter(pages)' in sheet
    assert "table-header-group" in sheet and "@media print" in sheet


# Pick list


def test_the_pick_list_is_walked_warehouse_by_warehouse(stock: InventoryManager, viewer: Client) -> None:
    order = new_order(stock, line_3={"picked": 12}, line_1={"picked": 1})
    response = viewer.get(address("pick_print", order))
    assert tables(response) == [
        [
            ["", "A-2-1", "VEST-S", "Vest <VEST-S> 12 picked already", "12"],
            ["", "A-12-3", "VEST-M", "Vest <VEST-M> 1 picked already", "3"],
        ],
        [["", NONE, "VEST-L", "Vest <VEST-L>", "1"]],
    ]
    text = words(main(response))
    assert f"Order {order} Customer CUST-1" in text and "16 units on 3 lines" in text
    assert re.findall(r"<h2[^>]*>([^<]*)</h2>", main(response)) == ["WH001", "WH002"]
    assert main(response).count('class="done"') == 1
    assert "Vest &lt;VEST-L&gt;" in main(response)


def test_the_pick_list_shows_barcodes(stock: InventoryManager, viewer: Client) -> None:
    card = stock.get_stock_card("VEST-L")
    assert card
    kept: dict[str, Any] = {
        "name": card.variant.name,
        "price": card.variant.price,
        "attributes": card.variant.attributes,
    }
    stock.edit_variant("VEST-L", **kept, barcode="4006381333931", actor="tests")
    response = viewer.get(address("pick_print", new_order(stock)))
    assert tables(response)[1][0][2] == "VEST-L 4006381333931"


def test_the_pick_list_shows_the_whole_of_a_long_order(stock: InventoryManager, viewer: Client) -> None:
    response = viewer.get(address("pick_print", long_order(stock, 230)))
    (table,) = tables(response)
    assert [row[2] for row in table] == [f"SKU-{number:03}" for number in range(1, 231)]


@pytest.mark.parametrize("status", [OrderStatus.SHIPPED, OrderStatus.CANCELLED, OrderStatus.ALLOCATING])
def test_of_what_is_not_to_be_picked_the_pick_list_says_so(
    stock: InventoryManager, viewer: Client, status: OrderStatus
) -> None:
    response = viewer.get(address("pick_print", new_order(stock, status)))
    assert tables(response) == [] and "There is nothing to pick." in words(main(response))
    assert "data-print" not in main(response)


def test_the_pick_list_costs_the_sign_in_and_two_calls(stock: InventoryManager, viewer: Client) -> None:
    order = new_order(stock)
    viewer.get(address("pick_print", order))
    with CallLog.of(stock.client) as calls:
        viewer.get(address("pick_print", order))
    assert calls.operations == ["BatchGetItem", "Query", "BatchGetItem"]


# Packing slip


def test_before_any_shipment_the_slip_shows_what_is_open(stock: InventoryManager, viewer: Client) -> None:
    response = viewer.get(address("slip", new_order(stock, line_1={"closed": 1})))
    text = words(main(response))
    assert "<h1>Packing slip (not shipped yet)</h1>" in main(response)
    assert tables(response) == [
        [
            ["1", "VEST-M", "Vest <VEST-M>", "3", "2"],
            ["2", "VEST-L", "Vest <VEST-L>", "1", "1"],
            ["3", "VEST-S", "Vest <VEST-S>", "12", "12"],
        ]
    ]
    assert "3 lines 15" in text and "1 unit of this order will not be sent." in text
    assert "From Stockroom WH001 WH002 To CUST-1 Order" in text


def test_a_slip_tells_what_is_in_the_parcel_and_what_follows(stock: InventoryManager, viewer: Client) -> None:
    order = new_order(stock, line_1={"shipped": 2}, line_3={"shipped": 12})
    put_shipments(stock, order, [(3, 5)], [(1, 2), (3, 7)])
    newest = viewer.get(address("slip", order))
    assert tables(newest) == [
        [["1", "VEST-M", "Vest <VEST-M>", "3", "2", "1"], ["3", "VEST-S", "Vest <VEST-S>", "12", "7", NONE]],
        [["2", "VEST-L", "Vest <VEST-L>", "1", "1"]],
    ]
    text = words(main(newest))
    assert "<h1>Packing slip</h1>" in main(newest) and "Shipment 2 of 2 Date (UTC) 4 Mar 2026, 10:00" in text
    assert "2 lines 9 1" in text and "Still to follow" in text
    assert "From Stockroom WH001 To" in text
    assert f'href="{address("slip", order)}?shipment=1">Shipment 1</a>' in main(newest)


def test_the_slip_of_an_earlier_shipment_says_what_it_said_then(stock: InventoryManager, viewer: Client) -> None:
    order = new_order(stock, line_1={"shipped": 2, "closed": 1}, line_3={"shipped": 12})
    put_shipments(stock, order, [(3, 5)], [(1, 2), (3, 7)])
    response = viewer.get(address("slip", order, "?shipment=1"))
    assert tables(response) == [
        [["3", "VEST-S", "Vest <VEST-S>", "12", "5", "7"]],
        [["1", "VEST-M", "Vest <VEST-M>", "3", "2"], ["2", "VEST-L", "Vest <VEST-L>", "1", "1"]],
    ]
    assert "Shipment 1 of 2" in words(main(response))
    assert "1 unit of this order will not be sent." in words(main(response))


def test_a_slip_names_no_prices(stock: InventoryManager, viewer: Client) -> None:
    order = new_order(stock)
    put_shipments(stock, order, [(3, 5)])
    for query in ("", "?shipment=1"):
        assert "12.50" not in main(viewer.get(address("slip", order, query)))


@pytest.mark.parametrize("number", [*HOSTILE, "0", "3", "", "1.5"])
def test_a_shipment_that_is_not_there_is_not_found(stock: InventoryManager, viewer: Client, number: str) -> None:
    order = new_order(stock)
    put_shipments(stock, order, [(3, 5)], [(3, 7)])
    query = f"?shipment={quote(number.encode('utf-8', 'surrogateescape'))}"
    assert viewer.get(address("slip", order, query)).status_code == HTTPStatus.NOT_FOUND


def test_the_first_shipment_of_an_order_without_any_is_not_found(stock: InventoryManager, viewer: Client) -> None:
    assert viewer.get(address("slip", new_order(stock), "?shipment=1")).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("status", [OrderStatus.CANCELLED, OrderStatus.REJECTED, OrderStatus.ALLOCATING])
def test_of_what_is_not_to_be_sent_there_is_nothing_to_pack(
    stock: InventoryManager, viewer: Client, status: OrderStatus
) -> None:
    response = viewer.get(address("slip", new_order(stock, status)))
    assert tables(response) == [] and "There is nothing to pack." in words(main(response))


def test_the_slip_shows_the_whole_of_a_long_order(stock: InventoryManager, viewer: Client) -> None:
    (table,) = tables(viewer.get(address("slip", long_order(stock, 1100))))
    assert [row[0] for row in table] == [str(number) for number in range(1, 1101)]


def test_a_slip_costs_the_sign_in_and_two_calls(stock: InventoryManager, viewer: Client) -> None:
    order = new_order(stock)
    viewer.get(address("slip", order))
    with CallLog.of(stock.client) as calls:
        viewer.get(address("slip", order))
    assert calls.operations == ["BatchGetItem", "Query", "Query"]


def test_what_is_shipped_stands_on_its_slip(stock: InventoryManager, viewer: Client) -> None:
    order = "SHIPPED IN PART"
    lines = [{"sku": "VEST-M", "quantity": 5, "price": "12.50"}, {"sku": "VEST-L", "quantity": 1, "price": "13"}]
    stock.create_order_transaction(order, "CUST-1", lines, actor="shop")
    stock.move_order(order, OrderStatus.PICKING, "ben")
    stock.move_order(order, OrderStatus.PACKED, "ben")
    stock.ship_order(order, {1: 3}, actor="ben")
    response = viewer.get(address("slip", order))
    assert [[row[1], *row[3:]] for row in tables(response)[0]] == [["VEST-M", "5", "3", "2"]]
    assert [[row[1], *row[3:]] for row in tables(response)[1]] == [["VEST-L", "1", "1"]]
