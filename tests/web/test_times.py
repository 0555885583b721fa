"""How times are written: as Django's own filter writes them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.template.defaultfilters import date as django_date
from hypothesis import given
from hypothesis import strategies as st

from web import times

FORMATS = {
    times.clock: "H:i",
    times.day: "j M Y",
    times.exact: "j F Y, H:i:s",
    times.long_day: "j F Y",
    times.long_minute: "j F Y, H:i",
    times.minute: "j M Y, H:i",
    times.short_day: "j M",
}
FIRST, LAST = datetime(1000, 1, 1), datetime(9999, 12, 31)  # noqa: DTZ001
MOMENTS = st.datetimes(FIRST, LAST, timezones=st.just(UTC))


@pytest.mark.parametrize("write", FORMATS, ids=lambda write: write.__name__)
@given(at=MOMENTS)
def test_a_time_reads_as_django_writes_it(write: Callable[[times.When], str], at: datetime) -> None:
    expected = django_date(at, FORMATS[write])
    assert write(at) == expected
    assert write(f"{at:%Y-%m-%dT%H:%M:%S.%f}Z") == expected, "as it is stored"


@pytest.mark.parametrize("write", [times.day, times.long_day, times.short_day], ids=lambda write: write.__name__)
@given(day=st.dates(date(1000, 1, 1)))
def test_a_day_reads_as_django_writes_it(write: Callable[[times.When], str], day: date) -> None:
    assert write(day) == django_date(day, FORMATS[write])


@pytest.mark.parametrize("write", [*FORMATS, times.ago], ids=lambda write: write.__name__)
def test_text_that_is_no_time_is_left_out(write: Callable[[times.When], str]) -> None:
    assert write("yesterday") == write("") == ""


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=5), "just now"),
        (timedelta(minutes=1, seconds=5), "1 minute ago"),
        (timedelta(minutes=59, seconds=5), "59 minutes ago"),
        (timedelta(hours=1, seconds=5), "1 hour ago"),
        (timedelta(hours=23, minutes=5), "23 hours ago"),
        (timedelta(days=1), ""),
    ],
)
def test_how_long_ago(passed: timedelta, words: str) -> None:
    at = datetime.now(UTC) - passed
    assert times.ago(at) == times.ago(at.isoformat()) == words
