"""The thin wrapper around DynamoDB that everything else stands on, usable by itself.

Items go in and come out as Python values under their stored names; money as Decimal. The repository's
modules pass ``decode`` to take rows from the wire form straight into entities.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Generic, TypeVar, overload

from boto3.dynamodb.conditions import ConditionBase

from inventory.dynamodb import expressions
from inventory.dynamodb.backoff import CALL_DEADLINE, Deadline
from inventory.dynamodb.connection import Connection
from inventory.dynamodb.failures import ConditionFailed, may_repeat, translated
from inventory.dynamodb.schema import PK, SK, key_names
from inventory.dynamodb.wire import Item, StoredItem, WireItem, dump, dump_item, load_item
from inventory.errors import EngineUnavailable, InvalidValue
from inventory.settings import Settings

T = TypeVar("T")
Decode = Callable[[WireItem], T]
KeyPair = tuple[str, str]

GET_BATCH = 100
WRITE_BATCH = 25


class Rows(list[T], Generic[T]):
    """Rows of a query. ``last_key`` is where it stopped (``start_key`` of the next call), None at the end."""

    last_key: dict[str, Any] | None = None


def _rows(items: list[WireItem], last: WireItem | None, decode: Decode[T]) -> Rows[T]:
    rows = Rows(decode(item) for item in items)
    rows.last_key = load_item(last) if last else None
    return rows


class DynamoDBClient:
    """Reads and writes one table. Nothing is connected before the first call.

    ``settings`` come from the environment unless given. Raises, from every method: EngineUnavailable where
    no engine answers, TableMissing, Throttled; OutcomeUnknown for a write that got no answer.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings.from_env()
        self.table_name = self.settings.table_name
        self._connection = Connection(self.settings)

    def call(self, operation: str, method: str, **params: Any) -> dict[str, Any]:
        """One raw call on this table; ``params`` and the answer in wire form.

        A throttled call, and a lost one of those that may be repeated, is tried again for a moment, and once
        at least: an answer that does not come takes longer than that moment.
        """
        deadline, again = Deadline(CALL_DEADLINE), False
        while True:
            try:
                return self._call_once(operation, method, params)
            except EngineUnavailable as error:
                if not may_repeat(operation, error) or (not deadline.wait() and again):
                    raise
                again = True

    def _call_once(self, operation: str, method: str, params: dict[str, Any]) -> dict[str, Any]:
        with translated(operation, self.table_name):
            answer: dict[str, Any] = getattr(self._connection.boto, method)(**params)
            return answer

    # Reading

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
        condition = expressions.key_condition(key_names(index_name)[0], pk, sk_condition)
        request = {
            "TableName": self.table_name,
            "ScanIndexForward": not descending,
            "ConsistentRead": consistent,
            **expressions.query_parameters(condition, filter_expression),
            **({"IndexName": index_name} if index_name else {}),
            **({"ExclusiveStartKey": dump_item(start_key)} if start_key else {}),
        }
        items, last = self._pages("Query", "query", request, limit, all_pages or limit is not None)
        if limit is not None and len(items) > limit:
            items = items[:limit]
            last = {name: items[-1][name] for name in {PK, SK, *key_names(index_name)}}
        return _rows(items, last, decode)

    def scan(self, decode: Decode[T], each: Callable[[Rows[T]], None], *, consistent: bool = True) -> None:
        """The whole table, a page at a time, to ``each``. For audits: no daily work scans."""
        request: dict[str, Any] = {"TableName": self.table_name, "ConsistentRead": consistent}
        while True:
            items, last = self._pages("Scan", "scan", request, None, go_on=False)
            each(_rows(items, last, decode))
            if last is None:
                return
            request["ExclusiveStartKey"] = last

    def is_empty(self) -> bool:
        """Whether the table holds nothing at all. Reads one item."""
        answer = self.call("Scan", "scan", TableName=self.table_name, Limit=1, ConsistentRead=True)
        return not answer["Items"]

    def _pages(
        self, operation: str, method: str, request: dict[str, Any], limit: int | None, go_on: bool
    ) -> tuple[list[WireItem], WireItem | None]:
        """Items of as many pages as it takes, and where the last page stopped; with a filter a few too many."""
        items: list[WireItem] = []
        filtered = "FilterExpression" in request
        while True:
            # DynamoDB counts its Limit before the filter: asking for the few that are left would take many calls.
            left = {"Limit": limit - len(items)} if limit is not None and not filtered else {}
            answer = self.call(operation, method, **request, **left)
            items += answer["Items"]
            last: WireItem | None = answer.get("LastEvaluatedKey")
            if last is None or not go_on or (limit is not None and len(items) >= limit):
                return items, last
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
        dumped = [dump_item({PK: pk, SK: sk}) for pk, sk in keys]
        left: Mapping[str, Any] = {self.table_name: {"Keys": dumped, "ConsistentRead": consistent}}
        deadline = Deadline()
        while left:
            answer = self.call("BatchGetItem", "batch_get_item", RequestItems=left)
            yield from answer["Responses"].get(self.table_name, ())
            left = answer.get("UnprocessedKeys") or {}
            if left and not deadline.wait():
                raise EngineUnavailable("the stock database leaves reads unprocessed; try again later")

    # Writing

    def put(self, item: Item, condition: ConditionBase | None = None) -> None:
        """Write a whole item. Raises ConditionFailed with the stored item."""
        self._write("PutItem", "put_item", {"Item": dump_item(item)}, condition)

    def update(
        self,
        pk: str,
        sk: str,
        changes: Item,
        *,
        remove: Iterable[str] = (),
        condition: ConditionBase | None = None,
    ) -> StoredItem:
        """Set and remove attributes, making the item if need be; returns it as it is after."""
        request = {"Key": dump_item({PK: pk, SK: sk}), **expressions.update(changes, remove)}
        answer = self._write("UpdateItem", "update_item", {**request, "ReturnValues": "ALL_NEW"}, condition)
        return load_item(answer["Attributes"])

    def delete(self, pk: str, sk: str, condition: ConditionBase | None = None) -> StoredItem | None:
        """Remove an item; returns what it was, or None if there was none."""
        request = {"Key": dump_item({PK: pk, SK: sk}), "ReturnValues": "ALL_OLD"}
        answer = self._write("DeleteItem", "delete_item", request, condition)
        return load_item(answer["Attributes"]) if answer.get("Attributes") else None

    def _write(
        self, operation: str, method: str, request: dict[str, Any], condition: ConditionBase | None
    ) -> dict[str, Any]:
        return self.call(
            operation,
            method,
            TableName=self.table_name,
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
            **expressions.with_condition(request, condition),
        )

    def put_if_absent(self, item: Item) -> bool:
        """Write ``item`` unless something stands under its key. True if it was written."""
        try:
            self.put(item, expressions.ABSENT)
        except ConditionFailed:
            return False
        return True

    def batch_write(self, puts: Iterable[Item] = (), deletes: Iterable[KeyPair] = ()) -> int:
        """Write and remove any number of items, 25 a call, in the order given; returns how many.

        Not atomic and without conditions: DynamoDB has none here. What the table leaves unprocessed is
        sent again, with backoff.
        """
        requests: list[dict[str, Any]] = [{"PutRequest": {"Item": dump_item(item)}} for item in puts]
        requests += [{"DeleteRequest": {"Key": dump_item({PK: pk, SK: sk})}} for pk, sk in deletes]
        for start in range(0, len(requests), WRITE_BATCH):
            self._write_batch(requests[start : start + WRITE_BATCH])
        return len(requests)

    def _write_batch(self, requests: list[dict[str, Any]]) -> None:
        left: Mapping[str, Any] = {self.table_name: requests}
        deadline = Deadline()
        while left:
            answer = self.call("BatchWriteItem", "batch_write_item", RequestItems=left)
            left = answer.get("UnprocessedItems") or {}
            if left and not deadline.wait():
                raise EngineUnavailable("the stock database leaves writes unprocessed; try again later")

    def transact_write(self, actions: Sequence[Mapping[str, Mapping[str, Any]]]) -> None:
        """Up to 100 writes, all or none: ``{"Put": {"Item": …, "ConditionExpression": …}}``.

        Items, keys and expression values as Python values. Raises TransactionRefused, whose reasons stand in
        the order of the actions with the rows as they are.
        """
        sent = [{kind: self._action(body)} for one in actions for kind, body in one.items()]
        self.call("TransactWriteItems", "transact_write_items", TransactItems=sent)

    def _action(self, body: Mapping[str, Any]) -> dict[str, Any]:
        action = {"TableName": self.table_name, "ReturnValuesOnConditionCheckFailure": "ALL_OLD", **body}
        for part in ("Item", "Key", "ExpressionAttributeValues"):
            if part in action:
                action[part] = {name: dump(value) for name, value in action[part].items()}
        return action
