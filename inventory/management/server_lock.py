"""One web server to a data folder."""

import json
import os
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from inventory.errors import InventoryError
from inventory.locks import FileLock

# Workers of a server that was killed notice within a second or two, and hold its lock until then.
_PATIENCE_SECONDS: Final = 3.0
_POLL_SECONDS: Final = 0.1


@dataclass(frozen=True)
class Holder:
    """The server that has the folder, or had it and was killed."""

    url: str
    pid: int


class FolderInUse(InventoryError):
    """Another server has the folder."""

    def __init__(self, folder: Path, holder: Holder | None) -> None:
        """`holder` is None while the other one is only starting."""
        by = f"the server at {holder.url} (process {holder.pid})" if holder else "a server that is starting"
        super().__init__(
            f"The folder {folder} is in use by {by}. End it first, or set INVENTORY_DATA_DIR to another folder."
        )


class ServerLock:
    """The exclusive hold of this process on a data folder, as its only web server; let go when it ends."""

    def __init__(self, folder: Path) -> None:
        """Take the folder. Raises FolderInUse, after waiting a moment for the remains of a killed server."""
        self._told = folder / "server.json"
        self._lock = FileLock(folder / "server.lock")
        self._owner = os.getpid()
        if not self._taken():
            self._lock.close()
            raise FolderInUse(folder, _holder(self._told))
        self.predecessor = _holder(self._told)
        """The server that had the folder before and did not end in order, or None."""

    def tell(self, url: str) -> None:
        """Let others know where this server is."""
        self._told.write_text(json.dumps({"url": url, "pid": self._owner}))

    def leave_to_parent(self) -> None:
        """In a forked worker: hold the folder no longer than the parent does."""
        self._lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # A worker that ends passes here as well, on its copy of the parent's stack.
        if os.getpid() == self._owner:
            self._told.unlink(missing_ok=True)
            self._lock.unlock()
            self._lock.close()

    def _taken(self) -> bool:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not self._lock.try_exclusive():
            if time.monotonic() > deadline:
                return False
            time.sleep(_POLL_SECONDS)
        return True


def _holder(told: Path) -> Holder | None:
    with suppress(OSError, ValueError, TypeError):
        return Holder(**json.loads(told.read_text()))
    return None
