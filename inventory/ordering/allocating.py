"""Orders whose lines are new: taking their stock, and giving it back where a line is short."""

from collections.abc import Sequence
from dataclasses import replace

from inventory import clock
from inventory.dynamodb import order_items, order_story_items
from inventory.dynamodb.backoff import Deadline
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.transactions import Write, commit, put_new, remove
from inventory.entities import Order, OrderLine, OrderStatus, Reason
from inventory.errors import InsufficientStock, InvalidValue, Retired, Shortage
from inventory.order_story import Shortages
from inventory.ordering.goods import Goods, level_of, read_goods, read_levels, refuse_no_place
from inventory.ordering.job import Job, gone_on, step_write, write_order
from inventory.ordering.work import Work
from inventory.stock_changes import StockChange

# What shows, in the middle of it, that an order cannot be had.
_CANNOT_BE = (InsufficientStock, Retired, InvalidValue)


class _NewLines(Job):
    """A job whose lines are drafted, and become rows part by part."""

    def __init__(self, client: DynamoDBClient, order: Order, lines: Sequence[OrderLine], work: Work) -> None:
        super().__init__(client, order, lines, work)
        self.goods = Goods({}, {})

    def named(self, line: OrderLine) -> OrderLine:
        return replace(line, name=self.goods.names[line.sku])

    def refuse_retired(self, goods: Goods) -> None:
        """Raise Retired for the first line of what is out of use."""
        for line in self.lines:
            if goods.levels[level_of(line)].retired:
                raise Retired(line.sku)

    def row(self, line: OrderLine) -> Write:
        return put_new(order_items.line_item(self.after(self.named(line))))

    def left_behind(self) -> Sequence[Write]:
        drafts = order_story_items.draft_items(self.order, self.lines)
        return [remove((str(draft["PK"]), str(draft["SK"]))) for draft in drafts]

    def run(self) -> None:
        self.goods = read_goods(self.client, self.left())
        super().run()

    def take_step(self, lines: Sequence[OrderLine]) -> None:
        self.apply(lines, self.goods.levels)

    def left(self) -> list[OrderLine]:
        """The lines of the steps that are left."""
        return [line for part in self.plan.parts[self.order.step :] for line in part]


class Receiving(_NewLines):
    """Goods come back that name no order: up goes the stock."""

    status = OrderStatus.RECEIVING
    reason = Reason.CUSTOMER_RETURN
    may_lose = True

    def foresee(self) -> None:
        refuse_no_place(read_levels(self.client, self.lines), self.stock_units(self.lines))

    def change(self, line: OrderLine) -> StockChange:
        if line.sku in self.lost:
            return StockChange(0, on_retired=True, reason=Reason.WRITTEN_OFF, note=f"{line.quantity} written off")
        return StockChange(stock=line.quantity)

    def after(self, line: OrderLine) -> OrderLine:
        lost = line.quantity if line.sku in self.lost else 0
        return replace(line, shipped=line.quantity, returned=line.quantity, written_off=lost)

    def finished(self, order: Order) -> Order:
        return replace(order, status=OrderStatus.RETURNED, shipped=order.units, returned=order.units)


class Allocating(_NewLines):
    """Each line takes what it asks for."""

    status = OrderStatus.ALLOCATING
    reason = Reason.ORDER

    def change(self, line: OrderLine) -> StockChange:
        return StockChange(stock=-line.quantity, allocated=line.quantity)

    def after(self, line: OrderLine) -> OrderLine:
        return line

    def finished(self, order: Order) -> Order:
        return replace(order, status=OrderStatus.PENDING)

    def run(self) -> None:
        try:
            super().run()
        except _CANNOT_BE as why:
            self._reject(why)

    def take_step(self, lines: Sequence[OrderLine]) -> None:
        # Of all that is left, not of this step alone: why take what would have to be given back?
        short = shortages(self.left(), self.goods)
        if short:
            raise InsufficientStock(short)
        super().take_step(lines)

    def _reject(self, why: Exception) -> None:
        """Nothing is taken from here on, and what was taken will be given back. Raises AlreadyDone."""
        left, now = self.left(), clock.timestamp()
        # Anew: all that is short now is named, not only what was met first.
        short = shortages(left, read_goods(self.client, left)) or _of(why, left)
        places = {level_of(line): line.index for line in reversed(self.lines)}
        listed = tuple((places[one.sku, one.warehouse], one.asked, one.available) for one in short)
        work = replace(self.work, taken=self.order.step, to=OrderStatus.REJECTED, note="Not enough stock")
        after = replace(self.over(self.order, now), status=OrderStatus.REJECTING, steps=len(self.plan.parts))
        told = put_new(order_story_items.shortages_item(Shortages(self.order.order_id, listed)))
        commit(self.client, [write_order(self.order, after, work, gone_on), told], Deadline())


class Rejecting(_NewLines):
    """What was taken is given back, and the rest is written down as never taken."""

    status = OrderStatus.REJECTING
    reason = Reason.REJECTED

    def change(self, line: OrderLine) -> StockChange:
        return StockChange(stock=line.quantity, allocated=-line.quantity)

    def after(self, line: OrderLine) -> OrderLine:
        return replace(line, closed=line.quantity)

    def finished(self, order: Order) -> Order:
        return replace(order, status=OrderStatus.REJECTED, closed=order.units)

    def row(self, line: OrderLine) -> Write:
        return Job.row(self, line) if self.order.step < self.work.taken else super().row(line)

    def take_step(self, lines: Sequence[OrderLine]) -> None:
        self.goods = read_goods(self.client, lines)
        if self.order.step < self.work.taken:
            self.apply(lines, self.goods.levels)
            return
        commit(self.client, [step_write(self.order, clock.timestamp()), *map(self.row, lines)], Deadline())
        self.stepped()


def shortages(lines: Sequence[OrderLine], goods: Goods) -> list[Shortage]:
    """Every level that has less than ``lines`` ask of it together; a retired one has nothing."""
    asked: dict[tuple[str, str], int] = {}
    for line in lines:
        asked[level_of(line)] = asked.get(level_of(line), 0) + line.quantity
    found = [(units, goods.levels[name]) for name, units in asked.items()]
    return [
        Shortage(level.sku, level.warehouse, units, 0 if level.retired else level.stock)
        for units, level in found
        if level.retired or level.stock < units
    ]


def _of(why: Exception, lines: Sequence[OrderLine]) -> list[Shortage]:
    """Nothing is short any more: what was met is what is told."""
    if isinstance(why, InsufficientStock):
        return list(why.shortages)
    sku = why.sku if isinstance(why, Retired) else ""
    met = [line for line in lines if line.sku == sku] or list(lines[:1])
    return [Shortage(line.sku, line.warehouse, line.quantity, 0) for line in met[:1]]
