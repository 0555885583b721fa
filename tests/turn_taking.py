"""What tests of turns share: another process that has a place, a note of a turn, and a wait."""

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from inventory import turns
from inventory.entities import StockLevel
from inventory.handing_on import Turn
from inventory.locks import FileLock
from inventory.neighbours import Held
from inventory.settings import Settings

PATIENCE = 30.0
# Locks the place that it is told, says whether it could, keeps it until its standard input ends, and leaves that there.
_NEIGHBOUR = """
import sys
from pathlib import Path
from inventory.locks import FileLock
lock = FileLock(Path(sys.argv[1]))
print(lock.try_exclusive(), flush=True)
if note := sys.stdin.read():
    lock.leave(note.encode())
"""


class Places(Sequence[turns._Place]):
    """Where nobody was yet. Each is made when somebody comes: all of them would take a fifteenth of the tests' time."""

    def __init__(self) -> None:
        self._numbers = range(len(turns._PLACES))
        self._made: dict[int, turns._Place] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, number: Any) -> Any:
        # Threads that come at once are to find the same one.
        return self._made.get(number) or self._made.setdefault(self._numbers[number], turns._Place())


class Neighbour:
    """Another process that asks for a place; ``got`` says whether it has it."""

    def __init__(self, folder: Path, place: int) -> None:
        command = [sys.executable, "-c", _NEIGHBOUR, str(folder / "turns" / str(place))]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)
        assert self.process.stdout
        self.got = self.process.stdout.readline() == "True\n"

    def leave(self, note: bytes = b"") -> None:
        self.process.communicate(note.decode())

    def die(self) -> None:
        self.process.kill()
        self.process.communicate()


def left(settings: Settings, level: StockLevel, waited: bool = True) -> bytes:
    """The note of a turn that leaves ``level``, which stands in the file of the place."""
    path = settings.data_dir / "place"
    lock = FileLock(path)
    Turn(settings, Held(lock, waited), waited=False).leave(level)
    lock.close()
    return path.read_bytes().partition(b"\n")[0]


def until(true: Callable[[], bool]) -> None:
    """Wait until it is ``true``."""
    ends = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < ends, "it does not come true"
        time.sleep(0.001)
