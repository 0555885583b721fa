"""Answers of DynamoDB's data operations taken as the JSON they are.

botocore walks through every value of an answer by the model of the service, to end up with what the JSON had said: the
longest part of a read. Only blobs come out otherwise, and what is null, or unknown to the model, is left out. So JSON
is read by what is expected here, and what is unknown passed over; where anything else stands in the place of the rows,
keys and counts, the answer goes the stock way, and so do those of other operations, errors, and what is no JSON.
"""

from typing import Annotated, Any, Final, TypedDict

from botocore.model import Shape, StructureShape
from botocore.parsers import JSONParser, ResponseParserFactory
from msgspec import Meta, MsgspecError
from msgspec.json import Decoder

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

# What nothing is: where it stands, the answer is not taken.
_Refused = Annotated[str, Meta(min_length=1, max_length=0)]
_Empty = Annotated[dict[str, Any], Meta(max_length=0)]


class _Value(TypedDict, total=False):
    """An attribute's value under its kind."""

    S: str
    N: str
    BOOL: bool
    NULL: bool
    M: "dict[str, _Value]"
    L: "list[_Value]"
    SS: list[str]
    NS: list[str]
    B: _Refused
    BS: _Refused


_Row = dict[str, _Value]


class _Got(TypedDict, total=False):
    """What a transaction read of one row."""

    Item: _Row


class _Answer(TypedDict, total=False):
    """All that an answer of any data operation may say. What was left undone is rare, and has a shape of its own."""

    Attributes: _Row
    Count: int
    Item: _Row
    Items: list[_Row]
    LastEvaluatedKey: _Row
    Responses: dict[str, list[_Row]] | list[_Got]
    ScannedCount: int
    UnprocessedItems: _Empty
    UnprocessedKeys: _Empty
    ConsumedCapacity: _Refused
    ItemCollectionMetrics: _Refused


_DECODER: Final = Decoder(_Answer)


class PlainParser(JSONParser):
    """botocore's parser, but for the bodies of data operations."""

    def _handle_json_body(self, raw_body: bytes, shape: Shape) -> Any:
        if isinstance(shape, StructureShape) and shape.name in _PLAIN_OUTPUTS:
            parsed = _read(raw_body)
            if parsed is not None and parsed.keys() <= shape.members.keys():
                return parsed
        return super()._handle_json_body(raw_body, shape)  # type: ignore[misc]  # botocore's types leave it out


def _read(raw_body: bytes) -> _Answer | None:
    """What is expected of an answer, None where it says anything else."""
    try:
        return _DECODER.decode(raw_body)
    except (MsgspecError, RecursionError):
        return None


class PlainParserFactory(ResponseParserFactory):
    """Makes ``PlainParser`` where botocore would make its own for JSON; registered as ``response_parser_factory``."""

    def create_parser(self, protocol_name: str) -> Any:
        if protocol_name == "json":
            return PlainParser(**self._defaults)  # type: ignore[attr-defined]  # botocore's types leave it out
        return super().create_parser(protocol_name)
