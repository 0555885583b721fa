"""Addresses, figures and words, without a table behind them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.converters import NameConverter
from web.figures import money, units
from web.status import StockStatus
from web.times import moment


@given(st.text(min_size=1))
def test_a_name_survives_its_address(name: str) -> None:
    converter = NameConverter()
    assert converter.to_python(converter.to_url(name)) == name


@given(st.text(alphabet="./%a", min_size=1))
def test_no_name_is_taken_for_a_step_in_a_path(name: str) -> None:
    assert not {".", ".."} & set(NameConverter().to_url(name).split("/"))


@pytest.mark.parametrize("typed", ["100% cotton", "plain", "50%", "a/b"])
def test_a_name_typed_by_hand_is_understood(typed: str) -> None:
    assert NameConverter().to_python(typed) == typed


def test_money_has_two_places_and_thousands() -> None:
    assert [money(Decimal(v)) for v in ("0", "0.5", "1234567.89")] == ["0.00", "0.50", "1,234,567.89"]


def test_units_have_thousands() -> None:
    assert [units(v) for v in (0, 999, 80995)] == ["0", "999", "80,995"]


def test_a_time_that_is_none_is_left_out() -> None:
    assert moment("yesterday") is None


@pytest.mark.parametrize(
    ("available", "word"), [(0, "Out"), (1, "Critical"), (6, "Low"), (10, "Low"), (11, "In stock")]
)
def test_stock_in_words(available: int, word: str) -> None:
    assert StockStatus.of(available).word == word
