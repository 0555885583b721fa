"""What runs low, and a warehouse at a glance, as programs ask for it."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from inventory import low_stock, moments, overview, values
from inventory.entities import Page, StockLevel
from inventory.errors import InvalidValue
from inventory.interface.base import PAGE, Interface, listed
from inventory.low_stock import LowItem
from inventory.overview import Overview

LOW_PAGE = 20


class LowStockInterface(Interface):
    """What needs somebody's attention; see ``InventoryManager``.

    ``threshold`` is a number of units, or None for each variant's own reorder point; what is at it is low.
    """

    def get_low_stock_items(
        self, warehouse: str, threshold: int = 10, limit: int = PAGE, cursor: str | None = None
    ) -> Page[StockLevel]:
        """Levels of a warehouse with at most ``threshold`` units to promise, fewest first."""
        return self.read_low_levels(warehouse, values.quantity("threshold", threshold), limit, cursor)

    def get_low_stock(
        self, warehouse: str, threshold: int | None, limit: int = LOW_PAGE, cursor: str | None = None
    ) -> Page[LowItem]:
        """What runs low in a warehouse, fewest first, with names, what to order and what is elsewhere.

        The index says which rows, the table their figures: what the table has as not low any more is left out, so
        a page may be short and still have a cursor. Raises InvalidCursor.
        """
        place = values.identifier("warehouse", warehouse), _threshold(threshold)
        return low_stock.read_items(self.client, *place, self._limit(limit), cursor, self._warehouse_ids())

    def read_low_levels(
        self, warehouse: str, threshold: int | None, limit: int = LOW_PAGE, cursor: str | None = None
    ) -> Page[StockLevel]:
        """The levels behind ``get_low_stock`` as the index has them: its one Query."""
        place = values.identifier("warehouse", warehouse), _threshold(threshold)
        return low_stock.read_levels(self.client, *place, self._limit(limit), cursor)

    def describe_levels(self, levels: Iterable[StockLevel], threshold: int | None) -> list[LowItem]:
        """``levels`` as the table has them now, as items of low stock; those not low any more too (``is_low``)."""
        given = [_level(each) for each in listed("levels", levels)]
        return low_stock.describe(self.client, given, _threshold(threshold), self._warehouse_ids())

    def all_low_stock(self, warehouse: str, threshold: int | None) -> Iterator[LowItem]:
        """All that ``get_low_stock`` has, read a hundred rows at a time as they are asked for."""
        place = values.identifier("warehouse", warehouse), _threshold(threshold)
        return low_stock.all_items(self.client, *place, self._warehouse_ids())

    def get_overview(self, warehouse: str, threshold: int = 10, now: datetime | None = None) -> Overview:
        """A warehouse at a glance: what is out and low, orders that wait, the adjustments of the UTC day of ``now``.

        Counted up to a thousand each. Reads at most five times, several at once.
        """
        warehouse, most = values.identifier("warehouse", warehouse), values.quantity("threshold", threshold)
        today = moments.utc_day("now", now or datetime.now(UTC))
        return overview.read(self.client, warehouse, most, today, self._warehouse_ids())


def _threshold(threshold: int | None) -> int | None:
    return None if threshold is None else values.quantity("threshold", threshold)


def _level(value: object) -> StockLevel:
    if not isinstance(value, StockLevel):
        raise InvalidValue("levels", value, "must be stock levels")
    return value
