"""What comes back by the fast path is what boto3 makes of the same bytes: results, errors, and one request each."""

import base64
import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tests.inventory.dynamodb.stub_engine import answer, chunked, until_closed
from tests.inventory.dynamodb.test_plain_answers import ITEMS
from tests.inventory.dynamodb.two_ways import KEY, Ways, outcome

T = "T-1"
BLOB = base64.b64encode(b"\x00\xff").decode()
ITEM = {
    **KEY,
    "Blob": {"B": BLOB},
    "Blobs": {"BS": [BLOB, BLOB]},
    "Texts": {"SS": ["", "null", '"B":']},
    "Numbers": {"NS": ["12345678901234567890123456789012345678", "-1E-130"]},
    "Nothing": {"NULL": True},
    "Not": {"BOOL": False},
    "B": {"S": "B"},
    "null": {"S": "null"},
    "ü 工": {"S": "😀\u2028"},
    "": {"S": ""},
    "Deep": {"M": {"a": {"L": [{"M": {"B": {"L": [{"S": "b"}, {"L": []}, {"M": {}}]}}}]}}},
}
PUT: dict[str, Any] = {"TableName": T, "Item": KEY}
KEYED: dict[str, Any] = {"TableName": T, "Key": KEY}
UNITS = {"TableName": T, "CapacityUnits": 1.0, "Table": {"CapacityUnits": 1}, "Unknown": 1}

# Every data operation: how it is called, and what comes back.
CALLS: list[tuple[str, Mapping[str, Any], Mapping[str, Any]]] = [
    ("get_item", KEYED, {"Item": ITEM}),
    ("get_item", KEYED, {}),
    ("get_item", KEYED, {"Item": KEY, "ConsumedCapacity": UNITS}),
    ("put_item", PUT, {}),
    ("put_item", PUT, {"Attributes": ITEM, "ItemCollectionMetrics": {"SizeEstimateRangeGB": [0, 1.0]}}),
    ("update_item", KEYED, {"Attributes": ITEM}),
    ("delete_item", KEYED, {"Attributes": KEY, "Unknown": 1}),
    ("query", {"TableName": T}, {"Items": [ITEM, KEY], "Count": 2, "ScannedCount": 3, "LastEvaluatedKey": KEY}),
    ("query", {"TableName": T}, {"Items": [], "Count": 0, "ScannedCount": 0}),
    ("scan", {"TableName": T}, {"Items": [KEY], "Count": 1, "ScannedCount": 9, "LastEvaluatedKey": None}),
    (
        "batch_get_item",
        {"RequestItems": {T: {"Keys": [KEY]}}},
        {"Responses": {T: [ITEM, KEY]}, "UnprocessedKeys": {T: {"Keys": [KEY], "ConsistentRead": True}}},
    ),
    (
        "batch_write_item",
        {"RequestItems": {T: [{"PutRequest": {"Item": KEY}}]}},
        {"UnprocessedItems": {T: [{"PutRequest": {"Item": ITEM}}, {"DeleteRequest": {"Key": KEY}}]}},
    ),
    ("transact_get_items", {"TransactItems": [{"Get": KEYED}]}, {"Responses": [{"Item": ITEM}, {}]}),
    ("transact_write_items", {"TransactItems": [{"Put": PUT}], "ClientRequestToken": "t"}, {}),
]
REASONS = [
    {"Code": "None"},
    {"Code": "ConditionalCheckFailed", "Message": "no", "Item": {**KEY, "B": {"B": BLOB}}},
]


@pytest.mark.parametrize(("method", "params", "body"), CALLS)
def test_results_of_every_data_operation(
    ways: Ways, method: str, params: Mapping[str, Any], body: Mapping[str, Any]
) -> None:
    ways.engine.always(answer(body))
    made = ways.agree(method, params)
    assert made["ResponseMetadata"]["RetryAttempts"] == 0
    for request in ways.engine.requests:
        assert request.line == "POST / HTTP/1.1"
    ours, stock = ways.engine.requests
    assert ours.said == stock.said
    for name in ("x-amz-target", "content-type", "host", "accept-encoding"):
        assert ours.headers[name] == stock.headers[name]


def test_metadata_are_all_there(ways: Ways) -> None:
    more = [("X-Amz-Crc32", "1"), ("Set-Cookie", "a=1"), ("set-cookie", "b=2"), ("X-Empty", ""), ("X-Latin", "\xe9")]
    ways.engine.always(answer({"Item": KEY}, more=more))
    metadata = ways.agree()["ResponseMetadata"]
    assert metadata["RequestId"] == "R-1"
    assert metadata["HTTPStatusCode"] == 200
    assert metadata["HTTPHeaders"]["x-amzn-requestid"] == "R-1"
    assert metadata["HTTPHeaders"]["set-cookie"] == "a=1, b=2"


def test_a_page_of_a_megabyte(ways: Ways) -> None:
    items = [{**ITEM, "SK": {"S": str(number)}, "Text": {"S": "ü" * 5000}} for number in range(100)]
    body = json.dumps({"Items": items, "Count": 100, "ScannedCount": 100}, ensure_ascii=False).encode()
    assert len(body) > 1_000_000
    ways.engine.always(answer(body))
    assert len(ways.agree("query", {"TableName": T})["Items"]) == 100
    ways.engine.always(chunked(body, parts=40))
    assert len(ways.agree("query", {"TableName": T})["Items"]) == 100


def test_botocores_paginators_find_the_rows_of_all_pages(ways: Ways) -> None:
    ways.engine.always(answer({"Items": [KEY], "Count": 1, "LastEvaluatedKey": KEY}))
    found = [
        boto.get_paginator("query").paginate(TableName=T, PaginationConfig={"MaxItems": 2}).build_full_result()
        for boto in (ways.ours, ways.stock)
    ]
    assert found[0] == found[1]
    assert found[0]["Items"] == [KEY, KEY]


def test_a_large_request_arrives_whole(ways: Ways) -> None:
    item = {**KEY, "Text": {"S": "ü" * 200_000}}
    ways.agree("put_item", {"TableName": T, "Item": item})
    assert [request.said["Item"] for request in ways.engine.requests] == [item, item]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ITEMS)
def test_any_rows(ways: Ways, items: list[dict[str, Any]]) -> None:
    ways.engine.always(answer({"Items": items, "Count": len(items)}))
    ways.forget()
    ways.agree("query", {"TableName": T})


@pytest.mark.parametrize(
    "wire",
    [
        chunked(json.dumps({"Item": KEY}).encode()),
        answer({"Item": KEY}, more=[("Connection", "close")]),
        until_closed(json.dumps({"Item": KEY}).encode()),
        answer({"Item": KEY}, more=[("Content-Encoding", "identity")]),
        b"HTTP/1.1 100 Continue\r\n\r\n" + answer({"Item": KEY}),
    ],
    ids=["chunked", "closes", "until closed", "encoding", "continue"],
)
def test_ways_to_send_an_answer(ways: Ways, wire: bytes) -> None:
    ways.engine.always(wire)
    assert ways.agree()["Item"] == KEY


def test_a_connection_that_the_server_wants_closed_is_not_used_again(ways: Ways) -> None:
    ways.engine.always(answer({"Item": KEY}, more=[("Connection", "close")]))
    ways.agree()
    ways.agree(opens=True)
    connections = [request.connection for request in ways.engine.requests]
    assert len(set(connections)) == 4


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (
            400,
            {"__type": "com.amazonaws#ConditionalCheckFailedException", "message": "no", "Item": {**ITEM, "X": None}},
        ),
        (400, {"__type": "com.amazonaws#ConditionalCheckFailedException", "Message": "no"}),
        (400, {"__type": "a#TransactionCanceledException", "Message": "no", "CancellationReasons": REASONS}),
        (400, {"__type": "a#TransactionCanceledException", "message": "no", "CancellationReasons": None}),
        (400, {"__type": "a#ProvisionedThroughputExceededException", "message": "later", "ThrottlingReasons": []}),
        (400, {"__type": "com.amazon.coral.service#ThrottlingException", "message": "later"}),
        (400, {"__type": "a#ResourceNotFoundException:http://internal/", "message": "none"}),
        (400, {"__type": "a#UnknownToEverybodyException", "message": "?", "Item": KEY}),
        (400, {"message": "no type"}),
        (400, {"__type": "com.amazon.coral.service#ExpiredTokenException", "message": "old"}),
        (400, b""),
        (400, b"no JSON"),
        (400, b"[]"),
        (400, b"\xff\xfe"),
        (403, b"<html><body>Forbidden</body></html>"),
        (413, b"{}"),
        (300, b"{}"),
        (301, b"{}"),
        (307, b""),
        (500, {"__type": "a#InternalServerError", "message": "sorry"}),
        (500, b"<html><body>Sorry</body></html>"),
        (500, b"  "),
        (502, b"Bad Gateway"),
        (503, b""),
        (503, {"__type": "a#ServiceUnavailable"}),
    ],
)
@pytest.mark.parametrize("method", ["get_item", "transact_write_items"])
def test_errors(ways: Ways, status: int, body: bytes | Mapping[str, Any], method: str) -> None:
    ways.engine.always(answer(body, status))
    params = {"get_item": KEYED, "transact_write_items": {"TransactItems": [{"Put": PUT}], "ClientRequestToken": "t"}}
    ways.agree(method, params[method])


def test_reasons_and_items_of_refusals_come_through(ways: Ways) -> None:
    refused = {"__type": "a#TransactionCanceledException", "Message": "no", "CancellationReasons": REASONS}
    ways.engine.always(answer(refused, 400))
    name, _, _, response = ways.agree("transact_write_items", {"TransactItems": [{"Put": PUT}]})
    assert name == "TransactionCanceledException"
    assert [reason["Code"] for reason in response["CancellationReasons"]] == ["None", "ConditionalCheckFailed"]
    assert response["CancellationReasons"][1]["Item"] == {**KEY, "B": {"B": b"\x00\xff"}}
    ways.engine.always(answer({"__type": "a#ConditionalCheckFailedException", "Item": KEY}, 400))
    assert ways.agree("put_item", PUT)[3]["Item"] == KEY


def test_errors_are_of_the_clients_own_classes(ways: Ways) -> None:
    ways.engine.always(answer({"__type": "a#ConditionalCheckFailedException", "message": "no"}, 400))
    with pytest.raises(ways.ours.exceptions.ConditionalCheckFailedException):
        ways.ours.put_item(**PUT)


@pytest.mark.parametrize(
    "body", [b"", b"no JSON", b"<html></html>", b"[]", b"7", b"null", b'"B"', b"\xff", b'{"Item":', b"\xef\xbb\xbf{}"]
)
def test_a_body_that_is_no_answer(ways: Ways, body: bytes) -> None:
    ways.engine.always(answer(body))
    ways.agree()


def test_what_is_refused_before_it_is_sent(ways: Ways) -> None:
    wrong = {"TableName": T, "Key": {"PK": "no value"}}
    ours, stock = (outcome(boto.get_item, **wrong) for boto in (ways.ours, ways.stock))
    assert ours == stock
    assert ours[0].endswith("ParamValidationError")
    assert ways.engine.requests == []
