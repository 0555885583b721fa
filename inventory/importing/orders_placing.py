"""Bringing one order of a file in: placed at its own time, and moved on as far as is asked."""

from collections.abc import Callable, Sequence

from inventory.dynamodb.failures import Throttled
from inventory.entities import Order, OrderStatus
from inventory.errors import (
    EngineUnavailable,
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
from inventory.importing.orders_again import found_again
from inventory.importing.orders_file import FileOrder
from inventory.importing.orders_outcome import Fate, Outcome, Reject, refused, short, too_long
from inventory.manager import InventoryManager
from inventory.ordering.advancing import WAY
from inventory.ordering.work import begun_at

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
        self._manager, self._pause, self._to = manager, pause, status

    def __call__(self, order: FileOrder, before: Order | None) -> Outcome:
        """Bring it in. Raises EngineUnavailable where the database is gone for long."""
        return too_long(order) or settled(order, lambda: self._place(order, before), self._pause)

    def _place(self, order: FileOrder, before: Order | None) -> Outcome:
        there = found_again(self._manager, order, before, taking=True)
        # A rejected one is placed again: that tells why it was rejected.
        if there and there.status is not OrderStatus.REJECTED:
            return Outcome(order, Fate.THERE, moved=self._move_on(there))
        placed = self._manager.create_order_transaction(
            order.order_id, order.customer_id, order.items, self.actor, keep_rejected=True
        )
        return Outcome(order, Fate.DONE, moved=self._move_on(placed))

    def _move_on(self, order: Order) -> bool:
        """To where it shall stand; one that left that way, or is beyond, stays where it is."""
        if order.status not in WAY or WAY.index(order.status) >= WAY.index(self._to):
            return False
        return self._manager.advance_order(order.order_id, self._to, self.actor).status is not order.status


class ReturnBooker:
    """Books what came back to stock."""

    actor = "import_returns"

    def __init__(self, manager: InventoryManager, pause: Pause) -> None:
        self._manager, self._pause = manager, pause

    def __call__(self, order: FileOrder, before: Order | None) -> Outcome:
        """Book it. Raises EngineUnavailable where the database is gone for long."""
        return too_long(order) or settled(order, lambda: self._book(order, before), self._pause)

    def _book(self, order: FileOrder, before: Order | None) -> Outcome:
        if found_again(self._manager, order, before, taking=False):
            return Outcome(order, Fate.THERE)
        self._manager.receive_return(order.order_id, order.customer_id, order.items, self.actor)
        return Outcome(order, Fate.DONE)


def settled(order: FileOrder, bring_in: Callable[[], Outcome], pause: Pause) -> Outcome:
    """The outcome, at the order's own time, with what passes tried again for a while.

    Raises EngineUnavailable where nothing would come of further orders either.
    """
    with begun_at(order.placed_at):
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
