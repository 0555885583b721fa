"""What the product's client and boto3's own, as it comes, make of the same calls on the same engine."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from inventory import InventoryManager
from tests.conftest import ENGINES
from tests.inventory.dynamodb.two_ways import exact, outcome, sent_by_stock, stock_client

pytestmark = pytest.mark.parametrize("engine_name", ENGINES)

Call = tuple[str, dict[str, Any]]
# Other in each answer; the checksum is, where members come in any order.
_PASSING = {"date", "x-amzn-requestid", "x-amz-crc32"}

KEY = {"PK": {"S": "ODD"}, "SK": {"S": "1"}}
OTHER = {"PK": {"S": "ODD"}, "SK": {"S": "2"}}
ODD = {
    "Blob": {"B": b"\x00\xff"},
    "EmptyBlob": {"B": b""},
    "Blobs": {"BS": [b"\x01", b"\x00"]},
    "Texts": {"SS": ["null", '"B":', "ü"]},
    "Numbers": {"NS": ["1", "-2.5"]},
    "Nothing": {"NULL": True},
    "No": {"BOOL": False},
    "Empty": {"S": ""},
    "Long": {"N": "12345678901234567890123456789012345678"},
    "Small": {"N": "-0.00015"},
    "B": {"S": "B"},
    "BS": {"S": '"BS":'},
    "null": {"S": "null"},
    "Item": {"S": ': null, "B": "b"'},
    "ü 工 \u2028": {"S": '😀 \\ / " \t\r\n'},
    "Deep": {"M": {"a": {"L": [{"M": {"B": {"L": [{"B": b"x"}, {"L": []}, {"M": {}}, {"NULL": True}]}}}]}}},
}
ABSENT = {"ConditionExpression": "attribute_not_exists(PK)", "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
UNITS = {"ReturnConsumedCapacity": "INDEXES", "ReturnItemCollectionMetrics": "SIZE"}


def calls(table: str) -> Iterator[Call]:
    """Every data operation, one after the other: each sees what those before it left."""
    named = {"TableName": table}
    query = {**named, "KeyConditionExpression": "PK = :p", "ExpressionAttributeValues": {":p": {"S": "ODD"}}}
    yield "get_item", {**named, "Key": KEY}
    yield "put_item", {**named, "Item": {**KEY, **ODD}, **UNITS}
    yield "put_item", {**named, "Item": KEY, **ABSENT}
    yield "put_item", {**named, "Item": {**OTHER, "Text": {"S": "x"}}, "ReturnValues": "ALL_OLD"}
    yield "get_item", {**named, "Key": KEY, "ConsistentRead": True, "ReturnConsumedCapacity": "TOTAL"}
    yield "query", {**query, "ConsistentRead": True, "ReturnConsumedCapacity": "INDEXES"}
    yield "query", {**query, "Limit": 1}
    yield "query", {**query, "Select": "COUNT"}
    yield "query", {**query, "IndexName": "GSI1", "KeyConditionExpression": "GSI1PK = :p"}
    yield "scan", {**named, "Limit": 1}
    yield "scan", {**named, "ReturnConsumedCapacity": "TOTAL"}
    yield "batch_get_item", {"RequestItems": {table: {"Keys": [KEY]}}}
    yield "batch_get_item", {"RequestItems": {table: {"Keys": [{**KEY, "SK": {"S": "none"}}]}}}
    yield "transact_get_items", {"TransactItems": [{"Get": {**named, "Key": key}} for key in (KEY, OTHER)]}
    yield from _updates(named)
    yield from _transactions(named)
    yield "batch_write_item", {"RequestItems": {table: [{"PutRequest": {"Item": {**KEY, **ODD}}}]}, **UNITS}
    yield "delete_item", {**named, "Key": KEY, "ReturnValues": "ALL_OLD", "ConditionExpression": "attribute_exists(PK)"}
    yield "delete_item", {**named, "Key": KEY, "ConditionExpression": "attribute_exists(PK)"}
    yield "batch_write_item", {"RequestItems": {table: [{"DeleteRequest": {"Key": key}} for key in (KEY, OTHER)]}}


def _updates(named: dict[str, str]) -> Iterator[Call]:
    names = {"ExpressionAttributeNames": {"#n": "null", "#b": "B"}}
    update = {**named, "Key": KEY, "UpdateExpression": "SET #n = :v REMOVE #b", **names}
    yield "update_item", {**update, "ExpressionAttributeValues": {":v": {"B": b"\xff"}}, "ReturnValues": "ALL_NEW"}
    yield "update_item", {**update, "ExpressionAttributeValues": {":v": {"S": "B"}}, "ReturnValues": "UPDATED_OLD"}
    values = {":v": {"NULL": True}, ":w": {"S": "no"}}
    refused = {"ConditionExpression": "Nothing = :w", "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
    yield "update_item", {**update, "ExpressionAttributeValues": values, **refused}


def _transactions(named: dict[str, str]) -> Iterator[Call]:
    check = {"ConditionCheck": {**named, "Key": OTHER, "ConditionExpression": "attribute_exists(PK)"}}
    put = {"Put": {**named, "Item": {**KEY, **ODD}}}
    yield "transact_write_items", {"TransactItems": [put, check]}
    yield "transact_write_items", {"TransactItems": [check, {"Put": {**put["Put"], **ABSENT}}]}
    yield "transact_write_items", {"TransactItems": [put, put]}
    yield "transact_write_items", {"TransactItems": [{"Put": {**named, "Item": {"PK": {"S": "no sort key"}}}}]}


def wrong(table: str) -> Iterator[Call]:
    """What an engine refuses."""
    named = {"TableName": table}
    yield "get_item", {"TableName": "Nowhere", "Key": KEY}
    yield "get_item", {**named, "Key": {"PK": {"S": "x"}}}
    yield "get_item", {**named, "Key": {"PK": {"N": "1"}, "SK": {"S": "1"}}}
    yield "put_item", {**named, "Item": {**KEY, "N": {"N": "no number"}}}
    yield "put_item", {**named, "Item": {**KEY, "Text": {"S": "x" * 410_000}}}
    yield "query", {**named, "KeyConditionExpression": "PK ="}
    yield "update_item", {**named, "Key": KEY, "UpdateExpression": "SET PK = :v"}
    yield "batch_get_item", {"RequestItems": {table: {"Keys": [KEY, KEY]}}}


@pytest.fixture
def stock(inventory: InventoryManager) -> Any:
    return stock_client(inventory.client.settings.endpoint_url, inventory.client.settings.region, secret="local")


@pytest.fixture
def ours(inventory: InventoryManager) -> Any:
    """The product's client, with a connection open."""
    return inventory.client._connection.boto


def _made_of(boto: Any, made: Iterator[Call]) -> list[Any]:
    return [_settled(outcome(getattr(boto, call[0]), **call[1])) for call in made]


def _settled(told: Any) -> Any:
    """Without what differs from answer to answer, after a look at it."""
    response = told[-1] if isinstance(told, list) else told
    assert isinstance(response, dict), told
    metadata = response["ResponseMetadata"]
    assert metadata.pop("RequestId") == metadata["HTTPHeaders"].get("x-amzn-requestid")
    metadata["HTTPHeaders"] = {k: v for k, v in metadata["HTTPHeaders"].items() if k not in _PASSING}
    return exact(told)


@pytest.mark.parametrize("series", [calls, wrong])
def test_each_call_gives_what_boto3_gives(
    inventory: InventoryManager, ours: Any, stock: Any, series: Callable[[str], Iterator[Call]]
) -> None:
    table = inventory.client.table_name
    sent = sent_by_stock(ours)
    made, expected = _made_of(ours, series(table)), _made_of(stock, series(table))
    for call, one, other in zip(series(table), made, expected, strict=True):
        assert one == other, call
    assert sent == []


def test_what_one_writes_the_other_reads(inventory: InventoryManager, ours: Any, stock: Any) -> None:
    table = inventory.client.table_name
    for writer, reader in ((ours, stock), (stock, ours)):
        writer.put_item(TableName=table, Item={**KEY, **ODD})
        read = reader.get_item(TableName=table, Key=KEY, ConsistentRead=True)["Item"]
        assert _sorted(read) == _sorted({**KEY, **ODD})
        writer.delete_item(TableName=table, Key=KEY)


def _sorted(item: dict[str, Any]) -> dict[str, Any]:
    """An item whose sets can be compared: they come back in any order."""
    return {
        name: {kind: sorted(value) if kind in ("SS", "NS", "BS") else value for kind, value in held.items()}
        for name, held in item.items()
    }


def test_pages_of_a_megabyte(inventory: InventoryManager, ours: Any, stock: Any) -> None:
    table, sent = inventory.client.table_name, sent_by_stock(ours)
    for number in range(5):
        ours.put_item(TableName=table, Item={"PK": {"S": "BIG"}, "SK": {"S": f"{number}"}, "T": {"S": "ü工" * 60_000}})
    query: dict[str, Any] = {
        "TableName": table,
        "KeyConditionExpression": "PK = :p",
        "ExpressionAttributeValues": {":p": {"S": "BIG"}},
    }
    seen = 0
    while "ExclusiveStartKey" not in query or query["ExclusiveStartKey"]:
        page = ours.query(**query)
        same = stock.query(**query)
        assert _settled(page) == _settled(same)
        seen += page["Count"]
        query["ExclusiveStartKey"] = page.get("LastEvaluatedKey")
    assert (seen, sent) == (5, [])
