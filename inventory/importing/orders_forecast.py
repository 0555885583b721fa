"""What an import of orders would do with the stock as it is now, judged in memory, in the order of the file."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from inventory.dynamodb import items
from inventory.entities import OrderStatus, StockLevel
from inventory.errors import InsufficientStock, InventoryError, OrderExists, Retired, Shortage, UnknownSku
from inventory.importing.orders_again import stored_same
from inventory.importing.orders_file import FileOrder
from inventory.importing.orders_outcome import Fate, Outcome, Reject, refused, short, too_long
from inventory.importing.orders_running import with_before
from inventory.manager import InventoryManager

_AT_ONCE = 100
_NOT_THERE_YET = (OrderStatus.ALLOCATING, OrderStatus.RECEIVING)


class Forecast:
    """Judges orders one after the other; where they are ``taking``, what one takes is not there for the next."""

    def __init__(self, manager: InventoryManager, *, taking: bool) -> None:
        self._manager, self._taking = manager, taking
        self._levels: dict[str, StockLevel] = {}
        self._taken: Counter[str] = Counter()

    def judge(self, orders: Iterable[FileOrder]) -> Iterator[Outcome]:
        """What would become of each."""
        coming = iter(orders)
        while group := list(islice(coming, _AT_ONCE)):
            self._read(group)
            for order, before in with_before(self._manager.client, group):
                yield too_long(order) or (self._again(order) if before else self._new(order))

    def _read(self, orders: Sequence[FileOrder]) -> None:
        skus = {line.sku for order in orders for line in order.lines}
        pointers = self._manager.pointers.find_all(sku for sku in skus if sku not in self._levels)
        homes = [items.variant_key(pointer.product_id, pointer.sku) for pointer in pointers.values()]
        levels = self._manager.client.batch_get(homes, consistent=True, decode=items.level)
        self._levels |= {level.sku: level for level in levels.values()}

    def _again(self, order: FileOrder) -> Outcome:
        stored = stored_same(self._manager, order, taking=self._taking)
        if stored is None:
            return refused(order, OrderExists(order.order_id))
        if stored.status is OrderStatus.REJECTED:
            return Outcome(order, Fate.SHORT, (Reject("was rejected before"),))
        return Outcome(order, Fate.DONE if stored.status in _NOT_THERE_YET else Fate.THERE)

    def _new(self, order: FileOrder) -> Outcome:
        asked: Counter[str] = Counter()
        for line in order.lines:
            asked[line.sku] += line.quantity
        impossible = self._impossible(asked)
        if impossible:
            return refused(order, impossible)
        lacking = [self._shortage(sku, units) for sku, units in asked.items() if units > self._left(sku)]
        if lacking and self._taking:
            return short(order, InsufficientStock(lacking))
        self._taken += asked
        return Outcome(order, Fate.DONE)

    def _impossible(self, skus: Iterable[str]) -> InventoryError | None:
        unknown = [sku for sku in skus if sku not in self._levels]
        retired = [sku for sku in skus if sku in self._levels and self._levels[sku].retired]
        return UnknownSku(unknown) if unknown else Retired(retired[0]) if retired else None

    def _left(self, sku: str) -> int:
        return self._levels[sku].stock - self._taken[sku]

    def _shortage(self, sku: str, units: int) -> Shortage:
        return Shortage(sku, self._levels[sku].warehouse, units, self._left(sku))
