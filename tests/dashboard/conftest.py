"""A small stock on moto, as the pages of this process see it."""

from collections.abc import Callable, Iterator

import pytest
from moto import mock_aws

from inventory import InventoryManager
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.schema import ensure_table
from inventory.settings import Settings
from tests.dashboard.low_shelves import new_sku
from tests.dashboard.shelves import fill
from tests.people import *  # noqa: F403  fixtures
from web.inventory import manager


@pytest.fixture(scope="module")
def filling() -> Callable[[InventoryManager], None]:
    """What puts its stock into the inventory of ``stock``; a file of tests may have its own."""
    return fill


@pytest.fixture(scope="module")
def stock(
    tmp_path_factory: pytest.TempPathFactory, filling: Callable[[InventoryManager], None]
) -> Iterator[InventoryManager]:
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
        filling(inventory)
        manager.cache_clear()
        patch.setattr("web.inventory.InventoryManager", lambda: inventory)
        yield inventory
    manager.cache_clear()


@pytest.fixture
def sku(stock: InventoryManager) -> str:
    """A variant of the test's own: five units in WH001, low at ten."""
    return new_sku(stock, 5, reorder_point=10, reorder_level=20, pack_size=6)
