"""Reads that do not wait for each other."""

import threading

import pytest

from inventory.parallel import together


def test_results_come_in_the_order_of_the_calls() -> None:
    assert together(lambda: 1, lambda: "two", lambda: None) == [1, "two", None]
    assert together(lambda: 1) == [1]
    assert together() == []


def test_calls_are_made_at_the_same_time() -> None:
    met = threading.Barrier(3, timeout=20)
    assert sorted(together(*[met.wait] * 3)) == [0, 1, 2]


@pytest.mark.parametrize("place", [0, 1, 2])
def test_an_error_of_any_is_raised(place: int) -> None:
    def fail() -> None:
        raise LookupError("here")

    calls = [lambda: None] * 3
    calls[place] = fail
    with pytest.raises(LookupError, match="here"):
        together(*calls)
