"""What the client relies on, the same on every engine."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from boto3.dynamodb.conditions import Attr, Key

from inventory import InventoryManager
from inventory.dynamodb.failures import ConditionFailed, TransactionRefused
from inventory.dynamodb.schema import ensure_table
from inventory.errors import TableMissing
from tests.conftest import new_client
from tests.tables import whole_table

KEY = {"PK": "A", "SK": "1"}


def test_the_table_is_made_once_with_streams_and_ttl(inventory: InventoryManager) -> None:
    client = inventory.client
    assert not ensure_table(client)
    table = client.call("DescribeTable", "describe_table", TableName=client.table_name)["Table"]
    assert table["StreamSpecification"] == {
        "StreamEnabled": True,
        "StreamViewType": "NEW_AND_OLD_IMAGES",
    }
    assert {index["IndexName"] for index in table["GlobalSecondaryIndexes"]} == {"GSI1", "GSI2"}
    ttl = client.call("DescribeTimeToLive", "describe_time_to_live", TableName=client.table_name)
    assert ttl["TimeToLiveDescription"]["TimeToLiveStatus"] in ("ENABLED", "ENABLING")
    assert ttl["TimeToLiveDescription"]["AttributeName"] == "ExpiresAt"


def test_values_of_every_type_come_back(inventory: InventoryManager) -> None:
    item = {
        **KEY,
        "Text": "ü 工",
        "Empty": "",
        "Number": Decimal("9999999999.99"),
        "Yes": True,
        "Nothing": None,
        "List": ["a", 1],
        "Map": {"inner": Decimal("1.5")},
        "Bytes": b"\x00\xff",
        "Tags": {"x", "y"},
    }
    inventory.client.put(item)
    assert inventory.client.get("A", "1", consistent=True) == item


def test_single_writes_under_conditions_hand_back_the_item(inventory: InventoryManager) -> None:
    client = inventory.client
    client.put({**KEY, "N": 1})
    writes: tuple[Callable[[], object], ...] = (
        lambda: client.put({**KEY, "N": 2}, Attr("PK").not_exists()),
        lambda: client.update("A", "1", {"N": 2}, condition=Attr("N").gt(1)),
        lambda: client.delete("A", "1", Attr("N").eq(2)),
    )
    for write in writes:
        with pytest.raises(ConditionFailed) as refused:
            write()
        assert refused.value.item == {"PK": {"S": "A"}, "SK": {"S": "1"}, "N": {"N": "1"}}
    assert client.update("A", "1", {"N": 2}, remove=["Absent"], condition=Attr("N").eq(1)) == {**KEY, "N": 2}
    assert client.delete("A", "1", Attr("N").eq(2)) == {**KEY, "N": 2}


def test_a_refused_transaction_has_a_reason_for_each_action_in_order(inventory: InventoryManager) -> None:
    client = inventory.client
    client.put({"PK": "A", "SK": "2", "N": 7})
    before = whole_table(client)
    puts = [{"PK": "A", "SK": sk} for sk in ("1", "2", "3")]
    with pytest.raises(TransactionRefused) as refused:
        client.transact_write(
            [{"Put": {"Item": item, "ConditionExpression": "attribute_not_exists(PK)"}} for item in puts]
        )
    assert [reason.code for reason in refused.value.reasons] == ["None", "ConditionalCheckFailed", "None"]
    assert refused.value.reasons[1].item == {"PK": {"S": "A"}, "SK": {"S": "2"}, "N": {"N": "7"}}
    assert whole_table(client) == before


def test_queries_take_conditions_filters_limits_and_directions(inventory: InventoryManager) -> None:
    client = inventory.client
    client.batch_write({"PK": "A", "SK": f"ROW#{n:02}", "N": n} for n in range(1, 31))
    client.put({"PK": "A", "SK": "OTHER"})
    rows = Key("SK").begins_with("ROW#")
    assert [row["N"] for row in client.query("A", rows, limit=3)] == [1, 2, 3]
    assert [row["N"] for row in client.query("A", rows, limit=2, descending=True)] == [30, 29]
    even = client.query("A", rows, filter_expression=Attr("N").gt(20), limit=4, consistent=True)
    assert [row["N"] for row in even] == [21, 22, 23, 24]
    rest = client.query("A", rows, start_key=even.last_key, all_pages=True)
    assert [row["N"] for row in rest] == [25, 26, 27, 28, 29, 30]


def test_a_partition_of_more_than_a_megabyte_is_read_to_its_end(inventory: InventoryManager) -> None:
    client = inventory.client
    for number in range(5):
        client.put({"PK": "BIG", "SK": f"{number}", "Text": "x" * 300_000})
    assert len(client.query("BIG")) < 5
    assert [row["SK"] for row in client.query("BIG", all_pages=True)] == ["0", "1", "2", "3", "4"]


def test_a_missing_table_is_named(inventory: InventoryManager) -> None:
    other = new_client(inventory)
    other.table_name = "Nowhere"
    with pytest.raises(TableMissing, match="Nowhere"):
        other.get("A", "B")
    with pytest.raises(TableMissing):
        other.put({"PK": "A", "SK": "B"})
