"""Python values to and from DynamoDB's wire form (``{"S": "text"}``, ``{"N": "5"}``).

Numbers come back as Decimal, as they do from boto3. Written here, because botocore's own pair is slow
and this runs for every attribute of every row.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

Value = dict[str, Any]
WireItem = dict[str, Value]
Item = Mapping[str, Any]


class StoredItem(dict[str, Any]):
    """An item as it is stored: ``item["BasePrice"]``, and ``item.base_price`` alike."""

    def __getattr__(self, name: str) -> Any:
        for key in (name, name.title().replace("_", ""), name.upper()):
            if key in self:
                return self[key]
        raise AttributeError(name)


def dump(value: Any) -> Value:
    """One value in wire form. Raises TypeError for what DynamoDB does not hold, floats included."""
    if isinstance(value, str):
        return {"S": str(value)}
    if value is None:
        return {"NULL": True}
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, (int, Decimal)):
        return {"N": f"{value:f}" if isinstance(value, Decimal) else str(value)}
    if isinstance(value, Mapping):
        return {"M": dump_item(value)}
    if isinstance(value, (list, tuple)):
        return {"L": [dump(v) for v in value]}
    if isinstance(value, (bytes, bytearray)):
        return {"B": bytes(value)}
    if isinstance(value, (set, frozenset)):
        return _dump_set(value)
    raise TypeError(f"DynamoDB holds no {type(value).__name__}; money is Decimal, never float")


def _dump_set(values: set[Any] | frozenset[Any]) -> Value:
    dumped = [dump(v) for v in values]
    kinds = {kind for one in dumped for kind in one}
    if len(kinds) != 1 or not kinds <= {"S", "N", "B"}:
        raise TypeError("a set holds at least one value, all text, all numbers or all bytes")
    kind = kinds.pop()
    return {f"{kind}S": [one[kind] for one in dumped]}


def dump_item(item: Item) -> WireItem:
    return {name: dump(value) for name, value in item.items()}


def load(value: Mapping[str, Any]) -> Any:
    """The Python value of one wire value."""
    ((kind, content),) = value.items()
    return _LOADERS[kind](content)


def load_item(item: Mapping[str, Mapping[str, Any]]) -> StoredItem:
    return StoredItem((name, load(value)) for name, value in item.items())


_LOADERS: dict[str, Any] = {
    "S": lambda content: content,
    "N": Decimal,
    "BOOL": lambda content: content,
    "NULL": lambda _: None,
    "B": lambda content: content,
    "M": lambda content: {name: load(value) for name, value in content.items()},
    "L": lambda content: [load(value) for value in content],
    "SS": set,
    "NS": lambda content: {Decimal(number) for number in content},
    "BS": set,
}
