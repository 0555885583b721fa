"""The changes of orders that move stock, each with what it means for a line, its level and the order."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from inventory.dynamodb import order_story_items
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.transactions import Write, put_new
from inventory.entities import Order, OrderLine, OrderStatus, Reason
from inventory.order_story import Return, Shipment
from inventory.ordering.goods import read_levels, refuse_no_place
from inventory.ordering.job import Job, OrderMoved
from inventory.ordering.reading import OrderRows
from inventory.ordering.work import Work
from inventory.plan import ROOM, StockPlan
from inventory.stock_changes import StockChange

D = TypeVar("D", Shipment, Return)


class GivingBack(Job):
    """What is open goes back to what can be promised."""

    def change(self, line: OrderLine) -> StockChange:
        return StockChange(stock=line.open, allocated=-line.open)

    def after(self, line: OrderLine) -> OrderLine:
        return replace(line, closed=line.closed + line.open, picked=0)

    def finished(self, order: Order) -> Order:
        return replace(order, status=self.work.to, closed=order.units - order.shipped, held_from=None)


class Cancelling(GivingBack):
    """The whole order is given back."""

    status = OrderStatus.CANCELLING
    reason = Reason.CANCELLED


class Closing(GivingBack):
    """The rest of a partly shipped order is given back."""

    status = OrderStatus.CLOSING
    reason = Reason.CLOSED


class Shipping(Job):
    """Units leave the house: they are allocated no more."""

    status = OrderStatus.SHIPPING
    reason = Reason.SHIPPED

    def __init__(
        self, client: DynamoDBClient, order: Order, lines: Sequence[OrderLine], work: Work, shipment: Shipment
    ) -> None:
        self.shipment, self._all, self._begun = shipment, lines, order.step
        self._units = dict(shipment.lines)
        super().__init__(client, order, [line for line in lines if line.index in self._units], work)

    def change(self, line: OrderLine) -> StockChange:
        return StockChange(stock=0, allocated=-self._units[line.index])

    def after(self, line: OrderLine) -> OrderLine:
        units = self._units[line.index]
        return replace(line, shipped=line.shipped + units, picked=max(0, line.picked - units))

    def documents(self, now: str) -> Sequence[Write]:
        return (put_new(order_story_items.shipment_item(replace(self.shipment, at=now))),)

    def finished(self, order: Order) -> Order:
        shipped = order.shipped + self.shipment.units
        rest = order.units - shipped - order.closed
        status = OrderStatus.SHIPPED if not rest else OrderStatus.PICKING
        if rest and self.work.close_rest:
            status = OrderStatus.CLOSING
        return replace(order, status=status, shipped=shipped)

    def next_work(self) -> Work | None:
        if self.finished(self.order).status is not OrderStatus.CLOSING:
            return None
        return replace(self.work, to=OrderStatus.SHIPPED, close_rest=False, room=self.work.room or ROOM)

    def next_steps(self) -> int:
        following = self.next_work()
        if following is None:
            return 0
        to_ship = {line.index for part in self.plan.parts[self._begun :] for line in part}
        rest = [self.after(line) if line.index in to_ship else line for line in self._all]
        return len(StockPlan.of(not_shipped(rest), following.room).parts)


class Returning(Job):
    """Goods come back: to the stock, or they are written off and the ledger says so."""

    status = OrderStatus.RETURNING
    reason = Reason.CUSTOMER_RETURN
    may_lose = True

    def __init__(
        self, client: DynamoDBClient, order: Order, lines: Sequence[OrderLine], work: Work, document: Return
    ) -> None:
        self.document = document
        self._units = {index: (restocked, written_off) for index, restocked, written_off in document.lines}
        super().__init__(client, order, [line for line in lines if line.index in self._units], work)

    def _parted(self, line: OrderLine) -> tuple[int, int]:
        """Units that go back to the stock, and units that are written off."""
        restocked, written_off = self._units[line.index]
        return (0, restocked + written_off) if line.sku in self.lost else (restocked, written_off)

    def foresee(self) -> None:
        restocked = [line for line in self.lines if self._parted(line)[0]]
        refuse_no_place(read_levels(self.client, restocked), self.stock_units(restocked))

    def change(self, line: OrderLine) -> StockChange:
        restocked, written_off = self._parted(line)
        note = f"{written_off} written off" if written_off else None
        reason = None if restocked else Reason.WRITTEN_OFF
        return StockChange(stock=restocked, on_retired=not restocked, reason=reason, note=note)

    def after(self, line: OrderLine) -> OrderLine:
        restocked, written_off = self._parted(line)
        returned = line.returned + restocked + written_off
        return replace(line, returned=returned, written_off=line.written_off + written_off)

    def documents(self, now: str) -> Sequence[Write]:
        return (put_new(order_story_items.return_item(replace(self.document, at=now))),)

    def finished(self, order: Order) -> Order:
        return replace(order, status=self.work.to, returned=order.returned + self.document.units)


_ON_OPEN_LINES: Mapping[OrderStatus, type[GivingBack]] = {
    OrderStatus.CANCELLING: Cancelling,
    OrderStatus.CLOSING: Closing,
}


def not_shipped(lines: Sequence[OrderLine]) -> list[OrderLine]:
    """The lines that a cancellation gives back: the same ones however much of it is done."""
    return [line for line in lines if line.shipped < line.quantity]


def _document(documents: Sequence[D], work: Work) -> D:
    found = next((one for one in documents if one.number == work.document), None)
    if found is None:  # written with the order, but not seen yet
        raise OrderMoved
    return found


def on_lines(client: DynamoDBClient, rows: OrderRows, work: Work) -> Job:
    """The job that is in work on an order whose lines are all there. Raises OrderMoved."""
    order = rows.order
    if order.status is OrderStatus.SHIPPING:
        return Shipping(client, order, rows.lines, work, _document(rows.shipments, work))
    if order.status is OrderStatus.RETURNING:
        return Returning(client, order, rows.lines, work, _document(rows.returns, work))
    return _ON_OPEN_LINES[order.status](client, order, not_shipped(rows.lines), work)
