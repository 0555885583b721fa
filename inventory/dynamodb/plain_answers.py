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
# What nothing is: where it stands, the answer is not taken.
Refused = Annotated[str, Meta(min_length=1, max_length=0)]
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
    B: Refused
    BS: Refused


_Row = dict[str, _Value]


class _Answer(TypedDict, total=False):
    """What an answer of any data operation may say. What was left undone is rare, and has a shape of its own."""

    Attributes: _Row
    Count: int
    Item: _Row
    Items: list[_Row]
    LastEvaluatedKey: _Row
    ScannedCount: int
    UnprocessedItems: _Empty
    UnprocessedKeys: _Empty
    ConsumedCapacity: Refused
    ItemCollectionMetrics: Refused


class _Batch(_Answer, total=False):
    """Rows by their table."""

    Responses: dict[str, list[_Row]]


class _Got(TypedDict, total=False):
    Item: _Row


class _Transaction(_Answer, total=False):
    """Rows in the order they were asked for."""

    Responses: list[_Got]


_DECODERS: Final[dict[str, Decoder[Any]]] = {
    f"{operation}Output": Decoder({"BatchGetItem": _Batch, "TransactGetItems": _Transaction}.get(operation, _Answer))
    for operation in DATA_OPERATIONS
}


class PlainParser(JSONParser):
    """botocore's parser, but for the bodies of data operations."""

    def _handle_json_body(self, raw_body: bytes, shape: Shape) -> Any:
        if isinstance(shape, StructureShape) and shape.name in _DECODERS and _is_text(raw_body):
            parsed = _read(raw_body, _DECODERS[shape.name])
            if parsed is not None and parsed.keys() <= shape.members.keys():
                return parsed
        return super()._handle_json_body(raw_body, shape)  # type: ignore[misc]  # botocore's types leave it out


def _is_text(raw_body: bytes) -> bool:
    """Whether it is UTF-8 in what is passed over too: there the decoder does not look."""
    try:
        return raw_body.isascii() or bool(raw_body.decode())
    except UnicodeDecodeError:
        return False


def _read(raw_body: bytes, decoder: Decoder[Any]) -> _Answer | None:
    """What is expected of an answer, None where it says anything else."""
    try:
        answer: _Answer = decoder.decode(raw_body)
    except (MsgspecError, RecursionError):
        return None
    return answer


class PlainParserFactory(ResponseParserFactory):
    """Makes ``PlainParser`` where botocore would make its own for JSON; registered as ``response_parser_factory``."""

    def create_parser(self, protocol_name: str) -> Any:
        if protocol_name == "json":
            return PlainParser(**self._defaults)  # type: ignore[attr-defined]  # botocore's types leave it out
        return super().create_parser(protocol_name)
