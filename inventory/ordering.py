"""Orders: placing them, reading them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from inventory import catalogue, clock, stock_changes, values
from inventory.dynamodb import items, keys, order_items
from inventory.dynamodb.backoff import Deadline
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.paging import Range, read_page
from inventory.dynamodb.transactions import MAX_ACTIONS, AlreadyDone, Witness, Write, put_new
from inventory.entities import Order, OrderLine, OrderStatus, OrderWithItems, Page, Reason, SkuPointer, StockLevel
from inventory.errors import InvalidValue, OrderExists, TooManyActions, UnknownSku
from inventory.permissions import Actor, Permission, require
from inventory.stock_changes import StockChange
from inventory.turns import turn

MAX_SKUS = 33
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


def line_drafts(given: Any) -> list[LineDraft]:
    """Lines from mappings with sku, quantity, price, optionally warehouse and product_id. Raises InvalidValue."""
    if not isinstance(given, Sequence) or isinstance(given, (str, bytes)) or not given:
        raise InvalidValue("items", given, "must be a list of at least one line")
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


def place(
    client: DynamoDBClient, order_id: str, customer_id: str, drafts: Sequence[LineDraft], actor: Actor
) -> OrderWithItems:
    """Place an order: its row, its lines, the stock they take and the ledger, in one transaction.

    The same order again is the same order. Raises InsufficientStock with every short SKU, UnknownSku with
    every unknown one, NotAllowed, OrderExists for another order under the id, TooManyActions; nothing is changed then.
    """
    _refuse_too_many_skus(drafts)
    pointers = _pointers(client, drafts)
    now = clock.timestamp()
    lines = _lines(order_id, drafts, pointers)
    _refuse_too_long(lines)
    total = sum((line.subtotal for line in lines), Decimal("0.00"))
    order = Order(order_id, customer_id, total, OrderStatus.PENDING, now, now)
    name = require(actor, Permission.WORK_ON_ORDERS, sorted({line.warehouse for line in lines}))
    placing = Placing(client, OrderWithItems(**asdict(order), lines=tuple(lines)), name)
    try:
        _take(client, placing, pointers)
    except AlreadyDone:
        # Ours, or an earlier press: either way the table says what the order is.
        return get_with_lines(client, order_id) or placing.order
    return placing.order


def _take(client: DynamoDBClient, placing: "Placing", pointers: Mapping[str, SkuPointer]) -> None:
    lines, deadline = placing.order.lines, Deadline()
    with turn(pointers, deadline):
        levels = _levels(client, lines, pointers)
        stock_changes.apply(client, levels, [_taken(level, lines) for level in levels], placing, deadline)


def _refuse_too_many_skus(drafts: Sequence[LineDraft]) -> None:
    skus = len({draft.sku for draft in drafts})
    if skus > MAX_SKUS:
        raise TooManyActions(f"an order may name up to {MAX_SKUS} different SKUs; this one names {skus}")


def _refuse_too_long(lines: Sequence[OrderLine]) -> None:
    levels = len({(line.sku, line.warehouse) for line in lines})
    if 1 + len(lines) + 2 * levels > MAX_ACTIONS:
        raise TooManyActions(f"{len(lines)} lines over {levels} stock levels are too many for one order")


def _pointers(client: DynamoDBClient, drafts: Sequence[LineDraft]) -> dict[str, SkuPointer]:
    skus = list(dict.fromkeys(draft.sku for draft in drafts))
    pointers = catalogue.find_skus(client, skus)
    unknown = [sku for sku in skus if sku not in pointers]
    if unknown:
        raise UnknownSku(unknown)
    for draft in drafts:
        if draft.product_id not in (None, pointers[draft.sku].product_id):
            raise UnknownSku([draft.sku], draft.product_id)
    return pointers


def _lines(order_id: str, drafts: Sequence[LineDraft], pointers: Mapping[str, SkuPointer]) -> list[OrderLine]:
    return [
        OrderLine(
            order_id=order_id,
            index=index,
            product_id=pointers[draft.sku].product_id,
            sku=draft.sku,
            quantity=draft.quantity,
            price=draft.price,
            subtotal=draft.quantity * draft.price,
            warehouse=draft.warehouse or pointers[draft.sku].warehouse,
        )
        for index, draft in enumerate(drafts, start=1)
    ]


def _levels(client: DynamoDBClient, lines: Sequence[OrderLine], pointers: Mapping[str, SkuPointer]) -> list[StockLevel]:
    """The levels the lines draw on, each once, as they are now; empty ones where there is none."""
    empty = [
        StockLevel(line.product_id, line.sku, line.warehouse, 0, 0, 0, line.warehouse == pointers[line.sku].warehouse)
        for line in lines
    ]
    wanted = {items.level_key(level): level for level in empty}
    return list((wanted | client.batch_get(wanted, consistent=True, decode=items.level)).values())


def _taken(level: StockLevel, lines: Sequence[OrderLine]) -> StockChange:
    units = sum(line.quantity for line in lines if (line.sku, line.warehouse) == (level.sku, level.warehouse))
    return StockChange(stock=-units, allocated=units)


class Placing:
    """A new order as a cause of movements: its own row is what makes it happen once."""

    reason: str = Reason.ORDER
    note = ""
    undoes: int | None = None

    def __init__(self, client: DynamoDBClient, order: OrderWithItems, actor: str) -> None:
        self.order, self.actor = order, actor
        lines = [[line.sku, line.quantity, str(line.price), line.warehouse] for line in order.lines]
        what = [order.customer_id, lines]
        self._witness = Witness(client, self.name, what, lambda: OrderExists(order.order_id))

    @property
    def name(self) -> str:
        return keys.order_pk(self.order.order_id)

    def writes(self, after: Sequence[StockLevel], now: str) -> Sequence[Write]:
        witness = put_new(order_items.order_item(self.order, self._witness.content_hash), self._witness.refused)
        return [witness, *(put_new(order_items.line_item(line)) for line in self.order.lines)]

    def raise_if_done(self) -> None:
        self._witness.raise_if_done()


def get_with_lines(client: DynamoDBClient, order_id: str) -> OrderWithItems | None:
    """One Query of the order's partition; None where there is no order."""
    rows = client.query(
        keys.order_pk(order_id), consistent=True, all_pages=True, decode=order_items.order_partition_row
    )
    order = next((row for row in rows if isinstance(row, Order)), None)
    if order is None:
        return None
    return OrderWithItems(**asdict(order), lines=tuple(row for row in rows if isinstance(row, OrderLine)))


def of_customer(client: DynamoDBClient, customer_id: str, limit: int, cursor: str | None) -> Page[Order]:
    """A customer's orders, newest first."""
    low, high = keys.customer_order_range()
    query = Range("GSI1", keys.customer_pk(customer_id), low, high, descending=True)
    return read_page(client, query, limit, cursor, order_items.order)
