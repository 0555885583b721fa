"""Large tables that are loaded once and taken again by later runs, where all of them is there."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.engines import inventory, require_writable
from benchmarks.refusals import CannotRun
from inventory import InventoryManager
from inventory.dynamodb.engine_process import EngineProcess

# Beside the engine's file: says which load has come to its end there.
MARK = "loaded"
# Bytes.
_AT_ONCE = 2**24


@contextmanager
def loaded(folder: Path, what: str, load: Callable[[InventoryManager], None]) -> Iterator[InventoryManager]:
    """The inventory in ``folder`` that ``load`` has filled: ``what`` it loads, with a number that goes up with changes.

    It is taken as it is where that same load has come to its end; any other folder is emptied and filled anew.
    Raises CannotRun where it cannot be written to or others are using it, EngineUnavailable.
    """
    whole = is_whole(folder, what)
    if whole:
        _read_through(folder)
    else:
        _empty(folder)
    with inventory(folder=folder) as manager:
        if not whole:
            load(manager)
            (folder / MARK).write_text(what, "utf-8")
        yield manager


def is_whole(folder: Path, what: str) -> bool:
    """Whether the load of ``what`` has come to its end there."""
    mark = folder / MARK
    return mark.is_file() and mark.read_text("utf-8").strip() == what


def _read_through(folder: Path) -> None:
    """Have the files of a table in the system's memory, as far as they fit there, as they are after a load.

    Else the first rounds would time the disk, and an engine that reads from it may not answer in time.
    """
    for file in folder.iterdir():
        if file.is_file():
            with file.open("rb") as read:
                while read.read(_AT_ONCE):
                    pass


def _empty(folder: Path) -> None:
    require_writable(folder)
    if EngineProcess.recorded(folder):
        # Ends an engine that a killed run has left; one that is in use goes on.
        with inventory(folder=folder):
            pass
    left = EngineProcess.recorded(folder)
    if left and left.is_running():
        raise CannotRun(f"{folder} has no whole table and is in use by another process: end that first")
    shutil.rmtree(folder)
