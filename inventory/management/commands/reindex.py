"""Mends every index entry of the table."""

from typing import Any

from tqdm import tqdm

from inventory.management.base import InventoryCommand, shows_bars
from inventory.reindexing import reindex


class Command(InventoryCommand):
    """``manage.py reindex``; may be run again at any time."""

    help = "Makes anew what is missing or wrong in the indexes: words of names, low stock, movements by time, orders."
    when_interrupted = "interrupted; run it again to go on"

    def handle(self, *args: Any, **options: Any) -> None:
        """Mend the table and say what had to be mended."""
        manager = self.manager(options)
        with tqdm(desc="Reindexing", unit=" rows", disable=not shows_bars(options)) as bar:
            done = reindex(manager.client, bar.update)
        self.stdout.write(f"{done}.")
