"""The page of an order in a browser: pressed, asked in the dialog, overtaken, and waited for."""

import gzip
import itertools
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from inventory import InventoryManager
from inventory.entities import OrderStatus
from tests.browser.test_finish import PICTURES, PRESSED, SCHEMES, SMALL, examine, look
from tests.browser.visitor import HANDHELD, SCREENS, Visitor

_NUMBERS = itertools.count(1)
_PLACES = ("WH001", "WH002")


def a_product(inventory: InventoryManager, variants: int, stock: int = 40) -> list[str]:
    """SKUs of a product of its own, over two warehouses."""
    product = f"ORD-{next(_NUMBERS)}"
    inventory.batch_create_products(
        [
            {
                "product_id": f"{product}-{part}",
                "name": f"Safety shoe {product}, laced, S3",
                "category": "Wear",
                "base_price": "40",
                "variants": [
                    {
                        "sku": f"{product}-{i}",
                        "name": f"EU {i}",
                        "price": "40",
                        "stock": stock,
                        "warehouse": _PLACES[i % 2],
                        "attributes": {"Size": f"EU {i}"},
                    }
                    for i in range(part, min(part + 30, variants + 1))
                ],
            }
            for part in range(1, variants + 1, 30)
        ]
    )
    return [f"{product}-{i}" for i in range(1, variants + 1)]


def place(inventory: InventoryManager, lines: int, quantity: int = 3, wait: bool = True) -> str:
    items = [{"sku": sku, "quantity": quantity, "price": "39.90"} for sku in a_product(inventory, lines)]
    order_id = f"SO-{items[0]['sku']}"
    inventory.create_order_transaction(order_id, "Nordwind GmbH", items, actor="anna", wait=wait)
    return order_id


def packed(inventory: InventoryManager, lines: int = 3) -> str:
    order_id = place(inventory, lines)
    inventory.move_order(order_id, OrderStatus.PICKING, "bert")
    inventory.move_order(order_id, OrderStatus.PACKED, "bert")
    return order_id


def sent_and_returned(inventory: InventoryManager, lines: int = 55) -> str:
    """In two shipments, with something returned; held for a while before."""
    order_id = place(inventory, lines)
    inventory.move_order(order_id, OrderStatus.ON_HOLD, "dora", "the customer will call about the address")
    inventory.move_order(order_id, OrderStatus.PENDING, "dora")
    for units in (dict.fromkeys(range(1, lines), 2), None):
        if units:
            inventory.move_order(order_id, OrderStatus.PICKING, "bert")
        inventory.move_order(order_id, OrderStatus.PACKED, "bert")
        inventory.ship_order(order_id, units, actor="bert", note="parcel service")
    inventory.return_items(order_id, [{"index": i, "restock": 1, "write_off": i % 2} for i in range(1, 5)], actor="eva")
    return order_id


def button(page: Page, name: str) -> Any:
    return page.locator("#order .actions").get_by_text(name, exact=True)


def status(page: Page) -> Any:
    return page.locator(".figures .status")


def test_an_order_goes_its_way_without_the_page_being_left(visitor: Visitor, inventory: InventoryManager) -> None:
    page, order_id = visitor.page, place(inventory, 2)
    visitor.go(f"/orders/{order_id}/")
    page.evaluate("window.stays = true")
    button(page, "Start picking").click()
    expect(status(page)).to_have_text("Picking")
    expect(visitor.toasts).to_contain_text(f"Order {order_id} is being picked.")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    button(page, "Pack…").click()
    page.get_by_role("dialog").get_by_role("button", name="Pack").click()
    expect(status(page)).to_have_text("Packed")
    button(page, "Ship…").click()
    page.get_by_role("dialog").get_by_role("button", name="Ship", exact=True).click()
    expect(status(page)).to_have_text("Shipped")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    button(page, "Deliver").click()
    expect(status(page)).to_have_text("Delivered")
    assert page.evaluate("window.stays")


def test_a_part_is_shipped_and_the_rest_closed_short(visitor: Visitor, inventory: InventoryManager) -> None:
    page, order_id = visitor.page, packed(inventory, 2)
    visitor.go(f"/orders/{order_id}/")
    button(page, "Ship…").click()
    sheet = page.get_by_role("dialog")
    first = sheet.locator("[name=units-1]")
    expect(first).to_have_value("3")
    first.fill("7")
    sheet.get_by_role("button", name="Ship", exact=True).click()
    expect(sheet.locator(".error")).to_have_text("The number must be at most 3.")
    expect(first).to_be_focused()
    expect(first).to_have_value("7")
    first.fill("1")
    sheet.locator("[name=units-2]").fill("0")
    page.keyboard.press("Enter")
    expect(status(page)).to_have_text("Picking")
    expect(page.locator(".lines .c-quantity").first).to_contain_text("1 of 3 shipped")
    button(page, "Close the rest short…").click()
    page.get_by_role("dialog").get_by_role("button", name="Close short").click()
    expect(status(page)).to_have_text("Shipped")
    found = inventory.get_order_with_items(order_id)
    assert found and [(line.shipped, line.closed) for line in found.lines] == [(1, 2), (0, 3)]


def test_quick_moves_leave_one_toast(visitor: Visitor, inventory: InventoryManager) -> None:
    page, order_id = visitor.page, place(inventory, 1)
    visitor.go(f"/orders/{order_id}/")
    button(page, "Start picking").click()
    expect(status(page)).to_have_text("Picking")
    button(page, "Hold…").click()
    page.get_by_role("dialog").get_by_role("button", name="Hold").click()
    expect(status(page)).to_have_text("On hold")
    button(page, "Release").click()
    expect(status(page)).to_have_text("Picking")
    expect(visitor.toasts).to_have_count(1)
    expect(visitor.toasts).to_contain_text(f"Order {order_id} is being picked.")


def test_two_presses_ship_once(visitor: Visitor, inventory: InventoryManager) -> None:
    page, order_id = visitor.page, packed(inventory, 1)
    visitor.go(f"/orders/{order_id}/")
    button(page, "Ship…").click()
    page.locator("[name=units-1]").fill("1")
    page.get_by_role("dialog").get_by_role("button", name="Ship", exact=True).dblclick()
    expect(status(page)).to_have_text("Picking")
    found = inventory.get_order_sheet(order_id)
    assert found and [shipment.units for shipment in found.shipments] == [1]


def test_who_is_slower_reads_why_and_sees_the_order_as_it_is(visitor: Visitor, inventory: InventoryManager) -> None:
    page, order_id = visitor.page, packed(inventory)
    visitor.go(f"/orders/{order_id}/")
    button(page, "Ship…").click()
    sheet = page.get_by_role("dialog")
    expect(sheet.locator("[name=units-1]")).to_be_visible()
    inventory.move_order(order_id, OrderStatus.CANCELLED, "bert")
    sheet.get_by_role("button", name="Ship", exact=True).click()
    expect(sheet.get_by_role("alert")).to_contain_text("by bert; nothing was changed.")
    expect(status(page)).to_have_text("Cancelled")
    sheet.get_by_text("Close", exact=True).last.click()
    expect(sheet).to_have_count(0)
    other = place(inventory, 1)
    visitor.go(f"/orders/{other}/")
    inventory.move_order(other, OrderStatus.ON_HOLD, "bert")
    inventory.move_order(other, OrderStatus.CANCELLED, "bert")
    button(page, "Start picking").click()
    expect(page.locator("#order .conflict")).to_contain_text("is cancelled since")
    expect(page.locator("#order .conflict")).to_be_focused()
    expect(status(page)).to_have_text("Cancelled")


def test_holding_with_a_note_and_going_back(visitor: Visitor, inventory: InventoryManager) -> None:
    page, order_id = visitor.page, place(inventory, 1)
    visitor.go(f"/orders/{order_id}/")
    button(page, "Hold…").press("Enter")
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_label("Note")).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    expect(button(page, "Hold…")).to_be_focused()
    page.keyboard.press("Enter")
    sheet.get_by_label("Note").fill("x" * 501)
    page.keyboard.press("Enter")
    expect(sheet.locator(".error")).to_contain_text("at most 500")
    sheet.get_by_label("Note").fill("address <unclear>")
    page.keyboard.press("Enter")
    expect(status(page)).to_have_text("On hold")
    expect(page.locator("#order .story")).to_contain_text("address <unclear>")
    button(page, "Release").click()
    expect(status(page)).to_have_text("Pending")


def test_goods_come_back_by_the_line(visitor: Visitor, inventory: InventoryManager) -> None:
    page, order_id = visitor.page, packed(inventory, 2)
    inventory.ship_order(order_id, actor="bert")
    visitor.go(f"/orders/{order_id}/")
    button(page, "Return…").click()
    sheet = page.get_by_role("dialog")
    sheet.locator("[name=restock-1]").fill("1")
    sheet.locator("fieldset").first.get_by_role("button", name="One more").nth(1).click()
    sheet.get_by_role("button", name="Take back").click()
    expect(page.locator(".lines .c-quantity").first).to_contain_text("2 of 3 returned, 1 written off")
    expect(sheet).to_have_count(0)


def test_a_long_order_shows_how_far_it_is_until_it_is_done(visitor: Visitor, inventory: InventoryManager) -> None:
    page, order_id = visitor.page, place(inventory, 300, wait=False)
    visitor.go(f"/orders/{order_id}/")
    bar = page.locator("#progress progress")
    expect(bar).to_have_attribute("value", "0")
    expect(page.locator("#progress")).to_contain_text("Allocating, 0 of")
    assert page.locator("#order .actions [id^=act-]").count() == 0
    # As if another process went on with it.
    inventory.settle_order(order_id)
    expect(status(page)).to_have_text("Pending", timeout=8000)
    expect(page.locator("#progress")).to_have_count(0)
    expect(page.locator(".lines tbody tr:not(.more)")).to_have_count(50)
    page.get_by_text("Load more").click()
    expect(page.locator(".lines tbody tr:not(.more)")).to_have_count(100)
    button(page, "Cancel…").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel order").click()
    expect(status(page)).to_have_text(re.compile("Cancel"))
    expect(status(page)).to_have_text("Cancelled", timeout=15000)


@pytest.mark.parametrize("screen", SCREENS)
def test_it_is_accessible_small_and_fits_on_a_screen(
    open_window: Any, inventory: InventoryManager, screen: str
) -> None:
    person: Visitor = open_window(reduced_motion="reduce", **SCREENS[screen])
    page = person.page
    pages = {
        "order-sent": f"/orders/{sent_and_returned(inventory)}/",
        "order-packed": f"/orders/{(order_id := packed(inventory, 6))}/",
        "order-ship": f"/orders/{order_id}/ship/",
        "order-hold": f"/orders/{order_id}/move/?to=ON_HOLD",
        "order-cancel": f"/orders/{order_id}/move/?to=CANCELLED",
        "order-return": f"/orders/{sent_and_returned(inventory, 4)}/return/",
        "order-work": f"/orders/{place(inventory, 60, wait=False)}/",
        "order-rejected": f"/orders/{rejected(inventory)}/",
    }
    for name, address in pages.items():
        person.go(address)
        page.evaluate("document.fonts.ready.then(() => null)")
        assert page.evaluate("document.querySelectorAll('*').length") <= 1200, name
        assert len(gzip.compress(page.content().encode())) < 14 * 1024, name
        if screen == "desk":
            examine(person, *SCHEMES)
        else:
            assert page.evaluate(SMALL, PRESSED) == [], name
        look(person, name, screen)
    assert person.complaints == []


def rejected(inventory: InventoryManager) -> str:
    """A long order of which two lines are short."""
    skus = [*a_product(inventory, 40), *a_product(inventory, 2, stock=5)]
    items = [{"sku": sku, "quantity": 6, "price": "12"} for sku in skus]
    inventory.create_order_transaction(f"SO-{skus[0]}", "Nordwind GmbH", items, actor="anna", wait=False)
    return inventory.settle_order(f"SO-{skus[0]}").order_id


@pytest.mark.parametrize("screen", ["desk", "handheld"])
def test_the_sheet_that_asks_fits(open_window: Any, inventory: InventoryManager, screen: str) -> None:
    person: Visitor = open_window(reduced_motion="reduce", **SCREENS[screen])
    person.go(f"/orders/{packed(inventory, 6)}/")
    button(person.page, "Ship…").click()
    expect(person.page.locator("dialog [name=units-6]")).to_be_attached()
    examine(person, *SCHEMES)
    look(person, "order-sheet", screen)
    assert person.complaints == []


def test_a_long_name_under_a_thumb_takes_two_lines_and_keeps_its_words(
    open_window: Any, inventory: InventoryManager
) -> None:
    person: Visitor = open_window(**{**HANDHELD, "viewport": {"width": 360, "height": 740}})
    page = person.page
    name = (
        "Nitrile examination gloves, powder-free, box of a hundred, size nine to ten, for the cold store and the yard"
    )
    variants = [{"sku": "NITRILE-EXAMINATION-GLOVES-9", "price": "1", "stock": 9, "warehouse": "GROUND-FLOOR-EAST"}]
    inventory.create_product("GLOVES-LONG", name, "Wear", "1", variants=variants)
    inventory.set_bin("NITRILE-EXAMINATION-GLOVES-9", "GROUND-FLOOR-EAST", "GROUND-12-LEFT", "tests")
    items = [{"sku": "NITRILE-EXAMINATION-GLOVES-9", "quantity": 3, "price": "1", "warehouse": "GROUND-FLOOR-EAST"}]
    inventory.create_order_transaction("SO-LONG-NAME", "CUST-7", items)
    inventory.move_order("SO-LONG-NAME", OrderStatus.PICKING)
    for address, row in (("/orders/SO-LONG-NAME/", ".lines tbody tr"), ("/orders/SO-LONG-NAME/pick/", ".stops .todo")):
        person.go(address)
        shown = page.locator(f"{row} .c-name a").first
        height, width = shown.evaluate("a => [a.offsetHeight, a.offsetWidth]")
        assert 30 <= height <= 45 and width >= 150, address
        sku = page.locator(f"{row} .c-name .line").first
        assert sku.evaluate("line => line.scrollWidth <= line.clientWidth + 1 && line.clientWidth >= 60"), address
        page.screenshot(path=PICTURES / f"long-name{address.replace('/', '-')}360.png")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, address


@pytest.mark.parametrize("blocked", ["**/*.woff2", "**/nothing"], ids=["other-letters", "inter"])
def test_a_row_under_a_thumb_is_low(open_window: Any, inventory: InventoryManager, blocked: str) -> None:
    person: Visitor = open_window(**HANDHELD)
    person.page.route(blocked, lambda route: route.abort())
    order_id = packed(inventory, 12)
    inventory.ship_order(order_id, {1: 1, 2: 3}, actor="bert")
    person.go(f"/orders/{order_id}/")
    heights = person.page.evaluate("[...document.querySelectorAll('.lines tbody tr')].map(r => r.offsetHeight)")
    assert len(heights) == 12 and max(heights) <= 72


def test_without_a_script_it_is_all_done_on_pages_of_their_own(open_window: Any, inventory: InventoryManager) -> None:
    person: Visitor = open_window(java_script_enabled=False)
    page, order_id = person.page, place(inventory, 1)
    person.go(f"/orders/{order_id}/")
    button(page, "Start picking").click()
    button(page, "Pack…").click()
    expect(page.get_by_text("0 of 3 units are picked. Pack it all the same?")).to_be_visible()
    page.get_by_role("button", name="Pack").click()
    button(page, "Ship…").click()
    page.locator("[name=units-1]").fill("1")
    page.get_by_role("button", name="Ship", exact=True).click()
    expect(status(page)).to_have_text("Picking")
    expect(person.toasts).to_contain_text("is partly shipped: 1 of 3 units so far.")
    button(page, "Close the rest short…").click()
    page.get_by_role("button", name="Close short").click()
    expect(status(page)).to_have_text("Shipped")
    button(page, "Return…").click()
    page.locator("[name=restock-1]").fill("1")
    page.get_by_role("button", name="Take back").click()
    expect(page.locator(".lines .c-quantity").first).to_contain_text("Returned")
