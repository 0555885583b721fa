"""Settings from the environment: defaults, each variable, and what cannot be."""

from pathlib import Path

import pytest

from inventory import secret_key
from inventory.errors import InvalidValue
from inventory.settings import PROJECT_ROOT, Settings


def test_an_empty_environment_gives_the_defaults() -> None:
    assert Settings.from_env({}) == Settings(
        table_name="InventorySystem",
        endpoint_url=None,
        region="us-east-1",
        engine=None,
        data_dir=PROJECT_ROOT / "var",
        default_warehouse="WH001",
        secret_key=None,
    )


def test_every_variable_is_taken(tmp_path: Path) -> None:
    said = {
        "DYNAMODB_TABLE_NAME": "Stock.of-2026_b",
        "DYNAMODB_ENDPOINT_URL": "http://db.example:8001",
        "AWS_REGION": "eu-west-1",
        "INVENTORY_ENGINE": "dynamodb-local",
        "INVENTORY_DATA_DIR": str(tmp_path),
        "INVENTORY_DEFAULT_WAREHOUSE": "NORTH",
        "INVENTORY_SECRET_KEY": "Schlüssel",
    }
    assert Settings.from_env(said) == Settings(
        table_name="Stock.of-2026_b",
        endpoint_url="http://db.example:8001",
        region="eu-west-1",
        engine="dynamodb-local",
        data_dir=tmp_path,
        default_warehouse="NORTH",
        secret_key="Schlüssel".encode(),
    )


def test_an_empty_variable_counts_as_not_set() -> None:
    assert Settings.from_env({"DYNAMODB_ENDPOINT_URL": " ", "INVENTORY_ENGINE": ""}) == Settings.from_env({})


def test_a_relative_folder_is_the_project_s_wherever_the_command_is_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert Settings.from_env({"INVENTORY_DATA_DIR": "data/stock"}).data_dir == PROJECT_ROOT / "data/stock"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DYNAMODB_TABLE_NAME", "ab"),
        ("DYNAMODB_TABLE_NAME", "a" * 256),
        ("DYNAMODB_TABLE_NAME", "with blank"),
        ("DYNAMODB_ENDPOINT_URL", "localhost:8000"),
        ("DYNAMODB_ENDPOINT_URL", "ftp://localhost"),
        ("DYNAMODB_ENDPOINT_URL", "http://"),
        ("DYNAMODB_ENDPOINT_URL", "http://localhost:eight"),
        ("DYNAMODB_ENDPOINT_URL", "http://[::1"),
        ("INVENTORY_ENGINE", "sqlite"),
    ],
)
def test_what_cannot_be_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        Settings.from_env({name: value})
    assert (refused.value.field, refused.value.value) == (name, value)


@pytest.mark.parametrize(
    ("said", "local"),
    [
        ({}, False),
        ({"INVENTORY_ENGINE": "aws"}, False),
        ({"INVENTORY_ENGINE": "auto"}, True),
        ({"INVENTORY_ENGINE": "auto", "DYNAMODB_ENDPOINT_URL": "https://db.example"}, False),
        ({"DYNAMODB_ENDPOINT_URL": "http://localhost:8001"}, True),
        ({"DYNAMODB_ENDPOINT_URL": "http://[::1]:8001"}, True),
    ],
)
def test_local_is_what_runs_on_this_machine(said: dict[str, str], local: bool) -> None:
    assert Settings.from_env(said).is_local is local


def test_a_local_engine_uses_the_key_kept_in_its_folder(tmp_path: Path) -> None:
    made = secret_key.made(tmp_path)
    local = {"INVENTORY_ENGINE": "auto", "INVENTORY_DATA_DIR": str(tmp_path)}
    assert Settings.from_env(local).secret_key == made
    assert Settings.from_env({**local, "INVENTORY_SECRET_KEY": "said"}).secret_key == b"said"
    assert Settings.from_env({**local, "INVENTORY_ENGINE": "aws"}).secret_key is None
