"""Carrying out a change of an order: judged by the order as it is, written on the condition that it still is so."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from inventory import clock, stock_changes
from inventory.dynamodb import keys
from inventory.dynamodb.backoff import Deadline
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.transactions import MAX_ACTIONS, AlreadyDone, Write, commit, put_new
from inventory.entities import Order, StockLevel
from inventory.errors import IllegalMove, InvalidValue, Retired, StockBusy
from inventory.ordering.goods import read_levels
from inventory.ordering.job import Job, OrderMoved, changes_by_level, moved, write_order
from inventory.ordering.reading import OrderRows, existing_rows
from inventory.ordering.requests import OrderRequest
from inventory.ordering.settling import settle
from inventory.plan import ROOM, actions_of
from inventory.turns import turn

# None: the order is already as it was to be.
Prepare = Callable[[OrderRows], Job | None]


def carry_out(client: DynamoDBClient, order_id: str, prepare: Prepare, request: OrderRequest, wait: bool) -> Order:
    """Do what ``prepare`` makes of the order, once. The order after it; still in work where ``wait`` is False.

    Raises OrderNotFound, what ``prepare`` raises, StockBusy, OutcomeUnknown, PlanUnfinished.
    """
    deadline = Deadline()
    while True:
        rows = existing_rows(client, order_id)
        if rows.order.in_work and wait:
            settle(client, order_id)
            continue
        try:
            job = _prepared(prepare, rows, request)
            if job is None:
                return rows.order
            begin(job, request, deadline)
        except AlreadyDone:
            pass
        except OrderMoved:
            if not deadline.wait():
                raise StockBusy from None
            continue
        return settle(client, order_id) if wait else existing_rows(client, order_id).order


def _prepared(prepare: Prepare, rows: OrderRows, request: OrderRequest) -> Job | None:
    if not rows.agree:
        raise OrderMoved
    try:
        return prepare(rows)
    except (IllegalMove, InvalidValue):
        # It may be impossible now because this very request was carried out before.
        request.raise_if_done()
        raise


def begin(job: Job, request: OrderRequest, deadline: Deadline) -> None:
    """Do the job in one transaction where it fits, else put the order in work with it. Raises OrderMoved."""
    whole = Whole(job, request)
    if whole.heads + actions_of(job.lines) <= MAX_ACTIONS:
        with turn(job.client, [line.sku for line in job.lines], deadline):
            levels = read_levels(job.client, job.lines)
            changes = changes_by_level(job.lines, job.change)
            named = [levels[name] for name in changes]
            stock_changes.apply(job.client, named, list(changes.values()), whole, deadline)
        return
    _foresee(job, request)
    now = clock.timestamp()
    work = replace(job.work, room=ROOM)
    after = replace(job.over(job.order, now), status=job.status, steps=len(job.plan.parts))
    commit(job.client, [request.write(), write_order(job.order, after, work, moved), *job.documents(now)], deadline)


def _foresee(job: Job, request: OrderRequest) -> None:
    try:
        job.foresee()
    except (Retired, InvalidValue):
        # As in _prepared.
        request.raise_if_done()
        raise


class Whole:
    """A job in one transaction as the cause of movements: the marker of its request makes it happen once."""

    undoes: int | None = None

    def __init__(self, job: Job, request: OrderRequest) -> None:
        self._job, self._request = job, request
        self.reason, self.actor, self.note = job.reason, job.work.actor, job.work.note

    @property
    def name(self) -> str:
        return keys.order_pk(self._job.order.order_id)

    @property
    def heads(self) -> int:
        """How many writes go with the lines."""
        return len(self._heads(clock.timestamp()))

    def writes(self, after: Sequence[StockLevel], now: str) -> Sequence[Write]:
        return [*self._heads(now), *map(self._job.row, self._job.lines)]

    def _heads(self, now: str) -> list[Write]:
        job, following = self._job, self._job.next_work()
        after = job.done(now)
        story = () if following else (put_new(job.entry(after, now)),)
        return [self._request.write(), write_order(job.order, after, following, moved), *story, *job.documents(now)]

    def raise_if_done(self) -> None:
        self._request.raise_if_done()
