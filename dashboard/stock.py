"""Stock as a person reads it: in words, and summed up."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from inventory.entities import ProductWithVariants, StockLevel
from web.status import LOW_STOCK, StockStatus


@dataclass(frozen=True)
class Total:
    """Units of several stock levels; ``warehouse`` is empty for the sum over all."""

    warehouse: str
    stock: int
    allocated: int

    @property
    def on_hand(self) -> int:
        return self.stock + self.allocated


def total(levels: Iterable[StockLevel], warehouse: str = "") -> Total:
    """The sum of the levels, in units."""
    counted = tuple(levels)
    return Total(warehouse, sum(level.stock for level in counted), sum(level.allocated for level in counted))


def threshold(reorder_point: int | None) -> int:
    """Up to how many units a variant is low: its own reorder point, or the common one."""
    return LOW_STOCK if reorder_point is None else reorder_point


class StockSummary:
    """The stock of a product's variants, summed up for its page."""

    def __init__(self, product: ProductWithVariants) -> None:
        self._variants = product.variants
        self._levels = tuple(level for variant in product.variants for level in variant.levels)

    @cached_property
    def all(self) -> Total:
        return total(self._levels)

    @cached_property
    def by_warehouse(self) -> tuple[Total, ...]:
        """One sum for each warehouse that holds a variant, by its id."""
        warehouses = sorted({level.warehouse for level in self._levels})
        return tuple(total((lv for lv in self._levels if lv.warehouse == w), w) for w in warehouses)

    @cached_property
    def words(self) -> str:
        """How many variants are short of stock, such as ``2 out, 1 critical``."""
        if not self._variants:
            return "none yet"
        used = [variant for variant in self._variants if not variant.retired]
        if not used:
            return "all retired"
        sums = (StockStatus.of(total(variant.levels).stock, threshold(variant.reorder_point)) for variant in used)
        counts = Counter(sums)
        short = (f"{counts[s]} {s.word.lower()}" for s in StockStatus if counts[s] and s is not StockStatus.IN_STOCK)
        return ", ".join(short) or "all in stock"
