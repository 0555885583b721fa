"""Python values to and from DynamoDB's wire form (``{"S": "text"}``, ``{"N": "5"}``).

Numbers come back as Decimal, as they do from boto3. Written here, because botocore's own pair is slow
and this runs for every attribute of every row.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import NoneType
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
    if type(value) is str:  # most of them
        return {"S": value}
    made = _DUMPERS.get(type(value))
    if made is None:  # such as the member of an enum, or a mapping of another kind
        made = next((each for kind, each in _DUMPERS.items() if isinstance(value, kind)), None)
    if made is None:
        raise TypeError(f"DynamoDB holds no {type(value).__name__}; money is Decimal, never float")
    return made(value)


def _dump_set(values: set[Any] | frozenset[Any]) -> Value:
    dumped = [dump(v) for v in values]
    kinds = {kind for one in dumped for kind in one}
    if len(kinds) != 1 or not kinds <= {"S", "N", "B"}:
        raise TypeError("a set holds at least one value, all text, all numbers or all bytes")
    kind = kinds.pop()
    return {f"{kind}S": [one[kind] for one in dumped]}


# By kind, the commonest first; what is looked for among them finds True before it is taken for a number.
_DUMPERS: dict[type, Callable[[Any], Value]] = {
    str: lambda value: {"S": str(value)},
    bool: lambda value: {"BOOL": value},
    int: lambda value: {"N": str(value)},
    Decimal: lambda value: {"N": f"{value:f}"},
    NoneType: lambda _: {"NULL": True},
    Mapping: lambda value: {"M": dump_item(value)},
    list: lambda value: {"L": [dump(each) for each in value]},
    tuple: lambda value: {"L": [dump(each) for each in value]},
    bytes: lambda value: {"B": value},
    bytearray: lambda value: {"B": bytes(value)},
    set: _dump_set,
    frozenset: _dump_set,
}


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
