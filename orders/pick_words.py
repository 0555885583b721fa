"""What picking says to somebody in the aisle: few words, the count first."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from inventory.entities import IN_WORK, Order, OrderLine, OrderStatus
from inventory.errors import (
    IllegalMove,
    InvalidValue,
    InventoryError,
    RequestKeyReused,
    StockBusy,
    SurplusScan,
    WrongScan,
)
from web.order_status import word

_SHOWN: Final = 40
_ONCE: Final = "It was counted before, and not twice."

_STANDING: Final = {
    OrderStatus.PENDING: "Picking has not started yet.",
    OrderStatus.PACKED: "It is packed, so nothing is picked any more.",
    OrderStatus.ON_HOLD: "It is on hold, so nothing is picked until it is released.",
    OrderStatus.SHIPPED: "It has left the house: nothing is to be picked.",
    OrderStatus.DELIVERED: "It was delivered: nothing is to be picked.",
    OrderStatus.CANCELLED: "It was cancelled: nothing is to be picked.",
    OrderStatus.REJECTED: "It was rejected for want of stock: nothing is to be picked.",
    OrderStatus.RETURNED: "These are goods that came back: nothing is to be picked.",
}


@dataclass(frozen=True)
class Outcome:
    """What came of a scan or a tick: ``big`` is read from an arm's length. ``kind`` is its look."""

    kind: str
    big: str
    words: str = ""
    detail: str = ""
    status: HTTPStatus = HTTPStatus.OK

    @property
    def is_error(self) -> bool:
        return self.status >= HTTPStatus.BAD_REQUEST

    @property
    def sentence(self) -> str:
        """All of it in one line."""
        return " · ".join(filter(None, (self.big, self.words, self.detail)))


def counted(line: OrderLine, bin_: str = "", repeated: bool = False) -> Outcome:
    """So many units of a line are picked now."""
    kind = "full" if line.to_pick == 0 else "counted"
    return Outcome(kind, f"{line.picked:,} of {line.open:,}", _place(line, bin_), _ONCE if repeated else line.name)


def refused(words: str, status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY) -> Outcome:
    return Outcome("refused", "Nothing was counted", words, status=status)


def explain(error: InventoryError, bin_: str = "") -> Outcome:
    """What an error means to the picker; raises it again where it is none of picking.

    ``bin_`` is where the goods lie of which there are enough already.
    """
    match error:
        case WrongScan():
            return wrong(error.code)
        case SurplusScan(line=line):
            big = f"All {line.open:,} are picked already" if line.open > 1 else "It is picked already"
            return _unusable("surplus", big, _place(line, bin_), "Not counted.")
        case IllegalMove(order=order):
            return refused(f"Order {order.order_id} is {word(order.status).lower()} now.", HTTPStatus.CONFLICT)
        case RequestKeyReused():
            return refused("This form was sent before, with something else. Send it again.", HTTPStatus.CONFLICT)
        case StockBusy():
            return refused("Others are changing this order right now. Try again.", HTTPStatus.CONFLICT)
        case InvalidValue(field="units"):
            return refused(f"The number {error.rule}.")
        case InvalidValue(field="code"):
            return wrong(str(error.value))
    raise error


def wrong(code: str) -> Outcome:
    """What was scanned is none of the order's."""
    shown = code if len(code) <= _SHOWN else f"{code[: _SHOWN - 1]}…"
    return _unusable("wrong", "Not in this order", shown, "Not counted.")


def standing(order: Order) -> str:
    """Why nothing can be picked now; empty while it can."""
    if order.status in IN_WORK:
        return f"It is being worked on: {word(order.status).lower()}, {order.step} of {order.steps} steps done."
    return _STANDING.get(order.status, "")


def _unusable(kind: str, big: str, words: str, detail: str) -> Outcome:
    return Outcome(kind, big, words, detail, HTTPStatus.UNPROCESSABLE_ENTITY)


def _place(line: OrderLine, bin_: str = "") -> str:
    return f"{line.sku} · bin {bin_}" if bin_ else line.sku
