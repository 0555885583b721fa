"""DynamoDBClient by itself: writing."""

from decimal import Decimal

import pytest
from boto3.dynamodb.conditions import Attr
from botocore.exceptions import ClientError

from inventory import InventoryManager
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.failures import ConditionFailed, Throttled, TransactionRefused
from inventory.errors import OutcomeUnknown
from tests.counting import CallLog
from tests.meddling import leave_unprocessed, lose_answers, refuse
from tests.tables import whole_table

KEY = {"PK": "A", "SK": "1"}


@pytest.fixture
def client(manager: InventoryManager) -> DynamoDBClient:
    return manager.client


def test_what_is_put_is_read_back(client: DynamoDBClient) -> None:
    item = {
        **KEY,
        "Text": "ü",
        "Empty": "",
        "Number": Decimal("0.10"),
        "Whole": 7,
        "Yes": True,
        "Nothing": None,
        "List": ["a", 1],
        "Map": {"inner": Decimal("1.5")},
        "Bytes": b"\x00\xff",
        "Tags": {"x", "y"},
    }
    client.put(item)
    assert client.get("A", "1") == item


def test_a_put_under_a_condition_that_holds(client: DynamoDBClient) -> None:
    client.put({**KEY, "N": 1})
    client.put({**KEY, "N": 2}, Attr("N").eq(1))
    assert client.get("A", "1") == {**KEY, "N": 2}


def test_a_refused_put_hands_back_the_stored_item(client: DynamoDBClient) -> None:
    client.put({**KEY, "N": 1})
    with pytest.raises(ConditionFailed) as refused:
        client.put({**KEY, "N": 2}, Attr("PK").not_exists())
    assert refused.value.item == {"PK": {"S": "A"}, "SK": {"S": "1"}, "N": {"N": "1"}}
    assert client.get("A", "1") == {**KEY, "N": 1}


def test_a_refused_put_is_the_client_error_of_plain_boto3(client: DynamoDBClient) -> None:
    with pytest.raises(ClientError) as refused:
        client.put({**KEY, "N": 2}, Attr("N").eq(1))
    assert refused.value.response["Error"]["Code"] == "ConditionalCheckFailedException"
    assert refused.value.operation_name == "PutItem"


def test_put_if_absent_leaves_what_is_there(client: DynamoDBClient) -> None:
    assert client.put_if_absent({**KEY, "N": 1})
    assert not client.put_if_absent({**KEY, "N": 2})
    assert client.get("A", "1") == {**KEY, "N": 1}


def test_an_update_sets_and_removes_and_returns_the_item_after_it(client: DynamoDBClient) -> None:
    client.put({**KEY, "N": 1, "Old": "x", "Kept": "y"})
    after = client.update("A", "1", {"N": 2, "Name": "reserved word"}, remove=["Old"])
    assert after == {**KEY, "N": 2, "Kept": "y", "Name": "reserved word"} == client.get("A", "1")


def test_an_update_may_only_remove(client: DynamoDBClient) -> None:
    client.put({**KEY, "Old": "x"})
    assert client.update("A", "1", {}, remove=["Old"]) == KEY


def test_an_update_makes_the_item_if_need_be(client: DynamoDBClient) -> None:
    assert client.update("A", "1", {"N": 1}) == {**KEY, "N": 1}


def test_a_refused_update_changes_nothing_and_hands_back_the_item(client: DynamoDBClient) -> None:
    client.put({**KEY, "N": 5})
    with pytest.raises(ConditionFailed) as refused:
        client.update("A", "1", {"N": 6}, condition=Attr("N").lt(5) & Attr("PK").exists())
    assert refused.value.item is not None
    assert refused.value.item["N"] == {"N": "5"}
    assert client.get("A", "1") == {**KEY, "N": 5}


def test_a_delete_returns_what_it_removed(client: DynamoDBClient) -> None:
    client.put({**KEY, "N": 5})
    assert client.delete("A", "1") == {**KEY, "N": 5}
    assert client.delete("A", "1") is None


def test_a_refused_delete_removes_nothing(client: DynamoDBClient) -> None:
    client.put({**KEY, "N": 5})
    with pytest.raises(ConditionFailed):
        client.delete("A", "1", Attr("N").eq(6))
    assert client.get("A", "1") is not None


def test_batch_write_puts_and_deletes_any_number(client: DynamoDBClient, calls: CallLog) -> None:
    client.batch_write({"PK": "A", "SK": f"{number:03}"} for number in range(60))
    assert client.batch_write([{"PK": "B", "SK": "1"}], [("A", f"{number:03}") for number in range(55)]) == 56
    assert calls.operations == ["BatchWriteItem"] * 6
    assert set(whole_table(client)) == {("B", "1"), *(("A", f"{number:03}") for number in range(55, 60))}


def test_what_a_batch_leaves_unprocessed_is_sent_again(client: DynamoDBClient, calls: CallLog) -> None:
    leave_unprocessed(client, "BatchWriteItem", keep=4, times=3)
    client.batch_write({"PK": "A", "SK": f"{number:03}"} for number in range(30))
    assert len(whole_table(client)) == 30
    assert calls.operations.count("BatchWriteItem") == 5


def test_a_batch_is_sent_again_for_as_long_as_the_caller_has_patience(client: DynamoDBClient) -> None:
    refuse(client, "BatchWriteItem", "ThrottlingException", times=3)
    with pytest.raises(Throttled):
        client.batch_write([{**KEY, "N": 1}], patience=0.0)
    refuse(client, "BatchWriteItem", "ThrottlingException", times=3)
    client.batch_write([{**KEY, "N": 1}], patience=60.0)
    assert client.get("A", "1") == {**KEY, "N": 1}


def test_a_throttled_write_is_sent_again(client: DynamoDBClient) -> None:
    refuse(client, "PutItem", "ThrottlingException", times=2)
    client.put({**KEY, "N": 1})
    assert client.get("A", "1") == {**KEY, "N": 1}


def test_a_write_without_an_answer_is_unknown_not_failed(client: DynamoDBClient) -> None:
    lose_answers(client, "PutItem", times=100)
    with pytest.raises(OutcomeUnknown, match="not known whether it was applied"):
        client.put({**KEY, "N": 1}, Attr("PK").not_exists())


def test_an_error_that_is_not_known_here_passes_as_it_is(client: DynamoDBClient) -> None:
    with pytest.raises(ClientError) as refused:
        client.put({"PK": "", "SK": "1"})
    assert refused.value.response["Error"]["Code"] == "ValidationException"


def test_a_float_is_refused_before_it_is_sent(client: DynamoDBClient, calls: CallLog) -> None:
    with pytest.raises(TypeError, match="money is Decimal, never float"):
        client.put({**KEY, "Price": 1.5})
    assert calls.operations == []


def test_a_transaction_writes_all(client: DynamoDBClient) -> None:
    client.put({"PK": "A", "SK": "2", "N": 1})
    client.put({"PK": "A", "SK": "3"})
    client.transact_write(
        [
            {"Put": {"Item": {**KEY, "N": 1}}},
            {
                "Update": {
                    "Key": {"PK": "A", "SK": "2"},
                    "UpdateExpression": "SET N = N + :one",
                    "ExpressionAttributeValues": {":one": 1},
                }
            },
            {"Delete": {"Key": {"PK": "A", "SK": "3"}}},
        ]
    )
    assert whole_table(client) == {("A", "1"): {**KEY, "N": 1}, ("A", "2"): {"PK": "A", "SK": "2", "N": 2}}


def test_a_refused_transaction_writes_nothing_and_tells_the_reason_of_each_action(
    client: DynamoDBClient,
) -> None:
    client.put({"PK": "A", "SK": "2", "N": 1})
    before = whole_table(client)
    with pytest.raises(TransactionRefused) as refused:
        client.transact_write(
            [
                {"Put": {"Item": {**KEY, "N": 1}}},
                {"Put": {"Item": {"PK": "A", "SK": "2"}, "ConditionExpression": "attribute_not_exists(PK)"}},
            ]
        )
    fine, reason = refused.value.reasons
    assert (fine.code, fine.item) == ("None", None)
    assert reason.code == "ConditionalCheckFailed"
    assert reason.item == {"PK": {"S": "A"}, "SK": {"S": "2"}, "N": {"N": "1"}}
    assert refused.value.by_condition
    assert not refused.value.passing
    assert whole_table(client) == before
