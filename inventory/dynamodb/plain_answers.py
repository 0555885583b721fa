"""Answers of DynamoDB's data operations taken as the JSON they are.

botocore walks through every value of an answer by the model of the service, to end up with what the JSON had said: the
longest part of a read. Only blobs come out otherwise, and what is null, or unknown to the model, is left out. So an
answer is looked over as a whole: one with anything else in it than the rows, keys and counts that are expected goes the
stock way, and so do answers of other operations, errors, and what is no JSON.
"""

import re
from collections.abc import Callable, Collection
from itertools import chain
from typing import Any, Final

import orjson
from botocore.model import Shape, StructureShape
from botocore.parsers import JSONParser, ResponseParserFactory

from inventory.dynamodb.at_once import are_all, within

DATA_OPERATIONS: Final = frozenset(
    (
        "BatchGetItem",
        "BatchWriteItem",
        "DeleteItem",
        "GetItem",
        "PutItem",
        "Query",
        "Scan",
        "TransactGetItems",
        "TransactWriteItems",
        "UpdateItem",
    )
)
_PLAIN_OUTPUTS: Final = frozenset(f"{operation}Output" for operation in DATA_OPERATIONS)
# Values that are text, a number, yes or no, or nothing. Blobs are not among them.
_FLAT: Final = frozenset(("S", "N", "BOOL", "NULL"))
# A null of JSON; and what can be looked for in a twentieth of the time, because it begins with a sign that is rare.
_NULL: Final = re.compile(rb"[:,\[]\s*null\b")
_NULL_IF_ANY: Final = re.compile(rb"u(?<=nu)ll")


class PlainParser(JSONParser):
    """botocore's parser, but for the bodies of data operations."""

    def _handle_json_body(self, raw_body: bytes, shape: Shape) -> Any:
        if isinstance(shape, StructureShape) and shape.name in _PLAIN_OUTPUTS and not _has_null(raw_body):
            parsed = _read(raw_body)
            if _is_plain(parsed) and parsed.keys() <= shape.members.keys():
                return parsed
        return super()._handle_json_body(raw_body, shape)  # type: ignore[misc]  # botocore's types leave it out


def _has_null(raw_body: bytes) -> bool:
    return bool(_NULL_IF_ANY.search(raw_body) and _NULL.search(raw_body))


def _read(raw_body: bytes) -> Any:
    try:
        return orjson.loads(raw_body)
    except ValueError:
        return None


def _is_plain(answer: Any) -> bool:
    """Whether all that ``answer`` says is known here, and comes out of botocore's parser as it is.

    It does not where there is another member, another kind of thing in its place, or too much in one another.
    """
    try:
        return all(_MEMBERS[name](value) for name, value in answer.items())
    except (AttributeError, KeyError, TypeError, RecursionError):
        return False


def _is_item(item: Any) -> bool:
    return type(item) is dict and _are_values(item.values())


def _are_items(items: Any) -> bool:
    return type(items) is list and are_all(dict, items) and _are_values(within(items))


def _are_values(values: Collection[Any]) -> bool:
    """Whether all of them are attributes' values, looked at together: one by one would take five times as long."""
    if not are_all(dict, values):
        return False
    kinds: set[str] = set().union(*values)
    return kinds <= _FLAT or (
        kinds <= _KNOWN
        and all(_DEEP[kind]([value[kind] for value in values if kind in value]) for kind in kinds - _FLAT)
    )


# What holds more within, and whether several of it are as they should be.
_DEEP: Final[dict[str, Callable[[list[Any]], bool]]] = {
    "M": lambda maps: are_all(dict, maps) and _are_values(within(maps)),
    "L": lambda lists: are_all(list, lists) and _are_values(list(chain.from_iterable(lists))),
    "SS": lambda lists: are_all(list, lists),
    "NS": lambda lists: are_all(list, lists),
}
_KNOWN: Final = _FLAT | _DEEP.keys()


def _are_responses(responses: Any) -> bool:
    """Rows by the table, or of a transaction in its order."""
    if type(responses) is dict:
        return all(map(_are_items, responses.values()))
    return type(responses) is list and all(one.keys() <= {"Item"} and _is_plain(one) for one in responses)


def _is_count(count: Any) -> bool:
    return type(count) is int


def _is_empty(left: Any) -> bool:
    """What is left undone has a shape of its own, and is rare."""
    return type(left) is dict and not left


_MEMBERS: Final[dict[str, Callable[[Any], bool]]] = {
    "Attributes": _is_item,
    "Count": _is_count,
    "Item": _is_item,
    "Items": _are_items,
    "LastEvaluatedKey": _is_item,
    "Responses": _are_responses,
    "ScannedCount": _is_count,
    "UnprocessedItems": _is_empty,
    "UnprocessedKeys": _is_empty,
}


class PlainParserFactory(ResponseParserFactory):
    """Makes ``PlainParser`` where botocore would make its own for JSON; registered as ``response_parser_factory``."""

    def create_parser(self, protocol_name: str) -> Any:
        if protocol_name == "json":
            return PlainParser(**self._defaults)  # type: ignore[attr-defined]  # botocore's types leave it out
        return super().create_parser(protocol_name)
