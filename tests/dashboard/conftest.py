"""A small stock on moto, as the pages of this process see it."""

from collections.abc import Iterator

import pytest
from django.test import Client
from moto import mock_aws

from inventory import InventoryManager
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.schema import ensure_table
from inventory.settings import Settings
from tests.dashboard.shelves import fill
from web.inventory import manager


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InventoryManager]:
    """The inventory behind the pages: 60 tools from 1.00 to 60.00, and a vest in three sizes.

    Shared by the tests of a file: what a test changes must be its own.
    """
    settings = Settings(
        table_name="Pages",
        endpoint_url=None,
        region="us-east-1",
        engine="aws",
        data_dir=tmp_path_factory.mktemp("pages"),
        default_warehouse="WH001",
        secret_key=b"of the tests of the pages",
    )
    with mock_aws(), pytest.MonkeyPatch.context() as patch:
        client = DynamoDBClient(settings)
        ensure_table(client)
        inventory = InventoryManager(settings=settings, client=client)
        fill(inventory)
        manager.cache_clear()
        patch.setattr("web.inventory.InventoryManager", lambda: inventory)
        yield inventory
    manager.cache_clear()


@pytest.fixture
def pages(stock: InventoryManager) -> Client:
    """A browser without JavaScript."""
    return Client()


@pytest.fixture
def htmx(stock: InventoryManager) -> Client:
    """A browser whose every request is htmx's own."""
    return Client(headers={"HX-Request": "true"})
