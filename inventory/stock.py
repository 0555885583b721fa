"""The stock of one SKU as it is: its level in a warehouse, its card with the levels in all of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from inventory.dynamodb import items, keys
from inventory.dynamodb.client import DynamoDBClient
from inventory.entities import Product, Record, SkuPointer, StockLevel, Variant
from inventory.errors import UnknownSku
from inventory.parallel import batch_get

RowKey = tuple[str, str]
Row = Product | Variant | StockLevel


@dataclass(frozen=True)
class StockCard(Record):
    """A variant with its levels in all warehouses, and the product it belongs to."""

    product: Product
    variant: Variant


def level_keys(product_id: str, sku: str, warehouse: str | None) -> list[RowKey]:
    """Where the level of a SKU in a warehouse may stand: on the variant's own row, or on one of its own."""
    pk = keys.product_pk(product_id)
    further = [(pk, keys.further_sk(sku, warehouse))] if warehouse else []
    return [(pk, keys.home_sk(sku)), *further]


def current_level(client: DynamoDBClient, product_id: str, sku: str, warehouse: str | None) -> StockLevel:
    """The level in ``warehouse``, or at the SKU's home; an empty one where there is none yet. Raises UnknownSku."""
    found = client.batch_get(level_keys(product_id, sku, warehouse), consistent=True, decode=items.level)
    return level_among(found, product_id, sku, warehouse)


def level_among(found: dict[RowKey, StockLevel], product_id: str, sku: str, warehouse: str | None) -> StockLevel:
    """``current_level``, from what stands under its ``level_keys``."""
    home, *further = (found.get(key) for key in level_keys(product_id, sku, warehouse))
    if home is None:
        raise UnknownSku([sku], product_id)
    if warehouse in (None, home.warehouse):
        return home
    return further[0] or new_level(product_id, sku, warehouse or "", home)


def new_level(product_id: str, sku: str, warehouse: str, home: StockLevel | None = None) -> StockLevel:
    """An empty level in a further warehouse, which the first change there will write; as ``home`` is in the rest."""
    level = StockLevel(product_id, sku, warehouse, stock=0, allocated=0, revision=0, home=False)
    return replace(level, reorder_point=home.reorder_point, retired=home.retired) if home else level


def get_card(client: DynamoDBClient, pointer: SkuPointer, warehouses: Iterable[str]) -> StockCard | None:
    """The card of a SKU that may have stock in ``warehouses``, read by key: it costs its own rows, not its siblings."""
    return get_cards(client, [pointer], warehouses).get(pointer.sku)


def get_cards(
    client: DynamoDBClient, pointers: Iterable[SkuPointer], warehouses: Iterable[str]
) -> dict[str, StockCard]:
    """The cards of SKUs that may have stock in ``warehouses``, by SKU; those that do not exist are left out."""
    places = tuple(warehouses)
    wanted = {pointer.sku: _card_keys(pointer, places) for pointer in pointers}
    rows = batch_get(client, (key for each in wanted.values() for key in each), items.product_partition_row)
    cards = {sku: _card(rows, each) for sku, each in wanted.items()}
    return {sku: card for sku, card in cards.items() if card is not None}


def _card_keys(pointer: SkuPointer, warehouses: Iterable[str]) -> list[RowKey]:
    pk = keys.product_pk(pointer.product_id)
    further = [keys.further_sk(pointer.sku, each) for each in warehouses if each != pointer.warehouse]
    return [(pk, sk) for sk in (keys.METADATA, keys.home_sk(pointer.sku), *further)]


def _card(rows: Mapping[RowKey, Row], wanted: Sequence[RowKey]) -> StockCard | None:
    product, variant, *levels = (rows.get(key) for key in wanted)
    if not isinstance(product, Product) or not isinstance(variant, Variant):
        return None
    return StockCard(product, replace(variant, further=tuple(each for each in levels if isinstance(each, StockLevel))))
