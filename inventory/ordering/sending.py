"""Shipping an order, whole or in part, and taking goods of it back."""

from collections.abc import Mapping, Sequence
from typing import Any

from inventory import values
from inventory.dynamodb.client import DynamoDBClient
from inventory.entities import SENT, Order, OrderLine, OrderStatus
from inventory.errors import IllegalMove, InvalidValue
from inventory.order_story import Return, Shipment
from inventory.ordering.carrying_out import carry_out
from inventory.ordering.job import Job
from inventory.ordering.jobs import Returning, Shipping
from inventory.ordering.moving import counted, refuse_illegal
from inventory.ordering.reading import OrderRows
from inventory.ordering.requests import OrderRequest
from inventory.ordering.work import Work
from inventory.permissions import Actor, Permission, require

_RETURN_FIELDS = {"index", "restock", "write_off"}

Units = Mapping[int, int]
ReturnedUnits = Sequence[tuple[int, int, int]]


def ship(
    client: DynamoDBClient,
    order_id: str,
    units: Units | None,
    *,
    close_rest: bool,
    actor: Actor,
    note: str,
    request_key: str | None,
    wait: bool,
) -> Order:
    """Ship ``units`` by line index, or everything open (None); the rest stays open, or is given back.

    Raises OrderNotFound, NotAllowed, IllegalMove, InvalidValue for ``units[<index>]``, RequestKeyReused, StockBusy,
    OutcomeUnknown, PlanUnfinished.
    """

    def prepare(rows: OrderRows) -> Job | None:
        order = counted(rows.order, rows)
        name = require(actor, Permission.WORK_ON_ORDERS, order.warehouses)
        if units is None and request_key is None and order.status in (OrderStatus.SHIPPED, OrderStatus.SHIPPING):
            return None
        refuse_illegal(order, OrderStatus.SHIPPED)
        number = len(rows.shipments) + 1
        shipment = Shipment(order_id, number, "", name, _shipped_lines(rows.lines, units), note)
        work = Work(order.status, OrderStatus.SHIPPED, name, note, document=number, close_rest=close_rest)
        return Shipping(client, order, rows.lines, work, shipment)

    what = ["ship", order_id, sorted(units.items()) if units is not None else None, close_rest]
    return carry_out(client, order_id, prepare, OrderRequest(client, request_key, what), wait)


def units_asked(given: Any) -> Units | None:
    """Units by line index from a mapping; lines with 0 are left out. Raises InvalidValue."""
    if given is None:
        return None
    if not isinstance(given, Mapping):
        raise InvalidValue("units", given, "must be units by line index")
    taken = {_index("units", index): values.quantity(f"units[{index}]", units) for index, units in given.items()}
    return {index: units for index, units in taken.items() if units}


def _shipped_lines(lines: Sequence[OrderLine], units: Units | None) -> tuple[tuple[int, int], ...]:
    open_units = {line.index: line.open for line in lines}
    wanted = {index: units for index, units in open_units.items() if units} if units is None else units
    for index, number in wanted.items():
        if number > open_units.get(index, 0):
            rule = f"must be at most {open_units[index]}" if index in open_units else "is for a line that is not there"
            raise InvalidValue(f"units[{index}]", number, rule)
    if not wanted:
        raise InvalidValue("units", 0, "must name at least one unit to ship")
    return tuple(sorted(wanted.items()))


def take_back(
    client: DynamoDBClient,
    order_id: str,
    returned: ReturnedUnits,
    *,
    actor: Actor,
    note: str,
    request_key: str | None,
    wait: bool,
) -> Order:
    """Take units of lines back, to the stock or written off. Raises as ``ship``, and Retired."""

    def prepare(rows: OrderRows) -> Job | None:
        order = counted(rows.order, rows)
        name = require(actor, Permission.WORK_ON_ORDERS, order.warehouses)
        if order.status not in SENT:
            raise IllegalMove(order, None, "returned", "only what was shipped can come back")
        _refuse_more_than_shipped(rows.lines, returned)
        number = len(rows.returns) + 1
        document = Return(order_id, number, "", name, tuple(returned), note)
        work = Work(order.status, order.status, name, note or _told(document), document=number)
        return Returning(client, order, rows.lines, work, document)

    what = ["return", order_id, [list(one) for one in returned]]
    return carry_out(client, order_id, prepare, OrderRequest(client, request_key, what), wait)


def _told(document: Return) -> str:
    return f"{document.units} unit{'s' * (document.units != 1)} returned"


def returned_units(given: Any) -> ReturnedUnits:
    """(index, restock, write off) from mappings; lines with nothing are left out. Raises InvalidValue."""
    if not isinstance(given, Sequence) or isinstance(given, (str, bytes)):
        raise InvalidValue("lines", given, "must be a list of lines")
    rows = [_returned_line(one) for one in given]
    kept = sorted(row for row in rows if row[1] or row[2])
    if not kept:
        raise InvalidValue("lines", 0, "must name at least one unit that came back")
    if len({index for index, *_ in kept}) < len(kept):
        raise InvalidValue("lines", [index for index, *_ in kept], "must name each line once")
    return kept


def _returned_line(given: Any) -> tuple[int, int, int]:
    if not isinstance(given, Mapping) or not set(given) <= _RETURN_FIELDS:
        raise InvalidValue("lines", given, "must be mappings with index, restock and write_off")
    index = _index("lines", given.get("index"))
    restock = values.quantity(f"lines[{index}].restock", given.get("restock", 0))
    return index, restock, values.quantity(f"lines[{index}].write_off", given.get("write_off", 0))


def _refuse_more_than_shipped(lines: Sequence[OrderLine], returned: ReturnedUnits) -> None:
    returnable = {line.index: line.returnable for line in lines}
    for index, restock, write_off in returned:
        field = f"lines[{index}].{'restock' if restock else 'write_off'}"
        if index not in returnable:
            raise InvalidValue(field, index, "is for a line that is not there")
        if restock + write_off > returnable[index]:
            raise InvalidValue(field, restock + write_off, f"must be at most {returnable[index]} together")


def _index(field: str, value: object) -> int:
    return values.quantity(f"{field}: the line", value, least=1)
