"""Moto without what makes it slow: it copies the whole table, stream included, for each action of a transaction, looks
for each of the ten types of a value under six names, compares keys by what they would be as any type, copies each
update that it has just parsed, and looks up the names of its own methods for each call. And botocore, which reads what
it knows of services from its files for each session.
"""

import copy
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from threading import local
from types import SimpleNamespace
from typing import Any

from botocore import session
from moto.core import responses, utils
from moto.core.serialize import BaseJSONSerializer
from moto.dynamodb import models
from moto.dynamodb.models.dynamo_type import Item, LimitedSizeDict
from moto.dynamodb.models.table import StreamShard, Table
from moto.dynamodb.parsing import validators

_transact_write_items = models.DynamoDBBackend.transact_write_items
_get_value = BaseJSONSerializer.get_value
_transaction = local()


def lighten() -> None:
    """From here on in this process. No test reads a stream of moto's."""
    StreamShard.add = lambda self, old, new: None  # type: ignore[method-assign]
    models.copy = SimpleNamespace(deepcopy=_deepcopy, copy=copy.copy)  # type: ignore[assignment,attr-defined]
    models.DynamoDBBackend.transact_write_items = _once_copied  # type: ignore[assignment,method-assign]
    BaseJSONSerializer.get_value = _looked_up_once  # type: ignore[assignment,method-assign]
    Table.all_items = _in_order  # type: ignore[assignment,method-assign]
    validators.deepcopy = lambda parsed: parsed  # type: ignore[assignment,attr-defined,misc]
    responses.method_names_from_class = cache(utils.method_names_from_class)  # type: ignore[attr-defined]
    session.create_loader = cache(session.create_loader)


def saved(table_name: str) -> Callable[[], None]:
    """The rows of a table as they are now: what is returned brings them back, any number of times."""
    tables = _tables_with(table_name)
    kept = _copied(tables[table_name])

    def bring_back() -> None:
        tables[table_name] = _copied(kept)

    return bring_back


def rows(table_name: str) -> dict[tuple[str, str], dict[str, Any]]:
    """The rows of a table in moto's own form: to compare, where a scan would take most of a test's time."""
    stored = _tables_with(table_name)[table_name].items.items()
    return {(pk.value, sk.value): dict(row.attrs) for pk, each in stored for sk, row in each.items()}


def _tables_with(table_name: str) -> dict[str, Table]:
    backends = [backend for account in models.dynamodb_backends.values() for backend in account.values()]
    return next(backend.tables for backend in backends if table_name in backend.tables)


def _in_order(table: Table) -> list[Item]:
    rows = [row for each in table.items.values() for row in each.values()]
    # Keys are strings here.
    return sorted(rows, key=lambda row: (row.hash_key.value, row.range_key.value))


def _looked_up_once(serializer: BaseJSONSerializer, value: Any, key: str, shape: Any) -> Any:
    # An attribute's value is stored as it is sent: {"S": ...}.
    if isinstance(value, dict) and getattr(shape, "parent", None) is not None and shape.parent.name == "AttributeValue":
        return value.get(key)
    return _get_value(serializer, value, key, shape)


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
