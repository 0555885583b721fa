"""What a SKU can be sold as: what it is called, at what price, and how many units can be promised from where."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from inventory import catalogue, find, values
from inventory.dynamodb import find_items, items, keys
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.reading import KeyPair
from inventory.entities import ProductWithVariants, SkuPointer, StockLevel
from inventory.errors import InvalidValue
from inventory.low_stock import Elsewhere, elsewhere
from inventory.parallel import batch_get, together
from inventory.stock import StockCard, get_cards
from inventory.words import typed, words_of


@dataclass(frozen=True)
class Offer(StockCard):
    """A variant as it can be ordered. A retired one cannot."""

    @property
    def sku(self) -> str:
        return self.variant.sku

    @property
    def price(self) -> Decimal:
        return self.variant.price

    @property
    def retired(self) -> bool:
        return self.variant.retired

    @property
    def levels(self) -> tuple[StockLevel, ...]:
        """The levels in all warehouses, home first."""
        return self.variant.levels

    @property
    def home(self) -> str:
        return self.variant.warehouse

    def is_kept_in(self, warehouse: str) -> bool:
        """Whether it has a level there, be it an empty one."""
        return any(level.warehouse == warehouse for level in self.levels)

    def available(self, warehouse: str) -> int:
        """The units that can be promised from there."""
        return sum(level.stock for level in self.levels if level.warehouse == warehouse)

    def elsewhere(self, warehouse: str) -> tuple[Elsewhere, ...]:
        """What can be promised from other warehouses, most first."""
        return elsewhere(warehouse, self.levels)


@dataclass(frozen=True)
class Matches:
    """Offers found by words; ``more`` says that there are, or may be, others."""

    offers: tuple[Offer, ...]
    more: bool


def describe(client: DynamoDBClient, pointers: Iterable[SkuPointer], warehouses: Iterable[str]) -> dict[str, Offer]:
    """What each SKU can be sold as, with its levels in ``warehouses``, by SKU; those that are not there are left out.

    Read consistently, one BatchGetItem for each 100 rows: a SKU has one, one for each further warehouse, and one of
    its product.
    """
    cards = get_cards(client, pointers, warehouses)
    return {sku: Offer(card.product, card.variant) for sku, card in cards.items()}


def named(client: DynamoDBClient, texts: Iterable[str]) -> dict[str, SkuPointer]:
    """The SKU that each text names, as a SKU or a barcode, typed as it is or in capitals; others are left out.

    One BatchGetItem for each 100 of the places where they may stand, up to four a text.
    """
    places = {text: _places(text) for text in texts}
    found = batch_get(client, (place for each in places.values() for place in each), items.pointer)
    owners = {text: next((found[place] for place in each if place in found), None) for text, each in places.items()}
    return {text: owner for text, owner in owners.items() if owner is not None}


def _places(text: str) -> list[KeyPair]:
    """The rows that say which SKU a text names; both kinds name it alike."""
    names = [name for name in dict.fromkeys((text, text.upper())) if _may_be_an_id(name)]
    skus = [(keys.sku_pk(name), keys.METADATA) for name in names]
    return [*skus, *(find_items.barcode_key(name) for name in names)]


def _may_be_an_id(text: str) -> bool:
    try:
        values.identifier("q", text)
    except InvalidValue:
        return False
    return True


def matching(client: DynamoDBClient, text: str, most: int) -> Matches:
    """Up to ``most`` variants that have, with their product, a word beginning with each word of ``text``.

    Retired ones are left out. One Query for the products, then one for each, those at the same time. Raises
    InvalidValue.
    """
    hits = find.by_words(client, find.taken(text), most, None)
    products = together(*(partial(catalogue.get_product_with_variants, client, hit.product_id) for hit in hits))
    found = [offer for product in products if product for offer in _fitting(product, typed(text))]
    return Matches(tuple(found[:most]), len(found) > most or hits.cursor is not None)


def _fitting(product: ProductWithVariants, asked: Sequence[str]) -> list[Offer]:
    return [
        Offer(product.product, variant)
        for variant in product.variants
        if not variant.retired and _all_begin(words_of(product, [variant]), asked)
    ]


def _all_begin(words: Sequence[str], asked: Sequence[str]) -> bool:
    return all(any(word.startswith(beginning) for word in words) for beginning in asked)
