"""Pages of an index, and the cursors between them.

A cursor is made from the last row shown, signed, and bound to the query it continues: its index, partition,
range, direction and filter. So it cannot be altered, nor carried to another list.
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from typing import TypeVar

from boto3.dynamodb.conditions import ConditionBase, Key

from inventory.dynamodb import expressions
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.schema import PK, SK, key_names
from inventory.dynamodb.wire import WireItem, dump_item
from inventory.entities import Page
from inventory.errors import InvalidCursor

T = TypeVar("T")

MAX_LIMIT = 1000
MOST_LOOKED_THROUGH = 1000
_SIGNATURE = 16
_LONGEST_CURSOR = 4000

# Where no secret is set, cursors hold for the life of the process.
_process_key = secrets.token_bytes(32)


@dataclass(frozen=True)
class Range:
    """Rows of one partition of an index (None: of the table) from sort key ``low`` to ``high``, both included.

    ``picked`` is the filter of a list, as text.
    """

    index: str | None
    pk: str
    low: str
    high: str
    descending: bool = False
    picked: str = ""

    @property
    def key_names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((PK, SK, *key_names(self.index))))

    @property
    def sort_key(self) -> str:
        return key_names(self.index)[1]


def look_through(
    client: DynamoDBClient,
    query: Range,
    filtered: ConditionBase | None,
    limit: int,
    cursor: str | None,
    decode: Callable[[WireItem], T],
    most: int = MOST_LOOKED_THROUGH,
    keep: Callable[[WireItem], bool] = lambda item: True,
) -> Page[T]:
    """Up to ``limit`` rows that match, among the next ``most`` of the range: one call, whatever matches.

    ``keep`` says which of them are shown, where the database cannot tell; it must follow from the range and the
    filter, which a cursor is bound to.

    A page may be short, or empty, and still have a cursor: the looking goes on from there. Raises InvalidCursor.
    """
    secret, query = client.settings.secret_key or _process_key, _filtered(query, filtered)
    start = _open(cursor, query, secret) if cursor else None
    rows = client.look_through(
        query.pk,
        _left_of(query, start),
        filtered,
        index_name=query.index,
        most=most,
        descending=query.descending,
        start_key=start,
        decode=lambda item: item,
    )
    kept = [row for row in rows if keep(row)]
    shown = kept[:limit]
    if len(kept) > limit:
        return Page([decode(row) for row in shown], _seal(shown[-1], query, secret))
    stopped = dump_item(rows.last_key) if rows.last_key else None
    return Page([decode(row) for row in shown], _seal(stopped, query, secret) if stopped else None)


def read_page(
    client: DynamoDBClient, query: Range, limit: int, cursor: str | None, decode: Callable[[WireItem], T]
) -> Page[T]:
    """Up to ``limit`` rows after ``cursor``. One more is read to know whether a next page exists.

    Raises InvalidCursor.
    """
    secret = client.settings.secret_key or _process_key
    start = _open(cursor, query, secret) if cursor else None
    rows = client.query(
        query.pk,
        _left_of(query, start),
        index_name=query.index,
        limit=limit + 1,
        descending=query.descending,
        consistent=query.index is None,
        start_key=start,
        decode=lambda item: item,
    )
    more = len(rows) > limit
    shown = rows[:limit]
    return Page([decode(row) for row in shown], _seal(shown[-1], query, secret) if more else None)


def _left_of(query: Range, start: Mapping[str, str] | None) -> ConditionBase:
    """What of the range can follow on ``start``.

    The start key alone says as much, but an engine on SQL goes to the end of the range that it is told, and from there
    passes over every row that was shown: the deeper the page, the longer.
    """
    if start is None:
        return Key(query.sort_key).between(query.low, query.high)
    place = start[query.sort_key]
    return Key(query.sort_key).between(*((query.low, place) if query.descending else (place, query.high)))


def read_range(client: DynamoDBClient, query: Range, decode: Callable[[WireItem], T]) -> list[T]:
    """Every row of the range, over as many calls as it takes."""
    return client.query(
        query.pk,
        Key(query.sort_key).between(query.low, query.high),
        index_name=query.index,
        descending=query.descending,
        consistent=query.index is None,
        all_pages=True,
        decode=decode,
    )


def first_rows(
    client: DynamoDBClient, query: Range, most: int, only: Sequence[str] = ()
) -> tuple[list[WireItem], bool]:
    """Up to ``most`` rows of the range, in one call, with the attributes ``only``; whether there are more."""
    rows = client.look_through(
        query.pk,
        Key(query.sort_key).between(query.low, query.high),
        None,
        index_name=query.index,
        most=most + 1,
        descending=query.descending,
        only=only,
        decode=lambda item: item,
    )
    return rows[:most], len(rows) > most or rows.last_key is not None


def count_rows(client: DynamoDBClient, query: Range, most: int) -> tuple[int, bool]:
    """How many rows of an index are in the range, counted up to ``most`` in one call; whether there are more."""
    condition = Key(query.sort_key).between(query.low, query.high)
    number, stopped = client.count(query.pk, condition, index_name=query.index or "", most=most + 1)
    return min(number, most), number > most or stopped


def continues_after(client: DynamoDBClient, query: Range, filtered: ConditionBase | None, cursor: str) -> str:
    """The sort key of the row that a cursor continues after. Asks nothing of the table. Raises InvalidCursor."""
    secret = client.settings.secret_key or _process_key
    return _open(cursor, _filtered(query, filtered), secret)[query.sort_key]


def _filtered(query: Range, condition: ConditionBase | None) -> Range:
    return replace(query, picked=expressions.as_text(condition))


def _seal(row: WireItem, query: Range, secret: bytes) -> str:
    payload = json.dumps([row[name]["S"] for name in query.key_names], ensure_ascii=False).encode()
    return _text(_signature(payload, query, secret) + payload)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _open(cursor: str, query: Range, secret: bytes) -> dict[str, str]:
    if not isinstance(cursor, str) or len(cursor) > _LONGEST_CURSOR or not cursor.isascii():
        raise InvalidCursor
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except ValueError:
        raise InvalidCursor from None
    signature, payload = raw[:_SIGNATURE], raw[_SIGNATURE:]
    # Base64 writes the same bytes in more ways than one; only ours is taken.
    if _text(raw) != cursor or not hmac.compare_digest(signature, _signature(payload, query, secret)):
        raise InvalidCursor
    return dict(zip(query.key_names, json.loads(payload), strict=True))


def _signature(payload: bytes, query: Range, secret: bytes) -> bytes:
    binding = json.dumps(astuple(query), ensure_ascii=False).encode()
    key = hashlib.sha256(b"inventory.cursor" + secret).digest()
    message = len(binding).to_bytes(4, "big") + binding + payload
    return hmac.digest(key, message, "sha256")[:_SIGNATURE]
