"""What runs low in a warehouse: by a number of units, or by each variant's own reorder point.

Which rows are shown the index says, which may be late; their figures come from the table, which is not.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from inventory.dynamodb import items, keys
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.paging import Range, read_page
from inventory.entities import Page, Product, Record, StockLevel, Variant
from inventory.parallel import batch_get
from inventory.stock import Row, RowKey

ROWS_AT_ONCE = 100


@dataclass(frozen=True)
class Elsewhere(Record):
    """Units of a SKU that can be promised in another warehouse."""

    warehouse: str
    stock: int


@dataclass(frozen=True)
class LowItem(Record):
    """A level that runs low, with what a person needs to act on it.

    ``threshold`` is the number asked for, or the variant's own reorder point, None where it has none. ``suggested``
    units bring the stock up to the reorder level (else the reorder point, else the threshold) in whole packs; 0
    where it is there. ``elsewhere`` has what can be promised in other warehouses, most first. ``days`` is for
    ``inventory.days.points``.
    """

    level: StockLevel
    product_id: str
    sku: str
    product_name: str
    variant_name: str
    attributes: Mapping[str, str]
    threshold: int | None
    suggested: int
    elsewhere: tuple[Elsewhere, ...]
    days: str
    reorder_point: int | None
    reorder_level: int | None
    pack_size: int

    @property
    def is_low(self) -> bool:
        return not self.level.retired and self.threshold is not None and self.level.stock <= self.threshold


def read_levels(
    client: DynamoDBClient, warehouse: str, threshold: int | None, limit: int, cursor: str | None
) -> Page[StockLevel]:
    """Levels with at most ``threshold`` units (None: their own reorder point) to promise, fewest first. One Query."""
    return read_page(client, index_range(warehouse, threshold), limit, cursor, items.level)


def index_range(warehouse: str, threshold: int | None) -> Range:
    """Where an index has the levels with at most ``threshold`` units (None: their reorder point), fewest first."""
    if threshold is None:
        return Range("GSI1", keys.low_pk(warehouse), *keys.stock_range(keys.MAX_QUANTITY))
    return Range("GSI2", keys.stock_pk(warehouse), *keys.stock_range(threshold))


def read_items(
    client: DynamoDBClient,
    warehouse: str,
    threshold: int | None,
    limit: int,
    cursor: str | None,
    warehouses: Sequence[str],
) -> Page[LowItem]:
    """A page of items, without those that the table says are not low any more."""
    levels = read_levels(client, warehouse, threshold, limit, cursor)
    found = describe(client, levels, threshold, warehouses)
    return Page([item for item in found if item.is_low], levels.cursor)


def all_items(
    client: DynamoDBClient, warehouse: str, threshold: int | None, warehouses: Sequence[str]
) -> Iterator[LowItem]:
    """All that is low, fewest first, a page at a time as it is asked for."""
    page = read_items(client, warehouse, threshold, ROWS_AT_ONCE, None, warehouses)
    yield from page
    while page.cursor:
        page = read_items(client, warehouse, threshold, ROWS_AT_ONCE, page.cursor, warehouses)
        yield from page


def describe(
    client: DynamoDBClient, levels: Sequence[StockLevel], threshold: int | None, warehouses: Sequence[str]
) -> list[LowItem]:
    """``levels`` as they are now with their names and their siblings in ``warehouses``, in the order given.

    Reads consistently, up to 100 rows a call, calls at the same time. A level whose variant is gone is left out.
    """
    wanted = [_row_keys(level, warehouses) for level in levels]
    rows = batch_get(client, chain.from_iterable(wanted), items.product_partition_row)
    described = (
        _described(level, threshold, [rows.get(key) for key in row_keys])
        for level, row_keys in zip(levels, wanted, strict=True)
    )
    return [item for item in described if item is not None]


def _row_keys(level: StockLevel, warehouses: Sequence[str]) -> list[RowKey]:
    """The product, the variant, and the levels in further warehouses, its own among them where it is one."""
    pk = keys.product_pk(level.product_id)
    further = dict.fromkeys((level.warehouse, *warehouses))
    if level.home:
        del further[level.warehouse]
    return [(pk, keys.METADATA), (pk, keys.home_sk(level.sku)), *((pk, keys.further_sk(level.sku, w)) for w in further)]


def _described(asked: StockLevel, threshold: int | None, rows: Sequence[Row | None]) -> LowItem | None:
    """``rows`` are those of ``_row_keys``, in their order."""
    product, variant, *further = rows
    if not isinstance(variant, Variant):
        return None
    levels = [variant.level, *(row for row in further if isinstance(row, StockLevel))]
    level = next((each for each in levels if each.warehouse == asked.warehouse), asked)
    return LowItem(
        level=level,
        product_id=level.product_id,
        sku=level.sku,
        product_name=product.name if isinstance(product, Product) else level.product_id,
        variant_name=variant.name,
        attributes=variant.attributes,
        threshold=variant.reorder_point if threshold is None else threshold,
        suggested=suggested(level.stock, variant, threshold),
        elsewhere=elsewhere(level.warehouse, levels),
        days=level.days,
        reorder_point=variant.reorder_point,
        reorder_level=variant.reorder_level,
        pack_size=variant.pack_size,
    )


def suggested(stock: int, variant: Variant, threshold: int | None) -> int:
    """Units to order so that ``stock`` comes up to where the variant shall be, in whole packs."""
    aims = (variant.reorder_level, variant.reorder_point, threshold)
    aim = next((units for units in aims if units is not None), 0)
    packs = -(-max(0, aim - stock) // variant.pack_size)
    return packs * variant.pack_size


def elsewhere(warehouse: str, levels: Sequence[StockLevel]) -> tuple[Elsewhere, ...]:
    """What ``levels`` of a SKU can promise in other warehouses than this one, most first."""
    others = [Elsewhere(each.warehouse, each.stock) for each in levels if each.warehouse != warehouse]
    return tuple(sorted((each for each in others if each.stock > 0), key=lambda each: (-each.stock, each.warehouse)))
