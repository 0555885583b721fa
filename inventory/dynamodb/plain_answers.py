"""Answers of DynamoDB's data operations taken as the JSON they are.

botocore walks through every value of an answer by the model of the service, to end up with what the JSON had said: the
longest part of a read. Only blobs come out otherwise, and members that are null, or that the model does not know, are
left out; answers with such values, answers of other operations, errors, and what is no JSON go the stock way.
"""

import re
from typing import Any

import orjson
from botocore.model import Shape, StructureShape
from botocore.parsers import JSONParser, ResponseParserFactory

DATA_OPERATIONS = frozenset(
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
_PLAIN_OUTPUTS = frozenset(f"{operation}Output" for operation in DATA_OPERATIONS)
# Members whose own members the model knows by name.
_DEEPER = {"ConsumedCapacity", "ItemCollectionMetrics"}
# A value that is a blob, or null. In text, quotes are escaped, so that none of it looks like a key.
_ODD = re.compile(rb'"BS?"\s*:|[:,\[]\s*null\b')
# Where none of these is found, it cannot be. Each begins with a sign that is rare: looking for them takes a twentieth
# of the time.
_SIGNS = (re.compile(rb'B(?<="B)S?"'), re.compile(rb"u(?<=nu)ll"))


class PlainParser(JSONParser):
    """botocore's parser, but for the bodies of data operations."""

    def _handle_json_body(self, raw_body: bytes, shape: Shape) -> Any:
        if isinstance(shape, StructureShape) and shape.name in _PLAIN_OUTPUTS and not _is_odd(raw_body):
            parsed = _read(raw_body)
            if parsed is not None and parsed.keys() <= shape.members.keys() - _DEEPER:
                return parsed
        return super()._handle_json_body(raw_body, shape)  # type: ignore[misc]  # botocore's types leave it out


def _is_odd(body: bytes) -> bool:
    return any(sign.search(body) for sign in _SIGNS) and bool(_ODD.search(body))


def _read(raw_body: bytes) -> dict[str, Any] | None:
    try:
        parsed = orjson.loads(raw_body)
    except ValueError:
        return None
    return parsed if isinstance(parsed, dict) else None


class PlainParserFactory(ResponseParserFactory):
    """Makes ``PlainParser`` where botocore would make its own for JSON; registered as ``response_parser_factory``."""

    def create_parser(self, protocol_name: str) -> Any:
        if protocol_name == "json":
            return PlainParser(**self._defaults)  # type: ignore[attr-defined]  # botocore's types leave it out
        return super().create_parser(protocol_name)
