"""The status of stock under a threshold."""

import pytest

from web.status import StockStatus


@pytest.mark.parametrize(
    ("available", "threshold", "status"),
    [
        (-1, 10, StockStatus.OUT),
        (0, 10, StockStatus.OUT),
        (0, 0, StockStatus.OUT),
        (1, 10, StockStatus.CRITICAL),
        (5, 10, StockStatus.CRITICAL),
        (6, 10, StockStatus.LOW),
        (10, 10, StockStatus.LOW),
        (11, 10, StockStatus.IN_STOCK),
        (2, 5, StockStatus.CRITICAL),
        (3, 5, StockStatus.LOW),
        (1, 1, StockStatus.LOW),
        (1, 0, StockStatus.IN_STOCK),
        (40, 80, StockStatus.CRITICAL),
    ],
)
def test_low_up_to_the_threshold_and_critical_up_to_half_of_it(
    available: int, threshold: int, status: StockStatus
) -> None:
    assert StockStatus.of(available, threshold) is status


def test_the_threshold_is_ten_where_none_is_said() -> None:
    assert [StockStatus.of(units).word for units in (0, 5, 6, 10, 11)] == ["Out", "Critical", "Low", "Low", "In stock"]


def test_no_two_look_the_same() -> None:
    assert len({status.value for status in StockStatus}) == len({status.word for status in StockStatus}) == 4
