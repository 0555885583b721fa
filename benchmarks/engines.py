"""Engines of their own for measurements."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from inventory import InventoryManager
from inventory.dynamodb import engine
from inventory.dynamodb.schema import ensure_table
from inventory.settings import PROJECT_ROOT, Settings

# Large tables are loaded once and kept. A folder in memory is filled faster.
KEPT = Path(os.environ.get("BENCH_FOLDER") or PROJECT_ROOT / "var" / "bench")

# Signs the cursors of the manager and of the sites alike.
SECRET = "of the benchmarks, and long enough for Django to be content with it"  # noqa: S105


@contextmanager
def inventory(kind: str = "dynoxide", folder: Path | None = None) -> Iterator[InventoryManager]:
    """An inventory on an engine of that kind with its files in ``folder``, else in one that is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="bench-") as passing:
        data_dir = folder or Path(passing)
        data_dir.mkdir(parents=True, exist_ok=True)
        settings = Settings(engine=kind, data_dir=data_dir, secret_key=SECRET.encode())
        attachment = engine.attach(settings)
        try:
            made = InventoryManager(settings)
            ensure_table(made.client)
            yield made
        finally:
            attachment.release()
