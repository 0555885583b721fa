"""Single attributes of an item in wire form, read as the values of entities."""

from decimal import Decimal
from functools import lru_cache
from typing import Any

from inventory.dynamodb.wire import WireItem, load

Item = dict[str, Any]

_CENT = Decimal("0.01")


def text(item: WireItem, name: str) -> str:
    """Text, or nothing where the item has none."""
    value = item.get(name)
    said: str = value["S"] if value else ""
    return said


def integer(item: WireItem, name: str) -> int:
    return int(item[name]["N"])


def optional_integer(item: WireItem, name: str) -> int | None:
    """A whole number, or None where the item has none."""
    value = item.get(name)
    return int(value["N"]) if value else None


def flag(item: WireItem, name: str) -> bool:
    """A yes; an item that says nothing says no."""
    return bool(item[name]["BOOL"]) if name in item else False


def present(item: Item) -> Item:
    """The item without the attributes that are None: those that a row shall not have."""
    return {name: value for name, value in item.items() if value is not None}


def texts(item: WireItem, name: str) -> dict[str, str]:
    """Texts by name, in the order of their names: engines hand a map back in any order. Empty where it has none."""
    value = item.get(name)
    said = value["M"] if value else {}
    try:
        return {each: said[each]["S"] for each in sorted(said)}
    except KeyError:  # others than texts, by another hand
        return {each: str(load(said[each])) for each in sorted(said)}


def money(item: WireItem, name: str) -> Decimal:
    """An amount with its two places; DynamoDB keeps 5, not 5.00."""
    return _with_cents(item[name]["N"])


@lru_cache(maxsize=4096)  # prices are said again and again
def _with_cents(amount: str) -> Decimal:
    return Decimal(amount).quantize(_CENT)


def content_hash(item: WireItem) -> str:
    """What the request behind a marker or an order asked for."""
    return text(item, "ContentHash")
