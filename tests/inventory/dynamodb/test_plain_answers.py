"""The parser of answers: what it makes of them is what botocore's own makes of them."""

import base64
import json
from types import SimpleNamespace
from typing import Any

import botocore.session
import pytest
from botocore.parsers import JSONParser, ResponseParserFactory
from hypothesis import given
from hypothesis import strategies as st

from inventory import InventoryManager
from inventory.dynamodb import plain_answers
from inventory.dynamodb.plain_answers import DATA_OPERATIONS, TAKES_UNREAD, PlainParserFactory, UnreadRows
from tests.inventory.dynamodb.two_ways import exact, outcome

SERVICE = botocore.session.get_session().get_service_model("dynamodb")
KEY = {"PK": {"S": "A"}, "SK": {"S": "B"}}
_TEXT = st.text(max_size=20) | st.sampled_from(["null", '"B":', ": null", '\\"B\\": null', "é\u2028"])
_SCALARS = st.one_of(
    st.fixed_dictionaries({"S": _TEXT}),
    st.fixed_dictionaries({"N": st.integers().map(str)}),
    st.fixed_dictionaries({"BOOL": st.booleans()}),
    st.just({"NULL": True}),
    st.fixed_dictionaries({"B": st.binary(max_size=8).map(lambda blob: base64.b64encode(blob).decode())}),
    st.fixed_dictionaries({"SS": st.lists(_TEXT, max_size=3)}),
)
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: (
        st.fixed_dictionaries({"L": st.lists(inner, max_size=3)})
        | st.fixed_dictionaries({"M": st.dictionaries(_TEXT, inner, max_size=3)})
    ),
    max_leaves=6,
)
ITEMS = st.lists(st.dictionaries(_TEXT, _VALUES, max_size=4), max_size=4)


def parsed(factory: ResponseParserFactory, operation: str, body: bytes, status: int = 200) -> Any:
    headers = {"x-amzn-RequestId": "R-1", "Content-Type": "application/x-amz-json-1.0"}
    shape = SERVICE.operation_model(operation).output_shape
    assert shape
    return factory.create_parser("json").parse({"body": body, "headers": headers, "status_code": status}, shape)


def unread(operation: str, body: bytes, status: int = 200) -> Any:
    """As the repository gets it."""
    before = TAKES_UNREAD.set(True)
    try:
        return parsed(PlainParserFactory(), operation, body, status)
    finally:
        TAKES_UNREAD.reset(before)


def rows_read(value: Any) -> Any:
    """``value`` with lists for the rows in it."""
    if isinstance(value, dict):
        return {name: rows_read(inner) for name, inner in value.items()}
    return list(value) if isinstance(value, UnreadRows) else value


def assert_as_botocore(operation: str, body: bytes, status: int = 200) -> None:
    theirs = exact(outcome(parsed, ResponseParserFactory(), operation, body, status))
    assert exact(outcome(parsed, PlainParserFactory(), operation, body, status)) == theirs
    assert exact(outcome(lambda: rows_read(unread(operation, body, status)))) == theirs


@given(ITEMS, st.booleans())
def test_any_rows_come_out_as_botocore_makes_them(items: list[dict[str, Any]], as_ascii: bool) -> None:
    answer = {"Items": items, "Count": len(items), "ScannedCount": 7, "LastEvaluatedKey": KEY}
    assert_as_botocore("Query", json.dumps(answer, ensure_ascii=as_ascii).encode())


@pytest.mark.parametrize(
    ("operation", "body"),
    [
        ("GetItem", b'{"Item":{"PK":{"S":"A"}},"ConsumedCapacity":{"TableName":"T","CapacityUnits":0.5}}'),
        ("GetItem", b"{}"),
        ("GetItem", b""),
        ("GetItem", b'{"Item":null}'),
        ("GetItem", b'{"Item":{"PK": null}}'),
        ("GetItem", b'{"Item":{"PK":{"L":[null]}}}'),
        ("GetItem", b'{"Item":{"PK":{"S":"A"}},"Unknown":1}'),
        ("GetItem", b'{"Item":{"PK":{"BS":["YQ=="]}}}'),
        ("GetItem", b"<html>"),
        ("PutItem", b'{"Attributes":{"B":{"S":"b"}}}'),
        ("Scan", b'{"Items":[],"Count":0,"ScannedCount":0}'),
        ("BatchGetItem", b'{"Responses":{"T":[{"PK":{"S":"A"}}]},"UnprocessedKeys":{}}'),
        ("TransactWriteItems", b"{}"),
        ("DescribeTable", b'{"Table":{"TableName":"T","CreationDateTime":1.5e9,"Unknown":1}}'),
        ("GetItem", b'{"Item":{"PK":{"N":"1"}},"ConsumedCapacity":{"TableName":"T","CapacityUnits":1}}'),
        ("Query", b'{"Items":[],"ConsumedCapacity":{"CapacityUnits":2.0,"Unknown":1}}'),
        ("PutItem", b'{"ItemCollectionMetrics":{"SizeEstimateRangeGB":[0,1]}}'),
        ("PutItem", b'{"ItemCollectionMetrics":{"ItemCollectionKey":{"PK":{"S":"A"}}}}'),
        ("Query", b'{"Items":[{"PK":{"S":"A"},"NULL":{"NULL":true},"null":{"S":"null"}}],"Count":1}'),
        ("Query", b'{"Items":[{"B":{"S":"B"},"BS":{"SS":["B","BS"]}}]}'),
        ("Query", b'{"Items":[{"PK" : {"B"\t:\n"YQ=="}}]}'),
        ("Query", b'{"Items":[{"PK":{"M":{"a":{"L":[{"M":{"B":{"B":"YQ=="}}}]}}}}]}'),
        ("GetItem", b'{"Item":{"PK":{"S":"A"},"PK":{"S":"B"}}}'),
        ("GetItem", b'{"Item":{"PK":{"N":"12345678901234567890123456789012345678"}}}'),
        ("GetItem", '{"Item":{"ü":{"S":"工\u2028"}}}'.encode()),
        ("GetItem", b'{"Item":{"PK":{"S":"\\ud83d\\ude00"}}}'),
        ("GetItem", b'{"Item":{"PK":{"S":"\\ud83d"}}}'),
        ("GetItem", b'\xef\xbb\xbf{"Item":{"PK":{"S":"A"}}}'),
        ("GetItem", b'{"Item":{"PK":{"S":"\xff"}}}'),
        ("GetItem", b'{"Item":{"PK":{"S":"\xed\xa0\x80"}}}'),
        ("GetItem", '{"Item":{"PK":{"S":"A"}}}'.encode("utf-16")),
        ("GetItem", '{"Item":{"PK":{"S":"A"}}}'.encode("utf-16-le")),
        ("GetItem", b" "),
        ("GetItem", b"[]"),
        ("GetItem", b"[1]"),
        ("GetItem", b"7"),
        ("GetItem", b"null"),
        ("GetItem", b'"text"'),
        ("TransactGetItems", b'{"Responses":[{"Item":{"PK":{"S":"A"}}},{}]}'),
        ("BatchGetItem", b'{"Responses":{},"UnprocessedKeys":{"T":{"Keys":[{"PK":{"S":"A"}}],"ConsistentRead":true}}}'),
        ("BatchWriteItem", b'{"UnprocessedItems":{"T":[{"PutRequest":{"Item":{"PK":{"S":"A"}}}}]}}'),
        ("UpdateItem", b'{"Attributes":{"N":{"N":"1"}}}'),
        ("DeleteItem", b'{"Attributes":{"N":{"BOOL":false}}}'),
        ("PutItem", b'{"Item":{"PK":{"S":"A"}}}'),
        ("GetItem", b'{"Item":{"PK":{"S":"A","New":1}}}'),
        ("GetItem", b'{"Item":{"PK":{"New":1}}}'),
        ("GetItem", b'{"Item":{"PK":{"S":"A","S":"B"}}}'),
        ("GetItem", b'{"Item":{"PK":{"S":"A","N":"1"}}}'),
        ("GetItem", b'{"Item":{"PK":{"S":true}}}'),
        ("GetItem", b'{"Item":{"PK":{"N":1}}}'),
        ("GetItem", b'{"Item":{"PK":{"BOOL":"true"}}}'),
        ("GetItem", b'{"Item":{"PK":{"S":"A\nB"}}}'),
        ("GetItem", b'{"Item":{"PK":{"S":"A"}}} {}'),
        ("GetItem", b'{"Item":{"PK":{"B":""},"Q":{"BS":[]}}}'),
        ("GetItem", b'{"Item":{"PK":{"M":{"a":{"SS":["b"]},"c":{"L":[{"N":"1"},{"NULL":true}]}}}}}'),
        ("GetItem", b'{"\xffItem":{"PK":{"S":"A"}}}'),
        ("GetItem", b'{"Item":{"PK":{"\xedS":"A"}}}'),
        ("BatchGetItem", b'{"Responses":{"T":[{"B":{"B":"YQ=="}}],"U":[{"B":{"B":"Yg=="}}]}}'),
        ("Query", b'{"Items":[5,{"a":5},null]}'),
        ("Query", b'{"Items":[{"a":{"S":"b"}},5]}'),
        ("BatchGetItem", b'{"Responses":{"T":[{"a":{"B":5}}]}}'),
        ("BatchGetItem", b'{"Responses":[{"Item":{"PK":{"S":"A"}}}]}'),
        ("TransactGetItems", b'{"Responses":{"T":[{"PK":{"S":"A"}}]}}'),
        ("Query", b'{"Responses":{"T":[{"PK":{"S":"A"}}]}}'),
        ("Query", b'{"Count":2.0,"ScannedCount":2e1}'),
        ("Query", b'{"Items":[],"Item":{"PK":{"S":"A"}}}'),
        ("GetItem", b'{"Item":{"PK":{"M":{"a":{"New":1}}}}}'),
        ("GetItem", b'{"Item":{"PK":{"\\u0042":"YQ=="},"Q":{"B\\u0053":["YQ=="]}}}'),
        ("GetItem", b'{"Item":"x"}'),
        ("GetItem", b'{"Item":[1]}'),
        ("GetItem", b'{"Item":{"PK":"S"}}'),
        ("GetItem", b'{"Item":{"PK":["S"]}}'),
        ("GetItem", b'{"Item":{"PK":{"M":[1]}}}'),
        ("GetItem", b'{"Item":{"PK":{"L":"ab"}}}'),
        ("GetItem", b'{"Item":{"PK":{"L":["ab"]}}}'),
        ("GetItem", b'{"Item":{"PK":{"SS":"ab"}}}'),
        ("GetItem", b'{"Item":{"PK":{}}}'),
        ("Query", b'{"Items":{"a":1}}'),
        ("Query", b'{"Count":99999999999999999999999}'),
        ("Query", b'{"Count":1.5,"ScannedCount":true}'),
        ("TransactGetItems", b'{"Responses":[{"Item":{},"New":1}]}'),
        ("BatchGetItem", b'{"UnprocessedKeys":{"T":{"Keys":[],"New":1}}}'),
        ("BatchWriteItem", b'{"UnprocessedItems":{"T":[{"New":1}]}}'),
        ("BatchGetItem", b'{"Responses":{"T":{"PK":{"S":"A"}}}}'),
        ("GetItem", b'{"Item":{"a":' + b'{"M":{"x":' * 200 + b'{"S":"b"}' + b"}}" * 200 + b"}}"),
    ],
)
def test_what_is_unusual_comes_out_as_botocore_makes_it(operation: str, body: bytes) -> None:
    assert_as_botocore(operation, body)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, b'{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","Message":"no"}'),
        (400, b'{"__type":"TransactionCanceledException","CancellationReasons":[{"Code":"None"}]}'),
        (
            400,
            b'{"__type":"a#ConditionalCheckFailedException","message":"no","Item":{"PK":{"B":"YQ=="},"N":{"N":"1"}}}',
        ),
        (400, b'{"__type":"a#NeverHeardOfException","message":"no"}'),
        (400, b"<html>"),
        (400, b"\xff"),
        (400, b"[]"),
        (300, b"{}"),
        (301, b"{}"),
        (500, b"<html>"),
        (503, b""),
    ],
)
def test_errors_are_botocores(status: int, body: bytes) -> None:
    assert_as_botocore("TransactWriteItems", body, status)


def test_rows_take_the_short_way_and_others_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    walked: list[str] = []
    walk: Any = JSONParser._handle_json_body  # type: ignore[attr-defined]

    def count(parser: JSONParser, raw_body: bytes, shape: Any) -> Any:
        walked.append(shape.name)
        return walk(parser, raw_body, shape)

    monkeypatch.setattr(JSONParser, "_handle_json_body", count)
    row = {"PK": {"S": "null"}, "M": {"M": {"a": {"L": [{"SS": ["B"]}, {"BOOL": True}]}}}, "N": {"N": "1"}}
    whole = {"Items": [row], "Count": 1, "ScannedCount": 1, "LastEvaluatedKey": {"PK": {"S": "A"}}}
    answer = parsed(PlainParserFactory(), "Query", json.dumps(whole).encode())
    assert {name: answer[name] for name in whole} == whole
    assert walked == []
    for operation, body in (
        ("BatchGetItem", '{"Responses":{"T":[{"PK":{"S":"é"}}]},"UnprocessedKeys":{}}'),
        ("BatchWriteItem", '{"UnprocessedItems":{}}'),
        ("TransactGetItems", '{"Responses":[{"Item":{"PK":{"S":"A"}}},{}]}'),
        ("TransactWriteItems", "{}"),
    ):
        answer = parsed(PlainParserFactory(), operation, body.encode())
        assert {name: value for name, value in answer.items() if name != "ResponseMetadata"} == json.loads(body)
    assert walked == []
    parsed(PlainParserFactory(), "DescribeTable", b'{"Table":{"TableName":"T"}}')
    parsed(PlainParserFactory(), "GetItem", b'{"Item":{"PK":{"B":"YQ=="}}}')
    assert walked == ["DescribeTableOutput", "GetItemOutput"]


def rows_of(operation: str, *rows: str) -> Any:
    """Rows as an answer of ``operation`` hands them on."""
    listed = f"[{','.join(rows)}]"
    body = f'{{"Items":{listed}}}' if operation in ("Query", "Scan") else f'{{"Responses":{{"T":{listed}}}}}'
    answer = unread(operation, body.encode())
    return answer["Items"] if "Items" in answer else answer["Responses"]["T"]


@pytest.mark.parametrize("operation", ["Query", "Scan", "BatchGetItem"])
def test_rows_are_a_sequence(operation: str) -> None:
    rows = rows_of(operation, *(f'{{"N":{{"N":"{number}"}}}}' for number in range(5)))
    expected = [{"N": {"N": str(number)}} for number in range(5)]
    assert type(rows) is UnreadRows
    assert (len(rows), list(rows), list(rows), repr(rows)) == (5, expected, expected, repr(expected))
    assert (rows[0], rows[-1], rows[1:4], rows[::-2]) == (expected[0], expected[-1], expected[1:4], expected[::-2])
    assert rows == expected
    assert rows == rows_of(operation, *map(json.dumps, expected))
    assert rows != expected[1:]
    assert not rows_of(operation)
    with pytest.raises(IndexError):
        rows[5]


@pytest.mark.parametrize("operation", ["Query", "Scan", "BatchGetItem"])
def test_one_row_is_read_at_a_time_and_none_is_kept(operation: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = rows_of(operation, '{"N":{"N":"1"}}', '{"N":{"N":"2"}}')
    assert rows[0] is not rows[0]
    read: list[bytes] = []

    def note(raw: Any) -> None:
        read.append(bytes(raw))

    monkeypatch.setattr(plain_answers, "_ROW_DECODER", SimpleNamespace(decode=note))
    next(iter(rows))
    assert read == [b'{"N":{"N":"1"}}']


@pytest.mark.parametrize("operation", ["Query", "Scan", "BatchGetItem"])
def test_rows_that_are_not_as_expected_are_botocores_which_goes_through_them_once(
    operation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = rows_of(operation, '{"N":{"N":"1"}}', *['{"B":{"B":"YQ=="}}'] * 3)
    walks: list[Any] = []
    walk: Any = JSONParser._handle_json_body  # type: ignore[attr-defined]

    def count(*given: Any) -> Any:
        walks.append(given)
        return walk(*given)

    monkeypatch.setattr(JSONParser, "_handle_json_body", count)
    assert rows == [{"N": {"N": "1"}}, *[{"B": {"B": b"a"}}] * 3]
    assert len(walks) == 1


def test_each_operation_that_is_meant_is_one_of_the_service() -> None:
    assert set(SERVICE.operation_names) >= DATA_OPERATIONS


def test_other_protocols_have_botocores_parsers_and_its_defaults_hold() -> None:
    factory = PlainParserFactory()
    factory.set_parser_defaults(blob_parser=lambda value: f"<{value}>")
    assert type(factory.create_parser("rest-json")) is type(ResponseParserFactory().create_parser("rest-json"))
    assert parsed(factory, "GetItem", b'{"Item":{"PK":{"B":"YQ=="}}}')["Item"] == {"PK": {"B": "<YQ==>"}}


def test_the_connection_of_the_product_has_it(manager: InventoryManager, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bytes] = []
    monkeypatch.setattr(plain_answers, "_is_text", seen.append)
    assert manager.get_product("NOTHING") is None
    assert seen == [b"{}"]
