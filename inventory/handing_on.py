"""In a crowd at a SKU its level goes from one turn to the next with the lock, so that not everybody reads it again.

It saves a call in each turn (docs/decisions/0015-hot-sku.md). Correctness does not rest on it: a level handed on is
written on condition that the table has the same, like one that was read, and nobody is refused by it.
"""

import json
import time
from contextlib import suppress
from dataclasses import asdict
from typing import get_type_hints

from inventory.entities import StockLevel
from inventory.neighbours import Held
from inventory.settings import Settings

# Seconds after which a crowd reads again: the revision tells nothing of some of a level, as of its bin.
READ_AGAIN_AFTER = 1.0
_KINDS = get_type_hints(StockLevel)


class Turn:
    """A turn that is held. ``level`` is what the one before left, where this one was waiting meanwhile; else None.

    Who did not wait takes the note of the one before away unread: others may have been here since then.
    """

    def __init__(self, settings: Settings, place: Held | None, waited: bool) -> None:
        """At one SKU and with ``place`` held among neighbours, or without both."""
        self._table = [settings.engine, settings.endpoint_url, settings.region, settings.table_name]
        self._place, self._in_crowd = place, waited or (place is not None and place.waited)
        self._read_at = time.monotonic()
        self.level: StockLevel | None = None
        note = self._note()
        if note and self._in_crowd:
            self._take(note)

    def leave(self, level: StockLevel) -> None:
        """Hand ``level`` on, as it was written just now, where others may be waiting."""
        if self._place and self._in_crowd:
            with suppress(OSError):  # a full disk: the next one reads
                self._place.lock.leave(json.dumps([self._table, self._read_at, asdict(level)]).encode())

    def _note(self) -> bytes:
        try:
            return self._place.lock.taken() if self._place else b""
        except OSError:
            return b""

    def _take(self, note: bytes) -> None:
        with suppress(TypeError, ValueError):  # half of one, or nonsense
            table, read_at, level = json.loads(note)
            is_fresh = 0 <= self._read_at - read_at < READ_AGAIN_AFTER
            if table == self._table and is_fresh and _is_whole(level):
                self.level, self._read_at = StockLevel(**level), read_at


def _is_whole(level: object) -> bool:
    """Whether it is what this version knows of a level: another one may know more, or less."""
    if not isinstance(level, dict) or level.keys() != _KINDS.keys():
        return False
    return all(isinstance(level[name], kind) for name, kind in _KINDS.items())
