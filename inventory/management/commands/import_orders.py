"""Places orders from CSV files, at their own times."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from inventory import InventoryManager
from inventory.entities import OrderStatus
from inventory.importing.orders_file import ORDERS
from inventory.importing.orders_placing import OrderPlacer
from inventory.importing.orders_rejects import Rejects, names_one_of, rejects_at, rejects_of
from inventory.importing.orders_running import Run
from inventory.management.order_files import OrderFilesCommand
from inventory.ordering.advancing import WAY

_MOST_WORKERS = 64
# As argparse has it.
_BAD_USE = 2


class Command(OrderFilesCommand):
    """``manage.py import_orders FILE…``."""

    help = "Places the orders of CSV files. Orders that are short of stock are kept as rejected, and listed."
    when_interrupted = "interrupted before anything was imported; run it again"
    form, done, taking = ORDERS, "orders placed", True

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--workers",
            type=_workers,
            default=1,
            metavar="N",
            help="how many orders are in work at once (%(default)s); only one keeps strictly to the order of the file",
        )
        parser.add_argument(
            "--status",
            choices=list(map(str, WAY)),
            default=str(WAY[0]),
            help="how far the orders are moved on after they are placed (%(default)s)",
        )
        parser.add_argument(
            "--rejects",
            metavar="PATH",
            help="where to list what was not taken, as CSV; a new file in the data folder's rejects/ unless given",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import the files. Raises CommandError as the others do; where the list would take a file's place, at once."""
        rejects = options["rejects"]
        if rejects and names_one_of(rejects, options["files"]):
            raise CommandError(
                f"--rejects {rejects} is a file to import, and would be written over: name another", returncode=_BAD_USE
            )
        super().handle(*args, **options)

    def work(self, manager: InventoryManager, run: Run, options: dict[str, Any]) -> OrderPlacer:
        """Placing, and moving on as far as ``--status`` says."""
        # From here on the sentence before it says how far it came.
        self.when_interrupted = OrderFilesCommand.when_interrupted
        return OrderPlacer(manager, run.pause, OrderStatus(options["status"]))

    @contextmanager
    def listing(self, manager: InventoryManager, options: dict[str, Any]) -> Iterator[Rejects]:
        """A file, whose path is told in the end."""
        with self._file(manager, options) as rejects:
            try:
                yield rejects
            finally:
                if rejects.count:
                    self.stdout.write(f"What was not taken is listed in {rejects.path}")

    def _file(self, manager: InventoryManager, options: dict[str, Any]) -> Any:
        if options["rejects"]:
            return rejects_at(Path(options["rejects"]))
        return rejects_of(Path(options["files"][0]), manager.client.settings.data_dir / "rejects")


def _workers(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and 1 <= int(text) <= _MOST_WORKERS):
        raise argparse.ArgumentTypeError(f"must be a whole number from 1 to {_MOST_WORKERS} (got {text!r})")
    return int(text)
