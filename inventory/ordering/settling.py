"""Bringing what is in work on an order to its end, whoever began it and wherever it stopped."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from inventory.dynamodb import keys, order_items
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.paging import Range, read_range
from inventory.dynamodb.transactions import AlreadyDone
from inventory.entities import IN_WORK, Order, OrderStatus
from inventory.errors import InventoryError, OrderNotFound, PlanUnfinished
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
    while True:
        rows = existing_rows(client, order_id)
        if not rows.order.in_work:
            return rows.order
        job = _job(client, rows)
        try:
            job.run()
        except (AlreadyDone, OrderMoved):  # another hand went on with it, or an answer of ours was lost
            continue
        except InventoryError as why:
            raise PlanUnfinished(job.order, why) from why


def _job(client: DynamoDBClient, rows: OrderRows) -> Job:
    order, work = rows.order, Work.of_text(rows.stored.work)
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
