"""A change of an order that moves stock: one transaction where it fits, else step by step."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import ClassVar

from inventory import clock, stock_changes
from inventory.dynamodb import keys, order_items, order_story_items
from inventory.dynamodb.backoff import Deadline
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.transactions import AlreadyDone, Refusal, Write, commit, put_new, update_if
from inventory.dynamodb.wire import WireItem
from inventory.entities import Order, OrderLine, OrderStatus, StockLevel
from inventory.errors import OrderNotFound, Retired
from inventory.order_story import OrderMove
from inventory.ordering.goods import LevelName, level_of, read_levels
from inventory.ordering.work import Work
from inventory.plan import ROOM, StockPlan
from inventory.stock_changes import StockChange
from inventory.turns import turn

ChangeOf = Callable[[OrderLine], StockChange]


class OrderMoved(Exception):
    """Not a failure: the order is not any more as it was read."""


class Job(ABC):
    """What is done to ``lines`` of an order, and what the order is after it.

    While it is carried out in more than one transaction the order has ``status``, which nothing else may change.
    """

    status: ClassVar[OrderStatus]
    reason: ClassVar[str]
    may_lose: ClassVar[bool] = False

    def __init__(self, client: DynamoDBClient, order: Order, lines: Sequence[OrderLine], work: Work) -> None:
        self.client, self.order, self.lines, self.work = client, order, lines, work
        # SKUs that went out of use since the plan was begun: what comes back of them is written off.
        self.lost: set[str] = set()

    @cached_property
    def plan(self) -> StockPlan[OrderLine]:
        return StockPlan.of(self.lines, self.work.room or ROOM)

    @abstractmethod
    def change(self, line: OrderLine) -> StockChange:
        """What the line means for its level."""

    @abstractmethod
    def after(self, line: OrderLine) -> OrderLine:
        """The line when it is done."""

    @abstractmethod
    def finished(self, order: Order) -> Order:
        """The order when all is done; its version and time are not looked at."""

    def row(self, line: OrderLine) -> Write:
        """What writes the line."""
        changes = order_items.line_changes(self.after(line))
        return update_if(order_items.line_key(line), changes, order_items.line_as_read(line), moved)

    def stock_units(self, lines: Sequence[OrderLine]) -> Mapping[LevelName, int]:
        """What ``lines`` add to what can be promised of each level."""
        return {name: change.stock for name, change in changes_by_level(lines, self.change).items()}

    def foresee(self) -> None:
        """Raise what stands against it before a plan is begun that could not be finished."""
        return

    def documents(self, now: str) -> Sequence[Write]:
        """What is written with the first transaction."""
        return ()

    def left_behind(self) -> Sequence[Write]:
        """Writes that go with the last step."""
        return ()

    def next_work(self) -> Work | None:
        """What is to be done right after this, where there is more."""
        return None

    def next_steps(self) -> int:
        """How many steps that has."""
        return 0

    # Going on with an order that is in work

    def run(self) -> None:
        """Every step that is left. Raises AlreadyDone where another hand went on, StockBusy, EngineUnavailable."""
        while self.order.step < len(self.plan.parts):
            try:
                self.take_step(self.plan.parts[self.order.step])
            except Retired as gone:
                if gone.sku in self.lost or not self.may_lose:
                    raise
                self.lost.add(gone.sku)
        self.finish()

    def take_step(self, lines: Sequence[OrderLine]) -> None:
        """One part, and the order one step further."""
        self.apply(lines, read_levels(self.client, lines))

    def apply(self, lines: Sequence[OrderLine], levels: Mapping[LevelName, StockLevel]) -> None:
        deadline = Deadline()
        with turn(self.client, [line.sku for line in lines], deadline):
            moved = changes_by_level(lines, self.change)
            named = [levels[name] for name in moved]
            stock_changes.apply(self.client, named, list(moved.values()), Step(self, lines), deadline)
        self.stepped()

    def stepped(self) -> None:
        self.order = replace(self.order, step=self.order.step + 1)

    def finish(self) -> None:
        """The order as it shall be. Raises AlreadyDone."""
        now = clock.timestamp()
        after, following = self.done(now), self.next_work()
        head = write_order(self.order, after, following, gone_on)
        story = () if following else (put_new(self.entry(after, now)),)
        commit(self.client, [head, *story, *self.left_behind()], Deadline())
        self.order = after

    def done(self, now: str) -> Order:
        """The order when this is done."""
        return replace(self.over(self.finished(self.order), now), steps=self.next_steps())

    def over(self, order: Order, now: str) -> Order:
        return replace(order, version=self.order.version + 1, step=0, steps=0, updated_at=now)

    def entry(self, after: Order, now: str) -> dict[str, object]:
        """What its history says of it."""
        work = self.work
        move = OrderMove(after.order_id, after.version, now, work.actor, work.before, after.status, work.note)
        return order_story_items.move_item(move)


class Step:
    """A part of a plan as the cause of movements: the order's row, moved on, is what makes it happen once."""

    undoes: int | None = None

    def __init__(self, job: Job, lines: Sequence[OrderLine]) -> None:
        self._job, self._lines = job, lines
        self.reason, self.actor, self.note = job.reason, job.work.actor, job.work.note

    @property
    def name(self) -> str:
        return keys.order_pk(self._job.order.order_id)

    def writes(self, after: Sequence[StockLevel], now: str) -> Sequence[Write]:
        return [step_write(self._job.order, now), *map(self._job.row, self._lines)]

    def raise_if_done(self) -> None:
        order = self._job.order
        row = self._job.client.get(*order_items.order_key(order.order_id), consistent=True, decode=lambda item: item)
        if row is None:
            raise OrderNotFound(order.order_id)
        if order_items.order_as_read(order_items.order(row)) != order_items.order_as_read(order):
            raise AlreadyDone(row)


def step_write(order: Order, now: str) -> Write:
    """The order one step further: the marker of a part."""
    changes = {"Step": order.step + 1, "UpdatedAt": now}
    return update_if(order_items.order_key(order.order_id), changes, order_items.order_as_read(order), gone_on)


def write_order(before: Order, after: Order, work: Work | None, refused: Refusal) -> Write:
    """The order as it is ``after``, if it still is as it was ``before``."""
    changes = order_items.order_changes(after, work.as_text() if work else "")
    return update_if(order_items.order_key(before.order_id), changes, order_items.order_as_read(before), refused)


def moved(row: WireItem | None) -> Exception:
    """What the refused write of an order, or of a line, means to who wants to change it (a Refusal)."""
    return OrderMoved()


def gone_on(row: WireItem | None) -> Exception | None:
    return AlreadyDone(row) if row else None


def changes_by_level(lines: Sequence[OrderLine], change: ChangeOf) -> dict[LevelName, StockChange]:
    """What ``lines`` mean for each level together."""
    found: dict[LevelName, StockChange] = {}
    for line in lines:
        one, before = change(line), found.get(level_of(line), StockChange(0))
        stock, allocated = before.stock + one.stock, before.allocated + one.allocated
        notes = "; ".join(note for note in (before.note, one.note) if note) or None
        reason, retired = _reason(before, one), one.on_retired
        found[level_of(line)] = StockChange(stock, allocated, on_retired=retired, reason=reason, note=notes)
    return found


def _reason(before: StockChange, one: StockChange) -> str | None:
    # Where some units of a level go back to the stock and others do not, the row says what moved it.
    return one.reason if before == StockChange(0) or before.reason == one.reason else None
