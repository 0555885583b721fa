"""What makes a page good: reachable for everyone, light, still, and looked at in every size."""

import gzip
import json
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import expect

from tests.browser.shelves import ODD, ORDER, PLAIN
from tests.browser.stock import LIST
from tests.browser.visitor import HANDHELD, SCREENS, Visitor

ROOT = Path(__file__).parents[2]
PICTURES = Path(__file__).parent / "screenshots"
EVERYBODY = {
    "sign-in": "/sign-in/",
}
PAGES = {
    "overview": f"/?warehouse={PLAIN}",
    "overview-odd": f"/?warehouse={ODD}",
    "overview-refused": "/?warehouse=NOWHERE",
    "categories": "/categories/",
    "category": LIST,
    "category-refused": f"{LIST}?min_price=abc&max_price=-1&order=sideways",
    "category-nothing": f"{LIST}?min_price=1000",
    "category-odd": "/categories/Protective%20wear/",
    "cursor-refused": f"{LIST}?cursor=rubbish",
    "product": "/products/RACK/",
    "product-bare": "/products/LAMP/",
    "product-odd": "/products/EVIL/",
    "category-longest": f"/categories/{'C' * 64}/",
    "product-longest": f"/products/{'P' * 64}/",
    "new-product": "/new-product/",
    "edit-product": "/edit-product/RACK/",
    "retire-product": "/retire-product/RACK/",
    "new-variant": "/new-variant/RACK/",
    "edit-variant": f"/edit-variant/{'L' * 64}/",
    "retire-variant": "/retire-variant/RACK-012/",
    "find": "/find/?q=tool",
    "find-odd": "/find/?q=unbrokenname",
    "find-empty": "/find/",
    "find-nothing": f"/find/?q={'nothing' * 20}",
    "find-refused": f"/find/?q={'x' * 2000}",
    "low-stock": f"/low-stock/?warehouse={PLAIN}",
    "low-stock-odd": f"/low-stock/?warehouse={ODD}",
    "low-stock-nothing": "/low-stock/?warehouse=WH001",
    "low-stock-refused": f"/low-stock/?warehouse={PLAIN}&threshold=few",
    "stock-card": f"/stock/VEST-05/?warehouse={PLAIN}",
    "stock-card-then": f"/stock/{'L' * 64}/?warehouse={ODD}&at=2099-01-01T00:00",
    "stock-card-refused": "/stock/RACK-003/?warehouse=WH001&from=tomorrow",
    "activity": f"/activity/?warehouse={PLAIN}",
    "activity-odd": f"/activity/?warehouse={ODD}",
    "activity-refused": f"/activity/?warehouse={ODD}&date=someday",
    "adjust": f"/adjust/VEST-05/?warehouse={PLAIN}",
    "adjust-odd": f"/adjust/{'L' * 64}/?warehouse={ODD}",
    "undo": f"/undo/EVIL-1/?warehouse={ODD}&revision=2",
    "orders": "/orders/",
    "orders-nothing": "/orders/?status=REJECTED&warehouse=ODD",
    "orders-refused": "/orders/?customer=a%23b&warehouse=NOWHERE",
    "holders": "/orders/?sku=RACK-001",
    "customers": "/customers/",
    "customer": "/customers/CUST-7/",
    "order": f"/orders/{ORDER}/",
    "order-missing": "/orders/NOTHING/",
    "new-order": "/orders/new/",
    "account": "/account/",
    "users": "/users/",
    "new-user": "/users/new/",
    "user": "/users/viewer/",
    "not-found": "/products/NOTHING/",
}
WEIGHED = [
    "overview",
    "categories",
    "category",
    "product",
    "low-stock",
    "stock-card",
    "activity",
    "find",
    "adjust",
    "new-order",
]
FRAGMENTS = {
    "adjust": PAGES["adjust"],
    "low-stock": PAGES["low-stock"],
    "stock-card": PAGES["stock-card"],
    "activity": PAGES["activity"],
    "find": PAGES["find"],
    "category": PAGES["category"],
    "poll": f"{PAGES['low-stock']}&poll=1",
}
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text()
CLIPPED = """() => [...document.querySelectorAll("table")]
    .filter(table => table.scrollWidth > table.parentElement.clientWidth + 1).map(table => table.className)"""
SHIFTS = """() => new Promise(done => {
    let sum = 0;
    new PerformanceObserver(list => list.getEntries().forEach(entry => sum += entry.value))
        .observe({type: "layout-shift", buffered: true});
    setTimeout(() => done(sum), 100);
})"""


FETCHED = """() => performance.getEntriesByType("resource")
    .filter(entry => entry.transferSize > 0).map(entry => entry.name)"""
PRESSED = "main :is(input, select, textarea, button, .button, summary, .crumbs a)"
# Smaller than a finger's tip; a choice or a check is as large as its label.
SMALL = """pressed => [...document.querySelectorAll(pressed)]
    .map(one => one.matches("[type=radio], [type=checkbox]") ? one.closest("label") : one)
    .filter(one => one.checkVisibility() && one.type !== "hidden" && one.getBoundingClientRect().height < 43.5)
    .map(one => one.outerHTML.slice(0, 100))"""


def opened(open_window: Any, name: str, screen: str) -> Visitor:
    """A page on a screen, loaded to its end; nothing in it moved while it came."""
    user = None if name in EVERYBODY else "admin"
    person: Visitor = open_window(user=user, reduced_motion="reduce", **SCREENS[screen])
    person.go((EVERYBODY | PAGES)[name])
    person.page.evaluate("document.fonts.ready.then(() => null)")
    assert [said for said in person.complaints if "404" not in said] == []
    # Letters may come in another font a moment later: those that ours lacks, and all on a busy machine.
    assert person.page.evaluate(SHIFTS) <= 0.001, "something jumped"
    return person


def look(person: Visitor, name: str, screen: str) -> None:
    """It fits, and a picture of it is kept: of a tablet, which is between the others, in light alone."""
    page, viewport = person.page, SCREENS[screen]["viewport"]
    page.set_viewport_size(viewport)
    # A handheld zooms out from what does not fit, so the width of its window says nothing.
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], f"{screen} scrolls sideways"
    assert page.evaluate(CLIPPED) == []
    PICTURES.mkdir(parents=True, exist_ok=True)
    for scheme in SCHEMES[: 1 if screen == "tablet" else 2]:
        page.emulate_media(color_scheme=scheme)
        page.screenshot(path=PICTURES / f"{name}-{screen}-{scheme}.png")


def examine(person: Visitor, *schemes: Scheme) -> None:
    """By axe: all of it in light, and the colours alone in dark, where nothing else is different."""
    page = person.page
    page.evaluate(AXE)
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        what = {} if scheme == "light" else {"runOnly": ["color-contrast"]}
        found, passed = page.evaluate("what => axe.run(what).then(each => [each.violations, each.passes])", what)
        assert passed or what, "axe has looked at nothing"
        assert [(v["id"], [node["html"] for node in v["nodes"]][:3]) for v in found] == [], scheme


@pytest.mark.parametrize("name", EVERYBODY | PAGES)
def test_a_page_at_a_desk_is_accessible_clean_small_and_fits(open_window: Any, name: str) -> None:
    person = opened(open_window, name, "desk")
    assert person.page.evaluate("document.fonts.check('16px Inter')")
    assert person.page.evaluate("document.querySelectorAll('*').length") <= 1200
    assert len(gzip.compress(person.page.content().encode())) < 14 * 1024
    examine(person, *SCHEMES)
    look(person, name, "desk")


@pytest.mark.parametrize("name", EVERYBODY | PAGES)
def test_a_page_under_a_finger_is_accessible_large_enough_and_fits(open_window: Any, name: str) -> None:
    person = opened(open_window, name, "handheld")
    assert person.page.evaluate(SMALL, PRESSED) == []
    examine(person, "light")
    look(person, name, "handheld")
    look(person, name, "tablet")
    assert person.page.evaluate(SMALL, PRESSED) == []


@pytest.mark.parametrize("name", [name for name in PAGES if name.endswith("-longest")])
def test_the_longest_fits_in_other_letters_too(open_window: Any, name: str) -> None:
    person: Visitor = open_window(user="admin", **SCREENS["handheld"])
    person.page.route("**/*.woff2", lambda route: route.abort())
    person.go(PAGES[name])
    assert not person.page.evaluate("document.fonts.check('16px Inter')")
    assert person.page.evaluate(CLIPPED) == []


@pytest.mark.parametrize("screen", ["desk", "handheld"])
@pytest.mark.parametrize("name", ["low-stock", "stock-card"])
def test_an_open_form_is_accessible_and_fits(open_window: Any, name: str, screen: str) -> None:
    person = opened(open_window, name, screen)
    person.page.get_by_role("link", name="Adjust VEST-05").first.click()
    form = person.page.locator("form.adjust")
    expect(form.get_by_label("Units")).to_be_focused()
    form.get_by_role("button", name="Apply").click()
    expect(form.get_by_text("Write a number.")).to_be_visible()
    assert person.complaints == []
    examine(person, *SCHEMES)
    look(person, f"{name}-open", screen)


@pytest.mark.parametrize("name", WEIGHED)
def test_a_page_keeps_its_budget(open_window: Any, name: str) -> None:
    person: Visitor = open_window()
    sent: dict[str, int] = {}

    def weigh(response: Any) -> None:
        kind = response.request.resource_type
        body = response.body()
        sent[kind] = sent.get(kind, 0) + (len(body) if kind == "font" else len(gzip.compress(body)))

    person.page.on("response", weigh)
    person.go(PAGES[name])
    person.page.wait_for_load_state("networkidle")
    assert sent["document"] < 14 * 1024
    assert sent["script"] < 20 * 1024
    assert sent["stylesheet"] < 10 * 1024
    assert sent["font"] < 50 * 1024
    assert sum(sent.values()) < 90 * 1024, json.dumps(sent)
    person.go(PAGES[name])
    assert person.page.evaluate(FETCHED) == [], "the second time, only the page itself comes"


@pytest.mark.parametrize("name", FRAGMENTS)
def test_a_fragment_keeps_its_budget(open_window: Any, name: str) -> None:
    person: Visitor = open_window()
    answer = person.page.context.request.get(person.server + FRAGMENTS[name], headers={"HX-Request": "true"})
    assert answer.ok and "<html" not in answer.text()
    assert len(gzip.compress(answer.body())) < 5 * 1024


@pytest.mark.parametrize(("address", "table"), [(LIST, ".products"), (PAGES["low-stock"], ".levels")])
def test_rows_on_a_handheld(open_window: Any, address: str, table: str) -> None:
    person: Visitor = open_window(**HANDHELD)
    person.go(address)
    heights = person.page.eval_on_selector_all(
        f"{table} tbody tr:not(.more)", "rows => rows.map(row => row.getBoundingClientRect().height)"
    )
    assert max(heights) <= 72 and min(heights) >= 44


def test_a_page_on_paper_has_no_frame(open_window: Any) -> None:
    person: Visitor = open_window()
    person.go(LIST)
    person.page.emulate_media(media="print")
    assert not person.page.locator(".rail").is_visible() and not person.page.locator(".filter").is_visible()
    assert person.page.locator(".products").is_visible()


def test_the_policy_lets_nothing_foreign_run(open_window: Any) -> None:
    person: Visitor = open_window()
    answer = person.page.goto(person.server + LIST)
    assert answer is not None
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy and "default-src 'none'" in policy
