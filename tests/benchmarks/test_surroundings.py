"""What the processes of benchmarks are told, whatever the caller's environment and ``.env`` say."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from benchmarks import sites, stock_client, surroundings
from inventory.settings import PROJECT_ROOT

CALLERS = {
    "AWS_PROFILE": "mine",
    "DJANGO_SETTINGS_MODULE": "mine.settings",
    "DYNAMODB_TABLE_NAME": "Other",
    "GUNICORN_CMD_ARGS": "--workers 9",
    "HOST": "0.0.0.0",  # noqa: S104
    "INVENTORY_ALLOWED_HOSTS": "stock.example.com",
    "INVENTORY_DEBUG": "on",
    "INVENTORY_REAL_DATA": "/data",
    "PORT": "80",
    "WEB_CONCURRENCY": "3",
    "WEB_THREADS": "1",
}


@pytest.fixture
def callers(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in CALLERS.items():
        monkeypatch.setenv(name, value)


@pytest.mark.usefixtures("callers")
def test_a_site_hears_nothing_of_the_callers_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(stock_client, "endpoint", lambda _: "http://127.0.0.1:1")
    inventory: Any = SimpleNamespace(client=SimpleNamespace(table_name="InventorySystem"))
    told = sites.environment(inventory, sites.PRODUCT, tmp_path)
    workers, threads = sites.shipped()
    assert (told["WEB_CONCURRENCY"], told["WEB_THREADS"]) == (str(workers), str(threads))
    assert told["DYNAMODB_TABLE_NAME"] == "InventorySystem"
    assert told["DJANGO_SETTINGS_MODULE"] == sites.PRODUCT
    assert told["HOST"] == "127.0.0.1"
    # Set and empty, so that .env does not set them either.
    assert told["INVENTORY_ALLOWED_HOSTS"] == told["INVENTORY_DEBUG"] == told["PORT"] == ""
    assert not {"AWS_PROFILE", "GUNICORN_CMD_ARGS"} & told.keys()
    assert told["INVENTORY_REAL_DATA"] == "/data"
    assert "PATH" in told


@pytest.mark.usefixtures("callers")
def test_the_shipped_numbers_are_those_of_the_configuration_whatever_the_environment_says() -> None:
    config = (PROJECT_ROOT / "inventory_site" / "gunicorn.py").read_text("utf-8")
    said = re.findall(r'number\("WEB_\w+", default=(\d+)\)', config)
    assert list(map(str, sites.shipped())) == said


def test_every_variable_that_a_dot_env_may_set_is_said() -> None:
    names = re.findall(r"^#?([A-Z][A-Z_]+)=", (PROJECT_ROOT / ".env.example").read_text("utf-8"), re.MULTILINE)
    assert {*surroundings.DEFAULTS, "WEB_CONCURRENCY", "WEB_THREADS"} == set(names)
