"""An engine that answers as it is told, and both clients at it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.inventory.dynamodb import stub_engine
from tests.inventory.dynamodb.stub_engine import StubEngine
from tests.inventory.dynamodb.two_ways import Ways, no_credentials, product_client, stock_client


@pytest.fixture
def named_credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Those of the environment, and no others."""
    no_credentials(monkeypatch, tmp_path)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKID")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret/of+the=tests")


@pytest.fixture
def stub() -> Iterator[StubEngine]:
    with stub_engine.running() as engine:
        yield engine


@pytest.fixture
def ways(stub: StubEngine, named_credentials: None) -> Ways:
    """The product's client and the stock one, each with an open connection to ``stub``."""
    return Ways.opened(stub, product_client(stub.url), stock_client(stub.url))
