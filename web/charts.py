"""Lines of stock over time, as the geometry of an SVG. Places are in the units of its view box, one decimal."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import groupby

SPARK_WIDTH, SPARK_HEIGHT, SPARK_EDGE = 84, 24, 3
CHART_HEIGHT, CHART_TOP, CHART_BOTTOM, CHART_RIGHT = 220, 12, 26, 12
DIGIT = 7
LINES = 5
LABEL_WIDTH = 60
WIDTHS = {"wide": 880, "narrow": 350}
HOUR, DAY = 3600, 86400
STEPS = (HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 3 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 61 * DAY)

Point = tuple[float, float]


@dataclass(frozen=True)
class Sparkline:
    """A step line of one balance a day, its end, and what it says in words."""

    path: str
    x: float
    y: float
    label: str
    width: int = SPARK_WIDTH
    height: int = SPARK_HEIGHT


@dataclass(frozen=True)
class Mark:
    """A line of the grid with its label."""

    at: float
    label: str


@dataclass(frozen=True)
class StockChart:
    """A step line of a balance over time between two axes. ``reorder`` is the height of the reorder point, or None."""

    path: str
    area: str
    x: float
    y: float
    rows: tuple[Mark, ...]
    columns: tuple[Mark, ...]
    reorder: float | None
    label: str
    left: float
    right: float
    bottom: float
    width: int
    height: int = CHART_HEIGHT


def sparkline(points: Sequence[tuple[str, int]], days: int = 14, until: date | None = None) -> Sparkline | None:
    """The balance at the end of each of the last ``days`` days; None where no balance is known.

    ``points``: ISO date and balance at the end of that day, oldest first. A day without a movement ends as the one
    before it. The line starts where the balance is first known, and ends ``until``, else at the last point's day.
    """
    last = until or (date.fromisoformat(points[-1][0][:10]) if points else None)
    values = _by_day(points, days, last) if last else []
    if not values:
        return None
    most, width, end = max(*values, 1), _day_width(days), len(values) - 1
    places = [
        (SPARK_EDGE + (days - 1 - end + at) * width, _height(value, most, SPARK_EDGE, SPARK_HEIGHT - SPARK_EDGE))
        for at, value in enumerate(values)
        if at in (0, end) or value != values[at - 1]
    ]
    label = f"{_counted(days, 'day')}: from {values[0]:,} to {values[-1]:,}"
    return Sparkline(_steps(places), *_rounded(places[-1]), label)


def stock_chart(
    points: Sequence[tuple[datetime, int]],
    reorder_point: int | None = None,
    until: datetime | None = None,
    width: int = 880,
) -> StockChart | None:
    """The balance over time; None where no balance is known.

    ``points``: a moment and the balance after it, oldest first. The line goes on to ``until``, else ends with the last.
    """
    if not points:
        return None
    start, end = _span(points[0][0], max(until or points[-1][0], points[-1][0]))
    ticks = _ticks(max(*(balance for _, balance in points), reorder_point or 0, 1))
    frame = _Frame(start, end, ticks[-1], left=len(f"{ticks[-1]:,}") * DIGIT + 12, right=width - CHART_RIGHT)
    places = [frame.place(moment, balance) for moment, balance in points]
    path = _steps([*_thinned(places), (frame.right, places[-1][1])])
    return StockChart(
        path=path,
        area=f"{path}V{frame.bottom:g}H{round(places[0][0], 1):g}Z",
        x=frame.right,
        y=round(places[-1][1], 1),
        rows=tuple(Mark(round(frame.y(tick), 1), f"{tick:,}") for tick in ticks),
        columns=tuple(frame.columns()),
        reorder=None if reorder_point is None else round(frame.y(reorder_point), 1),
        label=_words(points),
        left=frame.left,
        right=frame.right,
        bottom=frame.bottom,
        width=width,
    )


def stock_charts(
    points: Sequence[tuple[datetime, int]], reorder_point: int | None = None, until: datetime | None = None
) -> dict[str, StockChart]:
    """A chart for a desk and one for a handheld, of which the style sheet shows one; none where nothing is known."""
    drawn = {kind: stock_chart(points, reorder_point, until, width) for kind, width in WIDTHS.items()}
    return {kind: chart for kind, chart in drawn.items() if chart}


@dataclass(frozen=True)
class _Frame:
    """Turns moments and balances into places."""

    start: datetime
    end: datetime
    most: int
    left: float
    right: float
    bottom: float = CHART_HEIGHT - CHART_BOTTOM

    def place(self, moment: datetime, balance: int) -> Point:
        return self.x(moment), self.y(balance)

    def x(self, moment: datetime) -> float:
        share = (moment - self.start) / (self.end - self.start)
        return self.left + share * (self.right - self.left)

    def y(self, balance: int) -> float:
        return _height(balance, self.most, CHART_TOP, self.bottom)

    def columns(self) -> Iterator[Mark]:
        """Moments at even distances, as many as their labels leave room for."""
        room = max(2, int((self.right - self.left) / LABEL_WIDTH))
        seconds = (self.end - self.start).total_seconds()
        step = next((step for step in STEPS if seconds / step <= room), DAY * (int(seconds / DAY / room) + 1))
        at = int(-(-self.start.timestamp() // step)) * step
        while at <= self.end.timestamp():
            moment = datetime.fromtimestamp(at, UTC)
            x = round(self.x(moment), 1)
            if self.left + LABEL_WIDTH / 3 <= x <= self.right - LABEL_WIDTH / 4:
                yield Mark(x, _moment_label(moment, step, seconds))
            at += step


def _by_day(points: Sequence[tuple[str, int]], days: int, last: date) -> list[int]:
    """The balances of the days up to ``last``, from the first known one on."""
    by_date = {day[:10]: balance for day, balance in points}
    shown = _days_until(last, days)
    before = [day for day in by_date if day < shown[0]]
    balance = by_date[max(before)] if before else None
    values: list[int] = []
    for day in shown:
        balance = by_date.get(day, balance)
        if balance is not None:
            values.append(balance)
    return values


@lru_cache(maxsize=16)
def _days_until(last: date, days: int) -> tuple[str, ...]:
    """The ISO dates of so many days. Every row of a list asks for the same."""
    return tuple((last - timedelta(days=before)).isoformat() for before in reversed(range(days)))


def _day_width(days: int) -> float:
    return (SPARK_WIDTH - 2 * SPARK_EDGE) / max(1, days - 1)


def _height(value: int, most: int, top: float, bottom: float) -> float:
    """The place of a value: nothing at the bottom, ``most`` at the top."""
    return bottom - max(0, value) * (bottom - top) / most


def _rounded(place: Point) -> Point:
    return round(place[0], 1), round(place[1], 1)


def _steps(places: Sequence[Point]) -> str:
    """A line that keeps its height up to the next place."""
    (x, y), *others = (_rounded(place) for place in places)
    parts = [f"M{x:g} {y:g}"]
    for to_x, to_y in others:
        if to_y != y:
            parts += [f"H{to_x:g}"] * (to_x != x) + [f"V{to_y:g}"]
            x, y = to_x, to_y
    end = _rounded(places[-1])[0]
    return "".join([*parts, f"H{end:g}"] if end != x else parts)


def _thinned(places: Sequence[Point]) -> Iterator[Point]:
    """What can be seen of many places: in each column the first, the extremes and the last."""
    for _, column in groupby(places, key=lambda place: round(place[0])):
        seen = list(column)
        extremes = (min(seen, key=lambda place: place[1]), max(seen, key=lambda place: place[1]))
        yield from (seen if len(seen) < 4 else (seen[0], *sorted(extremes, key=seen.index), seen[-1]))


def _ticks(most: int) -> tuple[int, ...]:
    """Round balances from nothing to ``most`` or a little more, at most LINES steps apart."""
    magnitude = 10 ** max(0, len(str(most)) - 2)
    step = next(
        unit * scale for scale in (magnitude, 10 * magnitude) for unit in (1, 2, 5) if unit * scale * LINES >= most
    )
    return tuple(range(0, most + step, step)) if most % step else tuple(range(0, most + 1, step))


def _span(first: datetime, last: datetime) -> tuple[datetime, datetime]:
    """From the first to the last moment, a day at least: one movement is a line too."""
    return min(first, last - timedelta(days=1)), last


def _moment_label(moment: datetime, step: int, seconds: float) -> str:
    if step < DAY:
        return f"{moment:%H:%M}" if moment.hour else f"{moment.day} {moment:%b}"
    return f"{moment:%b %Y}" if seconds > 400 * DAY else f"{moment.day} {moment:%b}"


def _words(points: Sequence[tuple[datetime, int]]) -> str:
    balances = [balance for _, balance in points]
    return (
        f"From {balances[0]:,} on {_day(points[0][0])} to {balances[-1]:,} on {_day(points[-1][0])}; "
        f"lowest {min(balances):,}, highest {max(balances):,}."
    )


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y}"


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"
