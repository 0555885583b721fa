"""InventoryManager: what programs use. Thin: it takes values apart and calls the repository's modules."""

from collections.abc import Iterable, Mapping
from typing import Any

from inventory.dynamodb.keys import MAX_PK_BYTES, MAX_SK_BYTES
from inventory.dynamodb.wire import StoredItem
from inventory.errors import InvalidValue
from inventory.interface.base import listed
from inventory.interface.catalogue import CatalogueInterface
from inventory.interface.ledger import LedgerInterface
from inventory.interface.low_stock import LowStockInterface
from inventory.interface.orders import OrderInterface
from inventory.interface.stock import StockInterface


class InventoryManager(CatalogueInterface, StockInterface, LedgerInterface, LowStockInterface, OrderInterface):
    """The inventory in one table. Takes its settings from the environment unless given.

    Results are read by attribute and by stored name alike (``product.name``, ``product["Name"]``). Every method
    raises InvalidValue for a value that cannot be taken, and EngineUnavailable (TableMissing, OutcomeUnknown)
    where the database does not answer; nothing is changed by a refused call.
    """

    def batch_get_items(self, keys: Iterable[Mapping[str, str]]) -> list[StoredItem]:
        """The stored items under ``{"pk": …, "sk": …}`` pairs, any number, in the order asked.

        Pairs that name nothing are left out.
        """
        pairs = [_pair(key, index) for index, key in enumerate(listed("keys", keys))]
        found = self.client.batch_get(pairs, consistent=True)
        return [found[pair] for pair in pairs if pair in found]


def _pair(key: Any, index: int) -> tuple[str, str]:
    if not isinstance(key, Mapping):
        raise InvalidValue(f"keys[{index}]", key, "must be a mapping with pk and sk")
    pk, sk = key.get("pk"), key.get("sk")
    if not isinstance(pk, str) or not isinstance(sk, str) or not pk or not sk:
        raise InvalidValue(f"keys[{index}]", key, "must have a pk and a sk")
    if len(pk.encode(errors="replace")) > MAX_PK_BYTES or len(sk.encode(errors="replace")) > MAX_SK_BYTES:
        raise InvalidValue(f"keys[{index}]", key, f"may have {MAX_PK_BYTES} bytes in pk and {MAX_SK_BYTES} in sk")
    return pk, sk
