"""Picking: which units of an order are off the shelf. No stock moves; the table sees that the order is PICKING."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from inventory.bins import walking_key
from inventory.dynamodb import find_items, items, order_items
from inventory.dynamodb.attributes import integer
from inventory.dynamodb.backoff import Deadline
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.transactions import AlreadyDone, Write, check, commit, update_if
from inventory.entities import Order, OrderLine, OrderStatus, Record, StockLevel, Variant
from inventory.errors import IllegalMove, InvalidValue, StockBusy, SurplusScan, WrongScan
from inventory.ordering.goods import LevelName, level_of
from inventory.ordering.job import OrderMoved, moved
from inventory.ordering.reading import OrderRows, existing_rows, read_rows
from inventory.ordering.requests import OrderRequest
from inventory.people import StaffUser
from inventory.permissions import Actor, Permission, may, require
from inventory.stock import level_keys


@dataclass(frozen=True)
class PickStop(Record):
    """A line and where its goods lie; ``bin`` is as the level says now."""

    line: OrderLine
    bin: str
    barcode: str


@dataclass(frozen=True)
class PickList(Record):
    """What of an order is still in the house, in walking order: warehouse, bin, SKU, line."""

    order: Order
    stops: tuple[PickStop, ...]

    @property
    def units(self) -> int:
        return sum(stop.line.open for stop in self.stops)

    @property
    def picked(self) -> int:
        return sum(stop.line.picked for stop in self.stops)


@dataclass(frozen=True)
class Picked(Record):
    """A line after units of it were counted. ``repeated`` says that the same request had counted them before."""

    order: Order
    line: OrderLine
    repeated: bool


def pick_list(client: DynamoDBClient, order_id: str) -> PickList | None:
    """One Query, and one BatchGetItem for each 100 rows of stock; None where there is no order."""
    rows = read_rows(client, order_id)
    if rows is None:
        return None
    open_lines = [line for line in rows.all_lines if line.open]
    wanted = [key for line in open_lines for key in level_keys(line.product_id, line.sku, line.warehouse)]
    found = client.batch_get(wanted, consistent=True, decode=items.product_partition_row).values()
    bins: dict[LevelName, str] = {}
    for row in found:
        if isinstance(row, (Variant, StockLevel)):
            bins[row.sku, row.warehouse] = row.bin
    barcodes = {row.sku: row.barcode for row in found if isinstance(row, Variant)}
    stops = [PickStop(line, bins.get(level_of(line), ""), barcodes.get(line.sku, "")) for line in open_lines]
    return PickList(rows.order, tuple(sorted(stops, key=_walk)))


def _walk(stop: PickStop) -> tuple[object, ...]:
    return stop.line.warehouse, walking_key(stop.bin), stop.line.sku, stop.line.index


def set_picked(
    client: DynamoDBClient, order_id: str, index: int, units: int, actor: Actor, request_key: str | None
) -> Picked:
    """Say how many units of a line are picked.

    Raises OrderNotFound, NotAllowed, IllegalMove, InvalidValue for more than are open, RequestKeyReused, StockBusy.
    """

    def wanted(rows: OrderRows) -> OrderLine:
        line = next((line for line in rows.lines if line.index == index), None)
        if line is None:
            raise InvalidValue("index", index, "is for a line that is not there")
        if units > line.open:
            raise InvalidValue("units", units, f"must be at most {line.open}")
        return replace(line, picked=units)

    request = OrderRequest(client, request_key, ["pick", order_id, index, units])
    return _count(client, order_id, wanted, actor, request)


def scan(client: DynamoDBClient, order_id: str, code: str, actor: Actor, request_key: str | None) -> Picked:
    """Count one unit of the SKU or barcode that was scanned, on the first line that lacks one.

    Raises WrongScan, SurplusScan, and as ``set_picked``.
    """

    def wanted(rows: OrderRows) -> OrderLine:
        lines = _own_first(actor, _scanned(client, rows.lines, code))
        if not lines:
            raise WrongScan(order_id, code)
        line = next((line for line in lines if line.to_pick), None)
        if line is None:
            raise SurplusScan(lines[-1])
        return replace(line, picked=line.picked + 1)

    return _count(client, order_id, wanted, actor, OrderRequest(client, request_key, ["scan", order_id, code]))


def _own_first(actor: Actor, lines: Sequence[OrderLine]) -> list[OrderLine]:
    """The same SKU may lie in several warehouses, and who scans works in some of them."""
    if not isinstance(actor, StaffUser):
        return list(lines)
    return sorted(lines, key=lambda line: not may(actor, Permission.WORK_ON_ORDERS, line.warehouse))


def _scanned(client: DynamoDBClient, lines: Iterable[OrderLine], code: str) -> list[OrderLine]:
    """The lines that have something in the house of what a code stands for: a SKU, else a barcode."""
    here = [line for line in lines if line.open]
    skus = {line.sku for line in here}
    sku = next((name for name in (code, code.upper()) if name in skus), None) or _behind(client, code)
    return [line for line in here if line.sku == sku]


def _behind(client: DynamoDBClient, barcode: str) -> str | None:
    try:
        key = find_items.barcode_key(barcode)
    except ValueError:  # what cannot be a barcode stands for nothing
        return None
    owner = client.get(*key, consistent=True, decode=find_items.barcode_owner)
    return owner.sku if owner else None


def _count(
    client: DynamoDBClient,
    order_id: str,
    wanted: Callable[[OrderRows], OrderLine],
    actor: Actor,
    request: OrderRequest,
) -> Picked:
    deadline = Deadline()
    while True:
        rows = existing_rows(client, order_id)
        try:
            line = _judged(rows, wanted, actor, request)
            commit(client, _writes(rows, line, request), deadline)
            return Picked(rows.order, line, repeated=False)
        except AlreadyDone as done:
            index, rows = integer(done.item, "Index"), existing_rows(client, order_id)
            return Picked(rows.order, next(line for line in rows.lines if line.index == index), repeated=True)
        except OrderMoved:
            if not deadline.wait():
                raise StockBusy from None


def _judged(
    rows: OrderRows, wanted: Callable[[OrderRows], OrderLine], actor: Actor, request: OrderRequest
) -> OrderLine:
    try:
        if rows.order.status is not OrderStatus.PICKING:
            raise IllegalMove(rows.order, None, "picked", "only an order that is PICKING can be")
        line = wanted(rows)
    except (IllegalMove, InvalidValue, SurplusScan, WrongScan):
        # It may be impossible now because this very request counted the units.
        request.raise_if_done()
        raise
    require(actor, Permission.WORK_ON_ORDERS, [line.warehouse])
    return line


def _writes(rows: OrderRows, line: OrderLine, request: OrderRequest) -> Sequence[Write]:
    before = next(each for each in rows.lines if each.index == line.index)
    changes = {"Picked": line.picked or None}
    still_picking = check(order_items.order_key(line.order_id), {"Status": OrderStatus.PICKING}, moved)
    return [
        request.write(Index=line.index),
        update_if(order_items.line_key(line), changes, order_items.line_as_read(before), moved),
        still_picking,
    ]
