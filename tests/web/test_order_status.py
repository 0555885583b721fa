"""How orders are written: the word and the look of a status, and how far an order is."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from inventory.entities import IN_WORK, Order, OrderStatus
from tests.web.rendering import called
from web.order_status import badge, progress, word

SHEET = Path(__file__).resolve().parents[2] / "static" / "css" / "order_status.css"


def order(status: OrderStatus, **more: Any) -> Order:
    return Order("O", "C", Decimal(1), status, "", "", **{"units": 30, **more})


def test_each_status_has_a_word_of_its_own() -> None:
    words = [word(status) for status in OrderStatus]
    assert len(set(words)) == len(words) and "On hold" in words
    assert all(text[0].isupper() and "_" not in text for text in words)


def test_at_rest_no_two_look_the_same_and_all_in_work_do() -> None:
    resting = [badge(status).value for status in OrderStatus if status not in IN_WORK]
    assert len(set(resting)) == len(resting)
    assert {badge(status).value for status in IN_WORK} == {"working"}


@pytest.mark.parametrize("look", sorted({badge(status).value for status in OrderStatus}))
def test_the_style_sheet_knows_each_look_and_its_shape(look: str) -> None:
    selectors = re.findall(r"([^{}]*)\{", SHEET.read_text("utf-8"))
    assert any(look in selector and "::before" not in selector for selector in selectors)
    # A filled square is the shape without a rule.
    assert any(look in selector and "::before" in selector for selector in selectors) or look == "packed"


def test_the_part_of_a_page_says_word_and_look() -> None:
    text = called("partials/_status.html status_badge", "status|order_status", status=OrderStatus.ON_HOLD)
    assert text == '<span class="status on_hold">On hold</span>'


@pytest.mark.parametrize(
    ("status", "more", "words"),
    [
        (OrderStatus.PENDING, {}, ""),
        (OrderStatus.ALLOCATING, {"step": 12, "steps": 34}, "12 of 34 steps"),
        (OrderStatus.ALLOCATING, {"step": 0, "steps": 1034}, "0 of 1,034 steps"),
        (OrderStatus.ALLOCATING, {}, "starting"),
        (OrderStatus.PICKING, {"shipped": 12}, "12 of 30 shipped"),
        (OrderStatus.SHIPPED, {"shipped": 12, "closed": 18}, "12 of 30 shipped"),
        (OrderStatus.SHIPPED, {"shipped": 30}, ""),
        (OrderStatus.DELIVERED, {"shipped": 30, "returned": 2}, "2 of 30 returned"),
        (OrderStatus.RETURNED, {"returned": 30}, ""),
        (OrderStatus.ON_HOLD, {"held_from": OrderStatus.PICKING}, "while picking"),
        (OrderStatus.ON_HOLD, {"held_from": OrderStatus.PICKING, "shipped": 12}, "12 of 30 shipped"),
        (OrderStatus.CANCELLED, {"closed": 30}, ""),
    ],
)
def test_how_far_an_order_is(status: OrderStatus, more: dict[str, Any], words: str) -> None:
    assert progress(order(status, **more)) == words
