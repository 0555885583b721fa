"""Finding things by what a person types or scans: exactly, by SKU, barcode or id, and by the words of names."""

from collections.abc import Callable
from dataclasses import dataclass

from inventory import values
from inventory.dynamodb import find_items, keys
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.expressions import matching
from inventory.dynamodb.paging import Range, look_through
from inventory.dynamodb.wire import WireItem
from inventory.entities import Hit, Jump, Page
from inventory.errors import InvalidValue
from inventory.parallel import together
from inventory.words import stands_for, typed

LONGEST_TEXT = 200

# Where a text may stand as a name, in the order in which it is taken for one.
_PLACES: dict[str, Callable[[str], tuple[str, str]]] = {
    "sku": lambda name: (keys.sku_pk(name), keys.METADATA),
    "barcode": find_items.barcode_key,
    "order": lambda name: (keys.order_pk(name), keys.METADATA),
    "product": lambda name: (keys.product_pk(name), keys.METADATA),
    "customer": lambda name: (keys.customer_pk(name), keys.METADATA),
}


@dataclass(frozen=True)
class Found:
    """What a text finds: ``jump`` where it names one thing exactly, and the products that have its words."""

    q: str
    products: Page[Hit]
    jump: Jump | None = None

    @property
    def kind(self) -> str:
        return self.jump.kind if self.jump else ""

    @property
    def target(self) -> str:
        return self.jump.target if self.jump else ""


def find(client: DynamoDBClient, text: str, limit: int, cursor: str | None) -> Found:
    """What ``text`` finds: two calls at the same time, one on the pages that follow.

    Raises InvalidValue for control characters and endless text, InvalidCursor.
    """
    text = taken(text)
    if cursor:
        return Found(text, by_words(client, text, limit, cursor))
    jump, products = together(lambda: exactly(client, text), lambda: by_words(client, text, limit, None))
    return Found(text, products, jump)


def taken(text: str) -> str:
    """Text that may be looked for, without the blanks around it. Raises InvalidValue."""
    return values.text("q", text, LONGEST_TEXT).strip()


def exactly(client: DynamoDBClient, text: str) -> Jump | None:
    """What ``text`` names, as it is typed before in capitals: the first of the places that holds it. One call."""
    try:
        names = [values.identifier("q", name) for name in dict.fromkeys((text, text.upper()))]
    except InvalidValue:
        return None
    places = [(kind, name) for kind in _PLACES for name in names]
    wanted = {_PLACES[kind](name): (kind, name) for kind, name in places}
    found = client.batch_get(wanted, consistent=True, decode=lambda item: item)
    return next((_jump(*wanted[key], found[key]) for key in wanted if key in found), None)


def _jump(kind: str, name: str, item: WireItem) -> Jump:
    return Jump(kind, find_items.barcode_owner(item).sku if kind == "barcode" else name)


def by_words(client: DynamoDBClient, text: str, limit: int, cursor: str | None) -> Page[Hit]:
    """Products that have words beginning with each of the words in ``text``, at most ``limit``. One call.

    The longest word says where to look, the others filter. A page may be short and still have a cursor.
    """
    words = sorted(typed(text), key=len, reverse=True)
    if not words:
        return Page()
    asked, *others = words
    query = Range(None, keys.word_pk(asked), *keys.word_range(asked))
    also = matching({}, [(find_items.WORDS, find_items.beginning(word)) for word in others])
    return look_through(
        client,
        query,
        also,
        limit,
        cursor,
        find_items.hit,
        keep=lambda item: stands_for(find_items.word(item), find_items.words(item), asked),
    )
