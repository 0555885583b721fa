"""The serializer of requests: what it writes is what botocore's own writes."""

import datetime
import json
import math
import uuid
from collections import ChainMap
from collections.abc import Callable
from enum import Enum
from functools import reduce
from types import MappingProxyType, SimpleNamespace
from typing import Any

import botocore.session
import pytest
from botocore.serialize import JSONSerializer
from botocore.validate import ParamValidationDecorator, ParamValidator
from hypothesis import given
from hypothesis import strategies as st

from inventory import InventoryManager
from inventory.dynamodb.plain_requests import PlainSerializer, install
from tests.inventory.dynamodb.two_ways import exact

SERVICE = botocore.session.get_session().get_service_model("dynamodb")
_DECORATOR: Any = ParamValidationDecorator
_TEXT = st.text(max_size=12)
_BLOBS = st.binary(max_size=8)
_SCALARS = st.one_of(
    st.fixed_dictionaries({"S": _TEXT}),
    st.fixed_dictionaries({"N": st.integers().map(str)}),
    st.fixed_dictionaries({"BOOL": st.booleans()}),
    st.just({"NULL": True}),
    st.fixed_dictionaries({"B": _BLOBS | _BLOBS.map(bytearray)}),
    st.fixed_dictionaries({"BS": st.lists(_BLOBS, max_size=3)}),
    st.fixed_dictionaries({"SS": st.lists(_TEXT, max_size=3)}),
    st.fixed_dictionaries({"NS": st.lists(st.integers().map(str), max_size=3)}),
)
VALUES = st.recursive(
    _SCALARS,
    lambda inner: (
        st.fixed_dictionaries({"L": st.lists(inner, max_size=3)})
        | st.fixed_dictionaries({"M": st.dictionaries(_TEXT, inner, max_size=3)})
    ),
    max_leaves=6,
)
ITEMS = st.dictionaries(_TEXT, VALUES, max_size=4)


def written(serializer: JSONSerializer, operation: str, params: dict[str, Any]) -> Any:
    """The request with what its body says, or the error that there is none."""
    try:
        request = serializer.serialize_to_request(params, SERVICE.operation_model(operation))
    except Exception as error:
        return type(error), str(error)
    assert type(request["body"]) is bytes
    return {**request, "body": json.loads(request["body"])}


def same(operation: str, params: dict[str, Any]) -> bool:
    ours, stock = (written(made, operation, params) for made in (PlainSerializer(), JSONSerializer()))
    return bool(exact(ours) == exact(stock))


@given(item=ITEMS, values=ITEMS)
def test_a_request_is_what_botocore_writes(item: dict[str, Any], values: dict[str, Any]) -> None:
    put = {"TableName": "T", "Item": item, "ConditionExpression": "#a = :a", "ExpressionAttributeNames": {"#a": "A"}}
    update = {"TableName": "T", "Key": item, "UpdateExpression": "SET a = :a", "ExpressionAttributeValues": values}
    assert same("PutItem", put)
    assert same("UpdateItem", update)
    assert same("GetItem", {"TableName": "T", "Key": item, "ConsistentRead": True})
    assert same("Query", {"TableName": "T", "ExpressionAttributeValues": values, "ExclusiveStartKey": item, "Limit": 5})
    assert same("TransactWriteItems", {"TransactItems": [{"Put": put}, {"Update": update}]})
    assert same("BatchGetItem", {"RequestItems": {"T": {"Keys": [item, values]}}})
    requests = [{"PutRequest": {"Item": item}}, {"DeleteRequest": {"Key": values}}]
    assert same("BatchWriteItem", {"RequestItems": {"T": requests}})


@pytest.mark.parametrize("value", [{"X": "?"}, {"S": "a", "B": b"b"}, {}, {"B": 5}, {"M": {"a": {"B": b"x"}}}])
def test_what_is_no_value_of_dynamodb_comes_out_as_from_botocore(value: dict[str, Any]) -> None:
    assert same("PutItem", {"TableName": "T", "Item": {"a": value}})


PLAIN_REQUESTS: dict[str, dict[str, Any]] = {
    "GetItem": {"TableName": "T", "Key": {"PK": {"S": "a"}}, "ConsistentRead": True},
    "Query": {"TableName": "T", "ExpressionAttributeValues": {":a": {"N": "5"}}, "Limit": 5},
    "PutItem": {"TableName": "T", "Item": {"a": {"L": [{"M": {"b": {"BOOL": False}}}, {"SS": ("x",)}]}}},
    "BatchGetItem": {"RequestItems": {"T": {"Keys": [{"PK": {"S": "a"}}]}}},
    "TransactWriteItems": {"TransactItems": [{"Update": {"TableName": "T", "Key": {"PK": {"S": "a"}}}}]},
}


@pytest.mark.parametrize("operation", PLAIN_REQUESTS)
def test_a_plain_request_is_not_walked_through(operation: str, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = written(JSONSerializer(), operation, PLAIN_REQUESTS[operation])

    def refuse(*_: Any) -> None:
        raise AssertionError("botocore's serializer writes it")

    monkeypatch.setattr(JSONSerializer, "_serialize_type_map", refuse)
    monkeypatch.setattr(JSONSerializer, "_default_serialize", refuse)
    assert written(PlainSerializer(), operation, PLAIN_REQUESTS[operation]) == expected


@pytest.mark.parametrize(
    ("operation", "params"),
    [
        *(("Query", {"TableName": "T", "Limit": limit}) for limit in (2**70, True, 5.0, 5.5, None, "5")),
        ("Query", {"TableName": "T", "Item": {}}),
        ("Query", {1: "T"}),
        ("Query", []),
        ("TransactWriteItems", {"TransactItems": [{"Put": {"UpdateExpression": "SET a = :a"}}]}),
        ("TransactWriteItems", {"TransactItems": {"Put": {}}}),
        ("PutItem", {"Expected": {"a": {"Exists": False, "Value": {"S": "x"}}}}),
        ("CreateTable", {"TableName": "T", "ProvisionedThroughput": {"ReadCapacityUnits": 5}}),
    ],
)
def test_odd_calls_come_out_as_from_botocore(operation: str, params: Any) -> None:
    assert same(operation, params)


class _Word(str):
    pass


class _Sort(Enum):
    A = "a"


def _within(inner: dict[str, Any], _: int) -> dict[str, Any]:
    return {"L": [inner]}


ODD_VALUES: dict[str, Callable[[], Any]] = {
    "a set": lambda: {"SS": {"a"}},
    "a generator": lambda: {"SS": (text for text in "ab")},
    "a text for a list": lambda: {"SS": "abc"},
    "a dict for a list": lambda: {"NS": {"1": 2}},
    "not finite": lambda: {"N": math.inf},
    "an enum": lambda: {"S": _Sort.A},
    "a time": lambda: {"S": datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)},
    "an id": lambda: {"S": uuid.UUID(int=1)},
    "a text of another class": lambda: {"S": _Word("x")},
    "a number": lambda: {"N": 5},
    "a large number": lambda: {"N": 2**70},
    "a view": lambda: MappingProxyType({"S": "x"}),
    "several dicts as one": lambda: ChainMap({"S": "x"}),
    "keys that are no text": lambda: {"M": {1: {"S": "x"}}},
    "keys that are bytes": lambda: {"M": {b"k": {"S": "x"}}},
    "keys that are ids": lambda: {"M": {uuid.UUID(int=1): {"S": "x"}}},
    "keys that are not finite": lambda: {"M": {math.nan: {"S": "x"}}},
    "nested deep": lambda: reduce(_within, range(150), {"S": "x"}),
}


@pytest.mark.parametrize("make", ODD_VALUES.values(), ids=ODD_VALUES)
def test_what_can_be_written_in_more_ways_than_one_is_written_as_by_botocore(make: Callable[[], Any]) -> None:
    made = [
        written(serializer, "PutItem", {"TableName": "T", "Item": {"a": {"S": "b"}, "c": make()}})
        for serializer in (PlainSerializer(), JSONSerializer())
    ]
    assert made[0] == made[1]


@pytest.mark.parametrize("value", [{"SS": {"a"}}, {"S": "half of a pair: \ud83d"}, {"S": "a"}])
def test_what_can_be_gone_through_once_is_not_gone_through_before_it_is_sent(value: dict[str, Any]) -> None:
    made = [
        written(
            serializer, "TransactWriteItems", {"TransactItems": ({"Put": {"Item": {"a": value}}} for _ in range(2))}
        )
        for serializer in (PlainSerializer(), JSONSerializer())
    ]
    assert made[0] == made[1]


def test_a_row_whose_attributes_have_no_names_is_botocores() -> None:
    nameless: Any = {b"PK": {"S": "a"}}
    assert same("GetItem", {"TableName": "T", "Key": nameless})
    assert same("BatchGetItem", {"RequestItems": {"T": {"Keys": [{"PK": {"S": "a"}}, nameless]}}})


@pytest.mark.parametrize("keys", [tuple, iter, lambda keys: dict.fromkeys("ab", keys[0]).values()])
def test_keys_in_any_kind_of_row(keys: Callable[[list[Any]], Any]) -> None:
    made = [
        written(serializer, "BatchGetItem", {"RequestItems": {"T": {"Keys": keys([{"PK": {"S": "a"}}] * 2)}}})
        for serializer in (PlainSerializer(), JSONSerializer())
    ]
    assert made[0] == made[1]


def test_text_that_utf_8_cannot_hold_is_written_as_by_botocore() -> None:
    assert same("PutItem", {"TableName": "T", "Item": {"a": {"S": "half of a pair: \ud83d"}}})


def test_the_product_writes_its_requests_so(manager: InventoryManager) -> None:
    boto: Any = manager.client._connection.boto
    validated: Any = boto._serializer
    assert type(validated) is _DECORATOR  # as tests have it
    assert type(validated._serializer) is PlainSerializer


def test_a_client_without_validation_gets_it_too_and_a_strange_one_keeps_its_own() -> None:
    plain, strange = SimpleNamespace(_serializer=JSONSerializer()), SimpleNamespace(_serializer=object())
    validated = SimpleNamespace(_serializer=_DECORATOR(ParamValidator(), object()))
    for client in (plain, strange, validated, other := SimpleNamespace()):
        install(client)
    assert type(plain._serializer) is PlainSerializer
    assert type(strange._serializer) is object
    assert type(validated._serializer._serializer) is object
    assert vars(other) == {}
