"""Money and quantities from outside: taken by their decimal text, or refused with a rule."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory import values
from inventory.dynamodb import keys
from inventory.errors import InvalidValue

cents = st.integers(0, int(keys.MAX_PRICE * 100))


@given(cents)
def test_a_price_is_the_same_as_decimal_text_and_with_blanks_around(amount: int) -> None:
    price = Decimal(amount).scaleb(-2)
    for spelling in (price, str(price), f" {price} ", f"+{price}"):
        taken = values.money("price", spelling)
        assert (taken, taken.as_tuple().exponent) == (price, -2)


@given(st.integers(0, 10**11 - 1))
def test_a_price_is_the_same_as_float(amount: int) -> None:
    assert values.money("price", amount / 100) == Decimal(amount).scaleb(-2)


@given(st.integers(0, int(keys.MAX_PRICE)))
def test_a_price_is_the_same_as_int(amount: int) -> None:
    assert values.money("price", amount) == amount


@given(cents, st.integers(1, 9))
def test_more_than_two_decimals_are_refused_not_rounded(amount: int, mills: int) -> None:
    with pytest.raises(InvalidValue) as refused:
        values.money("price", str(Decimal(amount * 10 + mills).scaleb(-3)))
    assert refused.value.rule in ("must have at most two decimals", f"must be at most {keys.MAX_PRICE}")


@given(st.one_of(st.text(), st.floats(), st.integers(), st.decimals(), st.none(), st.binary(), st.booleans()))
def test_whatever_comes_is_a_price_to_the_cent_or_refused(anything: object) -> None:
    with suppress(InvalidValue):
        taken = values.money("price", anything)
        assert 0 <= taken <= keys.MAX_PRICE
        assert taken == taken.quantize(Decimal("0.01"))


@pytest.mark.parametrize(
    ("given_price", "rule"),
    [
        (0.1 + 0.2, "must have at most two decimals"),
        ("1.000", "must have at most two decimals"),
        (-0.01, "must not be negative"),
        ("-5", "must not be negative"),
        ("10000000000", f"must be at most {keys.MAX_PRICE}"),
        ("1e400", f"must be at most {keys.MAX_PRICE}"),
        (float("nan"), "must be a number"),
        (float("inf"), "must be a number"),
        (Decimal("NaN"), "must be a number"),
        (Decimal("sNaN"), "must be a number"),
        (Decimal("-Infinity"), "must be a number"),
        ("", "must be a number"),
        ("1,50", "must be a number"),
        ("1 000", "must be a number"),
        ("1_000", "must be a number"),
        ("0x10", "must be a number"),
        ("١٢", "must be a number"),
        ("1e999999999999999999999", "must be a number"),
        (True, "must be a number"),
        (None, "must be a number"),
    ],
)
def test_what_is_no_price_is_refused_with_its_rule(given_price: object, rule: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        values.money("price", given_price)
    assert (refused.value.field, refused.value.rule) == ("price", rule)


@pytest.mark.parametrize(
    ("given_price", "taken"),
    [("1e2", "100.00"), ("-0", "0.00"), (-0.0, "0.00"), (Decimal("1E+3"), "1000.00"), (".5", "0.50")],
)
def test_unusual_spellings_of_a_price_are_taken(given_price: object, taken: str) -> None:
    assert str(values.money("price", given_price)) == taken


@given(st.integers(0, keys.MAX_QUANTITY))
def test_a_quantity_is_the_same_as_int_text_and_decimal(number: int) -> None:
    for spelling in (number, str(number), f" {number} ", Decimal(number)):
        assert values.quantity("stock", spelling) == number


@given(st.one_of(st.text(), st.floats(), st.integers(), st.decimals(), st.none(), st.booleans()))
def test_whatever_comes_is_a_quantity_in_range_or_refused(anything: object) -> None:
    with suppress(InvalidValue):
        taken = values.quantity("stock", anything)
        assert type(taken) is int
        assert 0 <= taken <= keys.MAX_QUANTITY


@pytest.mark.parametrize("nonsense", ["1.0", 1.0, "9" * 5000, "", "ten", "1_0", True, None, Decimal("1.5")])
def test_what_is_no_whole_number_is_refused(nonsense: object) -> None:
    with pytest.raises(InvalidValue, match="must be a whole number"):
        values.quantity("stock", nonsense)


@pytest.mark.parametrize(("number", "rule"), [(-1, "must be at least 0"), (11, "must be at most 10")])
def test_a_quantity_out_of_range_is_told_the_bound(number: int, rule: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        values.quantity("stock", number, most=10)
    assert refused.value.rule == rule


def test_a_number_longer_than_python_prints_is_refused_like_others() -> None:
    with pytest.raises(InvalidValue, match=f"must be at most {keys.MAX_PRICE}"):
        values.money("price", 10**5000)
    with pytest.raises(InvalidValue, match=f"must be at most {keys.MAX_QUANTITY}"):
        values.quantity("stock", 10**5000)


def test_a_long_value_is_cut_in_the_message_only() -> None:
    with pytest.raises(InvalidValue) as refused:
        values.text("note", "x" * 10_000, 500)
    assert len(str(refused.value)) < 200
    assert refused.value.value == "x" * 10_000
