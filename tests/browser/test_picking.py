"""Picking with a scanner in a browser."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from inventory import InventoryManager
from inventory.entities import OrderStatus
from tests.browser.visitor import HANDHELD, Visitor

_NUMBERS = iter(range(1000))


def picking(inventory: InventoryManager, lines: int, units: int = 3) -> str:
    """An order of that many lines, each of so many units of a SKU of its own, that is being picked."""
    number = next(_NUMBERS)
    skus = [f"PICK-{number}-{i:03}" for i in range(1, lines + 1)]
    for start in range(0, lines, 20):
        variants = [
            {"sku": sku, "price": "1", "stock": 50, "warehouse": "PICKS", "barcode": f"BAR-{sku}"}
            for sku in skus[start : start + 20]
        ]
        inventory.create_product(f"PICK-{number}-{start}", "Crate", "Storage", "1", variants=variants)
    order_id = f"PICK {number}"
    items = [{"sku": sku, "quantity": units, "price": "1"} for sku in skus]
    inventory.create_order_transaction(order_id, "CUST-7", items, actor="tests")
    inventory.move_order(order_id, OrderStatus.PICKING, "tests")
    return order_id


def picked(inventory: InventoryManager, order_id: str) -> list[int]:
    order = inventory.get_order_with_items(order_id)
    assert order
    return [line.picked for line in order.lines]


def go(visitor: Visitor, order_id: str, query: str = "") -> Page:
    visitor.go(f"/orders/{order_id}/pick/{query}")
    return visitor.page


def scan(page: Page, code: str) -> None:
    page.keyboard.type(code)
    page.keyboard.press("Enter")


def said(page: Page, words: str) -> None:
    expect(page.locator("#said .big")).to_have_text(words)
    expect(page.locator("#code")).to_have_value("")
    expect(page.locator("#code")).to_be_focused()


@pytest.fixture
def picker(open_window: Any) -> Iterator[Visitor]:
    person: Visitor = open_window(user="staff", **HANDHELD)
    yield person
    assert person.complaints == []


def sku(order_id: str, line: int) -> str:
    return f"PICK-{order_id.split()[1]}-{line:03}"


def test_an_order_is_picked_by_scanning_alone(picker: Visitor, inventory: InventoryManager) -> None:
    order_id = picking(inventory, 2, units=2)
    page = go(picker, order_id)
    expect(page.locator("#code")).to_be_focused()
    for code, words in [
        (sku(order_id, 1), "1 of 2"),
        ("nothing of ours", "Not in this order"),
        (f"BAR-{sku(order_id, 1)}", "2 of 2"),
        (sku(order_id, 1), "All 2 are picked already"),
        (sku(order_id, 2), "1 of 2"),
    ]:
        scan(page, code)
        said(page, words)
    expect(page.locator("#progress")).to_contain_text("3 of 4 units, 1 of 2 lines")
    expect(page.locator("tr.done")).to_have_count(1)
    scan(page, sku(order_id, 2))
    expect(page.get_by_role("button", name="Pack")).to_be_visible()
    assert picked(inventory, order_id) == [2, 2]


def test_scans_faster_than_the_answers_all_count(picker: Visitor, inventory: InventoryManager) -> None:
    order_id = picking(inventory, 2, units=5)
    page = go(picker, order_id)

    def slowly(route: Route) -> None:
        page.wait_for_timeout(150)
        route.continue_()

    page.route("**/pick/scan/**", slowly)
    for line in (1, 1, 2, 1, 2):
        scan(page, sku(order_id, line))
    expect(page.locator("#progress")).to_contain_text("5 of 10 units")
    assert picked(inventory, order_id) == [3, 2]


def test_a_scanner_that_sends_enter_twice_counts_once(picker: Visitor, inventory: InventoryManager) -> None:
    order_id = picking(inventory, 1)
    page = go(picker, order_id)
    scan(page, sku(order_id, 1))
    page.keyboard.press("Enter")
    said(page, "1 of 3")
    page.get_by_role("button", name="Count").click()
    scan(page, sku(order_id, 1))
    expect(page.locator("#said .big")).to_have_text("2 of 3")
    assert picked(inventory, order_id) == [2]


def test_scans_without_an_answer_are_sent_again_and_count_once(open_window: Any, inventory: InventoryManager) -> None:
    order_id = picking(inventory, 2, units=4)
    picker = open_window(user="staff")
    page = go(picker, order_id)

    def loses_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/pick/scan/**", loses_the_answer, times=1)
    scan(page, sku(order_id, 1))
    expect(page.locator("#notice")).to_contain_text("may not be saved")
    assert picked(inventory, order_id) == [1, 0]
    page.get_by_role("link", name="Send again").click()
    expect(page.locator("#said .big")).to_have_text("1 of 4")
    expect(page.locator("#said")).to_contain_text("counted before")
    expect(page.locator("#notice")).to_be_hidden()
    assert picked(inventory, order_id) == [1, 0]
    page.route("**/pick/scan/**", lambda route: route.abort(), times=2)
    scan(page, sku(order_id, 1))
    scan(page, sku(order_id, 2))
    expect(page.locator("#notice")).to_be_visible()
    page.wait_for_timeout(300)
    scan(page, sku(order_id, 2))
    expect(page.locator("#progress")).to_contain_text("4 of 8 units")
    assert picked(inventory, order_id) == [2, 2]


def test_ticks_survive_and_do_not_take_the_scanner_away(picker: Visitor, inventory: InventoryManager) -> None:
    order_id = picking(inventory, 3)
    page = go(picker, order_id)
    tick = page.get_by_role("button", name=f"All 3 of {sku(order_id, 2)}")
    tick.click()
    expect(tick).to_have_attribute("aria-pressed", "true")
    scan(page, sku(order_id, 1))
    expect(page.locator("#said .big")).to_have_text("1 of 3")
    page.get_by_role("link", name=f"0 of 3 of {sku(order_id, 3)}").click()
    form = page.locator("#dialog form.sheet")
    form.get_by_label("Units picked").fill("7")
    form.get_by_role("button", name="Set").click()
    expect(form.locator(".error")).to_contain_text("at most 3")
    form.get_by_label("Units picked").fill("2")
    page.keyboard.press("Enter")
    expect(page.locator("#dialog")).to_be_hidden()
    expect(page.locator("#said .big")).to_have_text("2 of 3")
    page.reload()
    assert picked(inventory, order_id) == [1, 3, 2]
    expect(tick).to_have_attribute("aria-pressed", "true")
    tick.click()
    expect(tick).to_have_attribute("aria-pressed", "false")
    assert picked(inventory, order_id) == [1, 0, 2]


def test_what_is_scanned_from_another_page_appears_at_the_top(picker: Visitor, inventory: InventoryManager) -> None:
    order_id = picking(inventory, 60, units=1)
    page = go(picker, order_id)
    expect(page.locator("tbody:not(#scanned) .todo")).to_have_count(50)
    scan(page, sku(order_id, 55))
    expect(page.locator("#scanned")).to_contain_text("Just scanned")
    expect(page.locator("#scanned")).to_contain_text(sku(order_id, 55))
    page.locator("#scanned").get_by_role("button").click()
    expect(page.locator("#scanned .todo")).to_have_count(1)
    scan(page, sku(order_id, 1))
    expect(page.locator("#scanned tr")).to_have_count(0)
    page.get_by_role("link", name="Later stops").click()
    expect(page.locator("tbody:not(#scanned) .todo")).to_have_count(10)
    expect(page.locator("#code")).to_be_focused()


def test_without_a_script(open_window: Any, inventory: InventoryManager) -> None:
    order_id = picking(inventory, 1)
    person: Visitor = open_window(user="staff", java_script_enabled=False)
    page = go(person, order_id)
    page.get_by_label("SKU or barcode").fill(sku(order_id, 1))
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text("1 of 3")
    expect(page.locator("#code")).to_be_focused()
    page.get_by_role("button", name="All 3").click()
    expect(page.locator("#said")).to_contain_text("3 of 3")
    page.get_by_role("link", name="3 of 3").click()
    page.get_by_label("Units picked").fill("2")
    page.get_by_role("button", name="Set").click()
    expect(page.locator("#said")).to_contain_text("2 of 3")
    assert picked(inventory, order_id) == [2]
    page.get_by_label("SKU or barcode").fill("nothing")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Not in this order")
