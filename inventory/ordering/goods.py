"""The stock that lines of an order draw on, and what the goods are called."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from inventory.dynamodb import items, keys
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.keys import MAX_QUANTITY
from inventory.entities import OrderLine, Product, SkuPointer, StockLevel, Variant
from inventory.errors import InvalidValue, Retired, UnknownSku
from inventory.naming import in_one_line
from inventory.stock import RowKey, level_among, level_keys

LevelName = tuple[str, str]
_Row = Product | Variant | StockLevel


@dataclass(frozen=True)
class Goods:
    """Levels by SKU and warehouse, and names by SKU, where they were asked for."""

    levels: Mapping[LevelName, StockLevel]
    names: Mapping[str, str]


def level_of(line: OrderLine) -> LevelName:
    return line.sku, line.warehouse


def read_levels(client: DynamoDBClient, lines: Sequence[OrderLine]) -> dict[LevelName, StockLevel]:
    """The levels that ``lines`` draw on, as they are now: one BatchGetItem for each 100 rows. Raises UnknownSku."""
    wanted = [key for line in lines for key in level_keys(line.product_id, line.sku, line.warehouse)]
    found = client.batch_get(wanted, consistent=True, decode=items.level)
    return {level_of(line): level_among(found, line.product_id, line.sku, line.warehouse) for line in lines}


def refuse_no_place(levels: Mapping[LevelName, StockLevel], units: Mapping[LevelName, int]) -> None:
    """Raise Retired, or InvalidValue, where goods that came back cannot be put to the stock they shall go to."""
    for name, level in levels.items():
        if level.retired:
            raise Retired(level.sku)
        if not level.revision:
            raise InvalidValue("warehouse", level.warehouse, f"keeps no {level.sku} that more could be put to")
        if level.stock + units[name] > MAX_QUANTITY:
            rule = f"would take {level.sku} in {level.warehouse} from {level.stock} over {MAX_QUANTITY}"
            raise InvalidValue("quantity", units[name], rule)


def read_goods(
    client: DynamoDBClient, lines: Sequence[OrderLine], pointers: Mapping[str, SkuPointer] | None = None
) -> Goods:
    """Levels and names, in the same reads. ``pointers`` save looking where a SKU is at home. Raises UnknownSku."""
    wanted = [key for line in lines for key in _keys(line, pointers)]
    found = client.batch_get(wanted, consistent=True, decode=items.product_partition_row)
    levels = {key: row.level if isinstance(row, Variant) else row for key, row in found.items()}
    stock = {key: level for key, level in levels.items() if isinstance(level, StockLevel)}
    return Goods(
        {level_of(line): level_among(stock, line.product_id, line.sku, line.warehouse) for line in lines},
        {line.sku: _name(found, line) for line in lines},
    )


def _keys(line: OrderLine, pointers: Mapping[str, SkuPointer] | None) -> Iterable[RowKey]:
    yield items.product_key(line.product_id)
    home, *further = level_keys(line.product_id, line.sku, line.warehouse)
    yield home
    if pointers is None or pointers[line.sku].warehouse != line.warehouse:
        yield from further


def _name(found: Mapping[RowKey, _Row], line: OrderLine) -> str:
    product = found.get(items.product_key(line.product_id))
    variant = found.get((keys.product_pk(line.product_id), keys.home_sk(line.sku)))
    if not isinstance(product, Product) or not isinstance(variant, Variant):
        raise UnknownSku([line.sku], line.product_id)
    return in_one_line(product.name, variant.name, variant.attributes)
