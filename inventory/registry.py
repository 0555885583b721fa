"""Which categories and warehouses exist. Read on every page, so kept in the process for a while."""

import threading
import time
from collections.abc import Iterable

from inventory import clock
from inventory.dynamodb import keys
from inventory.dynamodb import registry_items as items
from inventory.dynamodb.attributes import Item
from inventory.dynamodb.client import DynamoDBClient
from inventory.entities import Category, Warehouse

KEEP_SECONDS = 30.0


class Registry:
    """The registry as this process last read it; read again after KEEP_SECONDS or a change made here."""

    def __init__(self, client: DynamoDBClient) -> None:
        self._client = client
        self._lock = threading.Lock()
        self._rows: tuple[Category | Warehouse, ...] = ()
        self._read_at: float | None = None

    def categories(self) -> tuple[Category, ...]:
        """All categories, by name."""
        return tuple(row for row in self._current() if isinstance(row, Category))

    def warehouses(self) -> tuple[Warehouse, ...]:
        """All warehouses, by id."""
        return tuple(row for row in self._current() if isinstance(row, Warehouse))

    def has_category(self, name: str) -> bool:
        """Whether the category exists; one that was just made elsewhere is not missed."""
        if Category(name) in self.categories():
            return True
        return self._client.get(keys.CATALOG, keys.category_sk(name), consistent=True) is not None

    def has_warehouse(self, warehouse_id: str) -> bool:
        """Whether the warehouse exists; one that was just made elsewhere is not missed."""
        if any(warehouse.warehouse_id == warehouse_id for warehouse in self.warehouses()):
            return True
        return self._client.get(keys.CATALOG, keys.warehouse_sk(warehouse_id), consistent=True) is not None

    def knows(self, categories: Iterable[str], warehouses: Iterable[str]) -> bool:
        """Whether all named ones exist, as this process last read it."""
        return not self._missing(categories, warehouses)

    def add(self, categories: Iterable[str], warehouses: Iterable[str]) -> None:
        """Make the named ones exist. Costs nothing for those this process knows."""
        missing = self._missing(categories, warehouses)
        for item in missing:
            self._client.put_if_absent(item)
        if missing:
            self.forget()

    def _missing(self, categories: Iterable[str], warehouses: Iterable[str]) -> list[Item]:
        rows, now = self._current(), clock.timestamp()
        wanted = [(Category(name), items.category_item(name, now)) for name in dict.fromkeys(categories)]
        missing = [item for category, item in wanted if category not in rows]
        known = {row.warehouse_id for row in rows if isinstance(row, Warehouse)}
        new = [name for name in dict.fromkeys(warehouses) if name not in known]
        return missing + [items.warehouse_item(Warehouse(name, name), now) for name in new]

    def put_warehouse(self, warehouse: Warehouse) -> None:
        """Name a warehouse, making it if need be."""
        self._client.put(items.warehouse_item(warehouse, clock.timestamp()))
        self.forget()

    def forget(self) -> None:
        """Read again at the next call."""
        self._read_at = None

    def _current(self) -> tuple[Category | Warehouse, ...]:
        with self._lock:
            if self._read_at is None or time.monotonic() - self._read_at > KEEP_SECONDS:
                rows = self._client.query(keys.CATALOG, consistent=True, all_pages=True, decode=items.registered)
                self._rows, self._read_at = tuple(rows), time.monotonic()
            return self._rows
