"""StockPlan: how a document's lines are cut into transactions."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.dynamodb.transactions import MAX_ACTIONS
from inventory.plan import ROOM, StockPlan, actions_of


@dataclass(frozen=True)
class ALine:
    number: int
    sku: str
    warehouse: str


def _level(line: ALine) -> tuple[str, str]:
    return line.sku, line.warehouse


def _numbered(levels: Sequence[tuple[int, int]]) -> list[ALine]:
    return [ALine(number, f"SKU-{sku}", f"WH00{place}") for number, (sku, place) in enumerate(levels)]


LINES = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 1)), max_size=80).map(_numbered)
ROOMS = st.integers(3, 40)


@given(LINES, ROOMS)
def test_every_line_is_in_one_part(lines: list[ALine], room: int) -> None:
    planned = [line for part in StockPlan.of(lines, room).parts for line in part]
    assert sorted(planned, key=lambda line: line.number) == lines


@given(LINES, ROOMS)
def test_a_part_takes_no_more_than_there_is_room_for_and_none_is_empty(lines: list[ALine], room: int) -> None:
    for part in StockPlan.of(lines, room).parts:
        # A row for each line; for each level its own row and one of its ledger.
        assert 1 <= len(part) + 2 * len(set(map(_level, part))) <= room


@given(LINES, ROOMS)
def test_the_same_lines_are_cut_the_same_each_time(lines: list[ALine], room: int) -> None:
    assert StockPlan.of(list(lines), room) == StockPlan.of(tuple(lines), room)


@given(LINES, ROOMS)
def test_levels_come_in_the_order_they_are_first_named_and_their_lines_in_theirs(lines: list[ALine], room: int) -> None:
    planned = [line for part in StockPlan.of(lines, room).parts for line in part]
    named = list(dict.fromkeys(map(_level, lines)))
    assert planned == sorted(lines, key=lambda line: (named.index(_level(line)), line.number))


@given(LINES, ROOMS)
def test_lines_of_a_level_that_fit_into_a_part_are_not_torn_apart(lines: list[ALine], room: int) -> None:
    parts = StockPlan.of(lines, room).parts
    for level in set(map(_level, lines)):
        own = [line for line in lines if _level(line) == level]
        if 2 + len(own) <= room:
            assert len([part for part in parts if level in map(_level, part)]) == 1


@given(LINES, ROOMS)
def test_a_part_is_ended_only_where_the_next_level_does_not_fit(lines: list[ALine], room: int) -> None:
    for part, following in pairwise(StockPlan.of(lines, room).parts):
        level = _level(following[0])
        next_level = [line for line in lines if _level(line) == level and line.number >= following[0].number]
        assert actions_of([*part, *next_level]) > room


@pytest.mark.parametrize(
    ("lines", "parts"), [(1, [1]), (33, [33]), (34, [33, 1]), (66, [33, 33]), (1110, [33] * 33 + [21])]
)
def test_a_transaction_takes_33_skus_beside_the_order_itself(lines: int, parts: list[int]) -> None:
    plan = StockPlan.of(_numbered([(number, 0) for number in range(lines)]))
    assert [len(part) for part in plan.parts] == parts
    assert ROOM == MAX_ACTIONS - 1 == 99


def test_lines_of_one_level_alone_are_97_a_transaction() -> None:
    plan = StockPlan.of(_numbered([(0, 0)] * 200))
    assert [len(part) for part in plan.parts] == [97, 97, 6]


def test_nothing_is_no_part() -> None:
    assert StockPlan.of([]).parts == ()
