"""The thin wrapper around DynamoDB that everything else stands on, usable by itself.

Items go in and come out as Python values under their stored names; money as Decimal. The repository's
modules pass ``decode`` to take rows from the wire form straight into entities.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from boto3.dynamodb.conditions import ConditionBase

from inventory.dynamodb import expressions
from inventory.dynamodb.backoff import CALL_DEADLINE, Deadline
from inventory.dynamodb.failures import ConditionFailed
from inventory.dynamodb.reading import KeyPair, Reader
from inventory.dynamodb.schema import PK, SK
from inventory.dynamodb.wire import Item, StoredItem, dump, dump_item, load_item
from inventory.errors import EngineUnavailable

WRITE_BATCH = 25


class DynamoDBClient(Reader):
    """Reads and writes one table. Nothing is connected before the first call.

    ``settings`` come from the environment unless given. Raises, from every method: EngineUnavailable where
    no engine answers, TableMissing, Throttled; OutcomeUnknown for a write that got no answer.
    """

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

    def batch_write(
        self, puts: Iterable[Item] = (), deletes: Iterable[KeyPair] = (), *, patience: float = CALL_DEADLINE
    ) -> int:
        """Write and remove any number of items, 25 a call, in the order given; returns how many.

        Not atomic and without conditions: DynamoDB has none here. What the table leaves unprocessed is
        sent again, with backoff. ``patience`` is for each call; who loads for an hour has more of it than a page.
        """
        requests: list[dict[str, Any]] = [{"PutRequest": {"Item": dump_item(item)}} for item in puts]
        requests += [{"DeleteRequest": {"Key": dump_item({PK: pk, SK: sk})}} for pk, sk in deletes]
        for start in range(0, len(requests), WRITE_BATCH):
            self._write_batch(requests[start : start + WRITE_BATCH], patience)
        return len(requests)

    def _write_batch(self, requests: list[dict[str, Any]], patience: float) -> None:
        left: Mapping[str, Any] = {self.table_name: requests}
        deadline = Deadline()
        while left:
            answer = self.call("BatchWriteItem", "batch_write_item", patience=patience, RequestItems=left)
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
