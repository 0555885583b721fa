"""Reads that do not wait for each other."""

import threading
from functools import partial

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


@pytest.mark.parametrize("failing", [(0, 2), (1, 2), (0, 1), (0, 1, 2)])
def test_of_several_errors_the_first_is_raised_in_the_order_of_the_calls(failing: tuple[int, ...]) -> None:
    others_fail = threading.Event()

    def call(place: int) -> None:
        if place == failing[0]:  # and the last to do so
            assert others_fail.wait(20)
        if place in failing:
            if place == failing[-1]:
                others_fail.set()
            raise LookupError(f"call {place}")

    with pytest.raises(LookupError, match=f"call {failing[0]}"):
        together(*(partial(call, place) for place in range(3)))
