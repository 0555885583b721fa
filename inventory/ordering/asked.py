"""An order as it is asked for, taken or refused before anything is written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from inventory import values
from inventory.entities import OrderLine, SkuPointer
from inventory.errors import InvalidValue, UnknownSku
from inventory.pointers import Pointers

MAX_LINES = 2000
_LINE_FIELDS = {"sku", "quantity", "price", "warehouse", "product_id"}


@dataclass(frozen=True)
class LineDraft:
    """A line as asked: units of a SKU at a price, from a warehouse or (None) from the SKU's home.

    ``product_id``, where given, must be the product the SKU belongs to.
    """

    sku: str
    quantity: int
    price: Decimal
    warehouse: str | None
    product_id: str | None


@dataclass(frozen=True)
class AskedOrder:
    """Who wants what, under which id."""

    order_id: str
    customer_id: str
    lines: tuple[LineDraft, ...]


def asked_order(order_id: str, customer_id: str, items: Any) -> AskedOrder:
    """An order from plain values. Raises InvalidValue."""
    return AskedOrder(
        values.identifier("order_id", order_id),
        values.identifier("customer_id", customer_id),
        tuple(line_drafts(items)),
    )


def line_drafts(given: Any) -> list[LineDraft]:
    """Lines from mappings with sku, quantity, price, optionally warehouse and product_id. Raises InvalidValue."""
    if not isinstance(given, Sequence) or isinstance(given, (str, bytes)) or not given:
        raise InvalidValue("items", given, "must be a list of at least one line")
    if len(given) > MAX_LINES:
        raise InvalidValue("items", len(given), f"must have at most {MAX_LINES:,} lines")
    return [_line_draft(one, f"items[{i}]") for i, one in enumerate(given)]


def _line_draft(given: Any, where: str) -> LineDraft:
    if not isinstance(given, Mapping):
        raise InvalidValue(where, given, "must be a mapping with sku, quantity and price")
    for name in given:
        if name not in _LINE_FIELDS:
            raise InvalidValue(f"{where}.{name}", given[name], "is not a field here")
    warehouse, product_id = given.get("warehouse"), given.get("product_id")
    return LineDraft(
        sku=values.identifier(f"{where}.sku", given.get("sku")),
        quantity=values.quantity(f"{where}.quantity", given.get("quantity"), least=1),
        price=values.money(f"{where}.price", given.get("price")),
        warehouse=None if warehouse is None else values.identifier(f"{where}.warehouse", warehouse),
        product_id=None if product_id is None else values.identifier(f"{where}.product_id", product_id),
    )


def pointers_of(pointers: Pointers, drafts: Iterable[LineDraft]) -> dict[str, SkuPointer]:
    """Where the SKUs of ``drafts`` belong. Raises UnknownSku with every unknown one."""
    drafts = list(drafts)
    skus = list(dict.fromkeys(draft.sku for draft in drafts))
    found = pointers.find_all(skus)
    unknown = [sku for sku in skus if sku not in found]
    if unknown:
        raise UnknownSku(unknown)
    for draft in drafts:
        if draft.product_id not in (None, found[draft.sku].product_id):
            raise UnknownSku([draft.sku], draft.product_id)
    return found


def lines_of(asked: AskedOrder, pointers: Mapping[str, SkuPointer], now: str) -> tuple[OrderLine, ...]:
    """The lines as they will stand, without their names."""
    return tuple(
        OrderLine(
            order_id=asked.order_id,
            index=index,
            product_id=pointers[draft.sku].product_id,
            sku=draft.sku,
            quantity=draft.quantity,
            price=draft.price,
            subtotal=draft.quantity * draft.price,
            warehouse=draft.warehouse or pointers[draft.sku].warehouse,
            created_at=now,
        )
        for index, draft in enumerate(asked.lines, start=1)
    )
