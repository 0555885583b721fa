"""Bringing what is in work on an order to its end, whoever began it and wherever it stopped."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from inventory.dynamodb import keys, order_items
from inventory.dynamodb.backoff import Deadline
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.paging import Range, read_range
from inventory.dynamodb.transactions import AlreadyDone
from inventory.entities import IN_WORK, Order, OrderStatus
from inventory.errors import InventoryError, LedgerBroken, OrderNotFound, PlanUnfinished, StockBusy
from inventory.moments import EARLIEST, LATEST
from inventory.ordering.allocating import Allocating, Receiving, Rejecting
from inventory.ordering.job import Job, OrderMoved
from inventory.ordering.jobs import on_lines
from inventory.ordering.reading import OrderRows, existing_rows
from inventory.ordering.work import Work

_OF_NEW_LINES: Mapping[OrderStatus, type[Allocating | Rejecting | Receiving]] = {
    OrderStatus.ALLOCATING: Allocating,
    OrderStatus.REJECTING: Rejecting,
    OrderStatus.RECEIVING: Receiving,
}


@dataclass(frozen=True)
class Resumed:
    """What became of orders that were left in work; ``left`` says why some still are."""

    finished: int
    rejected: int
    left: tuple[PlanUnfinished, ...]


def settle(client: DynamoDBClient, order_id: str) -> Order:
    """The order, when nothing is in work on it any more.

    Raises OrderNotFound, PlanUnfinished where something is in the way, such as others or the database for too long.
    """
    deadline, stood = Deadline(), None
    while True:
        rows = existing_rows(client, order_id)
        order = rows.order
        if not order.in_work:
            return order
        stands = order_items.order_as_read(order)
        if stands != stood:
            deadline, stood = Deadline(), stands
        elif not deadline.wait():
            raise PlanUnfinished(order, StockBusy())
        # Another hand went on with it, or an answer of ours was lost: look again.
        with suppress(AlreadyDone, OrderMoved):
            _run(_job(client, rows))


def _run(job: Job) -> None:
    try:
        with job.work.in_its_time():
            job.run()
    except InventoryError as why:
        raise PlanUnfinished(job.order, why) from why


def _job(client: DynamoDBClient, rows: OrderRows) -> Job:
    order = rows.order
    try:
        work = Work.of_text(rows.stored.work)
    except (ValueError, TypeError, KeyError) as broken:
        why = LedgerBroken("its row does not say what is in work; check_ledger tells more")
        raise PlanUnfinished(order, why) from broken
    if not rows.agree:
        raise OrderMoved
    kind = _OF_NEW_LINES.get(order.status)
    return kind(client, order, rows.drafted, work) if kind else on_lines(client, rows, work)


def resume_plans(client: DynamoDBClient, progress: Callable[[Order], None]) -> Resumed:
    """Settle every order in work; ``progress`` is told how each stands after it. Raises EngineUnavailable."""
    finished = rejected = 0
    left: list[PlanUnfinished] = []
    for order_id in _left_in_work(client):
        try:
            order = settle(client, order_id)
        except PlanUnfinished as unfinished:
            left.append(unfinished)
            continue
        except OrderNotFound:  # the index may be behind the table
            continue
        progress(order)
        rejected += order.status is OrderStatus.REJECTED
        finished += order.status is not OrderStatus.REJECTED
    return Resumed(finished, rejected, tuple(left))


def _left_in_work(client: DynamoDBClient) -> list[str]:
    found = [
        order.order_id
        for status in IN_WORK
        for order in read_range(
            client, Range("GSI2", keys.status_pk(status), *keys.time_range(EARLIEST, LATEST)), order_items.order
        )
    ]
    return list(dict.fromkeys(found))
