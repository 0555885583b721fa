"""An inventory with two warehouses, as the pages of this process see it, and requests to it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails
from moto import mock_aws

from inventory import InventoryManager
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.schema import ensure_table
from inventory.entities import Warehouse
from inventory.settings import Settings
from web.inventory import manager

Asked = Callable[..., Any]


@pytest.fixture
def warehouses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[InventoryManager]:
    """The inventory behind the pages: WH001 Leipzig and ``Łódź; 2`` Łódź."""
    settings = Settings("Web", None, "us-east-1", "aws", tmp_path, "WH001", secret_key=b"of the tests of the frame")
    with mock_aws():
        client = DynamoDBClient(settings)
        ensure_table(client)
        inventory = InventoryManager(settings=settings, client=client)
        for warehouse in (Warehouse("WH001", "Leipzig"), Warehouse("Łódź; 2", "Łódź")):
            inventory.registry.put_warehouse(warehouse)
        manager.cache_clear()
        monkeypatch.setattr("web.inventory.InventoryManager", lambda: inventory)
        yield inventory
    manager.cache_clear()


@pytest.fixture
def ask() -> Asked:
    """``ask("/?warehouse=WH001", cookie="…", user=…)``: a request that has passed the middleware."""

    def asked(address: str = "/", cookie: str = "", user: object = None, **headers: str) -> HttpRequest:
        request: Any = RequestFactory().get(address, headers=headers)
        if cookie:
            request.COOKIES["warehouse"] = cookie
        request.user = user
        request.htmx = HtmxDetails(request)
        return request  # type: ignore[no-any-return]

    return asked
