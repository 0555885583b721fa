"""Bins: where on the shelves of a warehouse a SKU lies, as people there have written it on them."""

import re
import unicodedata
from dataclasses import replace

from inventory import clock, values
from inventory.dynamodb import items
from inventory.dynamodb.backoff import Deadline
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.transactions import commit, update_if
from inventory.entities import SkuPointer, StockLevel
from inventory.errors import InvalidValue, InventoryError, LevelNotFound, Retired

LENGTH = 32

_REFUSED_CATEGORIES = ("Cc", "Cf", "Cs", "Zl", "Zp")
_DIGITS = re.compile(r"([0-9]+)")


def bin_text(field: str, value: object) -> str:
    """A bin such as ``A-12-3``, without the blanks around it; empty for none. Raises InvalidValue."""
    taken = values.text(field, value.strip() if isinstance(value, str) else value, LENGTH)
    if any(unicodedata.category(character) in _REFUSED_CATEGORIES for character in taken):
        raise InvalidValue(field, value, "must not contain control or invisible characters")
    return taken


def walking_key(name: str) -> tuple[bool, tuple[str | int, ...], str]:
    """Sorts bins as one walks along them: ``A-2`` before ``A-10`` before ``B-1``, and no bin at the end."""
    # Split at its numbers, a name is text, number, text, …: at each place names compare like with like.
    parts = _DIGITS.split(name.casefold())
    return not name, tuple(int(part) if place % 2 else part for place, part in enumerate(parts)), name


def set_bin(client: DynamoDBClient, pointer: SkuPointer, warehouse: str, name: str) -> StockLevel:
    """Say where a SKU lies in ``warehouse``; returns the level with it. Stock and ledger are not touched.

    Raises LevelNotFound where the warehouse never had the SKU, Retired, StockBusy, OutcomeUnknown.
    """
    sought = StockLevel(pointer.product_id, pointer.sku, warehouse, 0, 0, 0, home=warehouse == pointer.warehouse)
    key = items.level_key(sought)
    level = client.get(*key, consistent=True, decode=items.level)
    if level is None or level.retired:
        raise _refusal(level, sought)
    if level.bin == name:
        return level
    changes, was = {"Bin": name or None, "UpdatedAt": clock.timestamp()}, {"SKU": pointer.sku, "Retired": None}
    write = update_if(key, changes, was, lambda row: _refusal(items.level(row) if row else None, sought))
    commit(client, [write], Deadline())
    return replace(level, bin=name)


def _refusal(level: StockLevel | None, sought: StockLevel) -> InventoryError:
    return Retired(level.sku) if level else LevelNotFound(sought.sku, sought.warehouse)
