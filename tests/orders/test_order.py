"""The page of an order."""

import gzip
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import quote

import pytest
from django.test import Client

from inventory import InventoryManager, clock
from inventory.dynamodb import order_items
from inventory.entities import OrderStatus
from inventory.errors import EngineUnavailable
from tests.counting import CallLog
from tests.dashboard.ledgers import main, more_link, rows, words
from tests.orders.books import PAGE_BYTES, PAGE_NODES, a_line, an_order, nodes, put_orders
from tests.orders.placed import address, bring, buttons, field, new_skus, place, placed_at, raising, status_of
from tests.people import EVERYBODY, AsUser

ORDER = "SO/1 ö"


@pytest.fixture(scope="module", autouse=True)
def order(stock: InventoryManager) -> None:
    """Two lines over two warehouses."""
    lines = [{"sku": "VEST-M", "quantity": 3, "price": "12.50"}, {"sku": "VEST-L", "quantity": 1, "price": "1300"}]
    stock.create_order_transaction(ORDER, "CUST <1>", lines, actor="shop <b>")


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_who_is_signed_in_sees_it(as_user: AsUser, who: str) -> None:
    response = as_user(who).get(address("order", ORDER))
    assert response.status_code == (HTTPStatus.FOUND if who == "nobody" else HTTPStatus.OK)


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_it_is_only_read(pages: Client, method: str) -> None:
    assert getattr(pages, method)(address("order", ORDER)).status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_who_ordered_what_from_where(pages: Client) -> None:
    response = pages.get(address("order", ORDER))
    text, html = words(main(response)), response.content.decode()
    assert f"Order {ORDER}" in text and "Status Pending" in text and "by shop <b>" in text and "UTC" in text
    vest = "Hi-vis vest <EN 471>"
    assert rows(response, "lines") == [
        ["1", f"{vest}, M VEST-M", "WH001", "3", "12.50", "37.50"],
        ["2", f"{vest}, L VEST-L", "WH002", "1", "1,300.00", "1,300.00"],
    ]
    assert "Total 1,337.50 4 units on 2 lines" in text
    assert f'href="{address("customer", "CUST <1>")}">CUST &lt;1&gt;</a>' in html
    assert "/stock/VEST-L/?warehouse=WH002" in html
    assert "<1>" not in html and "<EN" not in html and "shop <b>" not in html


def test_a_fragment_is_the_order_alone(htmx: Client) -> None:
    text = htmx.get(address("order", ORDER)).content.decode()
    assert "<html" not in text and "VEST-M" in text


@pytest.mark.parametrize(
    "order_id", ["NOTHING", "so/1 ö", "a#b", "x" * 65, "\x00", " SO", "🙃" * 65, "\udcff", "<script>"]
)
def test_an_unknown_or_impossible_order_is_not_found(pages: Client, order_id: str) -> None:
    quoted = quote(order_id.encode("utf-8", "surrogateescape"))
    page = pages.get(f"/orders/{quoted}/")
    assert page.status_code == HTTPStatus.NOT_FOUND and "There is no such order" in main(page)
    assert 'class="button" href="/orders/">Orders<' in main(page) and "<script>" not in main(page)


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        (OrderStatus.PENDING, ["Start picking", "Hold…", "Cancel…"]),
        (OrderStatus.PICKING, ["Pack…", "Hold…", "Cancel…"]),
        (OrderStatus.PACKED, ["Ship…", "Hold…", "Cancel…"]),
        (OrderStatus.SHIPPED, ["Deliver", "Return…"]),
        (OrderStatus.DELIVERED, ["Return…"]),
        (OrderStatus.ON_HOLD, ["Release", "Cancel…"]),
        (OrderStatus.CANCELLED, []),
    ],
)
def test_only_what_is_possible_can_be_pressed(
    stock: InventoryManager, as_user: AsUser, status: OrderStatus, shown: list[str]
) -> None:
    page = address("order", placed_at(stock, status))
    assert buttons(as_user("staff").get(page)) == shown
    assert buttons(as_user("admin").get(page)) == shown
    assert buttons(as_user("viewer").get(page)) == []
    assert buttons(as_user("other-admin").get(page)) == []


def test_a_rest_can_be_closed_short_and_nothing_shipped_can_be_cancelled(
    stock: InventoryManager, staff: Client
) -> None:
    order_id = placed_at(stock, OrderStatus.PACKED)
    stock.ship_order(order_id, {1: 1}, actor="bert")
    assert buttons(staff.get(address("order", order_id))) == ["Pack…", "Hold…", "Close the rest short…"]


@pytest.mark.parametrize(
    ("units", "words_before"),
    [
        ((3, 2), "0 of 5 units are picked. Pack it all the same?"),
        ((1,), "0 of 1 unit is picked. Pack it all the same?"),
    ],
)
def test_packing_what_is_not_all_picked_is_asked_about(
    stock: InventoryManager, staff: Client, units: tuple[int, ...], words_before: str
) -> None:
    order_id = placed_at(stock, OrderStatus.PICKING, *units)
    asks = f"{address('move', order_id)}?to=PACKED"
    assert f'href="{asks}" data-dialog>Pack…<' in main(staff.get(address("order", order_id)))
    question = staff.get(asks)
    assert words_before in words(main(question))
    for index, all_of_it in enumerate(units, start=1):
        stock.pick_units(order_id, index, all_of_it)
    assert "Pack" in buttons(staff.get(address("order", order_id)))
    assert words_before not in words(main(staff.get(asks))) and "Pack it?" in main(staff.get(asks))
    staff.post(address("move", order_id), {"to": field(question, "to")})
    assert status_of(stock, order_id).status is OrderStatus.PACKED


def test_while_it_is_picked_the_page_says_how_far(stock: InventoryManager, pages: Client) -> None:
    order_id = placed_at(stock, OrderStatus.PICKING, 3, 2)
    stock.pick_units(order_id, 2, 2)
    assert "Status Picking 2 of 5 units picked" in words(main(pages.get(address("order", order_id))))
    stock.move_order(order_id, OrderStatus.PACKED)
    assert "units picked" not in words(main(pages.get(address("order", order_id))))


def test_the_next_thing_to_do_while_it_is_picked_is_to_pick(stock: InventoryManager, staff: Client) -> None:
    order_id = placed_at(stock, OrderStatus.PICKING, 3)
    picking = f'<a class="button" href="{address("pick", order_id)}">Pick list</a>'
    html = main(staff.get(address("order", order_id)))
    assert html.index(picking) < html.index("Pack…") and html.count("Pick list") == 1
    stock.pick_units(order_id, 1, 3)
    html = main(staff.get(address("order", order_id)))
    assert picking not in html and 'class="button " id="act-packed"' in html and html.count("Pick list") == 1


def test_of_a_long_order_all_lines_are_counted_on_whichever_page(
    stock: InventoryManager, staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id = "PICKED-1"
    order = an_order(order_id, status=OrderStatus.PICKING, units=300, line_count=300)
    put_orders(stock, [order], [a_line(order, f"L{i}", index=i, picked=int(i <= 120)) for i in range(1, 301)])
    with CallLog.of(stock.client) as calls:
        first = staff.get(address("order", order_id))
    assert calls.operations == ["BatchGetItem", "Query", "Query", "Query"]
    for page in (first, staff.get(more_link(first))):
        assert "Picking 120 of 300 units picked" in words(main(page)) and "Pack…" in buttons(page)
    monkeypatch.setattr(InventoryManager, "get_order_with_items", raising(EngineUnavailable("away")))
    page = staff.get(address("order", order_id))
    assert page.status_code == HTTPStatus.OK and "units picked" not in words(main(page))


def test_what_became_of_each_line(stock: InventoryManager, pages: Client) -> None:
    order_id = placed_at(stock, OrderStatus.PICKING, 5, 3, 4)
    stock.pick_units(order_id, 1, 2)

    def quantities() -> list[str]:
        return [row[3] for row in rows(pages.get(address("order", order_id)), "lines")]

    assert quantities() == ["5 2 of 5 picked", "3", "4"]
    stock.move_order(order_id, OrderStatus.PACKED)
    stock.ship_order(order_id, {1: 2, 2: 3}, close_rest=True)
    assert quantities() == ["5 2 of 5 shipped · 3 of 5 closed short", "3 Shipped", "4 Closed short"]
    stock.return_items(order_id, [{"index": 1, "restock": 1}, {"index": 2, "restock": 1, "write_off": 2}])
    assert quantities()[:2] == [
        "5 2 of 5 shipped · 3 of 5 closed short · 1 of 2 returned",
        "3 Shipped · Returned, 2 written off",
    ]
    assert "Status Shipped 5 shipped, 4 returned, 7 closed short" in words(main(pages.get(address("order", order_id))))


def test_a_cancelled_order_was_given_back_and_not_closed_short(stock: InventoryManager, pages: Client) -> None:
    page = pages.get(address("order", placed_at(stock, OrderStatus.CANCELLED)))
    assert "closed" not in words(main(page)).lower()


def test_its_history_says_who_when_and_why(stock: InventoryManager, pages: Client) -> None:
    with clock.at(datetime(2026, 3, 2, 9, 30, tzinfo=UTC)):
        order_id = place(stock, 3)
    with clock.at(datetime(2026, 3, 3, 14, 5, tzinfo=UTC)):
        stock.move_order(order_id, OrderStatus.ON_HOLD, "bert", "wrong <address>")
    stock.move_order(order_id, OrderStatus.PENDING, "carl")
    html = main(pages.get(address("order", order_id)))
    history = words(html[html.index('id="history"') :])
    assert "Released: pending" in history and "carl" in history
    assert "On hold 3 Mar 2026, 14:05 · bert wrong <address> Placed 2 Mar 2026, 09:30 · anna" in history
    assert "<address>" not in html


def test_shipments_and_returns_name_their_lines(stock: InventoryManager, pages: Client) -> None:
    order_id = placed_at(stock, OrderStatus.PACKED, 3, 2)
    first, second = new_names(stock, order_id)
    stock.ship_order(order_id, {1: 2}, actor="bert", note="by van")
    bring_again(stock, order_id)
    stock.return_items(order_id, [{"index": 1, "restock": 1, "write_off": 1}], actor="dora", note="torn")
    html = main(pages.get(address("order", order_id)))
    shipments = words(html[html.index('id="shipments"') : html.index('id="returns"')])
    returns = words(html[html.index('id="returns"') : html.index('id="history"')])
    assert "2 units on 1 line Packing slip" in shipments and f"by van Lines 2 {first}" in shipments
    assert "3 units on 2 lines Packing slip" in shipments and f"Lines 1 {first} 2 {second}" in shipments
    slip = address("slip", order_id)
    assert f'href="{slip}?shipment=1"' in html and f'href="{slip}?shipment=2"' in html
    assert "2 units on 1 line" in returns and f"dora torn Lines 2 {first}, 1 written off" in returns


def new_names(stock: InventoryManager, order_id: str) -> list[str]:
    found = stock.get_order_with_items(order_id)
    return [line.sku for line in found.lines] if found else []


def bring_again(stock: InventoryManager, order_id: str) -> None:
    stock.move_order(order_id, OrderStatus.PACKED, "bert")
    stock.ship_order(order_id, actor="bert")


def test_lines_come_fifty_at_a_time(stock: InventoryManager, pages: Client, htmx: Client) -> None:
    long = an_order("LONG-1", units=120, line_count=120)
    put_orders(stock, [long], [a_line(long, f"L{i}", index=i) for i in range(1, 121)])
    first = pages.get(address("order", "LONG-1"))
    shown = [row[0] for row in rows(first, "lines")]
    assert shown[0] == "1" and len(shown) == 50
    more = htmx.get(more_link(first))
    text = more.content.decode()
    assert "<h1" not in text and text.count("<tr") == 51 and ">51<" in text and text.count("autofocus") == 1
    last = pages.get(more_link(more))
    assert [row[0] for row in rows(last, "lines")] == [str(i) for i in range(101, 121)]
    assert "These are later lines" in main(last) and "Load more" not in main(last)


@pytest.mark.parametrize("cursor", ["x", "\x00", "x" * 5000, "ZZZZ", "<script>"])
def test_a_place_that_is_none_says_so(pages: Client, htmx: Client, cursor: str) -> None:
    for browser in (pages, htmx):
        response = browser.get(address("order", ORDER), {"cursor": cursor})
        assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "This place is no longer known" in main(response) and "<script>" not in main(response)


def test_the_cursor_of_another_order_is_none(stock: InventoryManager, pages: Client) -> None:
    for name in ("LONG-2", "LONG-3"):
        long = an_order(name, units=60, line_count=60)
        put_orders(stock, [long], [a_line(long, f"L{i}", index=i) for i in range(1, 61)])
    query = more_link(pages.get(address("order", "LONG-2"))).partition("?")[2]
    response = pages.get(f"{address('order', 'LONG-3')}?{query}")
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_a_rejected_order_names_every_short_line(stock: InventoryManager, pages: Client) -> None:
    plenty, short = new_skus(stock, 58), new_skus(stock, 2, units=5)
    items = [{"sku": sku, "quantity": 1, "price": "1"} for sku in plenty]
    items.insert(3, {"sku": short[0], "quantity": 12, "price": "1"})
    items.append({"sku": short[1], "quantity": 6, "price": "1"})
    stock.create_order_transaction("REJ-1", "CUST", items, actor="anna", wait=False)
    stock.settle_order("REJ-1")
    with CallLog.of(stock.client) as calls:
        response = pages.get(address("order", "REJ-1"))
    assert calls.operations == ["BatchGetItem", "Query", "Query", "Query"]
    assert rows(response, "short") == [
        [f"Thing {short[0]} {short[0]}", "WH001", "12", "5"],
        [f"Thing {short[1]} {short[1]}", "WH001", "6", "5"],
    ]
    assert "Status Rejected" in words(main(response)) and buttons(response) == []


def test_an_order_of_before_says_what_its_lines_say(stock: InventoryManager, pages: Client) -> None:
    old = an_order("OLD-1", units=0, line_count=0, warehouses=(), version=0)
    put_orders(stock, [old], [a_line(old, "VEST-M", 4), a_line(old, "VEST-L", 2, index=2)])
    assert "6 units on 2 lines" in words(main(pages.get(address("order", "OLD-1"))))


def test_it_costs_the_sign_in_and_two_calls_at_once(stock: InventoryManager, pages: Client) -> None:
    pages.get(address("order", ORDER))
    with CallLog.of(stock.client) as calls:
        pages.get(address("order", ORDER))
    assert calls.operations == ["BatchGetItem", "Query", "Query"]


def test_a_page_of_fifty_lines_keeps_its_weight(stock: InventoryManager, pages: Client) -> None:
    order_id = place(stock, *([3] * 55))
    bring(stock, order_id, OrderStatus.PACKED)
    stock.ship_order(order_id, dict.fromkeys(range(1, 56), 2), actor="bert", note="a van came")
    bring_again(stock, order_id)
    stock.return_items(order_id, [{"index": i, "restock": 1, "write_off": 1} for i in range(1, 56)])
    response = pages.get(address("order", order_id))
    assert status_of(stock, order_id).returned == 110
    assert nodes(response) <= PAGE_NODES
    assert len(gzip.compress(response.content)) < PAGE_BYTES
    assert "and 35 more lines" in words(main(response))


def test_stored_text_is_shown_as_text(stock: InventoryManager, pages: Client) -> None:
    odd = an_order("ODD-1", customer_id="<i>&", placed_by="<b>me")
    stock.client.batch_write(
        [order_items.order_item(odd, ""), order_items.line_item(a_line(odd, "S<u>", name="<script>alert(1)</script>"))]
    )
    html = pages.get(address("order", "ODD-1")).content.decode()
    assert "<script>alert" not in html and "<b>me" not in html and "<i>&" not in html and "S<u>" not in html
