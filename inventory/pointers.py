"""Which product a SKU belongs to. That never changes, so a process that knows it need not ask again."""

import threading
from collections import OrderedDict
from collections.abc import Iterable

from inventory import catalogue
from inventory.dynamodb import items, keys
from inventory.dynamodb.client import DynamoDBClient
from inventory.entities import SkuPointer
from inventory.errors import UnknownSku

KEPT = 10_000


class Pointers:
    """The SKUs this process met last. One that does not exist is asked for each time: it may be made any moment."""

    def __init__(self, client: DynamoDBClient, kept: int = KEPT) -> None:
        self._client, self._kept = client, kept
        self._lock = threading.Lock()
        self._known: OrderedDict[str, SkuPointer] = OrderedDict()

    def find(self, sku: str) -> SkuPointer | None:
        """Where a SKU belongs, or None."""
        with self._lock:
            known = self._met(sku)
        if known is not None:
            return known
        found = self._client.get(keys.sku_pk(sku), keys.METADATA, consistent=True, decode=items.pointer)
        if found is not None:
            self.keep([found])
        return found

    def find_all(self, skus: Iterable[str]) -> dict[str, SkuPointer]:
        """Where each SKU belongs; those that do not exist are missing. What is not known is read in one batch."""
        wanted = list(dict.fromkeys(skus))
        with self._lock:
            known = {sku: pointer for sku in wanted if (pointer := self._met(sku))}
        found = catalogue.find_skus(self._client, [sku for sku in wanted if sku not in known])
        self.keep(found.values())
        return known | found

    def get(self, sku: str) -> SkuPointer:
        """Where a SKU belongs. Raises UnknownSku."""
        found = self.find(sku)
        if found is None:
            raise UnknownSku([sku])
        return found

    def _met(self, sku: str) -> SkuPointer | None:
        known = self._known.get(sku)
        if known is not None:
            self._known.move_to_end(sku)
        return known

    def keep(self, pointers: Iterable[SkuPointer]) -> None:
        """Know these from now on."""
        with self._lock:
            self._known.update((pointer.sku, pointer) for pointer in pointers)
            while len(self._known) > self._kept:
                self._known.popitem(last=False)
