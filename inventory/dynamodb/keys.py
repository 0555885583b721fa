"""Every key of the table is made and read here, and nowhere else.

Numbers inside keys have a fixed width, so that the order of the text is the order of the numbers.
A value that does not fit is refused, never cut. Parts are separated by ``#``, which ids may not hold;
a range ends with ``$``, the character after ``#``, and so includes its last value.
"""

import re
import unicodedata
from decimal import Decimal

ID_LENGTH = 64
MAX_PRICE = Decimal("9999999999.99")
MAX_QUANTITY = 99_999_999
MAX_REVISION = 9_999_999_999
MAX_INDEX = 9_999
MAX_VERSION = 999_999
# DynamoDB's own limits.
MAX_PK_BYTES = 2048
MAX_SK_BYTES = 1024

METADATA = "METADATA"
CATALOG = "CATALOG"
CATEGORY = "CATEGORY#"
WAREHOUSE = "WAREHOUSE#"
LEDGER = "LEDGER#"
WORD = "WORD#"

# The character after #: a range that ends with it includes its last value.
_END = "$"
# Beyond all letters, for a range of texts that begin alike.
_LAST = "\U0010ffff"
_CENT = Decimal("0.01")
_TIMESTAMP = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z")
# Cc control, Cs half a surrogate pair (no UTF-8 for it), Zl and Zp line and paragraph separators.
_REFUSED_CATEGORIES = {"Cc", "Cs", "Zl", "Zp"}
# Format characters (Cf) are seen by nobody or turn the text around; these two some scripts are written with.
_JOINERS = "\u200c\u200d"


class InvalidKeyPart(ValueError):
    """A value that may not stand in a key. ``rule`` says why in words for a person."""

    def __init__(self, value: object, rule: str) -> None:
        super().__init__(f"{value!r} {rule}")
        self.value = value
        self.rule = rule


def id_part(value: object) -> str:
    """Return ``value`` if it may be an id in a key, else raise InvalidKeyPart."""
    if not isinstance(value, str):
        raise InvalidKeyPart(value, "must be text")
    if not value:
        raise InvalidKeyPart(value, "must not be empty")
    if value != value.strip():
        raise InvalidKeyPart(value, "must not begin or end with a blank")
    if len(value) > ID_LENGTH:
        raise InvalidKeyPart(value, f"must have at most {ID_LENGTH} characters")
    if "#" in value:
        raise InvalidKeyPart(value, "must not contain #")
    if value.isascii() and value.isprintable():  # as most are; what follows takes ten times as long
        return value
    if any(unicodedata.category(c) in _REFUSED_CATEGORIES for c in value):
        raise InvalidKeyPart(value, "must not contain control characters")
    if any(unicodedata.category(c) == "Cf" and c not in _JOINERS for c in value) or not value.strip(_JOINERS):
        raise InvalidKeyPart(value, "must not contain invisible characters")
    return value


def price_part(price: Decimal) -> str:
    """``Decimal("1299.99")`` -> ``"0000001299.99"``."""
    if not price.is_finite() or not 0 <= price <= MAX_PRICE:
        raise InvalidKeyPart(price, f"must be between 0 and {MAX_PRICE}")
    if price != price.quantize(_CENT):
        raise InvalidKeyPart(price, "must have at most two decimals")
    return f"{abs(price):013.2f}"


def quantity_part(quantity: int) -> str:
    """``50`` -> ``"00000050"``."""
    return _padded(quantity, 0, MAX_QUANTITY)


def revision_part(revision: int) -> str:
    """``7`` -> ``"0000000007"``. A level's first revision is 1."""
    return _padded(revision, 1, MAX_REVISION)


def index_part(index: int) -> str:
    """``3`` -> ``"0003"``: the place of a line in its order, from 1."""
    return _padded(index, 1, MAX_INDEX)


def timestamp_part(timestamp: str) -> str:
    """Return ``timestamp`` if it is UTC ISO 8601 with microseconds, else raise InvalidKeyPart."""
    if not _TIMESTAMP.fullmatch(timestamp):
        raise InvalidKeyPart(timestamp, "must look like 2026-01-31T09:30:00.000000Z")
    return timestamp


def _padded(number: int, least: int, most: int) -> str:
    if isinstance(number, bool) or not isinstance(number, int):
        raise InvalidKeyPart(number, "must be a whole number")
    if not least <= number <= most:
        raise InvalidKeyPart(number, f"must be between {least} and {most}")
    return f"{number:0{len(str(most))}d}"


# Base table


def product_pk(product_id: str) -> str:
    return f"PRODUCT#{id_part(product_id)}"


def sku_pk(sku: str) -> str:
    return f"SKU#{id_part(sku)}"


def order_pk(order_id: str) -> str:
    return f"ORDER#{id_part(order_id)}"


def request_pk(request_key: str) -> str:
    return f"REQUEST#{id_part(request_key)}"


def ledger_pk(sku: str, warehouse: str) -> str:
    return f"{LEDGER}{id_part(sku)}#{id_part(warehouse)}"


def home_sk(sku: str) -> str:
    """Sort key of a variant, which holds the stock of its home warehouse."""
    return f"VARIANT#{id_part(sku)}"


def further_sk(sku: str, warehouse: str) -> str:
    """Sort key of a variant's stock level in a warehouse other than its home."""
    return f"VARIANT#{id_part(sku)}#AT#{id_part(warehouse)}"


def line_sk(index: int) -> str:
    return f"ITEM#{index_part(index)}"


def draft_sk(number: int) -> str:
    """Lines of a long order that are not rows yet. Sorted before the lines."""
    return f"DRAFT#{index_part(number)}"


def line_range() -> tuple[str, str]:
    return "ITEM#", f"ITEM{_END}"


# All rows of an order that tell what became of it are sorted after its own, and its lines before.


def order_story_range() -> tuple[str, str]:
    """First and last sort key of an order's own row and what became of it, without its lines."""
    return METADATA, f"STATUS{_END}"


def order_move_sk(number: int) -> str:
    return f"STATUS#{_padded(number, 1, MAX_VERSION)}"


def shipment_sk(number: int) -> str:
    return f"SHIPMENT#{_padded(number, 1, MAX_VERSION)}"


def return_sk(number: int) -> str:
    return f"RETURN#{_padded(number, 1, MAX_VERSION)}"


def shortages_sk() -> str:
    return "SHORTAGES"


def movement_sk(revision: int) -> str:
    return f"MOVE#{revision_part(revision)}"


def category_sk(category: str) -> str:
    return f"{CATEGORY}{id_part(category)}"


def warehouse_sk(warehouse: str) -> str:
    return f"{WAREHOUSE}{id_part(warehouse)}"


def barcode_pk(barcode: str) -> str:
    return f"BARCODE#{id_part(barcode)}"


def word_pk(word: str) -> str:
    """Words of names are kept by their first letter, so that a search by one letter or more meets one place."""
    return f"{WORD}{word[:1]}"


def word_sk(word: str, product_id: str) -> str:
    return f"{word}#{id_part(product_id)}"


def word_range(beginning: str) -> tuple[str, str]:
    """First and last sort key of the words that begin so."""
    return beginning, f"{beginning}{_LAST}"


def user_pk(username: str) -> str:
    return f"USER#{id_part(username)}"


def session_pk(session_key: str) -> str:
    """``session_key`` is random text of the session store, checked there."""
    return f"SESSION#{session_key}"


def sign_in_pk(who: str) -> str:
    """Where failures to sign in are counted; ``who`` is a hash of a name or of an address."""
    return f"SIGNIN#{id_part(who)}"


# GSI1


def users_pk() -> str:
    return "USERS"


def users_sk(username: str) -> str:
    return f"USER#{id_part(username)}"


def users_range() -> tuple[str, str]:
    return "USER#", f"USER{_END}"


def low_pk(warehouse: str) -> str:
    """Levels at or below their own reorder point, and no others; sorted as ``stock_sk``."""
    return f"LOW#{id_part(warehouse)}"


def category_pk(category: str) -> str:
    return f"CATEGORY#{id_part(category)}"


def price_sk(price: Decimal, product_id: str) -> str:
    return f"PRICE#{price_part(price)}#{id_part(product_id)}"


def price_range(least: Decimal | None, most: Decimal | None) -> tuple[str, str]:
    """First and last sort key of the products from ``least`` to ``most``, both included."""
    low = f"PRICE#{price_part(least)}" if least is not None else "PRICE#"
    high = f"PRICE#{price_part(most)}{_END}" if most is not None else f"PRICE{_END}"
    return low, high


def customer_pk(customer_id: str) -> str:
    return f"CUSTOMER#{id_part(customer_id)}"


def customer_order_sk(timestamp: str) -> str:
    return f"ORDER#{timestamp_part(timestamp)}"


def customer_order_range() -> tuple[str, str]:
    return "ORDER#", f"ORDER{_END}"


def holder_pk(sku: str) -> str:
    """Lines of orders that still hold units of a SKU, and no others."""
    return f"HOLDS#{id_part(sku)}"


def holder_sk(timestamp: str, order_id: str, index: int) -> str:
    return f"{timestamp_part(timestamp)}#{id_part(order_id)}#{index_part(index)}"


def activity_pk(warehouse: str, timestamp: str) -> str:
    """One partition a warehouse and day."""
    return f"ACTIVITY#{id_part(warehouse)}#{timestamp_part(timestamp)[:10]}"


def activity_sk(timestamp: str, sku: str, revision: int) -> str:
    return f"{timestamp_part(timestamp)}#{id_part(sku)}#{revision_part(revision)}"


def time_range(first: str, last: str) -> tuple[str, str]:
    """First and last sort key of rows sorted by time, from one timestamp to another, both included."""
    return timestamp_part(first), f"{timestamp_part(last)}{_END}"


# GSI2


def movement_time_sk(timestamp: str, revision: int) -> str:
    """A ledger by time, beside the ledger by revision; the partition is ``ledger_pk``."""
    return f"{timestamp_part(timestamp)}#{revision_part(revision)}"


def stock_pk(warehouse: str) -> str:
    return f"STOCK#{id_part(warehouse)}"


def stock_sk(stock: int, sku: str) -> str:
    return f"QTY#{quantity_part(stock)}#{id_part(sku)}"


def stock_range(most: int) -> tuple[str, str]:
    """First and last sort key of the levels with 0 to ``most`` units, both included."""
    return "QTY#", f"QTY#{quantity_part(most)}{_END}"


def status_pk(status: str) -> str:
    return f"ORDERS#{id_part(status)}"


def status_sk(timestamp: str, order_id: str) -> str:
    return f"{timestamp_part(timestamp)}#{id_part(order_id)}"


def customers_pk() -> str:
    return "CUSTOMERS"


def customers_sk(customer_id: str) -> str:
    return f"CUSTOMER#{id_part(customer_id)}"


def customers_range(beginning: str = "") -> tuple[str, str]:
    """First and last sort key of the customers whose id begins so."""
    return f"CUSTOMER#{beginning}", f"CUSTOMER#{beginning}{_LAST}"


# Reading keys back


def read_level_sk(sk: str) -> tuple[str, str | None] | None:
    """(SKU, further warehouse or None at home) of a stock level's sort key; None for other rows."""
    parts = sk.split("#")
    if parts[0] != "VARIANT" or len(parts) not in (2, 4):
        return None
    return parts[1], parts[3] if len(parts) == 4 else None


def timestamp_of(sk: str) -> str:
    """The timestamp that begins a sort key by time."""
    return sk.partition("#")[0]


def is_word_pk(pk: str) -> bool:
    """Whether a partition is one of the find index."""
    return pk.startswith(WORD)


def read_word_sk(sk: str) -> str:
    """The word of an entry's sort key."""
    return sk.partition("#")[0]


def is_ledger_pk(pk: str) -> bool:
    """Whether a partition is the ledger of a level."""
    return pk.startswith(LEDGER)


def order_row_kind(sk: str) -> str:
    """What kind of row of an order it is: DRAFT, ITEM, METADATA, RETURN, SHIPMENT, SHORTAGES or STATUS."""
    return sk.partition("#")[0]


def is_order_pk(pk: str) -> bool:
    """Whether a partition is an order's."""
    return pk.startswith("ORDER#")


def order_of_pk(pk: str) -> str:
    """The id of the order whose partition it is."""
    return pk.partition("#")[2]
