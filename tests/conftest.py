"""Inventories to test on: one in this process (moto), and the same on real engines.

Parameters are validated in tests, so that a request DynamoDB
would refuse is refused here too.
"""

import os
import signal
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import pytest
from botocore.config import Config
from hypothesis import settings
from moto import mock_aws

from inventory import InventoryManager, turns
from inventory.dynamodb import connection, engine
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.schema import ensure_table
from inventory.errors import EngineUnavailable
from inventory.settings import Settings
from tests.counting import CallLog
from tests.light_moto import lighten
from tests.turn_taking import Places

os.environ["INVENTORY_VALIDATE_PARAMETERS"] = "1"
lighten()
# Ctrl-C is ignored in what a shell starts in the background, and in all that it starts. Tests send it to commands.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
# No test is to depend on how busy its machine is.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

ENGINES = ("dynoxide", "dynamodb-local")
SECRET = b"of the tests"
_TESTS = Path(__file__).parent
# Seconds.
_PATIENCE = 15


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What works with engines of its own runs one after the other; the rest may be spread over processes."""
    for item in items:
        alone = item.path.is_relative_to(_TESTS / "contract") or "engine_urls" in getattr(item, "fixturenames", ())
        if alone:
            item.add_marker(pytest.mark.engine)


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[InventoryManager]:
    """An empty inventory on moto, in this process. Never for concurrency: moto loses updates."""
    with mock_aws():
        made = InventoryManager(Settings(engine="aws", data_dir=tmp_path, secret_key=SECRET))
        ensure_table(made.client)
        yield made


@pytest.fixture(autouse=True)
def nobody_met(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a process remembers of others at a SKU is not another test's."""
    monkeypatch.setattr(turns, "_PLACES", Places())


@pytest.fixture
def calls(manager: InventoryManager) -> Iterator[CallLog]:
    """The DynamoDB calls made on ``manager`` since the test asked for them."""
    with CallLog.of(manager.client) as log:
        yield log


@pytest.fixture(scope="session")
def engine_urls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """Address of a running engine by its name, started at first use and ended with the tests."""
    started: dict[str, engine.Attachment] = {}

    def url(name: str) -> str:
        if name not in started:
            folder = tmp_path_factory.mktemp(name)
            started[name] = _attached(Settings(engine=name, data_dir=folder))
        return started[name].url

    yield url
    for attachment in started.values():
        attachment.release()


def _attached(settings: Settings) -> engine.Attachment:
    try:
        return engine.attach(settings)
    except EngineUnavailable as missing:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(missing))


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """Each real engine in turn; a test that needs one of them overrides this by ``parametrize``."""
    return str(request.param)


@pytest.fixture
def engine_manager(engine_urls: Callable[[str], str], engine_name: str, tmp_path: Path) -> Iterator[InventoryManager]:
    """An empty inventory in a table of its own on a real engine."""
    with table_on(engine_urls(engine_name), tmp_path) as made:
        yield made


@contextmanager
def table_on(url: str, folder: Path) -> Iterator[InventoryManager]:
    """An empty inventory in a table of its own at ``url``. Clients made meanwhile wait for as long as an engine that
    has only just started takes for its first large transactions on a busy machine."""
    name = f"Test-{uuid.uuid4().hex}"
    patient = connection._config().merge(Config(read_timeout=_PATIENCE))
    with mock.patch.object(connection, "_config", return_value=patient):
        made = InventoryManager(Settings(table_name=name, endpoint_url=url, data_dir=folder, secret_key=SECRET))
        ensure_table(made.client)
        yield made
    made.client.call("DeleteTable", "delete_table", TableName=name)


def new_client(manager: InventoryManager) -> DynamoDBClient:
    """A second connection to the same table, as another process would have."""
    return DynamoDBClient(manager.client.settings)
