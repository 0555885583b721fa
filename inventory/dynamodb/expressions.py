"""Expressions and their placeholders, from boto3's ``Key`` and ``Attr`` conditions."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from typing import Any

from boto3.dynamodb.conditions import Attr, ConditionBase, ConditionExpressionBuilder, Key

from inventory.dynamodb.schema import PK, SK
from inventory.dynamodb.wire import Item, dump

ABSENT = Attr(PK).not_exists()
PRESENT = Attr(PK).exists()


def up_to(sort_key: str) -> ConditionBase:
    """Rows of a partition up to and with a sort key."""
    return Key(SK).lte(sort_key)


def query_parameters(
    pk_name: str, pk: str, sk_condition: ConditionBase | None, filtered: ConditionBase | None = None
) -> dict[str, Any]:
    """Parameters of a Query of one partition in wire form. The partition is said without boto3's builder."""
    builder = ConditionExpressionBuilder()
    request: dict[str, Any] = {
        "KeyConditionExpression": "#pk = :pk",
        "ExpressionAttributeNames": {"#pk": pk_name},
        "ExpressionAttributeValues": {":pk": {"S": pk}},
    }
    if sk_condition is not None:
        built = builder.build_expression(sk_condition, is_key_condition=True)
        request["KeyConditionExpression"] += f" AND {built.condition_expression}"
        _add(request, built)
    if filtered is not None:
        built = builder.build_expression(filtered)
        request["FilterExpression"] = built.condition_expression
        _add(request, built)
    return request


def projected(request: dict[str, Any], only: Sequence[str]) -> dict[str, Any]:
    """``request`` of a read, for the attributes ``only``; for all where it names none."""
    if not only:
        return request
    names = {f"#p{i}": name for i, name in enumerate(only)}
    return {
        **request,
        "ProjectionExpression": ", ".join(names),
        "ExpressionAttributeNames": {**request.get("ExpressionAttributeNames", {}), **names},
    }


def matching(equal: Mapping[str, str], containing: Iterable[tuple[str, str]] = ()) -> ConditionBase | None:
    """Rows whose attributes are ``equal`` and whose texts hold each of ``containing``; None where nothing is asked."""
    asked: list[ConditionBase] = [Attr(name).eq(value) for name, value in equal.items()]
    asked += [Attr(name).contains(part) for name, part in containing]
    return reduce(lambda one, other: one & other, asked) if asked else None


def as_text(condition: ConditionBase | None) -> str:
    """A condition with its names and values, the same for the same condition; empty where there is none."""
    return json.dumps(ConditionExpressionBuilder().build_expression(condition)) if condition else ""


def with_condition(request: dict[str, Any], condition: ConditionBase | None) -> dict[str, Any]:
    """``request`` of a single write, under ``condition``."""
    if condition is None:
        return request
    built = ConditionExpressionBuilder().build_expression(condition)
    request = {**request, "ConditionExpression": built.condition_expression}
    _add(request, built)
    return request


def update(changes: Item, remove: Iterable[str]) -> dict[str, Any]:
    """UpdateExpression with its placeholders; ``#u`` and ``:u``, so as not to meet those of conditions."""
    names = {f"#u{i}": name for i, name in enumerate([*changes, *remove])}
    values = {f":u{i}": dump(value) for i, value in enumerate(changes.values())}
    placeholders = list(names)
    sets = ", ".join(f"{name} = :u{i}" for i, name in enumerate(placeholders[: len(values)]))
    removes = ", ".join(placeholders[len(values) :])
    text = " ".join(part for part in (sets and f"SET {sets}", removes and f"REMOVE {removes}") if part)
    request: dict[str, Any] = {"UpdateExpression": text, "ExpressionAttributeNames": names}
    return {**request, "ExpressionAttributeValues": values} if values else request


def _add(request: dict[str, Any], built: Any) -> None:
    names = {**request.get("ExpressionAttributeNames", {}), **built.attribute_name_placeholders}
    values = request.get("ExpressionAttributeValues", {})
    dumped = {name: dump(value) for name, value in built.attribute_value_placeholders.items()}
    request["ExpressionAttributeNames"] = names
    if values or dumped:
        request["ExpressionAttributeValues"] = {**values, **dumped}
