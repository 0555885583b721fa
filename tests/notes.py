"""The notes that turns at a SKU leave for one another."""

from inventory.entities import StockLevel
from inventory.handing_on import Turn
from inventory.locks import FileLock
from inventory.neighbours import Held
from inventory.settings import Settings


def left(settings: Settings, level: StockLevel, waited: bool = True) -> bytes:
    """The note of a turn that leaves ``level``, which stands in the file of the place."""
    path = settings.data_dir / "place"
    lock = FileLock(path)
    Turn(settings, Held(lock, waited), waited=False).leave(level)
    lock.close()
    return path.read_bytes().partition(b"\n")[0]
