"""Moto without what makes its transactions slow: it copies the whole table, stream included, for each action of one."""

import copy
from collections import defaultdict
from threading import local
from types import SimpleNamespace
from typing import Any

from moto.dynamodb import models
from moto.dynamodb.models.dynamo_type import Item, LimitedSizeDict
from moto.dynamodb.models.table import StreamShard, Table

_transact_write_items = models.DynamoDBBackend.transact_write_items
_transaction = local()


def lighten() -> None:
    """From here on in this process. No test reads a stream of moto's."""
    StreamShard.add = lambda self, old, new: None  # type: ignore[method-assign]
    models.copy = SimpleNamespace(deepcopy=_deepcopy, copy=copy.copy)  # type: ignore[assignment,attr-defined]
    models.DynamoDBBackend.transact_write_items = _once_copied  # type: ignore[assignment,method-assign]


def _once_copied(backend: models.DynamoDBBackend, transact_items: list[dict[str, Any]]) -> None:
    _transaction.copies = {}
    _transact_write_items(backend, transact_items)


def _deepcopy(value: Any) -> Any:
    if not isinstance(value, Table):
        return copy.deepcopy(value)
    # Asked for once an action, all before the first of them is applied.
    copies: dict[int, Table] = _transaction.copies
    return copies.setdefault(id(value), copies.get(id(value)) or _copied(value))


def _copied(table: Table) -> Table:
    """The table as it is now: its rows are changed in place, the values in them replaced."""
    copied = copy.copy(table)
    copied.items = defaultdict(dict)
    for hash_key, rows in table.items.items():
        assert isinstance(rows, dict), "tables here have a sort key"
        copied.items[hash_key] = {key: _row_copied(row) for key, row in rows.items()}
    return copied


def _row_copied(row: Item) -> Item:
    copied = copy.copy(row)
    copied.attrs = LimitedSizeDict()
    dict.update(copied.attrs, row.attrs)
    return copied
