"""The inventory as the pages of this process reach it."""

from functools import lru_cache

from inventory import InventoryManager


@lru_cache(maxsize=1)
def manager() -> InventoryManager:
    """The one manager of this process: its client is made at the first call, so after a fork.

    ``manager.cache_clear()`` forgets it, for a test that brings another table.
    """
    return InventoryManager()
