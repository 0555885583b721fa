"""Bringing one order of a file in: placed at its own time, and moved on as far as is asked."""

from collections.abc import Callable, Sequence

from inventory import clock
from inventory.dynamodb.failures import Throttled
from inventory.entities import Order, OrderStatus
from inventory.errors import (
    EngineUnavailable,
    IllegalMove,
    InsufficientStock,
    InvalidValue,
    InventoryError,
    OrderExists,
    OutcomeUnknown,
    PlanUnfinished,
    Retired,
    StockBusy,
    TableMissing,
    UnknownSku,
)
from inventory.importing.orders_again import stored_same
from inventory.importing.orders_file import FileOrder
from inventory.importing.orders_outcome import Fate, Outcome, Reject, refused, short, too_long
from inventory.manager import InventoryManager

# The way of an order that an import follows, from its placing.
WAY = (OrderStatus.PENDING, OrderStatus.PICKING, OrderStatus.PACKED, OrderStatus.SHIPPED, OrderStatus.DELIVERED)
# Seconds before trying again what others, or an engine that is just being started again, were in the way of.
WAITS: Sequence[float] = (0.5, 1, 2, 4)

_PASSING = (StockBusy, PlanUnfinished, EngineUnavailable)
_IMPOSSIBLE = (UnknownSku, Retired, OrderExists, InvalidValue)

# Waits so many seconds; True where it is no use to go on.
Pause = Callable[[float], bool]
# What is done with an order, given how it stood in the table before.
BringIn = Callable[[FileOrder, Order | None], Outcome]


class OrderPlacer:
    """Places orders, and moves them on to ``status``."""

    actor = "import_orders"

    def __init__(self, manager: InventoryManager, pause: Pause, status: OrderStatus) -> None:
        self._manager, self._pause, self._to = manager, pause, WAY.index(status)

    def __call__(self, order: FileOrder, before: Order | None) -> Outcome:
        """Bring it in. Raises EngineUnavailable where the database is gone for long."""
        return too_long(order) or settled(order, lambda: self._place(order, before), self._pause)

    def _place(self, order: FileOrder, before: Order | None) -> Outcome:
        there = stored_same(self._manager, order, taking=True) if _is_settled(before) else None
        # A rejected one is placed again: that tells why it was rejected.
        if there and there.status is not OrderStatus.REJECTED:
            return Outcome(order, Fate.THERE, moved=self._move_on(there))
        placed = self._manager.create_order_transaction(
            order.order_id, order.customer_id, order.items, self.actor, keep_rejected=True
        )
        return Outcome(order, Fate.DONE, moved=self._move_on(placed))

    def _move_on(self, order: Order) -> bool:
        """Step by step to where it shall stand; one that left that way, or is beyond, stays where it is."""
        moved = False
        while order.status in WAY and WAY.index(order.status) < self._to and not order.partly_shipped:
            try:
                order = self._step(order.order_id, WAY[WAY.index(order.status) + 1])
                moved = True
            except IllegalMove as met:  # somebody moves it at the same time
                if met.order.status is order.status:
                    raise
                order = met.order
        return moved

    def _step(self, order_id: str, to: OrderStatus) -> Order:
        if to is OrderStatus.SHIPPED:
            return self._manager.ship_order(order_id, actor=self.actor)
        return self._manager.move_order(order_id, to, self.actor)


class ReturnBooker:
    """Books what came back to stock."""

    actor = "import_returns"

    def __init__(self, manager: InventoryManager, pause: Pause) -> None:
        self._manager, self._pause = manager, pause

    def __call__(self, order: FileOrder, before: Order | None) -> Outcome:
        """Book it. Raises EngineUnavailable where the database is gone for long."""
        return too_long(order) or settled(order, lambda: self._book(order, before), self._pause)

    def _book(self, order: FileOrder, before: Order | None) -> Outcome:
        if _is_settled(before) and stored_same(self._manager, order, taking=False):
            return Outcome(order, Fate.THERE)
        self._manager.receive_return(order.order_id, order.customer_id, order.items, self.actor)
        return Outcome(order, Fate.DONE)


def _is_settled(before: Order | None) -> bool:
    return before is not None and not before.in_work


def settled(order: FileOrder, bring_in: Callable[[], Outcome], pause: Pause) -> Outcome:
    """The outcome, at the order's own time, with what passes tried again for a while.

    Raises EngineUnavailable where nothing would come of further orders either.
    """
    with clock.at(order.placed_at):
        for wait in (*WAITS, None):
            try:
                return bring_in()
            except InsufficientStock as why:
                return short(order, why)
            except _IMPOSSIBLE as why:
                return refused(order, why)
            except _PASSING as why:
                if wait is None or isinstance(why, TableMissing) or pause(wait):
                    return _unfinished(order, why)
    raise AssertionError("the last try returns")


def _unfinished(order: FileOrder, why: InventoryError) -> Outcome:
    cause = why.why if isinstance(why, PlanUnfinished) else why
    if isinstance(cause, EngineUnavailable) and not isinstance(cause, (OutcomeUnknown, Throttled)):
        raise cause
    return Outcome(order, Fate.UNFINISHED, (Reject(str(why)),))
