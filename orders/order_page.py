"""An order as its page shows it, whoever looks."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Final, TypeVar

from inventory.entities import OPEN, Order, OrderLine, OrderStatus, OrderWithItems
from inventory.errors import EngineUnavailable, OrderNotFound
from inventory.order_story import OrderMove, Return, Shipment
from inventory.ordering.picking import PickList
from inventory.ordering.reading import OrderSheet
from inventory.people import StaffUser
from inventory.permissions import Permission, may
from orders import order_words
from orders.order_actions import Action, actions, may_work_on
from web.inventory import manager

T = TypeVar("T")

PAGE_SIZE: Final = 50
# Of a shipment or a return: its packing slip has all of them.
LISTED: Final = 20
SHORT_LISTED: Final = 100
STALLED: Final = timedelta(seconds=15)


@dataclass(frozen=True)
class LineRow:
    """A line, and what became of it."""

    line: OrderLine
    fate: str


@dataclass(frozen=True)
class Entry:
    """One entry of the history in words."""

    move: OrderMove
    words: str


@dataclass(frozen=True)
class Sent:
    """Units of a line that left or came back together; ``line`` is None where it is not on this page."""

    index: int
    units: int
    line: OrderLine | None
    written_off: int = 0


@dataclass(frozen=True)
class Parcel:
    """A shipment or a return with its first lines, and how many more it has."""

    document: Shipment | Return
    lines: tuple[Sent, ...]

    @property
    def unlisted(self) -> int:
        return len(self.document.lines) - len(self.lines)


@dataclass(frozen=True)
class ShortLine:
    """Why an order was rejected; ``line`` is the first one of the SKU."""

    line: OrderLine
    asked: int
    available: int


@dataclass(frozen=True)
class OrderPage:
    """``continues`` says that the lines begin somewhere behind the first, ``all_short`` that all shortages are told."""

    sheet: OrderSheet
    staff: StaffUser
    continues: bool = False
    all_short: bool = False

    @cached_property
    def order(self) -> Order:
        """Orders of before do not say how many units they have."""
        order, lines = self.sheet.order, self.sheet.lines
        if order.units or not self._has_all_lines:
            return order
        warehouses = tuple(sorted({line.warehouse for line in lines}))
        units = sum(line.quantity for line in lines)
        return replace(order, units=units, line_count=len(lines), warehouses=warehouses)

    @property
    def _has_all_lines(self) -> bool:
        return not self.continues and self.sheet.lines.cursor is None

    @property
    def rows(self) -> list[LineRow]:
        return [LineRow(line, order_words.fate(line, self.order.status)) for line in self.sheet.lines]

    @cached_property
    def progress(self) -> str:
        return order_words.progress(self.order, self._lines_to_pick)

    @property
    def actions(self) -> list[Action]:
        return actions(self.order, self.staff, self._lines_to_pick)

    @cached_property
    def _lines_to_pick(self) -> Sequence[OrderLine]:
        """All lines while the order is picked, else none. One more call where some of them are on other pages.

        None too while that call is in vain: the page itself is there.
        """
        if not self.is_picking or self._has_all_lines:
            return self.sheet.lines if self.is_picking else ()
        with suppress(EngineUnavailable):
            return read_whole(self.order.order_id).lines
        return ()

    @cached_property
    def has_more_to_pick(self) -> bool:
        """Whether picking is the next thing to do with it."""
        return self.is_picking and bool(order_words.not_all_picked(self._lines_to_pick))

    @property
    def is_open(self) -> bool:
        """Whether there is something to pick."""
        return self.order.status in OPEN

    @property
    def is_picking(self) -> bool:
        return self.order.status is OrderStatus.PICKING

    @property
    def history(self) -> list[Entry]:
        """The newest first."""
        return [Entry(move, order_words.told(move)) for move in reversed(self.sheet.moves)]

    @cached_property
    def shipments(self) -> list[Parcel]:
        by_index = {line.index: line for line in self.sheet.lines}
        return [
            Parcel(each, tuple(Sent(index, units, by_index.get(index)) for index, units in each.lines[:LISTED]))
            for each in self.sheet.shipments
        ]

    @cached_property
    def returns(self) -> list[Parcel]:
        by_index = {line.index: line for line in self.sheet.lines}
        return [Parcel(each, tuple(_came_back(each.lines[:LISTED], by_index))) for each in self.sheet.returns]

    @cached_property
    def shortages(self) -> list[ShortLine]:
        """The lines that were short. One more call where some of them are on other pages."""
        told = self.sheet.shortages.lines if self.sheet.shortages else ()
        told = told if self.all_short else told[:SHORT_LISTED]
        lines = self._lines({index for index, *_ in told})
        return [ShortLine(lines[index], asked, left) for index, asked, left in told if index in lines]

    @property
    def may_write_again(self) -> bool:
        """Whether the person may write a new order with these lines."""
        return may(self.staff, Permission.WORK_ON_ORDERS)

    @property
    def unlisted_shortages(self) -> int:
        told = self.sheet.shortages.lines if self.sheet.shortages else ()
        return len(told) - len(self.shortages)

    def _lines(self, indexes: Iterable[int]) -> Mapping[int, OrderLine]:
        shown = {line.index: line for line in self.sheet.lines}
        if all(index in shown for index in indexes):
            return shown
        whole = manager().get_order_with_items(self.order.order_id)
        return {line.index: line for line in whole.lines} if whole else shown

    @property
    def lines_to_come(self) -> int:
        """Lines that are no rows yet: they are being allocated."""
        return self.order.line_count - len(self.sheet.lines) if self.order.in_work and self._has_all_lines else 0

    @property
    def is_stalled(self) -> bool:
        """Whether nothing has gone on for a while with an order in work."""
        last = datetime.fromisoformat(self.order.updated_at)
        return self.order.in_work and datetime.now(UTC) - last > STALLED

    @property
    def may_go_on(self) -> bool:
        return self.is_stalled and may_work_on(self.staff, self.order)

    @property
    def stand(self) -> str:
        """What a browser that shows the progress tells of it, so that only news are answered."""
        return f"{self.order.status}-{self.order.step}-{int(self.is_stalled)}"


def _came_back(lines: Iterable[tuple[int, int, int]], by_index: Mapping[int, OrderLine]) -> Iterable[Sent]:
    for index, restocked, written_off in lines:
        yield Sent(index, restocked + written_off, by_index.get(index), written_off)


def read_sheet(order_id: str, limit: int = PAGE_SIZE, cursor: str | None = None) -> OrderSheet:
    """An order, its story and a page of its lines. Raises InvalidCursor, OrderNotFound, InvalidValue for an id."""
    return _found(order_id, manager().get_order_sheet(order_id, limit, cursor))


def read_whole(order_id: str) -> OrderWithItems:
    """An order with all its lines. Raises as ``read_sheet``."""
    return _found(order_id, manager().get_order_with_items(order_id))


def read_picks(order_id: str) -> PickList:
    """What of an order is still in the house. Raises as ``read_sheet``."""
    return _found(order_id, manager().get_pick_list(order_id))


def _found(order_id: str, found: T | None) -> T:
    if found is None:
        raise OrderNotFound(order_id)
    return found
