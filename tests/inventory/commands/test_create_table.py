"""``manage.py create_table``."""

import json
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from inventory import InventoryManager
from inventory.settings import Settings
from tests.inventory.commands.conftest import Run, run_command
from tests.tables import add_vest, whole_table


@pytest.fixture
def no_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings for a region of moto without a table."""
    monkeypatch.setenv("INVENTORY_ENGINE", "aws")
    monkeypatch.setenv("INVENTORY_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("DYNAMODB_ENDPOINT_URL", raising=False)
    monkeypatch.setenv("DYNAMODB_TABLE_NAME", "Elsewhere")
    return Settings.from_env()


@mock_aws
def test_it_creates_the_table_with_indexes_stream_and_ttl(no_table: Settings) -> None:
    ran = run_command("create_table")
    assert ran.status == 0 and "Table Elsewhere created" in ran.out
    client = InventoryManager(no_table).client
    table = client.call("DescribeTable", "describe_table", TableName="Elsewhere")["Table"]
    assert table["TableStatus"] == "ACTIVE"
    assert table["StreamSpecification"] == {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
    assert {index["IndexName"] for index in table["GlobalSecondaryIndexes"]} == {"GSI1", "GSI2"}
    ttl = client.call("DescribeTimeToLive", "describe_time_to_live", TableName="Elsewhere")
    assert ttl["TimeToLiveDescription"] == {"TimeToLiveStatus": "ENABLED", "AttributeName": "ExpiresAt"}


def test_it_leaves_a_table_that_is_there_as_it_is(manager: InventoryManager, run: Run) -> None:
    add_vest(manager)
    before = whole_table(manager.client)
    ran = run("create_table")
    assert ran.status == 0 and "exists already" in ran.out
    assert whole_table(manager.client) == before


@mock_aws
def test_the_printed_configuration_creates_the_same_table(no_table: Settings) -> None:
    ran = run_command("create_table", "--print-config")
    boto = boto3.client("dynamodb", region_name="us-east-1")
    assert boto.list_tables()["TableNames"] == []
    printed = json.loads(ran.out)
    boto.create_table(**printed)
    assert boto.describe_table(TableName="Elsewhere")["Table"]["KeySchema"] == printed["KeySchema"]
    assert "update-time-to-live --table-name Elsewhere" in ran.err


def test_printing_the_configuration_starts_no_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "var"
    monkeypatch.setenv("INVENTORY_ENGINE", "dynoxide")
    monkeypatch.setenv("INVENTORY_DATA_DIR", str(folder))
    monkeypatch.delenv("DYNAMODB_ENDPOINT_URL", raising=False)
    assert run_command("create_table", "--print-config").status == 0
    assert not folder.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [("DYNAMODB_TABLE_NAME", "no"), ("DYNAMODB_ENDPOINT_URL", "nowhere"), ("INVENTORY_ENGINE", "oracle")],
)
def test_a_wrong_setting_is_named(run: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    ran = run("create_table")
    assert ran.status == 1 and name in ran.err


def test_an_endpoint_that_does_not_answer_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DYNAMODB_ENDPOINT_URL", "http://127.0.0.1:9")
    ran = run("create_table")
    assert ran.status == 1 and "at http://127.0.0.1:9" in ran.err
