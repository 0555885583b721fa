"""Names that try to be more than names."""

from typing import Any

import pytest
from playwright.sync_api import Dialog, expect

from tests.browser.shelves import LONG, ODD, RIGHT_TO_LEFT, SCRIPT
from tests.browser.visitor import Visitor


@pytest.mark.parametrize(
    "address",
    [
        f"/?warehouse={ODD}",
        "/categories/Protective%20wear/",
        "/products/EVIL/",
        "/edit-product/EVIL/",
        f"/low-stock/?warehouse={ODD}",
        f"/stock/EVIL-1/?warehouse={ODD}",
        f"/activity/?warehouse={ODD}",
        f"/adjust/EVIL-1/?warehouse={ODD}",
    ],
)
def test_markup_in_a_name_is_text_and_runs_nowhere(visitor: Visitor, address: str) -> None:
    opened: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        opened.append(dialog.message)
        dialog.dismiss()

    visitor.page.on("dialog", dismiss)
    visitor.go(address)
    assert (
        SCRIPT in visitor.page.locator("main").inner_text() or SCRIPT in visitor.page.locator("#id_name").input_value()
    )
    assert opened == [] and "Stockroom" in visitor.page.title()
    assert visitor.page.locator("main img, main script").count() == 0


def test_markup_found_as_one_types_and_said_in_a_toast_is_text(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go(f"/low-stock/?warehouse={ODD}")
    page.get_by_label("Find a product, SKU, barcode or order").press_sequentially("taken", delay=10)
    expect(page.locator("#found")).to_contain_text(SCRIPT)
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Adjust EVIL-1").click()
    form = page.locator("form.adjust")
    form.get_by_label("Units").fill(SCRIPT)
    form.get_by_label("Note").fill(SCRIPT)
    form.get_by_role("button", name="Apply").click()
    expect(form.locator(".error").first).to_be_visible()
    expect(form.get_by_label("Units")).to_have_value(SCRIPT)
    form.get_by_label("Units").fill("1")
    form.get_by_label("Reason").select_option("other")
    form.get_by_role("button", name="Apply").click()
    expect(visitor.toasts).to_contain_text("EVIL-1: +1 recorded")
    assert page.locator("main img, main script, #found img").count() == 0


def test_text_from_right_to_left_and_without_a_blank_is_found_and_read(open_window: Any) -> None:
    person: Visitor = open_window()
    for words, name in (("חולצת", RIGHT_TO_LEFT), ("unbrokenname", LONG)):
        person.go(f"/find/?q={words}")
        expect(person.page.locator(".products .c-name a")).to_have_text([name])
        person.page.locator(".products .c-name a").click()
        expect(person.page.get_by_role("heading", level=1)).to_have_text(name)
    assert person.complaints == []
