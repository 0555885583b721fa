"""Two people who press Apply on the same row at the same moment, again and again."""

from typing import Any

from playwright.sync_api import Page, expect

from inventory import InventoryManager, audit
from tests.browser.shelves import CLASH, SECOND_ADMIN
from tests.browser.visitor import Visitor

ROUNDS = 50
OPENING = 1000
# Opens the row's form and fills it in, by the page's own controls.
FILL = """async units => {
    document.querySelector('[aria-label="Adjust CRATE-60"]').click();
    while (!document.querySelector("form.adjust")) await new Promise(requestAnimationFrame);
    const form = document.querySelector("form.adjust");
    form.quantity.value = units;
    form.reason.value = units < 0 ? "damaged" : "received";
}"""
PRESS = "document.querySelector('form.adjust [data-again]').click()"
# Closed: applied. Refused because the other was at it: the answer says to press again.
SETTLED = """async () => {
    const isOpen = () => document.querySelector("form.adjust") && !document.querySelector("form.adjust .conflict");
    while (isOpen()) await new Promise(requestAnimationFrame);
}"""


def settle(page: Page) -> None:
    page.evaluate(SETTLED)
    while page.locator("form.adjust").count():
        expect(page.locator("form.adjust .conflict")).to_contain_text("Apply again")
        page.evaluate("document.querySelector('form.adjust .conflict').remove()")
        page.evaluate(PRESS)
        page.evaluate(SETTLED)


def test_fifty_rounds_at_the_same_row_lose_nothing_and_apply_nothing_twice(
    open_window: Any, inventory: InventoryManager
) -> None:
    receiver: Visitor = open_window()
    breaker: Visitor = open_window(user=SECOND_ADMIN)
    changes = {receiver: 3, breaker: -1}
    for person in changes:
        person.go(f"/low-stock/?warehouse={CLASH}")
    for _ in range(ROUNDS):
        for person, units in changes.items():
            person.page.evaluate(FILL, units)
        for person in changes:
            person.page.evaluate(PRESS)
        for person in changes:
            settle(person.page)
    ledger = inventory.get_ledger("CRATE-60", CLASH, limit=100)
    made = sorted((move.actor, move.change) for move in [*ledger, *_rest(inventory, ledger.cursor)] if move.actor)
    assert made == sorted([("admin", 3), (SECOND_ADMIN, -1)] * ROUNDS)
    assert audit.check(inventory.client).drifts == ()
    for person in changes:
        person.page.reload()
        expect(person.page.locator(".low-levels td.c-hand")).to_have_text(f"{OPENING + 2 * ROUNDS:,}")
        assert person.complaints == []


def _rest(inventory: InventoryManager, cursor: str | None) -> list[Any]:
    return list(inventory.get_ledger("CRATE-60", CLASH, limit=100, cursor=cursor)) if cursor else []
