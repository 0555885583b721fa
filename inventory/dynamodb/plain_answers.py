"""Answers of DynamoDB's data operations taken as the JSON they are.

botocore walks through every value of an answer by the model of the service, to end up with what the JSON had said: the
longest part of a read. Only blobs come out otherwise, and what is null, or unknown to the model, is left out. So JSON
is read by what is expected here, and what is unknown passed over; where anything else stands in the place of the rows,
keys and counts, the answer goes the stock way, and so do those of other operations, errors, and what is no JSON.

Where the caller takes them so, rows by the dozen are read one by one, as they are asked for: a page's worth of them at
once is more memory than the processor has at hand after the wait for an answer. Others get lists, which botocore's
paginators look for.
"""

from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from functools import cached_property, partial
from typing import Annotated, Any, Final, TypedDict

from botocore.model import Shape, StructureShape
from botocore.parsers import JSONParser, ResponseParserFactory
from msgspec import Meta, MsgspecError, Raw
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
# Whether who calls takes rows as ``UnreadRows``.
TAKES_UNREAD: Final = ContextVar("TAKES_UNREAD", default=False)
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
    Items: list[Raw]
    LastEvaluatedKey: _Row
    ScannedCount: int
    UnprocessedItems: _Empty
    UnprocessedKeys: _Empty
    ConsumedCapacity: Refused
    ItemCollectionMetrics: Refused


class _Batch(_Answer, total=False):
    """Rows by their table."""

    Responses: dict[str, list[Raw]]


class _Got(TypedDict, total=False):
    Item: _Row


class _Transaction(_Answer, total=False):
    """Rows in the order they were asked for."""

    Responses: list[_Got]


_DECODERS: Final[dict[str, Decoder[Any]]] = {
    f"{operation}Output": Decoder({"BatchGetItem": _Batch, "TransactGetItems": _Transaction}.get(operation, _Answer))
    for operation in DATA_OPERATIONS
}
_ROW_DECODER: Final = Decoder(_Row)


class UnreadRows(Sequence[Any]):
    """Rows of an answer, each read when it is asked for, and not kept. Equal to a list of the same rows.

    One that is no row raises then what botocore raises for it.
    """

    def __init__(self, rows: Sequence[Raw], otherwise: Callable[[], Sequence[Any]]) -> None:
        """``otherwise`` says all rows as botocore reads them, for one in which anything is not as expected."""
        self._rows, self._otherwise = rows, otherwise

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, place: Any) -> Any:
        return [self._at(each) for each in range(len(self))[place]] if isinstance(place, slice) else self._at(place)

    def __iter__(self) -> Iterator[Any]:
        return map(self._at, range(len(self)))

    def __eq__(self, other: object) -> bool:
        return list(self) == (list(other) if isinstance(other, UnreadRows) else other)

    def __repr__(self) -> str:
        return repr(list(self))

    def _at(self, place: int) -> Any:
        try:
            return _ROW_DECODER.decode(self._rows[place])
        except (MsgspecError, RecursionError):
            return self._read_by_botocore[place]

    @cached_property
    def _read_by_botocore(self) -> Sequence[Any]:
        return self._otherwise()


class PlainParser(JSONParser):
    """botocore's parser, but for the bodies of data operations."""

    def _handle_json_body(self, raw_body: bytes, shape: Shape) -> Any:
        if isinstance(shape, StructureShape) and shape.name in _DECODERS and _is_text(raw_body):
            parsed = _read(raw_body, _DECODERS[shape.name])
            if parsed is not None and parsed.keys() <= shape.members.keys():
                return _with_rows(parsed, partial(self._read_by_botocore, raw_body, shape))
        return self._read_by_botocore(raw_body, shape)

    def _read_by_botocore(self, raw_body: bytes, shape: Shape) -> Any:
        return super()._handle_json_body(raw_body, shape)  # type: ignore[misc]  # botocore's types leave it out


def _is_text(raw_body: bytes) -> bool:
    """Whether it is UTF-8 in what is passed over too: there the decoder does not look."""
    try:
        return raw_body.isascii() or bool(raw_body.decode())
    except UnicodeDecodeError:
        return False


def _read(raw_body: bytes, decoder: Decoder[Any]) -> dict[str, Any] | None:
    """What is expected of an answer, None where it says anything else."""
    try:
        answer: dict[str, Any] = decoder.decode(raw_body)
    except (MsgspecError, RecursionError):
        return None
    return answer


def _with_rows(answer: dict[str, Any], otherwise: Callable[[], Any]) -> dict[str, Any]:
    """``answer`` with the rows of a range, or of each table of a batch, as the caller takes them."""
    if "Items" in answer:
        answer["Items"] = _handed_on(answer["Items"], lambda: otherwise()["Items"])
    if isinstance(batch := answer.get("Responses"), dict):
        for table, rows in batch.items():
            batch[table] = _handed_on(rows, partial(_of_table, otherwise, table))
    return answer


def _handed_on(rows: Sequence[Raw], otherwise: Callable[[], Sequence[Any]]) -> Sequence[Any]:
    unread = UnreadRows(rows, otherwise)
    return unread if TAKES_UNREAD.get() else list(unread)


def _of_table(otherwise: Callable[[], Any], table: str) -> Sequence[Any]:
    rows: Sequence[Any] = otherwise()["Responses"][table]
    return rows


class PlainParserFactory(ResponseParserFactory):
    """Makes ``PlainParser`` where botocore would make its own for JSON; registered as ``response_parser_factory``."""

    def create_parser(self, protocol_name: str) -> Any:
        if protocol_name == "json":
            return PlainParser(**self._defaults)  # type: ignore[attr-defined]  # botocore's types leave it out
        return super().create_parser(protocol_name)
