"""Python values to and from DynamoDB's wire form."""

from decimal import Decimal
from typing import Any

import pytest
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from hypothesis import given
from hypothesis import strategies as st

from inventory.dynamodb.wire import StoredItem, dump, load, load_item

numbers = st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12)
scalars = st.one_of(st.text(), st.integers(-(10**30), 10**30), numbers, st.booleans(), st.none(), st.binary())
sets = st.one_of(st.sets(st.text(), min_size=1), st.sets(st.integers(), min_size=1), st.sets(st.binary(), min_size=1))
values = st.recursive(scalars | sets, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))


@given(values)
def test_every_value_comes_back(value: Any) -> None:
    assert load(dump(value)) == value


@given(scalars)
def test_the_wire_form_is_the_one_boto3_reads(value: Any) -> None:
    read = TypeDeserializer().deserialize(dump(value))  # type: ignore[arg-type]
    assert (read.value if isinstance(value, bytes) else read) == value


@given(st.text() | st.integers(-(10**30), 10**30) | numbers)
def test_boto3s_wire_form_is_read_here(value: Any) -> None:
    assert load(TypeSerializer().serialize(value)) == value


def test_numbers_are_written_without_exponents() -> None:
    assert dump(Decimal("1E+3")) == {"N": "1000"}
    assert dump(Decimal("0.01")) == {"N": "0.01"}


def test_true_is_no_number() -> None:
    assert dump(True) == {"BOOL": True}
    assert dump(1) == {"N": "1"}


@pytest.mark.parametrize("value", [1.5, object(), set(), {"a", 1}, {True}, {(1,)}])
def test_what_dynamodb_does_not_hold_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        dump(value)


def test_a_stored_item_is_read_by_stored_name_and_by_attribute() -> None:
    item = load_item({"BasePrice": {"N": "5"}, "SKU": {"S": "A"}, "PK": {"S": "X"}})
    assert (item["BasePrice"], item.base_price, item.sku, item.pk) == (Decimal(5), Decimal(5), "A", "X")
    with pytest.raises(AttributeError):
        _ = StoredItem().base_price
