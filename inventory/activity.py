"""What moved in a warehouse on a day."""

from datetime import date

from inventory.dynamodb import keys, ledger_items
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.expressions import matching
from inventory.dynamodb.paging import Range, continues_after, look_through, read_page
from inventory.entities import Movement, Page
from inventory.moments import first_of, last_of


def on_day(warehouse: str, day: date) -> Range:
    """Where the index has the movements of a day, newest first."""
    first, last = first_of("date", day), last_of("date", day)
    return Range("GSI1", keys.activity_pk(warehouse, first), *keys.time_range(first, last), descending=True)


def reached(client: DynamoDBClient, warehouse: str, day: date, actor: str, reason: str, cursor: str) -> str:
    """The moment, as it is stored, back to which the page with that cursor has looked. Raises InvalidCursor."""
    picked = matching(_asked(actor, reason))
    return keys.timestamp_of(continues_after(client, on_day(warehouse, day), picked, cursor))


def read(
    client: DynamoDBClient, warehouse: str, day: date, actor: str, reason: str, limit: int, cursor: str | None
) -> Page[Movement]:
    """Movements of a day, newest first, by ``actor`` and for ``reason`` where they are given. One Query.

    A filtered page may be short, or empty, and still have a cursor.
    """
    query, picked = on_day(warehouse, day), matching(_asked(actor, reason))
    if picked is None:
        return read_page(client, query, limit, cursor, ledger_items.movement)
    return look_through(client, query, picked, limit, cursor, ledger_items.movement)


def _asked(actor: str, reason: str) -> dict[str, str]:
    return {name: value for name, value in (("Actor", actor), ("Reason", reason)) if value}
