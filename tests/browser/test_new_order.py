"""Writing orders in a browser: by scanning faster than answers come, by keyboard, without a script."""

import itertools
import re
from typing import Any

import pytest
from playwright.sync_api import Dialog, Locator, Page, Route, expect

from inventory import InventoryManager
from tests.browser.test_finish import PRESSED, SMALL, examine, look
from tests.browser.visitor import HANDHELD, SCREENS, Visitor

NEW = "/orders/new/"
_NUMBERS = itertools.count(1)


@pytest.fixture
def skus(inventory: InventoryManager) -> list[str]:
    """Five SKUs of the test's own with 5 units in WH001, the first with 40 in WH002 besides; each has a barcode."""
    product = f"NEW-{next(_NUMBERS)}"
    variants = [
        {
            "sku": f"{product}-{size}",
            "price": f"{size}.50",
            "stock": 5,
            "warehouse": "WH001",
            "attributes": {"Size": f"EU {size}"},
            "barcode": f"{product}/{size}",
        }
        for size in range(41, 46)
    ]
    inventory.create_product(product, f"Safety shoe {product}, laced, S3", "Wear", "40", variants=variants)
    first = str(variants[0]["sku"])
    inventory.update_stock(first, product, 40, warehouse="WH002")
    return [str(variant["sku"]) for variant in variants]


@pytest.fixture
def desk(visitor: Visitor) -> Visitor:
    """Somebody who has the form open, the warehouse WH001 chosen."""
    return ready(visitor)


def ready(person: Visitor) -> Visitor:
    """With the form open, and ready to be scanned into."""
    person.go(f"{NEW}?warehouse=WH001")
    expect(field(person.page)).to_be_focused()
    return person


def field(page: Page) -> Locator:
    return page.get_by_label("Add SKU, barcode or name")


def scan(page: Page, code: str) -> None:
    """As a scanner does: all keys at once, then Enter."""
    page.keyboard.insert_text(code)
    page.keyboard.press("Enter")


def lines(page: Page) -> dict[str, str]:
    """Quantity by SKU, in the order of the rows."""
    skus = page.locator("#lines .c-name .line.muted").all_inner_texts()
    return dict(zip(skus, (each.input_value() for each in page.locator("#lines [name=quantity]").all()), strict=True))


def row(page: Page, sku: str) -> Locator:
    return page.locator("#lines tr").filter(has=page.get_by_role("button", name=f"Remove {sku}", exact=True))


def test_an_order_by_scanning(desk: Visitor, skus: list[str], inventory: InventoryManager) -> None:
    page = desk.page
    # Without waiting for an answer, the second by its barcode, the first three times.
    for code in (skus[0], skus[1].replace("-42", "/42"), skus[0], skus[2], skus[0]):
        scan(page, code)
    expect(page.locator("#totals")).to_have_text("3 lines · 5 units 210.50")
    assert lines(page) == {skus[0]: "3", skus[1]: "1", skus[2]: "1"}
    expect(field(page)).to_be_focused()
    expect(field(page)).to_have_value("")
    expect(page.locator("#added")).to_have_text(f"{skus[0]} was there already: quantity 3 now.")
    page.get_by_label(f"Quantity of {skus[0]}").fill("12")
    expect(row(page, skus[0]).locator(".c-subtotal")).to_have_text("498.00")
    expect(row(page, skus[0]).locator(".short")).to_have_text("5 available, 40 in WH002")
    page.get_by_label("Customer").fill("CUST-NEW")
    page.get_by_role("button", name="Place order").click()
    short = row(page, skus[0]).locator(".error")
    expect(short).to_have_text("12 asked, 5 available in WH001, 40 in WH002")
    expect(page.get_by_label("Customer")).to_have_value("CUST-NEW")
    assert lines(page) == {skus[0]: "12", skus[1]: "1", skus[2]: "1"}
    page.get_by_label(f"Warehouse of {skus[0]}").select_option("WH002")
    expect(row(page, skus[0]).locator(".c-from .line")).to_have_text("40 available, 5 in WH001")
    page.get_by_role("button", name="Place order").dblclick()
    page.wait_for_url(re.compile(r"/orders/SO-[0-9A-Z]{8}/$"))
    placed = inventory.get_order_with_items(page.url.rstrip("/").rpartition("/")[2])
    assert placed and placed.customer_id == "CUST-NEW"
    assert [(each.sku, each.quantity, each.warehouse) for each in placed.lines] == [
        (skus[0], 12, "WH002"),
        (skus[1], 1, "WH001"),
        (skus[2], 1, "WH001"),
    ]
    assert len(inventory.get_customer_orders("CUST-NEW")) == 1


def test_words_and_the_keyboard(desk: Visitor, skus: list[str]) -> None:
    page = desk.page
    scan(page, f"{skus[0].rpartition('-')[0]} 43")
    expect(page.locator(".picks button")).to_have_count(1)
    expect(field(page)).to_have_value(f"{skus[0].rpartition('-')[0]} 43")
    for _ in range(2):
        page.keyboard.press("Tab")
    expect(page.locator(".pick")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#added")).to_contain_text(f"{skus[2]} added")
    expect(field(page)).to_be_focused()
    expect(field(page)).to_have_value("")
    page.get_by_label(f"Quantity of {skus[2]}").fill("4")
    page.keyboard.press("Enter")
    expect(page.locator("#totals")).to_contain_text("4 units")
    page.get_by_role("button", name=f"Remove {skus[2]}").press("Enter")
    expect(page.locator("#lines tr")).to_have_count(0)
    expect(page.get_by_text("Nothing added yet")).to_be_visible()
    expect(field(page)).to_be_focused()


def test_a_code_that_is_nothing_is_not_lost(desk: Visitor, skus: list[str]) -> None:
    page = desk.page
    scan(page, "no-such-code")
    expect(page.get_by_role("alert").filter(has_text="Nothing matches")).to_be_visible()
    expect(field(page)).to_have_value("no-such-code")
    expect(field(page)).to_have_attribute("aria-invalid", "true")
    # It is marked, so that the next code takes its place.
    scan(page, skus[0])
    expect(page.locator("#added")).to_contain_text(f"{skus[0]} added")
    expect(field(page)).to_have_attribute("aria-invalid", "false")


def test_while_the_network_is_gone_nothing_is_lost(open_window: Any, skus: list[str]) -> None:
    page = ready(open_window()).page
    scan(page, skus[0])
    expect(page.locator("#lines tr")).to_have_count(1)
    page.context.set_offline(True)
    scan(page, skus[1])
    expect(page.get_by_text("Stockroom cannot be reached.")).to_be_visible()
    expect(field(page)).to_have_value(skus[1])
    page.get_by_label("Customer").fill("CUST-LOST")
    page.get_by_role("button", name="Place order").click()
    page.context.set_offline(False)
    field(page).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#lines tr")).to_have_count(2)
    page.get_by_role("button", name="Place order").click()
    page.wait_for_url(re.compile("/orders/SO-"))


def test_a_quantity_that_is_typed_on_is_not_taken_back_by_an_earlier_answer(desk: Visitor, skus: list[str]) -> None:
    page = desk.page
    scan(page, skus[0])
    quantity = page.get_by_label(f"Quantity of {skus[0]}")
    expect(quantity).to_have_value("1")
    held: list[Route] = []
    page.route(f"**{NEW}", lambda route: held.append(route))  # Playwright cannot take a built-in
    with page.expect_request(f"**{NEW}"):
        quantity.fill("2")
    quantity.press_sequentially("3")
    with page.expect_request(f"**{NEW}"):  # it waits for the answer to the first
        held.pop().continue_()
    expect(page.locator("#totals")).to_contain_text(" 2 units")
    expect(quantity).to_have_value("23")
    held.pop().continue_()
    expect(page.locator("#totals")).to_contain_text("23 units")
    expect(quantity).to_have_value("23")
    expect(quantity).to_be_focused()


def test_a_new_price_is_seen_before_it_is_agreed_to(
    desk: Visitor, skus: list[str], inventory: InventoryManager
) -> None:
    page = desk.page
    scan(page, skus[0])
    expect(page.locator("#lines tr")).to_have_count(1)
    page.get_by_label("Customer").fill("CUST-PRICE")
    inventory.edit_variant(skus[0], price="99.00", attributes={"Size": "EU 41"})
    page.get_by_role("button", name="Place order").dblclick()
    expect(page.locator(".message.conflict")).to_be_focused()
    expect(row(page, skus[0])).to_contain_text("The price was 41.50, and is 99.00 now.")
    assert list(inventory.get_customer_orders("CUST-PRICE")) == []
    page.get_by_role("button", name="Place order").click()
    page.wait_for_url(re.compile("/orders/SO-"))
    assert [str(order.total) for order in inventory.get_customer_orders("CUST-PRICE")] == ["99.00"]


def test_customers_are_suggested(desk: Visitor, skus: list[str], inventory: InventoryManager) -> None:
    item = {"sku": skus[0], "quantity": 1, "price": "41.50"}
    inventory.create_order_transaction(f"KNOWN-{skus[0]}", f"KNOWN-{skus[0]}", [item])
    desk.page.get_by_label("Customer").press_sequentially(f"KNOWN-{skus[0][:5]}")
    expect(desk.page.locator(f'#customers option[value="KNOWN-{skus[0]}"]')).to_be_attached()


def test_many_at_once(desk: Visitor, skus: list[str]) -> None:
    page = desk.page
    page.get_by_text("Add many").click()
    page.get_by_label("SKUs and quantities").fill(f"{skus[0]}, 2\n{skus[1]} x 3")
    page.get_by_role("button", name="Add these").click()
    expect(page.locator("#id_many_error")).to_contain_text("Line 2")
    expect(page.get_by_label("SKUs and quantities")).to_have_value(f"{skus[0]}, 2\n{skus[1]} x 3")
    page.get_by_label("SKUs and quantities").fill(f"{skus[0]}, 2\n{skus[1]} 3")
    page.get_by_role("button", name="Add these").click()
    expect(page.locator("#added")).to_have_text("2 SKUs added.")
    assert lines(page) == {skus[0]: "2", skus[1]: "3"}


def test_leaving_with_lines_asks_first(open_window: Any, skus: list[str]) -> None:
    page = ready(open_window()).page
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    scan(page, skus[0])
    expect(page.locator("#lines tr")).to_have_count(1)
    page.get_by_role("link", name="Overview").click()
    expect(page.locator("#lines tr")).to_have_count(1)
    assert asked == ["beforeunload"]


def test_without_a_script(open_window: Any, skus: list[str], inventory: InventoryManager) -> None:
    page = ready(open_window(java_script_enabled=False)).page
    for code in (skus[0], skus[1].lower(), skus[0]):
        field(page).fill(code)
        field(page).press("Enter")
        page.wait_for_load_state()
    assert lines(page) == {skus[0]: "2", skus[1]: "1"}
    field(page).fill(f"{skus[0].rpartition('-')[0]} 45")
    page.get_by_role("button", name="Add", exact=True).click()
    page.locator(".pick").click()
    page.get_by_role("button", name=f"Remove {skus[1]}").click()
    page.get_by_label(f"Quantity of {skus[4]}").fill("9")
    page.get_by_role("button", name="Update").click()
    expect(page.locator("#totals")).to_have_text("2 lines · 11 units 492.50")
    page.get_by_label("Customer").fill("CUST-PLAIN")
    page.get_by_role("button", name="Place order").click()
    expect(row(page, skus[4]).locator(".error")).to_have_text("9 asked, 5 available in WH001")
    page.get_by_label(f"Quantity of {skus[4]}").fill("5")
    page.get_by_role("button", name="Place order").click()
    page.wait_for_url(re.compile("/orders/SO-"))
    assert [order.units for order in inventory.get_customer_orders("CUST-PLAIN")] == [7]


@pytest.mark.parametrize("screen", SCREENS)
def test_it_is_accessible_and_fits_with_lines_and_errors(open_window: Any, skus: list[str], screen: str) -> None:
    person = ready(open_window(reduced_motion="reduce", **SCREENS[screen]))
    page = person.page
    for code in [*skus, "L" * 64, "EVIL-1", "RTL-1"]:
        scan(page, code)
    expect(page.locator("#lines tr")).to_have_count(8)
    scan(page, "rack")
    expect(page.locator(".pick")).to_have_count(8)
    settled(person, "new-order-picks", screen)
    assert page.title() == "New order · Stockroom"
    page.get_by_label("Quantity of EVIL-1").fill("99999999")
    page.get_by_role("button", name="Place order").click()
    expect(page.locator("#id_customer_error")).to_be_visible()
    settled(person, "new-order-refused", screen)


def settled(person: Visitor, name: str, screen: str) -> None:
    """Clean, accessible, in its place, and large enough for a finger."""
    # A picture of what was before breaks the policy by itself.
    assert [said for said in person.complaints if "inline style" not in said] == []
    examine(person, "light", "dark")
    look(person, name, screen)
    if screen != "desk":
        assert person.page.evaluate(SMALL, PRESSED) == []


def test_rows_on_a_handheld(open_window: Any, skus: list[str]) -> None:
    person = ready(open_window(**HANDHELD))
    for sku in [*skus, "L" * 64]:
        scan(person.page, sku)
    expect(person.page.locator("#lines tr")).to_have_count(6)
    heights = person.page.eval_on_selector_all(
        "#lines tr", "rows => rows.map(row => row.getBoundingClientRect().height)"
    )
    assert max(heights) <= 72 and min(heights) >= 44
