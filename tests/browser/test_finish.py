"""What makes a page good: reachable for everyone, light, still, and looked at in every size."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from tests.browser.stock import LIST
from tests.browser.visitor import HANDHELD, SCREENS, Visitor

ROOT = Path(__file__).parents[2]
PICTURES = Path(__file__).parent / "screenshots"
PAGES = {
    "categories": "/categories/",
    "category": LIST,
    "category-refused": f"{LIST}?min_price=abc&max_price=-1&order=sideways",
    "category-nothing": f"{LIST}?min_price=1000",
    "cursor-refused": f"{LIST}?cursor=rubbish",
    "product": "/products/RACK/",
    "product-bare": "/products/LAMP/",
    "category-longest": f"/categories/{'C' * 64}/",
    "product-longest": f"/products/{'P' * 64}/",
    "not-found": "/products/NOTHING/",
}
OUR_REFUSALS = ("422", "404")
AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text()
CLIPPED = """() => [...document.querySelectorAll("table")]
    .filter(table => table.scrollWidth > table.parentElement.clientWidth + 1).map(table => table.className)"""
SHIFTS = """() => new Promise(done => {
    let sum = 0;
    new PerformanceObserver(list => list.getEntries().forEach(entry => sum += entry.value))
        .observe({type: "layout-shift", buffered: true});
    setTimeout(() => done(sum), 100);
})"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_clean_and_fits(open_window: Any, name: str, screen: str, scheme: str) -> None:
    person: Visitor = open_window(**SCREENS[screen], color_scheme=scheme)
    person.go(PAGES[name])
    assert [said for said in person.console if not any(status in said for status in OUR_REFUSALS)] == []
    # A handheld zooms out from what does not fit, so the width of its window says nothing.
    width = person.page.evaluate("document.documentElement.scrollWidth")
    assert width <= SCREENS[screen]["viewport"]["width"], "scrolls sideways"
    assert person.page.evaluate(CLIPPED) == []
    assert person.page.evaluate("document.fonts.check('16px Inter')")
    person.page.evaluate(AXE)
    found, passed = person.page.evaluate("axe.run().then(result => [result.violations, result.passes])")
    assert passed, "axe has looked at nothing"
    assert [(v["id"], [node["html"] for node in v["nodes"]][:3]) for v in found] == []
    PICTURES.mkdir(parents=True, exist_ok=True)
    person.page.screenshot(path=PICTURES / f"{name}-{screen}-{scheme}.png")


@pytest.mark.parametrize("name", ["categories", "category", "product"])
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
    assert person.page.evaluate("document.querySelectorAll('*').length") <= 1200


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("name", ["categories", "category", "product"])
def test_nothing_jumps(open_window: Any, name: str, screen: str) -> None:
    person: Visitor = open_window(**SCREENS[screen])
    person.go(PAGES[name])
    person.page.wait_for_load_state("networkidle")
    assert person.page.evaluate(SHIFTS) == 0


def test_rows_and_targets_on_a_handheld(open_window: Any) -> None:
    person: Visitor = open_window(**HANDHELD)
    person.go(LIST)
    heights = person.page.eval_on_selector_all(
        ".products tbody tr:not(.more)", "rows => rows.map(row => row.getBoundingClientRect().height)"
    )
    assert max(heights) <= 72 and min(heights) >= 44
    controls = person.page.eval_on_selector_all(
        "main :is(input, select, button, .button, .crumbs a)",
        "all => all.map(one => one.getBoundingClientRect().height)",
    )
    assert min(controls) >= 44


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
