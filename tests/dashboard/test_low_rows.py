"""What a row of low stock shows, and how many differ between two lists, without a table behind them."""

from dataclasses import replace
from typing import Any

import pytest

from dashboard import hours
from dashboard.low_rows import LowList, LowRow, count_changes, seen
from inventory.entities import StockLevel
from inventory.low_stock import LowItem
from inventory.people import Role, StaffUser
from web.status import StockStatus

LEVEL = StockLevel("VEST", "VEST-M", "WH001", stock=4, allocated=1, revision=3, reorder_point=8)
ADMIN = StaffUser("ana", "Ana", Role.ADMIN, (), True, "", 0, "", "")
ITEM = LowItem(LEVEL, "VEST", "VEST-M", "Hi-vis vest", "Hi-vis vest, M", {}, 8, 6, (), "", 8, 10, 6)


def row(address: str = "/low-stock/?warehouse=WH001", staff: StaffUser = ADMIN, **fields: Any) -> LowRow:
    return LowRow(replace(ITEM, **fields), LowList("WH001", None, address, staff))


def at(revision: int, sku: str = "A", reorder_point: int = 8) -> str:
    return seen(replace(LEVEL, sku=sku, revision=revision, reorder_point=reorder_point))


def test_a_variant_is_told_by_its_attributes_else_by_what_its_name_adds() -> None:
    assert row(attributes={"Size": "M", "Colour": "<red>"}).details == "M · <red>"
    assert row().details == "M"
    assert row(variant_name="").details == ""


@pytest.mark.parametrize(
    ("levels", "whole"),
    [({}, 10), ({"reorder_level": None}, 8), ({"reorder_level": None, "reorder_point": None, "threshold": 25}, 25)],
)
def test_the_whole_is_what_there_shall_be(levels: dict[str, Any], whole: int) -> None:
    assert row(**levels).whole == whole


def test_a_status_is_by_the_threshold_of_the_row() -> None:
    assert row().status is StockStatus.CRITICAL
    assert row(threshold=7).status is StockStatus.LOW
    assert row(threshold=None).status is StockStatus.CRITICAL


@pytest.mark.parametrize(
    ("warehouses", "role", "retired", "may_change"),
    [
        ((), Role.ADMIN, False, True),
        (("WH001",), Role.ADMIN, False, True),
        (("WH002",), Role.ADMIN, False, False),
        ((), Role.STAFF, False, False),
        ((), Role.ADMIN, True, False),
    ],
)
def test_only_what_may_be_adjusted_has_a_button(
    warehouses: tuple[str, ...], role: Role, retired: bool, may_change: bool
) -> None:
    staff = replace(ADMIN, warehouses=warehouses, role=role)
    assert row(staff=staff, level=replace(LEVEL, retired=retired)).may_change is may_change


def test_polls_watch_rows_of_the_first_page_that_are_low() -> None:
    assert row().seen == seen(LEVEL)
    assert row(address="/low-stock/?cursor=x").seen == ""
    assert row(threshold=3).seen == "" and row(threshold=3).is_restocked


@pytest.mark.parametrize(
    ("shown", "now", "changes"),
    [
        ([at(1), at(1, "B")], [at(1), at(1, "B")], 0),
        ([at(1), at(1, "B")], [at(2), at(1, "B")], 1),
        ([at(2)], [at(1)], 0),  # the index is late
        ([at(1)], [], 1),
        ([], [at(1), at(1, "B")], 2),
        ([at(1)], [at(1, "B")], 1),
        ([at(1), at(1, "B")], [at(5), at(1, "C")], 2),
        ([at(1)], [at(1, reorder_point=9)], 1),
        (["", "rubbish", "x.-1", "x.٣", "x." + "9" * 5000], [], 0),
    ],
)
def test_changed_rows_are_counted_once(shown: list[str], now: list[str], changes: int) -> None:
    assert count_changes(shown, now) == changes


def test_an_hour_in_which_something_moved_is_seen_beside_the_busiest() -> None:
    drawn = hours.bars([0] * 9 + [1, 1000] + [0] * 13)
    assert [(bar.left, bar.top, bar.height) for bar in drawn] == [(36, 26, 2), (40, 0, 28)]
    assert hours.in_words([0] * 9 + [1, 1000] + [0] * 13) == "most between 10 and 11 UTC"


def test_a_day_without_movements_has_no_bars() -> None:
    assert (hours.bars([0] * 24), hours.in_words([0] * 24)) == ([], "")
