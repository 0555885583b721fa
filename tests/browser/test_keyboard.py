"""A day without a mouse."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.shelves import DAY
from tests.browser.visitor import Visitor

SEEN = """() => {
    const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
    const around = [one, one.parentElement, one.closest("tr, .card, label, .stepper")].filter(Boolean);
    const marked = around.some(each => {
        const style = getComputedStyle(each);
        return parseFloat(style.outlineWidth) >= 1 && style.outlineStyle !== "none" || style.boxShadow !== "none";
    });
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return {name: one.outerHTML.slice(0, 120), marked, shown: box.width > 0 && box.height > 0,
            covered: !(top && (one.contains(top) || top.contains(one) || top.closest("label")))};
}"""


def tab_to(page: Page, name: str, most: int = 60) -> None:
    """Presses Tab until the focus is on the link or button of that name; each stop on the way can be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(SEEN)
        assert stop["marked"] and stop["shown"] and not stop["covered"], stop
        if name in page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.innerText ?? ''"):
            return
    raise AssertionError(f"Tab never came to {name}")


def test_slash_words_an_arrow_and_enter_lead_to_a_product(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("/activity/")
    page.keyboard.press("/")
    expect(page.get_by_label("Find a product, SKU, barcode or order")).to_be_focused()
    with page.expect_response("**/find/?q=*") as answered:
        page.keyboard.type("steel bo", delay=20)
    assert answered.value.url.endswith("q=steel+bo") or answered.value.url.endswith("q=steel%20bo"), "one request"
    expect(page.locator("#found")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#found a").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_label("Find a product, SKU, barcode or order")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#found")).to_be_hidden()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Steel-toe boots S3")


def test_the_skip_link_leads_past_the_frame(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go(f"/low-stock/?warehouse={DAY}")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_a_row_is_adjusted_and_left_by_keys(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go(f"/low-stock/?warehouse={DAY}&threshold=15")
    opener = page.get_by_role("link", name="Adjust BOOT-45")
    tab_to(page, "Adjust BOOT-45")
    page.keyboard.press("Enter")
    units = page.get_by_label("Units")
    expect(units).to_be_focused()
    page.keyboard.press("Escape")
    expect(units).to_have_count(0)
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    expect(units).to_be_focused()
    page.keyboard.type("1")
    page.keyboard.press("ArrowUp")
    expect(units).to_have_value("2")
    tab_to(page, "Choose", 4)
    page.keyboard.type("rec")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Note")).to_be_focused()
    page.keyboard.press("Enter")
    expect(visitor.toasts).to_contain_text("BOOT-45: +2 recorded, 2 on hand.")
    expect(units).to_have_count(0)
    expect(opener).to_be_focused()


def test_the_dialog_opens_and_closes_by_keys(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go(f"/stock/BOOT-41/?warehouse={DAY}")
    opener = page.get_by_role("link", name="Adjust BOOT-41 in DAY")
    tab_to(page, "Adjust BOOT-41 in DAY")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Steel-toe boots S3")
    expect(dialog.get_by_label("Units")).to_be_focused()
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()


def test_the_menu_of_the_person_by_keys(open_window: Any) -> None:
    person: Visitor = open_window(user="viewer")
    page = person.page
    person.go("/categories/")
    page.locator("summary").filter(has_text="Signed in as").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
    assert page.evaluate("document.activeElement.localName") == "summary"
