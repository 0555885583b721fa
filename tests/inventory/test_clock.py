"""Times as they are stored: UTC, of one width, in the order of time."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from inventory.clock import timestamp
from inventory.dynamodb import keys

moments = st.datetimes(min_value=datetime(1000, 1, 2), max_value=datetime(9999, 12, 30))  # noqa: DTZ001


@given(moments, moments)
def test_text_order_is_time_order(one: datetime, two: datetime) -> None:
    stamps = timestamp(one.replace(tzinfo=UTC)), timestamp(two.replace(tzinfo=UTC))
    assert (stamps[0] < stamps[1]) == (one < two)


@given(moments)
def test_every_time_may_stand_in_a_key(moment: datetime) -> None:
    stamp = timestamp(moment.replace(tzinfo=UTC))
    assert keys.customer_order_sk(stamp) == f"ORDER#{stamp}"


def test_a_time_of_another_zone_is_turned_to_utc() -> None:
    moment = datetime(2026, 1, 31, 1, 30, tzinfo=timezone(timedelta(hours=2)))
    assert timestamp(moment) == "2026-01-30T23:30:00.000000Z"


def test_now_is_between_before_and_after() -> None:
    before = timestamp(datetime.now(UTC))
    assert before <= timestamp() <= timestamp(datetime.now(UTC))
