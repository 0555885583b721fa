"""The main job in a browser: from categories to products by price to a product with its stock."""

import re
from contextlib import suppress
from typing import Any

import pytest
from playwright.sync_api import Error, Page, Request, Route, expect

from tests.browser.stock import CATEGORY, LIST, TOOLS
from tests.browser.visitor import HANDHELD, Visitor


def rows(page: Page, count: int) -> None:
    expect(page.locator(".products tbody tr:not(.more)")).to_have_count(count)


def test_from_the_start_to_a_product_and_back(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("/")
    page.get_by_role("link", name="Catalogue").click()
    page.get_by_role("main").get_by_role("link", name="Storage").click()
    page.get_by_role("link", name="Shelf rack, galvanised").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Shelf rack, galvanised")
    expect(page.locator(".variants tbody")).to_have_count(30)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Storage")


def test_typing_a_price_filters_after_a_pause(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go(LIST)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/categories/" in request.url else None)
    page.get_by_label("Lowest price").press_sequentially("59.50", delay=20)
    rows(page, 2)
    assert visitor.products == ["Tool 119", visitor.products[1]] and visitor.products[1].startswith("Tool 120")
    assert len(asked) == 1, "five keystrokes, one request"
    assert visitor.address == f"{LIST}?min_price=59.50&order=asc"
    expect(page.get_by_label("Lowest price")).to_be_focused()
    expect(page.get_by_role("status")).to_have_text("2 shown")


def test_what_is_typed_while_an_answer_is_on_its_way_stays(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go(LIST)
    held: list[Route] = []
    page.route("**/*min_price=5&*", lambda route: held.append(route))
    field = page.get_by_label("Lowest price")
    with page.expect_request("**/*min_price=5&*"):
        field.press_sequentially("5")
    field.press_sequentially("9")
    with suppress(Error):  # where the next request went out first, this one was given up
        held[0].continue_()
    rows(page, 3)
    expect(field).to_have_value("59")


def test_back_undoes_a_filter_and_forward_brings_it_again(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go(LIST)
    page.get_by_label("Order", exact=True).select_option("desc")
    expect(page.locator(".products .c-name a").first).to_contain_text("Tool 120")
    page.get_by_label("Highest price").fill("2")
    rows(page, 4)
    page.go_back()
    rows(page, 50)
    expect(page.get_by_label("Highest price")).to_have_value("")
    expect(page.get_by_label("Order", exact=True)).to_have_value("desc")
    page.go_back()
    expect(page.locator(".products .c-name a").first).to_have_text("Tool 1")
    page.go_forward()
    page.go_forward()
    rows(page, 4)
    expect(page.get_by_label("Highest price")).to_have_value("2")


def test_a_filtered_address_is_the_same_page_again(visitor: Visitor) -> None:
    visitor.go(LIST)
    visitor.page.get_by_label("Highest price").fill("1.5")
    rows(visitor.page, 3)
    visitor.page.reload()
    rows(visitor.page, 3)
    expect(visitor.page.get_by_label("Highest price")).to_have_value("1.5")
    visitor.page.get_by_role("link", name="Reset").click()
    rows(visitor.page, 50)
    assert visitor.address == LIST


def test_more_rows_join_the_list_and_take_the_focus(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go(LIST)
    page.get_by_role("link", name="Load more").click()
    rows(page, 100)
    expect(page.get_by_role("link", name="Tool 51", exact=True)).to_be_focused()
    expect(page.get_by_role("status")).to_have_text("100 shown, there are more")
    assert "cursor=" in visitor.address
    page.get_by_role("link", name="Load more").click()
    rows(page, TOOLS)
    expect(page.get_by_role("link", name="Load more")).to_have_count(0)
    expect(page.get_by_role("status")).to_have_text(f"{TOOLS} shown")
    numbers = [int(re.findall(r"Tool (\d+)", name)[0]) for name in visitor.products]
    assert numbers == list(range(1, TOOLS + 1))


def test_back_from_a_product_after_more_rows(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("/categories/")
    page.get_by_role("main").get_by_role("link", name=CATEGORY).click()
    page.get_by_role("link", name="Load more").click()
    rows(page, 100)
    page.get_by_role("link", name="Tool 52", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tool 52")
    page.go_back()
    expect(page.get_by_role("link", name="Tool 52", exact=True)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Categories")


def test_an_address_with_a_cursor_shows_that_part_and_a_way_back(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go(LIST)
    page.get_by_role("link", name="Load more").click()
    rows(page, 100)
    page.reload()
    rows(page, 50)
    assert visitor.products[0] == "Tool 51"
    page.get_by_role("link", name="Back to the start").click()
    expect(page.locator(".products .c-name a").first).to_have_text("Tool 1")


def test_a_wrong_price_is_explained_and_put_right(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go(LIST)
    field = page.get_by_label("Lowest price")
    field.press_sequentially("1x")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description("The price must be a number. Write it like 12 or 12.50.")
    expect(field).to_be_focused()
    expect(field).to_have_value("1x")
    field.press("Backspace")
    rows(page, 50)
    expect(field).not_to_have_attribute("aria-invalid", "true")


def test_two_clicks_on_more_load_it_once(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go(LIST)
    page.get_by_role("link", name="Load more").dblclick()
    rows(page, 100)
    assert len(set(visitor.products)) == 100


def test_everything_works_by_keyboard(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go(LIST)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("main").get_by_role("link", name="Categories")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="New product")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("60")
    page.keyboard.press("Enter")
    rows(page, 1)
    for _ in range(5):  # highest price, order, Apply, Reset, the product
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tool 120")


def test_without_javascript(open_window: Any) -> None:
    person: Visitor = open_window(java_script_enabled=False)
    person.go(LIST)
    person.page.get_by_label("Lowest price").fill("30")
    person.page.get_by_label("Order", exact=True).select_option("desc")
    person.page.get_by_role("button", name="Apply").click()
    assert len(person.products) == 50 and person.products[0].startswith("Tool 120")
    person.page.get_by_role("link", name="Load more").click()
    assert person.products[-1].startswith("Tool 60")
    person.page.get_by_role("link", name="Back to the start").click()
    assert person.products[0].startswith("Tool 120")
    assert person.console == []


def test_a_finger_hits_the_whole_row(open_window: Any) -> None:
    person: Visitor = open_window(**HANDHELD)
    person.go(LIST)
    person.page.locator(".products tbody tr").first.tap(position={"x": 300, "y": 8})
    expect(person.page.get_by_role("heading", level=1)).to_have_text("Tool 1")


def test_back_to_a_list_that_cannot_be_restored_loads_it_anew(open_window: Any) -> None:
    person: Visitor = open_window()
    page = person.page
    person.go(LIST)
    page.get_by_label("Highest price").fill("2")
    rows(page, 4)

    def refuse(route: Route, request: Request) -> None:
        if "hx-history-restore-request" in request.headers:
            route.fulfill(status=503)
        else:
            route.continue_()

    page.route("**/categories/**", refuse)
    page.go_back()
    rows(page, 50)
    assert person.address == LIST


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (None, "Stockroom cannot be reached"),
        (503, "The stock database cannot be reached"),
        (500, "Something went wrong on our side"),
        (502, "Something went wrong on our side"),
        (403, "You are not allowed"),
    ],
)
def test_a_failure_is_said_in_a_banner_and_can_be_tried_again(open_window: Any, answer: int | None, words: str) -> None:
    person: Visitor = open_window()
    page = person.page
    person.go(LIST)

    def refuse(route: Route, request: Request) -> None:
        if answer is None:
            route.abort()
        else:
            route.fulfill(status=answer, content_type="text/html", body="<h1>an answer of some proxy</h1>")

    page.route("**/*cursor=*", refuse)
    page.get_by_role("link", name="Load more").click()
    expect(page.get_by_role("alert")).to_contain_text(words)
    rows(page, 50)
    assert person.address == LIST and "proxy" not in page.content()
    page.unroute("**/*cursor=*")
    if answer == 403:
        return
    page.get_by_role("link", name="Try again").click()
    rows(page, 100)
    expect(page.get_by_role("alert")).to_be_hidden()
