"""The commands in this process, on the inventory of ``manager`` (moto)."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from inventory import InventoryManager, demo_loading
from inventory.importing import bringing_in, orders_file, source


@dataclass(frozen=True)
class Ran:
    """What a command left: its exit status, and what it wrote (``err`` with its error)."""

    status: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(manager: InventoryManager, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command with its arguments on the table of ``manager``."""
    settings = manager.client.settings
    for name in ("DYNAMODB_ENDPOINT_URL", "DYNAMODB_TABLE_NAME", "INVENTORY_DEFAULT_WAREHOUSE", "AWS_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("INVENTORY_ENGINE", "aws")
    monkeypatch.setenv("INVENTORY_DATA_DIR", str(settings.data_dir))
    # moto loses updates under concurrency.
    monkeypatch.setattr(bringing_in, "_THREADS", 1)
    monkeypatch.setattr(demo_loading, "_THREADS", 1)
    return run_command


def run_command(*arguments: str) -> Ran:
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command(*arguments, stdout=out, stderr=err)
    except CommandError as error:
        return Ran(error.returncode, out.getvalue(), f"{err.getvalue()}{error}\n")
    return Ran(0, out.getvalue(), err.getvalue())


@pytest.fixture
def csv_file(tmp_path: Path) -> Callable[..., str]:
    """Write a catalogue with those lines under the usual heading; its path."""

    def write(*lines: str) -> str:
        file = tmp_path / "catalogue.csv"
        file.write_text("\n".join([",".join(source.COLUMNS), *lines]) + "\n", encoding="utf-8")
        return str(file)

    return write


@pytest.fixture
def order_file(tmp_path: Path) -> Callable[..., str]:
    """Write a file of orders, or of returns, with those lines under the usual heading; its path."""

    def write(*lines: str, name: str = "orders.csv", heading: str = ",".join(orders_file.COLUMNS)) -> str:
        file = tmp_path / name
        file.write_text("\n".join([heading, *lines]) + "\n", encoding="utf-8")
        return str(file)

    return write
