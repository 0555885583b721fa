"""Moments as people choose them."""

from datetime import UTC, datetime

from dashboard.time_fields import MomentField


def test_a_minute_stands_for_its_end_and_a_second_for_itself() -> None:
    assert MomentField().clean("2026-03-02T12:00") == datetime(2026, 3, 2, 12, 0, 59, 999_999, UTC)
    assert MomentField().clean("2026-03-02 12:00:05") == datetime(2026, 3, 2, 12, 0, 5, tzinfo=UTC)
    assert MomentField().clean("") is None
