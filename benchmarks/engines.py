"""Engines of their own for measurements."""

import atexit
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.refusals import CannotRun
from inventory import InventoryManager
from inventory.dynamodb import engine
from inventory.dynamodb.schema import ensure_table
from inventory.locks import held
from inventory.settings import PROJECT_ROOT, Settings

# Large tables are loaded once and kept. A folder in memory is filled faster.
KEPT = Path(os.environ.get("BENCH_FOLDER") or PROJECT_ROOT / "var" / "bench").absolute()

# Signs the cursors of the manager and of the sites alike.
SECRET = "of the benchmarks, and long enough for Django to be content with it"  # noqa: S105


@contextmanager
def inventory(kind: str = "dynoxide", folder: Path | None = None) -> Iterator[InventoryManager]:
    """An inventory on an engine of that kind with its files in ``folder``, else in one that is removed afterwards.

    Raises CannotRun where nothing can be written there, EngineUnavailable.
    """
    with tempfile.TemporaryDirectory(prefix="bench-") as passing:
        data_dir = folder or Path(passing)
        require_writable(data_dir)
        settings = Settings(engine=kind, data_dir=data_dir, secret_key=SECRET.encode())
        attachment = _attached(settings)
        try:
            made = InventoryManager(settings)
            ensure_table(made.client)
            yield made
        finally:
            attachment.release()
            # At the end of the process it would be released again, and its lock made anew in a folder that is gone.
            atexit.unregister(attachment.release)


def _attached(settings: Settings) -> engine.Attachment:
    """A hold on the engine. One that was interrupted while it started is ended, or nobody would."""
    try:
        return engine.attach(settings)
    except BaseException:
        with held(engine._start_lock(settings.data_dir)):
            engine._end_if_unused(settings.data_dir)
        raise


def require_writable(folder: Path) -> None:
    """Make the folder. Raises CannotRun where nothing can be written there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise CannotRun(
            f"nothing can be written to {folder} ({error.strerror}); BENCH_FOLDER names another folder for large tables"
        ) from error
