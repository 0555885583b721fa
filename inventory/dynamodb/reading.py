"""Reading one table: single items, ranges, batches."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Generic, TypeVar, overload

from boto3.dynamodb.conditions import ConditionBase

from inventory.dynamodb import expressions
from inventory.dynamodb.backoff import CALL_DEADLINE, SCAN_DEADLINE, Deadline
from inventory.dynamodb.calls import Caller
from inventory.dynamodb.schema import PK, SK, key_names
from inventory.dynamodb.wire import Item, StoredItem, WireItem, dump_item, load_item
from inventory.errors import EngineUnavailable, InvalidValue

T = TypeVar("T")
Decode = Callable[[WireItem], T]
KeyPair = tuple[str, str]

GET_BATCH = 100
# About what a page of 1 MB holds; dynoxide reads the whole rest of the table for one without a limit.
SCAN_PAGE = 2_000


class Rows(list[T], Generic[T]):
    """Rows of a query. ``last_key`` is where it stopped (``start_key`` of the next call), None at the end."""

    last_key: dict[str, Any] | None = None


def _up_to(
    answer: Mapping[str, Any], room: int | None, index_name: str | None
) -> tuple[Sequence[WireItem], WireItem | None]:
    """The first ``room`` items of an answer, and the key to go on behind them; a filter lets a few too many through."""
    found: Sequence[WireItem] = answer["Items"]
    if room is None or len(found) <= room:
        return found, answer.get("LastEvaluatedKey")
    found = found[:room]
    return found, {name: found[-1][name] for name in {PK, SK, *key_names(index_name)}}


class Reader(Caller):
    """What can be read; see ``DynamoDBClient``."""

    @overload
    def get(self, pk: str, sk: str, *, consistent: bool = False) -> StoredItem | None: ...
    @overload
    def get(self, pk: str, sk: str, *, consistent: bool = False, decode: Decode[T]) -> T | None: ...
    def get(self, pk: str, sk: str, *, consistent: bool = False, decode: Callable[[WireItem], Any] = load_item) -> Any:
        """One item, or None."""
        key = dump_item({PK: pk, SK: sk})
        answer = self.call("GetItem", "get_item", TableName=self.table_name, Key=key, ConsistentRead=consistent)
        return decode(answer["Item"]) if "Item" in answer else None

    @overload
    def query(
        self,
        pk: str,
        sk_condition: ConditionBase | None = None,
        *,
        filter_expression: ConditionBase | None = None,
        index_name: str | None = None,
        limit: int | None = None,
        descending: bool = False,
        consistent: bool = False,
        start_key: Item | None = None,
        all_pages: bool = False,
    ) -> Rows[StoredItem]: ...
    @overload
    def query(
        self,
        pk: str,
        sk_condition: ConditionBase | None = None,
        *,
        filter_expression: ConditionBase | None = None,
        index_name: str | None = None,
        limit: int | None = None,
        descending: bool = False,
        consistent: bool = False,
        start_key: Item | None = None,
        all_pages: bool = False,
        decode: Decode[T],
    ) -> Rows[T]: ...
    def query(
        self,
        pk: str,
        sk_condition: ConditionBase | None = None,
        *,
        filter_expression: ConditionBase | None = None,
        index_name: str | None = None,
        limit: int | None = None,
        descending: bool = False,
        consistent: bool = False,
        start_key: Item | None = None,
        all_pages: bool = False,
        decode: Callable[[WireItem], Any] = load_item,
    ) -> Rows[Any]:
        """Items of one partition of the table or of an index, in the order of the sort key.

        ``limit`` counts items returned, after the filter, over as many pages as it takes. Without a limit:
        the first page (up to 1 MB), or everything with ``all_pages``.
        """
        if limit is not None and limit < 1:
            raise InvalidValue("limit", limit, "must be at least 1")
        pk_name = key_names(index_name)[0]
        request = {
            "TableName": self.table_name,
            "ScanIndexForward": not descending,
            "ConsistentRead": consistent,
            **expressions.query_parameters(pk_name, pk, sk_condition, filter_expression),
            **({"IndexName": index_name} if index_name else {}),
            **({"ExclusiveStartKey": dump_item(start_key)} if start_key else {}),
        }
        return self._pages(request, decode, limit, all_pages or limit is not None)

    def look_through(
        self,
        pk: str,
        sk_condition: ConditionBase,
        filter_expression: ConditionBase | None,
        *,
        index_name: str | None,
        most: int,
        descending: bool = False,
        start_key: Item | None = None,
        only: Sequence[str] = (),
        decode: Decode[T],
    ) -> Rows[T]:
        """What matches among the next ``most`` rows of a partition, in one call; ``only`` names the attributes read.

        ``last_key`` is where the looking stopped.
        """
        pk_name = key_names(index_name)[0]
        request = {
            "TableName": self.table_name,
            "ScanIndexForward": not descending,
            "Limit": most,
            **expressions.query_parameters(pk_name, pk, sk_condition, filter_expression),
            **({"IndexName": index_name} if index_name else {}),
            **({"ExclusiveStartKey": dump_item(start_key)} if start_key else {}),
        }
        return self._pages(expressions.projected(request, only), decode, None, go_on=False)

    def count(self, pk: str, sk_condition: ConditionBase, *, index_name: str, most: int) -> tuple[int, bool]:
        """How many rows of an index are in a range, counted up to ``most`` in one call; whether there are more."""
        answer = self.call(
            "Query",
            "query",
            TableName=self.table_name,
            IndexName=index_name,
            Select="COUNT",
            Limit=most,
            **expressions.query_parameters(key_names(index_name)[0], pk, sk_condition),
        )
        return answer["Count"], "LastEvaluatedKey" in answer

    def scan(self, decode: Decode[T], each: Callable[[list[T]], None], *, consistent: bool = True) -> None:
        """The whole table, a page at a time, to ``each``. For audits: no daily work scans."""
        request: dict[str, Any] = {"TableName": self.table_name, "ConsistentRead": consistent, "Limit": SCAN_PAGE}
        patience = CALL_DEADLINE  # who is at the first page would lose nothing
        while True:
            answer = self.call("Scan", "scan", patience=patience, **request)
            last: WireItem | None = answer.get("LastEvaluatedKey")
            each(list(map(decode, answer["Items"])))
            if last is None:
                return
            request["ExclusiveStartKey"], patience = last, SCAN_DEADLINE

    def is_empty(self) -> bool:
        """Whether the table holds nothing at all. Reads one item."""
        answer = self.call("Scan", "scan", TableName=self.table_name, Limit=1, ConsistentRead=True)
        return not answer["Items"]

    def _pages(self, request: dict[str, Any], decode: Decode[T], limit: int | None, go_on: bool) -> Rows[T]:
        """Rows of as many pages as it takes. ``request`` is that of the first."""
        rows: Rows[T] = Rows()
        filtered = "FilterExpression" in request
        while True:
            # DynamoDB counts its Limit before the filter: asking for the few that are left would take many calls.
            room = None if limit is None else limit - len(rows)
            left = {} if room is None or filtered else {"Limit": room}
            answer = self.call("Query", "query", **request, **left)
            found, last = _up_to(answer, room, request.get("IndexName"))
            rows += map(decode, found)
            if last is None or not go_on or len(rows) == limit:
                rows.last_key = load_item(last) if last else None
                return rows
            request = {**request, "ExclusiveStartKey": last}

    @overload
    def batch_get(self, keys: Iterable[KeyPair], *, consistent: bool = False) -> dict[KeyPair, StoredItem]: ...
    @overload
    def batch_get(
        self, keys: Iterable[KeyPair], *, consistent: bool = False, decode: Decode[T]
    ) -> dict[KeyPair, T]: ...
    def batch_get(
        self,
        keys: Iterable[KeyPair],
        *,
        consistent: bool = False,
        decode: Callable[[WireItem], Any] = load_item,
    ) -> dict[KeyPair, Any]:
        """The items that exist under ``keys`` (pk, sk), any number, by key. 100 a call; what the table
        leaves unprocessed is asked again, with backoff.
        """
        found: dict[KeyPair, Any] = {}
        wanted = list(dict.fromkeys(keys))
        for start in range(0, len(wanted), GET_BATCH):
            for item in self._get_batch(wanted[start : start + GET_BATCH], consistent):
                found[item[PK]["S"], item[SK]["S"]] = decode(item)
        return found

    def _get_batch(self, keys: Sequence[KeyPair], consistent: bool) -> Iterable[WireItem]:
        dumped = [{PK: {"S": pk}, SK: {"S": sk}} for pk, sk in keys]
        left: Mapping[str, Any] = {self.table_name: {"Keys": dumped, "ConsistentRead": consistent}}
        deadline = Deadline()
        while left:
            answer = self.call("BatchGetItem", "batch_get_item", RequestItems=left)
            yield from answer["Responses"].get(self.table_name, ())
            left = answer.get("UnprocessedKeys") or {}
            if left and not deadline.wait():
                raise EngineUnavailable("the stock database leaves reads unprocessed; try again later")
