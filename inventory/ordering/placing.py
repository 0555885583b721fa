"""Placing an order, and booking goods that came back without naming one: new rows, and the stock they move."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from functools import cached_property

from inventory import clock, stock_changes
from inventory.dynamodb import keys, order_items, order_story_items
from inventory.dynamodb.backoff import Deadline
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.transactions import MAX_ACTIONS, AlreadyDone, Witness, Write, commit, put_new
from inventory.entities import Order, OrderLine, OrderStatus, OrderWithItems, SkuPointer, StockLevel
from inventory.errors import InsufficientStock, InvalidValue, OrderExists, Retired, Shortage
from inventory.order_story import OrderMove, Shortages
from inventory.ordering.allocating import Allocating, Receiving
from inventory.ordering.asked import AskedOrder, lines_of, pointers_of
from inventory.ordering.customers import Customers
from inventory.ordering.goods import Goods, level_of, read_goods
from inventory.ordering.job import changes_by_level
from inventory.ordering.reading import OrderRows, existing_rows, with_lines
from inventory.ordering.settling import settle
from inventory.ordering.work import Work
from inventory.permissions import Actor, Permission, require
from inventory.plan import ROOM, actions_of
from inventory.pointers import Pointers
from inventory.turns import turn


@dataclass(frozen=True)
class Kind:
    """What a new order does to the stock, and what it is when that is done."""

    job: type[Allocating | Receiving]
    done: OrderStatus


ORDER = Kind(Allocating, OrderStatus.PENDING)
RETURN = Kind(Receiving, OrderStatus.RETURNED)


@dataclass(frozen=True)
class Desk:
    """What placing an order needs to know."""

    client: DynamoDBClient
    pointers: Pointers
    customers: Customers


def place(
    desk: Desk, asked: AskedOrder, kind: Kind, actor: Actor, *, wait: bool = True, keep_rejected: bool = False
) -> OrderWithItems:
    """Write the order and move its stock, all or none; the same order again is the same order, and finishes it.

    One transaction where it fits; else the order is in work meanwhile, and is handed back so unless ``wait``.
    Raises InsufficientStock with every short SKU: of an order that fits one transaction nothing is left then, unless
    ``keep_rejected``; a longer one is left REJECTED. Raises UnknownSku, NotAllowed, OrderExists, StockBusy,
    OutcomeUnknown with nothing changed; PlanUnfinished where the rest is left to do.
    """
    new = _new(desk, asked, kind, actor)
    try:
        new.foresee()
        if new.fits:
            return _place_at_once(desk, new, keep_rejected)
        new.begin(desk.client)
    except AlreadyDone:
        # Ours, or an earlier press: either way the table says what the order is.
        pass
    desk.customers.remember(asked.customer_id)
    return _as_it_is(desk.client, asked.order_id, wait)


def _new(desk: Desk, asked: AskedOrder, kind: Kind, actor: Actor) -> "NewOrder":
    pointers = pointers_of(desk.pointers, asked.lines)
    now = clock.timestamp()
    lines = lines_of(asked, pointers, now)
    warehouses = tuple(sorted({line.warehouse for line in lines}))
    order = Order(
        order_id=asked.order_id,
        customer_id=asked.customer_id,
        total=sum((line.subtotal for line in lines), Decimal("0.00")),
        status=kind.done,
        created_at=now,
        updated_at=now,
        placed_by=require(actor, Permission.WORK_ON_ORDERS, warehouses),
        line_count=len(lines),
        units=sum(line.quantity for line in lines),
        warehouses=warehouses,
    )
    return NewOrder(desk.client, order, lines, kind, pointers)


def _place_at_once(desk: Desk, new: "NewOrder", keep_rejected: bool) -> OrderWithItems:
    try:
        placed = new.place()
    except InsufficientStock as short:
        if keep_rejected:
            new.keep_rejected(short.shortages)
            desk.customers.remember(new.order.customer_id)
        raise
    desk.customers.remember(new.order.customer_id)
    return placed


def _as_it_is(client: DynamoDBClient, order_id: str, wait: bool) -> OrderWithItems:
    rows = existing_rows(client, order_id)
    if wait and rows.order.in_work:
        settle(client, order_id)
        rows = existing_rows(client, order_id)
    if rows.order.status is OrderStatus.REJECTED:
        raise InsufficientStock(told_shortages(rows))
    return with_lines(rows)


def told_shortages(rows: OrderRows) -> list[Shortage]:
    """Why an order was rejected, as it was written down."""
    by_index = {line.index: line for line in rows.all_lines}
    told = rows.shortages.lines if rows.shortages else ()
    return [Shortage(by_index[i].sku, by_index[i].warehouse, asked, available) for i, asked, available in told]


class NewOrder:
    """An order that is not there yet, as the cause of movements: its own row is what makes it happen once."""

    reason: str
    note = ""
    undoes: int | None = None

    def __init__(
        self,
        client: DynamoDBClient,
        order: Order,
        lines: tuple[OrderLine, ...],
        kind: Kind,
        pointers: dict[str, SkuPointer],
    ) -> None:
        self._client, self.order, self.lines, self._kind, self._pointers = client, order, lines, kind, pointers
        self.actor, self.reason = order.placed_by, kind.job.reason
        asked = [[line.sku, line.quantity, str(line.price), line.warehouse] for line in lines]
        what = [order.customer_id, asked, *([] if kind is ORDER else [kind.done])]
        self._witness = Witness(client, self.name, what, lambda: OrderExists(order.order_id))

    @property
    def name(self) -> str:
        return keys.order_pk(self.order.order_id)

    @property
    def fits(self) -> bool:
        """Whether one transaction holds it."""
        return 1 + actions_of(self.lines) <= MAX_ACTIONS

    @cached_property
    def _job(self) -> Allocating | Receiving:
        work = Work(self.order.status, self._kind.done, self.actor, room=ROOM)
        return self._kind.job(self._client, self.order, self.lines, work)

    def foresee(self) -> None:
        """Raise what stands against it, but for shortages; AlreadyDone where it did not, then."""
        try:
            if not self.fits:  # else the one transaction says it itself
                self._job.refuse_retired(self._goods())
            self._job.foresee()
        except (InvalidValue, Retired):
            self.raise_if_done()
            raise

    def place(self) -> OrderWithItems:
        """All of it in one transaction. Raises AlreadyDone."""
        deadline = Deadline()
        with turn(self._client, self._pointers, deadline):
            self._job.goods = self._goods()
            changes = changes_by_level(self.lines, self._job.change)
            levels = [self._job.goods.levels[name] for name in changes]
            stock_changes.apply(self._client, levels, list(changes.values()), self, deadline)
        done = self._job.finished(self.order)
        return OrderWithItems(**asdict(done), lines=tuple(map(self._line, self.lines)))

    def _goods(self) -> Goods:
        return read_goods(self._client, self.lines, self._pointers)

    def _line(self, line: OrderLine) -> OrderLine:
        return self._job.after(self._job.named(line))

    def writes(self, after: Sequence[StockLevel], now: str) -> Sequence[Write]:
        done = self._job.finished(self.order)
        return [self._row(done), *map(self._job.row, self.lines)]

    def _row(self, order: Order, work: Work | None = None) -> Write:
        item = order_items.order_item(order, self._witness.content_hash, work.as_text() if work else "")
        return put_new(item, self._witness.refused)

    def raise_if_done(self) -> None:
        self._witness.raise_if_done()

    def begin(self, client: DynamoDBClient) -> None:
        """Put it in work, with a draft of its lines. Raises AlreadyDone."""
        job = self._job
        order = replace(self.order, status=job.status, steps=len(job.plan.parts))
        work = replace(job.work, before=job.status)
        drafts = order_story_items.draft_items(order, self.lines)
        commit(client, [self._row(order, work), *map(put_new, drafts)], Deadline())

    def keep_rejected(self, short: Sequence[Shortage]) -> None:
        """Write it down as rejected. Raises AlreadyDone where it is there meanwhile, OrderExists."""
        places = {level_of(line): line.index for line in reversed(self.lines)}
        told = tuple((places[one.sku, one.warehouse], one.asked, one.available) for one in short)
        order = replace(self.order, status=OrderStatus.REJECTED, closed=self.order.units, version=2)
        move = OrderMove(
            order.order_id, 2, order.created_at, self.actor, OrderStatus.PENDING, order.status, "Not enough stock"
        )
        rows = [
            order_story_items.shortages_item(Shortages(order.order_id, told)),
            order_story_items.move_item(move),
            *(order_items.line_item(replace(self._job.named(line), closed=line.quantity)) for line in self.lines),
        ]
        commit(self._client, [self._row(order), *map(put_new, rows)], Deadline())
