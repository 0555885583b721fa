"""Checked orders wait for their turn on disk: a file may be longer than memory, or a pipe that is read once."""

import tempfile
from collections.abc import Container, Iterator
from contextlib import contextmanager
from typing import TextIO

from inventory.importing.orders_file import FileOrder


class Waiting:
    """Orders in the order they were put here."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def put(self, order: FileOrder) -> None:
        self._file.write(order.as_text() + "\n")

    def all_but(self, spoiled: Container[str]) -> Iterator[FileOrder]:
        """The orders whose ids are not among the ``spoiled``."""
        self._file.seek(0)
        for text in self._file:
            order = FileOrder.of_text(text)
            if order.order_id not in spoiled:
                yield order


@contextmanager
def waiting_room() -> Iterator[Waiting]:
    """A place for orders. What was put there is gone in the end, after a kill too: the file has no name."""
    with tempfile.TemporaryFile("w+", encoding="ascii") as file:
        yield Waiting(file)
