"""Books what came back to stock, from CSV files."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from inventory import InventoryManager
from inventory.importing.orders_file import RETURNS
from inventory.importing.orders_outcome import Outcome
from inventory.importing.orders_placing import ReturnBooker
from inventory.importing.orders_running import Run
from inventory.management.order_files import OrderFilesCommand


class Command(OrderFilesCommand):
    """``manage.py import_returns FILE…``."""

    help = "Books returned goods of CSV files to stock; each id is one document, which names no order."
    when_interrupted = "interrupted before anything was imported; run it again"
    form, done, taking = RETURNS, "returns booked", False

    def work(self, manager: InventoryManager, run: Run, options: dict[str, Any]) -> ReturnBooker:
        """Booking."""
        # From here on the sentence before it says how far it came.
        self.when_interrupted = OrderFilesCommand.when_interrupted
        return ReturnBooker(manager, run.pause)

    @contextmanager
    def listing(self, manager: InventoryManager, options: dict[str, Any]) -> Iterator["_Told"]:
        """Standard error, once the bar is gone."""
        told = _Told()
        try:
            yield told
        finally:
            for line in told.lines:
                self.stderr.write(line, style_func=str)


class _Told:
    def __init__(self) -> None:
        self.lines: list[str] = []

    def add(self, outcome: Outcome) -> None:
        for reject in outcome.rejects:
            what = f", SKU {reject.sku}" if reject.sku else ""
            self.lines.append(f"return {outcome.order.order_id}{what}: {reject.reason}")
