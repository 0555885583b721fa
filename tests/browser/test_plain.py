"""The same work where no script runs."""

import csv
from io import StringIO
from typing import Any

from playwright.sync_api import Locator, expect

from inventory import InventoryManager
from tests.browser.shelves import PLAIN, SECOND_ADMIN
from tests.browser.visitor import Visitor
from tests.people import PASSWORD

CARD = f"/stock/VEST-05/?warehouse={PLAIN}"


def plain(open_window: Any, user: str | None = "admin") -> Visitor:
    person: Visitor = open_window(user=user, java_script_enabled=False)
    return person


def on_shelf(person: Visitor) -> Locator:
    """On hand, allocated and available of VEST-05, as its stock card shows them."""
    return person.page.locator("#held-VEST_2d_05-PLAIN td.n")


def adjust(person: Visitor, units: str, reason: str = "", counted: bool = False) -> None:
    page = person.page
    page.get_by_label("Counted on hand" if counted else "Change by").check()
    page.get_by_label("Units").fill(units)
    page.get_by_label("Reason").select_option(reason)
    page.get_by_role("button", name="Apply").click()


def test_signing_in_and_out(open_window: Any) -> None:
    person = plain(open_window, user=None)
    person.go(CARD)
    person.fill_sign_in("viewer", "not the password")
    expect(person.page.get_by_role("alert")).to_contain_text("do not go together")
    person.fill_sign_in("viewer", PASSWORD)
    assert person.address == CARD
    expect(person.page.get_by_role("link", name="Adjust VEST-05 in PLAIN")).to_have_count(0)
    person.page.locator("summary").filter(has_text="Signed in as").click()
    person.page.get_by_role("button", name="Sign out").click()
    expect(person.page.get_by_role("heading", level=1)).to_have_text("Sign in")
    person.go("/")
    expect(person.page.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert person.complaints == []


def test_finding_by_words_and_by_a_scan(open_window: Any) -> None:
    person = plain(open_window)
    page, field = person.page, "Find a product, SKU, barcode or order"
    person.go("/")
    page.get_by_label(field).fill("hi-vis ve")
    page.keyboard.press("Enter")
    expect(page.locator(".products .c-name a")).to_have_text(["Hi-vis vest"])
    expect(page.get_by_label(field)).to_have_value("hi-vis ve")
    page.get_by_label(field).fill("nothing of the kind")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("Nothing matches “nothing of the kind”")
    page.get_by_label(field).fill("VEST-05")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{person.server}/stock/VEST-05/")
    assert person.complaints == []


def test_adjusting_with_a_mistake_a_conflict_and_undo(open_window: Any, inventory: InventoryManager) -> None:
    person, other = plain(open_window), plain(open_window, SECOND_ADMIN)
    page = person.page
    for who in (person, other):
        who.go(CARD)
        who.page.get_by_role("link", name="Adjust VEST-05 in PLAIN").click()
    adjust(person, "many", "damaged")
    expect(page.get_by_text("Write a whole number, such as 5, +5 or -3.")).to_be_visible()
    expect(page.get_by_label("Units")).to_have_value("many")
    expect(page.get_by_label("Reason")).to_have_value("damaged")
    adjust(other, "+2", "received")
    expect(other.toasts).to_contain_text("VEST-05: +2 recorded, 7 on hand.")
    expect(on_shelf(other)).to_have_text(["7", "0", "7"])
    adjust(person, "9", counted=True)
    expect(page.get_by_role("alert")).to_contain_text(f"Changed by {SECOND_ADMIN}")
    expect(page.get_by_role("alert")).to_contain_text("Nothing was saved.")
    expect(page.get_by_label("Units")).to_have_value("9")
    page.get_by_role("button", name="Apply").click()
    expect(person.toasts).to_contain_text("VEST-05: counted 9 recorded, 9 on hand.")
    page.locator("tr").filter(has_text="Received").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Undo an adjustment")
    page.get_by_role("button", name="Undo").click()
    expect(on_shelf(person)).to_have_text(["7", "0", "7"])
    moves = inventory.get_ledger("VEST-05", PLAIN)
    assert [move.change for move in reversed(moves)] == [5, 2, 2, -2]
    assert person.complaints == [] and other.complaints == []


def test_low_stock_filtered_page_by_page_and_as_a_file(open_window: Any) -> None:
    person = plain(open_window)
    page = person.page
    person.go(f"/low-stock/?warehouse={PLAIN}")
    skus = page.locator(".low-levels .c-name .line")
    expect(skus).to_have_count(20)
    page.get_by_role("link", name="Load more").click()
    expect(skus.last).to_have_text("VEST-30")
    page.get_by_role("link", name="Back to the start").click()
    page.get_by_label("At or below").fill("3")
    page.get_by_role("button", name="Apply").click()
    expect(skus).to_have_text(["VEST-01", "VEST-02", "VEST-03"])
    assert "threshold=3" in person.address
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    rows = list(csv.DictReader(StringIO(download.value.path().read_text("utf-8-sig"))))
    assert [(row["SKU"], row["Available"]) for row in rows] == [("VEST-01", "1"), ("VEST-02", "2"), ("VEST-03", "3")]
    assert person.complaints == []


def test_editing_a_product(open_window: Any, inventory: InventoryManager) -> None:
    person = plain(open_window)
    page = person.page
    person.go("/products/HT-0007/")
    page.get_by_role("link", name="Edit product").click()
    page.get_by_label("Name").fill("")
    page.get_by_label("Base price").fill("3.75")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was saved")
    expect(page.get_by_label("Base price")).to_have_value("3.75")
    page.get_by_label("Name").fill("Tool 7, sharpened")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tool 7, sharpened")
    expect(person.toasts).to_have_count(1)
    product = inventory.get_product("HT-0007")
    assert product and (product.name, str(product.base_price)) == ("Tool 7, sharpened", "3.75")
    assert person.complaints == []
