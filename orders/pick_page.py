"""A pick list as one person walks it: a page of stops, which of them are theirs to pick, and how far it all is."""

from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Final

from inventory.entities import OPEN, Order, OrderLine, OrderStatus
from inventory.errors import InvalidCursor
from inventory.ordering.picking import PickList, PickStop
from inventory.people import StaffUser
from inventory.permissions import Permission, may
from orders.pick_form import RequestKeys
from orders.request_form import new_request_key

PAGE: Final = 50


@dataclass(frozen=True)
class PickRow:
    """One stop. ``same_bin`` says that the row above is at the same place."""

    stop: PickStop
    request_key: str
    may_pick: bool
    same_bin: bool = False

    @property
    def line(self) -> OrderLine:
        return self.stop.line

    @property
    def is_done(self) -> bool:
        return self.line.to_pick == 0

    @property
    def tick(self) -> int:
        """What pressing the tick sets: all units, or none where it is set."""
        return 0 if self.is_done else self.line.open


@dataclass(frozen=True)
class PickPlace:
    """The stops of a page that are in one warehouse."""

    warehouse: str
    rows: tuple[PickRow, ...]


@dataclass(frozen=True)
class PickPage:
    """``start`` is the place of the first stop shown, from 0; ``most`` how many are shown."""

    picks: PickList
    staff: StaffUser
    start: int
    most: int = PAGE
    keys: RequestKeys = field(default_factory=RequestKeys)

    @classmethod
    def after(cls, picks: PickList, staff: StaffUser, after: str | None) -> "PickPage":
        """The stops after the line of that index, 0 for the first ones; None shows where to go on.

        Raises InvalidCursor for what is no line with a stop.
        """
        page = cls(picks, staff, 0)
        if after is None or not page.is_open:
            place = page.stops.index(page.next) if page.next else 0
            return cls(picks, staff, place - place % PAGE)
        places = {"0": 0} | {str(stop.line.index): place for place, stop in enumerate(page.stops, start=1)}
        if after not in places:
            raise InvalidCursor
        return cls(picks, staff, places[after])

    @property
    def order(self) -> Order:
        return self.picks.order

    @property
    def is_open(self) -> bool:
        """Whether there is anything to walk for: what is gone, or was given back, has no stops."""
        return self.order.status in OPEN

    @property
    def is_picking(self) -> bool:
        return self.order.status is OrderStatus.PICKING

    @cached_property
    def stops(self) -> tuple[PickStop, ...]:
        return self.picks.stops if self.is_open else ()

    @cached_property
    def rows(self) -> tuple[PickRow, ...]:
        """The stops of this page."""
        shown = self.stops[self.start : self.start + self.most]
        above = (None, *shown)
        return tuple(self._row(stop, before) for before, stop in zip(above, shown, strict=False))

    @property
    def places(self) -> list[PickPlace]:
        """The same by warehouse."""
        groups = groupby(self.rows, lambda row: row.line.warehouse)
        return [PickPlace(warehouse, tuple(rows)) for warehouse, rows in groups]

    def row(self, index: int) -> PickRow | None:
        """The row of a line, also where it is not on this page; None where nothing of the line is open."""
        shown = next((row for row in self.rows if row.line.index == index), None)
        stop = next((stop for stop in self.stops if stop.line.index == index), None)
        return shown or (self._row(stop) if stop else None)

    def shows(self, row: PickRow) -> bool:
        """Whether a row is on this page."""
        return row in self.rows

    @cached_property
    def may_pick(self) -> bool:
        """Whether any of it is the person's to pick now."""
        return self.is_picking and any(self._is_theirs(stop.line) for stop in self.stops)

    @property
    def columns(self) -> int:
        """Of the table: those who may not pick have none for ticks."""
        return 4 if self.may_pick else 3

    @property
    def may_move(self) -> bool:
        """Whether the person may move the order as a whole."""
        return all(may(self.staff, Permission.WORK_ON_ORDERS, each) for each in (None, *self.order.warehouses))

    @cached_property
    def next(self) -> PickStop | None:
        """Where this person goes next: the first stop of theirs with something to pick."""
        return next((stop for stop in self.stops if stop.line.to_pick and self._is_theirs(stop.line)), None)

    @property
    def shows_next(self) -> bool:
        return self.next is not None and any(row.stop is self.next for row in self.rows)

    @cached_property
    def picked(self) -> int:
        return sum(stop.line.open - stop.line.to_pick for stop in self.stops)

    @cached_property
    def units(self) -> int:
        return sum(stop.line.open for stop in self.stops)

    @cached_property
    def lines_picked(self) -> int:
        return sum(stop.line.to_pick == 0 for stop in self.stops)

    @property
    def is_all_picked(self) -> bool:
        return self.units > 0 and self.picked == self.units

    @cached_property
    def scan_key(self) -> str:
        """A script makes the keys of more scans from its beginning."""
        return new_request_key()

    @property
    def cursor(self) -> int:
        """What leads to this very page, whatever is picked meanwhile."""
        return self._cursor_at(self.start)

    @property
    def earlier(self) -> int | None:
        """The cursor of the page before; None on the first."""
        return self._cursor_at(max(0, self.start - self.most)) if self.start else None

    @property
    def later(self) -> int | None:
        """The cursor of the page behind; None on the last."""
        end = self.start + self.most
        return self._cursor_at(end) if end < len(self.stops) else None

    def _cursor_at(self, place: int) -> int:
        return self.stops[place - 1].line.index if 0 < place <= len(self.stops) else 0

    def _row(self, stop: PickStop, above: PickStop | None = None) -> PickRow:
        line = stop.line
        same = above is not None and (above.line.warehouse, above.bin) == (line.warehouse, stop.bin) and stop.bin != ""
        return PickRow(stop, self.keys.of(line.index), self.is_picking and self._is_theirs(line), same)

    def _is_theirs(self, line: OrderLine) -> bool:
        return may(self.staff, Permission.WORK_ON_ORDERS, line.warehouse)
