"""The geometry of the lines of stock over time."""

import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from tests.web.rendering import called
from web.charts import (
    CHART_TOP,
    SPARK_EDGE,
    SPARK_HEIGHT,
    SPARK_WIDTH,
    Sparkline,
    StockChart,
    sparkline,
    stock_chart,
    stock_charts,
)

FLOOR, CEILING = SPARK_HEIGHT - SPARK_EDGE, SPARK_EDGE
SPARKLINE, CHART = "partials/_sparkline.html sparkline", "partials/_chart.html stock_chart"
NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)


def drawn(path: str) -> list[tuple[float, float]]:
    """The corners of a step line."""
    x = y = 0.0
    corners = []
    for command, numbers in re.findall(r"([MHV])([-\d. ]+)", path):
        values = [float(number) for number in numbers.split()]
        x = values[0] if command in "MH" else x
        y = values[-1] if command in "MV" else y
        corners.append((x, y))
    return corners


def spark(*points: tuple[str, int], days: int = 14, until: date | None = None) -> Sparkline:
    found = sparkline(points, days, until)
    assert found is not None
    return found


def chart(
    *points: tuple[datetime, int], reorder_point: int | None = None, until: datetime | None = None, width: int = 880
) -> StockChart:
    found = stock_chart(points, reorder_point, until, width)
    assert found is not None
    return found


def test_a_day_without_a_movement_ends_as_the_one_before_it() -> None:
    line = spark(("2026-03-01", 24), ("2026-03-13", 12), ("2026-03-14", 0))
    assert drawn(line.path) == [(3, 3), (75, 3), (75, 12), (81, 12), (81, 21)]
    assert (line.x, line.y) == (81, 21)


def test_the_line_fills_its_box_from_nothing_to_the_highest() -> None:
    corners = drawn(spark(("2026-03-01", 0), ("2026-03-05", 9), ("2026-03-14", 3)).path)
    assert {min(x for x, _ in corners), max(x for x, _ in corners)} == {SPARK_EDGE, SPARK_WIDTH - SPARK_EDGE}
    assert (max(y for _, y in corners), min(y for _, y in corners)) == (FLOOR, CEILING)


def test_the_line_is_said_in_words() -> None:
    assert spark(("2026-03-01", 1234), ("2026-03-14", 0)).label == "14 days: from 1,234 to 0"
    assert spark(("2026-03-14", 7), days=1).label == "1 day: from 7 to 7"


def test_a_balance_from_before_the_days_shown_goes_on_into_them() -> None:
    line = spark(("2025-12-24", 8), ("2026-01-02", 5), until=date(2026, 3, 14))
    assert line.label == "14 days: from 5 to 5"
    assert drawn(line.path) == [(3, CEILING), (81, CEILING)]


def test_a_line_begins_where_the_balance_is_first_known() -> None:
    line = spark(("2026-03-10", 4), ("2026-03-14", 2))
    assert drawn(line.path)[0] == (57, CEILING)
    assert line.label == "14 days: from 4 to 2"


def test_what_comes_after_the_last_day_is_not_drawn() -> None:
    assert spark(("2026-03-01", 4), ("2026-03-14", 99), until=date(2026, 3, 13)).label == "14 days: from 4 to 4"


@pytest.mark.parametrize("units", [0, 1, 10**15])
def test_equal_balances_are_a_level_line(units: int) -> None:
    line = spark(("2026-03-01", units), ("2026-03-14", units))
    assert drawn(line.path) == [(3, line.y), (81, line.y)]
    assert line.y == (FLOOR if not units else CEILING)


def test_a_single_day_is_a_point() -> None:
    line = spark(("2026-03-14", 3))
    assert drawn(line.path) == [(81, CEILING)] == [(line.x, line.y)]


def test_nothing_known_is_no_line() -> None:
    assert sparkline([]) is None
    assert sparkline([], until=date(2026, 3, 14)) is None
    assert sparkline([("2026-03-20", 1)], until=date(2026, 3, 14)) is None


def test_stock_keeps_its_height_until_it_changes() -> None:
    found = chart((NOON - timedelta(days=4), 40), (NOON - timedelta(days=2), 0), until=NOON)
    (left, top), (middle, same), (below, floor), (right, end) = drawn(found.path)
    assert (left, right, top, floor) == (found.left, found.right, CHART_TOP, found.bottom)
    assert middle == below == pytest.approx((left + right) / 2) and same == top and end == floor
    assert (found.x, found.y) == (right, floor)


@pytest.mark.parametrize(
    ("highest", "labels"),
    [
        (0, ["0", "1"]),
        (1, ["0", "1"]),
        (7, ["0", "2", "4", "6", "8"]),
        (99, ["0", "20", "40", "60", "80", "100"]),
        (1000, ["0", "200", "400", "600", "800", "1,000"]),
        (10**12 + 1, ["0", *(f"{n * 5 * 10**11:,}" for n in (1, 2, 3))]),
    ],
)
def test_the_rows_are_round_numbers_that_hold_the_highest(highest: int, labels: list[str]) -> None:
    rows = chart((NOON, highest)).rows
    assert [row.label for row in rows] == labels
    assert (rows[0].at, rows[-1].at) == (chart((NOON, highest)).bottom, CHART_TOP)


def test_the_reorder_point_lies_among_the_rows_even_above_the_stock() -> None:
    found = chart((NOON, 3), reorder_point=40)
    assert found.rows[-1].label == "40" and found.reorder == CHART_TOP
    assert chart((NOON, 3)).reorder is None
    assert chart((NOON, 3), reorder_point=0).reorder == found.bottom


@pytest.mark.parametrize(
    ("span", "labels"),
    [
        (timedelta(hours=6), ["18:00", "14 Mar", "06:00"]),
        (timedelta(days=2), ["13 Mar", "12:00", "14 Mar"]),
        (timedelta(days=3), ["12 Mar", "13 Mar", "14 Mar"]),
        (timedelta(days=30), ["19 Feb", "26 Feb", "5 Mar", "12 Mar"]),
    ],
)
def test_the_columns_are_round_moments(span: timedelta, labels: list[str]) -> None:
    columns = [column.label for column in chart((NOON - span, 5), until=NOON, width=350).columns]
    assert columns == labels


def test_columns_of_years_name_the_year_and_leave_room() -> None:
    columns = chart((NOON - timedelta(days=3000), 5), until=NOON, width=350).columns
    assert 2 <= len(columns) <= 6 and all(re.fullmatch(r"[A-Z][a-z]{2} 20\d\d", column.label) for column in columns)
    places = [column.at for column in columns]
    assert all(right - left > 40 for left, right in pairwise(places))


def test_one_movement_is_a_line_over_a_day() -> None:
    found = chart((NOON, 5))
    assert drawn(found.path)[-1] == (found.right, CHART_TOP)
    assert found.columns


def test_many_movements_are_thinned_but_for_their_extremes() -> None:
    points = [(NOON - timedelta(seconds=20_000 - at), 500 + at % 7) for at in range(20_000)]
    points[12_345] = (points[12_345][0], 0)
    points[6_000] = (points[6_000][0], 900)
    found = chart(*points)
    heights = [y for _, y in drawn(found.path)]
    assert max(heights) == found.bottom
    assert min(heights) < chart((NOON, 506), reorder_point=900).y
    assert len(found.path) < 40_000


def test_the_chart_is_said_in_words() -> None:
    found = chart((NOON - timedelta(days=13), 24), (NOON - timedelta(days=2), 30), (NOON, 4))
    assert found.label == "From 24 on 1 March 2026 to 4 on 14 March 2026; lowest 4, highest 30."


def test_nothing_known_is_no_chart() -> None:
    assert stock_chart([]) is None
    assert stock_chart([], reorder_point=4, until=NOON) is None


def test_a_sparkline_on_a_page_has_its_words() -> None:
    text = called(SPARKLINE, "spark", spark=spark(("2026-03-01", 24), ("2026-03-14", 0)))
    assert 'role="img" aria-label="14 days: from 24 to 0"' in text and "style=" not in text
    assert called(SPARKLINE, "spark", spark=sparkline([])) == ""


def test_a_chart_on_a_page_is_named_and_described_in_both_sizes() -> None:
    drawn = stock_charts([(NOON, 24)], reorder_point=10, until=NOON)
    text = called(CHART, "charts", "name", charts=drawn, name="A <b>")
    assert text.count("<svg") == 2 and text.count("<title") == text.count("<desc") == 2
    assert "A &lt;b&gt;" in text and text.count("Reorder point") == 2
    assert " id=" not in text, "a page may show several"
    assert called(CHART, "charts", "name", charts=stock_charts([])) == ""
