"""The one table: keys, two indexes, streams and TTL."""

from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from inventory.dynamodb.backoff import Deadline
from inventory.errors import EngineUnavailable, InvalidValue, TableDiffers, TableMissing

if TYPE_CHECKING:
    from inventory.dynamodb.client import DynamoDBClient

PK, SK = "PK", "SK"
INDEX_KEYS = {"GSI1": ("GSI1PK", "GSI1SK"), "GSI2": ("GSI2PK", "GSI2SK")}
TTL_ATTRIBUTE = "ExpiresAt"
_CREATION_DEADLINE = 120.0


def key_names(index_name: str | None) -> tuple[str, str]:
    """Names of the partition and sort key of the table or of one of its indexes."""
    if index_name is None:
        return PK, SK
    if index_name not in INDEX_KEYS:
        raise InvalidValue("index_name", index_name, f"must be one of {', '.join(INDEX_KEYS)}")
    return INDEX_KEYS[index_name]


def table_definition(table_name: str) -> dict[str, Any]:
    """What CreateTable takes, for boto3 and for ``aws dynamodb create-table --cli-input-json``."""
    attributes = [PK, SK, *(name for pair in INDEX_KEYS.values() for name in pair)]
    return {
        "TableName": table_name,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in attributes],
        "KeySchema": _key_schema(PK, SK),
        "GlobalSecondaryIndexes": [
            {
                "IndexName": index,
                "KeySchema": _key_schema(*names),
                "Projection": {"ProjectionType": "ALL"},
            }
            for index, names in INDEX_KEYS.items()
        ],
        "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    }


def _key_schema(partition: str, sort: str) -> list[dict[str, str]]:
    return [
        {"AttributeName": partition, "KeyType": "HASH"},
        {"AttributeName": sort, "KeyType": "RANGE"},
    ]


def ensure_table(client: "DynamoDBClient") -> bool:
    """Create the table unless it is there, wait until it is active, turn TTL on. True if it was created.

    Raises TableDiffers where a table of that name is there with other keys or indexes or without a stream,
    EngineUnavailable where the table does not become active within two minutes.
    """
    created = _create(client)
    _refuse_other(_wait_until_active(client), table_definition(client.table_name))
    _enable_ttl(client)
    return created


def _create(client: "DynamoDBClient") -> bool:
    try:
        client.call("CreateTable", "create_table", **table_definition(client.table_name))
    except ClientError as error:
        if error.response["Error"]["Code"] == "ResourceInUseException":
            return False
        raise
    return True


def _refuse_other(table: dict[str, Any], wanted: dict[str, Any]) -> None:
    indexes = {index["IndexName"]: index for index in table.get("GlobalSecondaryIndexes", [])}
    missing = ["its keys"] if _keys(table) != _keys(wanted) else []
    missing += [
        f"the index {index['IndexName']}"
        for index in wanted["GlobalSecondaryIndexes"]
        if _keys(indexes.get(index["IndexName"], {})) != _keys(index)
    ]
    if not table.get("StreamSpecification", {}).get("StreamEnabled"):
        missing.append("its stream")
    if missing:
        raise TableDiffers(wanted["TableName"], missing)


def _keys(part: dict[str, Any]) -> list[tuple[str, str]]:
    return sorted((key["KeyType"], key["AttributeName"]) for key in part.get("KeySchema", []))


def _wait_until_active(client: "DynamoDBClient") -> dict[str, Any]:
    """The table's description, once it takes reads and writes."""
    deadline = Deadline(_CREATION_DEADLINE)
    while True:
        table = _described(client)
        if table and _is_active(table):
            return table
        if not deadline.wait():
            raise EngineUnavailable(f"the table {client.table_name} did not become active; look at it and try again")


def _described(client: "DynamoDBClient") -> dict[str, Any] | None:
    try:
        table: dict[str, Any] = client.call("DescribeTable", "describe_table", TableName=client.table_name)["Table"]
    except TableMissing:  # DynamoDB may not know yet what it was just told to make
        return None
    return table


def _is_active(table: dict[str, Any]) -> bool:
    # Local engines name no state for an index, which is there with its table.
    states = [index.get("IndexStatus", "ACTIVE") for index in table.get("GlobalSecondaryIndexes", [])]
    return set(states) | {table["TableStatus"]} == {"ACTIVE"}


def _enable_ttl(client: "DynamoDBClient") -> None:
    """Let DynamoDB remove rows whose TTL attribute (epoch seconds) is past."""
    found = client.call("DescribeTimeToLive", "describe_time_to_live", TableName=client.table_name)
    if found["TimeToLiveDescription"].get("TimeToLiveStatus") in ("ENABLED", "ENABLING"):
        return
    setting = {"Enabled": True, "AttributeName": TTL_ATTRIBUTE}
    client.call("UpdateTimeToLive", "update_time_to_live", TableName=client.table_name, TimeToLiveSpecification=setting)
