"""Mends every index entry of the table."""

from typing import Any

from inventory.management.base import InventoryCommand
from inventory.management.progress import bar
from inventory.reindexing import reindex


class Command(InventoryCommand):
    """``manage.py reindex``; may be run again at any time."""

    help = "Makes anew what is missing or wrong in the indexes: words of names, low stock, movements by time, orders."
    when_interrupted = "interrupted; run it again to go on"

    def handle(self, *args: Any, **options: Any) -> None:
        """Mend the table and say what had to be mended."""
        manager = self.manager(options)
        with bar(options, "Reindexing", " rows") as progress:
            done = reindex(manager.client, progress.update)
        self.stdout.write(f"{done}.")
