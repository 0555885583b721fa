"""Creating the table: again and again the same, and never taking another table for ours."""

from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws

from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.schema import ensure_table, table_definition
from inventory.errors import TableDiffers
from inventory.settings import Settings


def create(client: DynamoDBClient, **changes: Any) -> None:
    definition = {**table_definition(client.table_name), **changes}
    client.call("CreateTable", "create_table", **definition)


def without_second_index(client: DynamoDBClient) -> dict[str, Any]:
    definition = table_definition(client.table_name)
    return {
        "GlobalSecondaryIndexes": definition["GlobalSecondaryIndexes"][:1],
        "AttributeDefinitions": definition["AttributeDefinitions"][:4],
    }


def test_a_table_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    with mock_aws():
        client = DynamoDBClient(Settings(engine="aws", data_dir=tmp_path))
        assert ensure_table(client) is True
        assert ensure_table(client) is False


def test_a_table_without_an_index_or_a_stream_is_told(tmp_path: Path) -> None:
    with mock_aws():
        client = DynamoDBClient(Settings(engine="aws", data_dir=tmp_path))
        create(client, **without_second_index(client), StreamSpecification={"StreamEnabled": False})
        with pytest.raises(TableDiffers) as differs:
            ensure_table(client)
    assert differs.value.parts == ("the index GSI2", "its stream")
