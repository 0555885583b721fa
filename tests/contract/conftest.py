"""The contract runs on moto and on both real engines: one set of tests, three answers that must agree."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from moto import mock_aws

from inventory import InventoryManager
from inventory.dynamodb.schema import ensure_table
from inventory.settings import Settings
from tests.conftest import ENGINES, SECRET, table_on


@pytest.fixture(params=("moto", *ENGINES))
def engine_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def inventory(engine_urls: Callable[[str], str], engine_name: str, tmp_path: Path) -> Iterator[InventoryManager]:
    """An empty inventory on each engine in turn."""
    if engine_name == "moto":
        with mock_aws():
            made = InventoryManager(Settings(engine="aws", data_dir=tmp_path, secret_key=SECRET))
            ensure_table(made.client)
            yield made
        return
    with table_on(engine_urls(engine_name), tmp_path) as made:
        yield made
