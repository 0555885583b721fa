"""A worker's day, from signing in to signing out, with a colleague at the same shelves."""

import re
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from inventory import InventoryManager, audit
from inventory.entities import Movement
from tests.browser.shelves import DAY, SECOND_ADMIN
from tests.browser.visitor import Visitor
from tests.people import PASSWORD

CARD = f"/stock/BOOT-42/?warehouse={DAY}"
LOW = f"/low-stock/?warehouse={DAY}"


def held(page: Page) -> Locator:
    """On hand, allocated and available of BOOT-42 in DAY, as its stock card shows them."""
    return page.locator("#held-BOOT_2d_42-DAY td.n")


def open_adjust(page: Page, sku: str) -> Locator:
    """Opens the form of a SKU on whatever page, and returns it once it is there."""
    page.get_by_role("link", name=f"Adjust {sku}").click()
    form = page.locator("form.adjust")
    expect(form).to_be_visible()
    return form


def changes(inventory: InventoryManager, sku: str) -> list[tuple[int, int, str, str]]:
    """Change, balance, reason and actor of each movement in DAY, oldest first."""
    ledger: list[Movement] = inventory.get_ledger(sku, DAY)
    return [(move.change, move.stock, str(move.reason), move.actor) for move in reversed(ledger)]


def test_the_day_of_a_worker(open_window: Any, inventory: InventoryManager) -> None:
    worker: Visitor = open_window(user=None)
    colleague: Visitor = open_window(user=SECOND_ADMIN)
    begins_by_signing_in(worker)
    takes_three_damaged_off(worker)
    counts_while_a_colleague_changes_it(worker, colleague)
    sends_it_again(worker)
    undoes_the_damage(worker)
    watches_the_low_stock(worker, colleague)
    leaves(worker)
    assert worker.complaints == [] and colleague.complaints == []
    assert changes(inventory, "BOOT-42") == [
        (12, 12, "opening", ""),
        (-3, 9, "damaged", "admin"),
        (1, 10, "received", SECOND_ADMIN),
        (-2, 8, "count correction", "admin"),
        (3, 11, "undo", "admin"),
    ]
    assert changes(inventory, "BOOT-44")[1:] == [(-1, 2, "promotion", SECOND_ADMIN)]
    assert changes(inventory, "BOOT-43")[1:] == [(4, 10, "received", "admin")]
    assert audit.check(inventory.client).drifts == ()


def begins_by_signing_in(worker: Visitor) -> None:
    page = worker.page
    worker.go("/")
    worker.fill_sign_in("admin", "not the password")
    expect(page.get_by_role("alert")).to_contain_text("do not go together")
    expect(page.get_by_label("Name")).to_have_value("admin")
    worker.fill_sign_in("admin", PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    page.wait_for_load_state()
    page.get_by_label("Warehouse").select_option(DAY)
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    expect(page.locator(".head")).to_contain_text(DAY)


def takes_three_damaged_off(worker: Visitor) -> None:
    page = worker.page
    worker.scan("BOOT-42")
    page.wait_for_url("**/stock/BOOT-42/**")
    expect(held(page)).to_have_text(["12", "0", "12"])
    form = open_adjust(page, "BOOT-42 in DAY")
    expect(form.get_by_label("Units")).to_be_focused()
    form.get_by_label("Units").fill("-3")
    form.get_by_role("button", name="Apply").click()
    expect(form.get_by_text("Choose a reason.")).to_be_visible()
    expect(form.get_by_label("Units")).to_have_value("-3")
    form.get_by_label("Reason").select_option("damaged")
    form.get_by_role("button", name="Apply").click()
    expect(worker.toasts).to_contain_text("BOOT-42: \N{MINUS SIGN}3 recorded, 9 on hand.")
    expect(page.locator("#dialog")).to_be_hidden()
    expect(held(page)).to_have_text(["9", "0", "9"])
    expect(page.locator("#moves tr").first).to_contain_text("Damaged")


def counts_while_a_colleague_changes_it(worker: Visitor, colleague: Visitor) -> None:
    page = worker.page
    colleague.go(CARD)
    mine, others = open_adjust(page, "BOOT-42 in DAY"), open_adjust(colleague.page, "BOOT-42 in DAY")
    others.get_by_label("Units").fill("1")
    others.get_by_label("Reason").select_option("received")
    others.get_by_role("button", name="Apply").click()
    expect(held(colleague.page)).to_have_text(["10", "0", "10"])
    mine.get_by_label("Counted on hand").check()
    mine.get_by_label("Units").fill("8")
    mine.get_by_role("button", name="Apply").click()
    alert = mine.get_by_role("alert")
    expect(alert).to_contain_text(f"Changed by {SECOND_ADMIN}")
    expect(alert).to_contain_text("now 10 on hand. Nothing was saved.")
    expect(mine.get_by_label("Units")).to_have_value("8")
    expect(mine.get_by_label("Counted on hand")).to_be_checked()
    # The message is read first: a second Enter that is on its way must not meet Apply.
    expect(alert).to_be_focused()
    mine.get_by_role("button", name="Apply").click()
    expect(worker.toasts.last).to_contain_text("counted 8 recorded, 8 on hand")
    expect(held(page)).to_have_text(["8", "0", "8"])


def sends_it_again(worker: Visitor) -> None:
    """The page of its own, sent twice by a double click, then Back and sent once more."""
    page = worker.page
    worker.go(f"/adjust/BOOT-43/?warehouse={DAY}")
    page.get_by_label("Units").fill("4")
    page.get_by_label("Reason").select_option("received")
    page.get_by_role("button", name="Apply").dblclick()
    page.wait_for_url("**/stock/BOOT-43/**")
    expect(worker.toasts).to_contain_text("BOOT-43: +4 recorded, 10 on hand.")
    page.go_back()
    page.get_by_label("Units").fill("4")
    page.get_by_label("Reason").select_option("received")
    page.get_by_role("button", name="Apply").click()
    page.wait_for_url("**/stock/BOOT-43/**")


def undoes_the_damage(worker: Visitor) -> None:
    page = worker.page
    worker.go(CARD)
    row = page.locator("#moves tr").filter(has_text="Damaged")
    row.get_by_role("button", name="Undo").click()
    question = page.locator("#confirm")
    expect(question).to_contain_text("Undo \N{MINUS SIGN}3 (damaged)?")
    question.get_by_role("button", name="Undo").click()
    expect(worker.toasts).to_contain_text("Undone: 11 of BOOT-42 available.")
    expect(held(page)).to_have_text(["11", "0", "11"])
    expect(row.filter(has_text="Undone by movement")).to_have_count(1)
    expect(page.locator("#moves tr").first).to_contain_text("Undoes movement")


def watches_the_low_stock(worker: Visitor, colleague: Visitor) -> None:
    page = worker.page
    worker.go(LOW)
    names = page.locator(".low-levels .c-name .line")
    expect(names).to_have_text(["BOOT-45", "BOOT-44", "BOOT-43", "BOOT-42"])
    seen_again(page)
    expect(page.locator(".pill")).to_have_count(0)
    colleague.go(LOW)
    form = open_adjust(colleague.page, "BOOT-44")
    form.get_by_label("Units").fill("-1")
    form.get_by_label("Reason").select_option("promotion")
    form.get_by_role("button", name="Apply").click()
    expect(colleague.toasts).to_contain_text("BOOT-44: \N{MINUS SIGN}1 recorded")
    before = tops(page)
    seen_again(page)
    pill = page.get_by_role("link", name=re.compile("1 row changed"))
    expect(pill).to_be_visible()
    assert tops(page) == before, "rows moved under a finger"
    expect(page.locator("#row-BOOT_2d_44-DAY .c-hand")).to_have_text("3")
    form = open_adjust(page, "BOOT-45")
    form.get_by_label("Units").fill("7")
    pill.click()
    expect(page.locator("#row-BOOT_2d_44-DAY .c-hand")).to_have_text("2")
    expect(form.get_by_label("Units")).to_have_value("7")
    form.get_by_role("link", name="Cancel").click()
    expect(form).to_have_count(0)
    expect(page.get_by_role("link", name="Adjust BOOT-45")).to_be_focused()


def seen_again(page: Page) -> None:
    """What makes a list ask at once: its tab is looked at again."""
    with page.expect_response(re.compile("poll=1")):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def tops(page: Page) -> list[float]:
    found: list[float] = page.eval_on_selector_all(
        ".low-levels tbody tr", "rows => rows.map(row => row.getBoundingClientRect().top)"
    )
    return found


def leaves(worker: Visitor) -> None:
    page = worker.page
    page.locator("summary").filter(has_text="Signed in as").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    expect(page.locator("body")).not_to_contain_text("BOOT")


def test_back_after_signing_out_shows_nothing_where_the_browser_kept_the_page(
    keeping_browser: Browser, server: str
) -> None:
    worker = Visitor(keeping_browser.new_context().new_page(), server)
    page = worker.page
    worker.go("/stock/BOOT-41/")
    worker.fill_sign_in("admin", PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("Steel-toe boots S3")
    page.evaluate("window.isKept = true")
    page.get_by_role("link", name="Activity").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Activity")
    page.evaluate("history.back()")
    expect(page.get_by_role("heading", level=1)).to_have_text("Steel-toe boots S3")
    assert page.evaluate("window.isKept"), "this browser keeps nothing, so this test says nothing"
    page.locator("summary").filter(has_text="Signed in as").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.evaluate("history.back()")
    expect(page).to_have_url(re.compile("/sign-in/.*BOOT-41"))
    expect(page.locator("body")).not_to_contain_text("boots")
