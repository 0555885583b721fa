"""Anything that can be asked of orders, in any order, against a few plain values that say what must come of it."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from inventory import InventoryManager
from inventory.entities import OrderStatus
from inventory.errors import (
    IllegalMove,
    InsufficientStock,
    InvalidValue,
    InventoryError,
    OrderExists,
    RequestKeyReused,
    Shortage,
    SurplusScan,
    WrongScan,
)
from tests.inventory.orders.shop import prove, read, small_transactions
from tests.light_moto import rows, saved
from tests.tables import add_parts, line

PENDING, PICKING, PACKED, SHIPPED, DELIVERED, ON_HOLD, CANCELLED, REJECTED, RETURNED = list(OrderStatus)[:9]
WAY = (PENDING, PICKING, PACKED, SHIPPED, DELIVERED)
NEXT = dict(pairwise(WAY))

Level = tuple[str, str]
Asked = tuple[tuple[Level, int], ...]
OPENING: Mapping[Level, int] = {
    ("SKU-01", "WH001"): 40,
    ("SKU-02", "WH001"): 40,
    ("SKU-03", "WH001"): 16,
    ("SKU-01", "WH002"): 12,
}


@dataclass
class Line:
    """A line as it must be."""

    level: Level
    quantity: int
    picked: int = 0
    shipped: int = 0
    closed: int = 0
    returned: int = 0
    written_off: int = 0

    @property
    def open(self) -> int:
        return self.quantity - self.shipped - self.closed


@dataclass
class Book:
    """An order as it must be. ``asked`` is what it was placed for."""

    asked: Asked
    status: OrderStatus
    lines: list[Line]
    held_from: OrderStatus | None = None

    @property
    def legal(self) -> set[OrderStatus]:
        moves = {NEXT[self.status]} if self.status in NEXT else set()
        if self.status in (PENDING, PICKING, PACKED):
            moves |= {ON_HOLD, CANCELLED}
        if self.held_from:
            moves |= {self.held_from, CANCELLED}
        return moves - {CANCELLED} if any(each.shipped for each in self.lines) else moves

    def is_partly_shipped(self) -> bool:
        return self.status in (PICKING, PACKED) and any(each.shipped for each in self.lines)

    def numbered(self) -> Iterator[tuple[int, Line]]:
        return enumerate(self.lines, start=1)


@dataclass(frozen=True)
class Request:
    """What was done under a key: ``send`` asks for it again, ``another`` for something else."""

    key: str
    send: Callable[[str], object]
    another: Callable[[str], object]


# How much of what there is of a line.
SHARES: Mapping[str, Callable[[int], int]] = {
    "none": lambda units: 0,
    "some": lambda units: (units + 1) // 2,
    "all": lambda units: units,
    "more": lambda units: units + 1,
}
ITEMS = st.lists(st.tuples(st.sampled_from(list(OPENING)), st.integers(1, 4)), min_size=1, max_size=6).map(tuple)
A_SHARE = st.sampled_from([*["none", "some", "all"] * 6, "more"])
# An order by its number, three times in four one that what is asked fits.
AN_ORDER = st.tuples(st.integers(0, 30), st.sampled_from([True, True, True, False]))
Which = tuple[int, bool]
EXAMPLES = 20
PARTS = st.lists(A_SHARE, min_size=6, max_size=6)


class Shop(RuleBasedStateMachine):
    """``room`` is how many actions a transaction holds."""

    requests: Bundle[Request] = Bundle("requests")

    def __init__(self, manager: InventoryManager, room: int, bring_back: Callable[[], None]) -> None:
        super().__init__()
        bring_back()
        self.manager, self.room = manager, room
        self.stock = Counter(OPENING)
        self.books: dict[str, Book] = {}
        self.received: dict[str, Book] = {}
        self.touched: str | None = None
        self.keys = 0

    # Placing

    @initialize(several=st.lists(ITEMS, min_size=4, max_size=4))
    def begin(self, several: list[Asked]) -> None:
        """Some orders, each a step further on its way than the one before it."""
        for steps, asked in enumerate(several):
            self.place(asked, True, True)
            for _ in range(steps):
                self._go_on(f"O-{steps + 1}", True)

    def _one(self, which: Which, fitting: Callable[[Book], bool], at_least: OrderStatus = PENDING) -> tuple[str, Book]:
        """An order, one that is fitting where it shall be, brought ``at_least`` so far on its way."""
        number, fits = which
        fit = [order_id for order_id, book in self.books.items() if fits and fitting(book)]
        order_id = (fit or list(self.books))[number % len(fit or self.books)]
        book = self.books[order_id]
        while fit and book.status in WAY[: WAY.index(at_least)]:
            self._go_on(order_id, True)
        return order_id, book

    @rule(asked=ITEMS, keep=st.booleans(), wait=st.booleans())
    def place(self, asked: Asked, keep: bool, wait: bool) -> None:
        order_id, wanted = f"O-{len(self.books) + 1}", _by_level(asked)
        short = [Shortage(*level, n, self.stock[level]) for level, n in wanted.items() if n > self.stock[level]]
        long = 1 + len(asked) + 2 * len(wanted) > self.room
        if short and (wait or not long):
            with pytest.raises(InsufficientStock) as refused:
                self._place(order_id, asked, keep, wait)
            assert list(refused.value.shortages) == short
        else:
            self._place(order_id, asked, keep, wait)
        if short and not long and not keep:
            assert self.manager.get_order_with_items(order_id) is None
            return
        lines = [Line(level, units, closed=units if short else 0) for level, units in asked]
        if not short:
            self.stock -= wanted
        self._now(order_id, Book(asked, REJECTED if short else PENDING, lines))

    @rule(which=AN_ORDER)
    def place_again(self, which: Which) -> None:
        order_id, book = self._one(which, lambda book: book.status is REJECTED)
        with self._refused(InsufficientStock) if book.status is REJECTED else self._nothing_changes():
            self._place(order_id, book.asked)

    @rule(which=AN_ORDER, asked=ITEMS)
    def place_another_under_the_id(self, which: Which, asked: Asked) -> None:
        order_id, book = self._one(which, lambda book: True)
        if asked != book.asked:
            with self._refused(OrderExists):
                self._place(order_id, asked)

    @rule(asked=ITEMS)
    def receive(self, asked: Asked) -> None:
        order_id = f"R-{len(self.received) + 1}"
        for _ in range(2):
            self.manager.receive_return(order_id, "CUST-1", _items(asked))
        self.stock += _by_level(asked)
        lines = [Line(level, units, shipped=units, returned=units) for level, units in asked]
        self.received[order_id] = Book(asked, RETURNED, lines)

    @precondition(lambda self: self.received)
    @rule()
    def ask_of_what_is_no_order(self) -> None:
        order_id, book = list(self.received.items())[-1]
        with self._refused(IllegalMove):
            self.manager.move_order(order_id, CANCELLED)
        with self._refused(IllegalMove):
            self.manager.return_items(order_id, [{"index": 1, "restock": 1}])
        with self._refused(OrderExists):
            self._place(order_id, book.asked)

    def _place(self, order_id: str, asked: Asked, keep: bool = False, wait: bool = True) -> None:
        self.manager.create_order_transaction(order_id, "CUST-1", _items(asked), wait=wait, keep_rejected=keep)
        self._resume(wait)

    # Moving

    @rule(which=AN_ORDER, wait=st.booleans())
    def go_on(self, which: Which, wait: bool) -> None:
        """The next step of its way, so that many come to its end."""
        self._go_on(self._one(which, lambda book: book.status in NEXT)[0], wait)

    def _go_on(self, order_id: str, wait: bool) -> None:
        book = self.books[order_id]
        if book.status is PACKED:
            for _ in range(2):
                self.manager.ship_order(order_id, wait=wait)
            self._resume(wait)
            self._take_off(book, {index: each.open for index, each in book.numbered()})
            self._now(order_id, book, SHIPPED)
        elif book.status in NEXT:
            self._move(order_id, NEXT[book.status], wait)

    @rule(
        which=AN_ORDER,
        to=st.sampled_from([PENDING, PICKING, PACKED, DELIVERED, ON_HOLD, CANCELLED]),
        wait=st.booleans(),
    )
    def move(self, which: Which, to: OrderStatus, wait: bool) -> None:
        self._move(self._one(which, lambda book: to in book.legal)[0], to, wait)

    @rule(which=AN_ORDER, wait=st.booleans())
    def release(self, which: Which, wait: bool) -> None:
        order_id, book = self._one(which, lambda book: book.status is ON_HOLD)
        self._move(order_id, book.held_from or PENDING, wait)

    def _move(self, order_id: str, to: OrderStatus, wait: bool) -> None:
        book = self.books[order_id]
        if to is book.status:
            with self._nothing_changes():
                self.manager.move_order(order_id, to)
            return
        if to not in book.legal:
            with self._refused(IllegalMove):
                self.manager.move_order(order_id, to)
            return
        for _ in range(2):
            self.manager.move_order(order_id, to, wait=wait)
        self._resume(wait)
        if to is CANCELLED:
            self._give_back(book)
        book.held_from = book.status if to is ON_HOLD else None
        self._now(order_id, book, to)

    # Picking

    @rule(which=AN_ORDER, index=st.integers(0, 7), share=A_SHARE)
    def pick(self, which: Which, index: int, share: str) -> None:
        order_id, book = self._one(which, lambda book: book.status in (PENDING, PICKING), PICKING)
        index = 1 + index % len(book.lines) if index < 6 else index
        there = book.lines[index - 1] if index <= len(book.lines) else None
        units = SHARES[share](there.open) if there else 1
        if book.status is not PICKING or there is None or units > there.open:
            with self._refused(IllegalMove if book.status is not PICKING else InvalidValue):
                self.manager.pick_units(order_id, index, units)
            return
        assert self.manager.pick_units(order_id, index, units).line.picked == units
        there.picked = units
        self._now(order_id, book)

    @rule(which=AN_ORDER, index=st.integers(0, 6))
    def scan(self, which: Which, index: int) -> None:
        order_id, book = self._one(which, lambda book: book.status in (PENDING, PICKING), PICKING)
        code = book.lines[index % len(book.lines)].level[0].lower() if index < 6 else "NOPE"
        here = [each for each in book.lines if each.level[0] == code.upper() and each.open]
        lacking = [each for each in here if each.picked < each.open]
        if book.status is not PICKING or not lacking:
            error = IllegalMove if book.status is not PICKING else SurplusScan if here else WrongScan
            with self._refused(error):
                self.manager.pick_scan(order_id, code)
            return
        self.manager.pick_scan(order_id, code)
        lacking[0].picked += 1
        self._now(order_id, book)

    # Shipping and what comes after it

    @rule(target=requests, which=AN_ORDER, parts=PARTS, close_rest=st.booleans(), wait=st.booleans())
    def ship(self, which: Which, parts: list[str], close_rest: bool, wait: bool) -> Any:
        (order_id, book), manager = self._one(which, lambda book: book.status in WAY[:3], PACKED), self.manager
        asked = {index: SHARES[part](each.open) for (index, each), part in zip(book.numbered(), parts, strict=False)}
        request = self._request(
            lambda key: manager.ship_order(order_id, asked, close_rest=close_rest, request_key=key, wait=wait),
            lambda key: manager.ship_order(order_id, asked, close_rest=not close_rest, request_key=key),
        )
        possible = any(asked.values()) and all(asked[index] <= each.open for index, each in book.numbered())
        if book.status is not PACKED or not possible:
            return self._not_done(request, IllegalMove if book.status is not PACKED else InvalidValue)
        request.send(request.key)
        self._resume(wait)
        self._take_off(book, asked)
        if close_rest:
            self._give_back(book)
        rest = any(each.open for each in book.lines)
        self._now(order_id, book, PICKING if rest else SHIPPED)
        return request

    @rule(target=requests, which=AN_ORDER, wait=st.booleans())
    def close_short(self, which: Which, wait: bool) -> Any:
        (order_id, book), manager = self._one(which, Book.is_partly_shipped), self.manager
        request = self._request(
            lambda key: manager.close_order_short(order_id, request_key=key, wait=wait),
            lambda key: manager.return_items(order_id, [{"index": 1, "restock": 1}], request_key=key),
        )
        if book.status is SHIPPED:  # there is no rest
            with self._nothing_changes():
                request.send(request.key)
            return multiple()
        if not book.is_partly_shipped():
            return self._not_done(request, IllegalMove)
        request.send(request.key)
        self._resume(wait)
        self._give_back(book)
        self._now(order_id, book, SHIPPED)
        return request

    @rule(target=requests, which=AN_ORDER, back=PARTS, off=PARTS, wait=st.booleans())
    def take_back(self, which: Which, back: list[str], off: list[str], wait: bool) -> Any:
        (order_id, book), manager = self._one(which, lambda book: book.status in WAY[3:]), self.manager
        here = [each.shipped - each.returned for each in book.lines]
        restock = [SHARES[part](units) for units, part in zip(here, back, strict=False)]
        write_off = [SHARES[part](units - n) for units, n, part in zip(here, restock, off, strict=False)]
        both = list(zip(restock, write_off, strict=True))
        asked = [{"index": i, "restock": n, "write_off": m} for i, (n, m) in enumerate(both, start=1)]
        request = self._request(
            lambda key: manager.return_items(order_id, asked, request_key=key, wait=wait),
            lambda key: manager.return_items(order_id, [{"index": 1, "restock": 99}], request_key=key),
        )
        if not any(map(any, both)) or min(write_off) < 0:
            return self._not_done(request, InvalidValue)
        if book.status not in (SHIPPED, DELIVERED):
            return self._not_done(request, IllegalMove)
        if any(n + m > units for units, (n, m) in zip(here, both, strict=True)):
            return self._not_done(request, InvalidValue)
        request.send(request.key)
        self._resume(wait)
        for each, (n, m) in zip(book.lines, both, strict=True):
            each.returned, each.written_off = each.returned + n + m, each.written_off + m
            self.stock[each.level] += n
        self._now(order_id, book)
        return request

    # Pressed again

    @rule(request=requests)
    def press_again(self, request: Request) -> None:
        with self._nothing_changes():
            request.send(request.key)

    @rule(request=requests)
    def ask_for_another_under_the_key(self, request: Request) -> None:
        with self._refused(RequestKeyReused):
            request.another(request.key)

    def _request(self, send: Callable[[str], object], another: Callable[[str], object]) -> Request:
        self.keys += 1
        return Request(f"press-{self.keys}", send, another)

    def _not_done(self, request: Request, error: type[InventoryError]) -> Any:
        with self._refused(error):
            request.send(request.key)
        return multiple()

    # What must come of it

    def _resume(self, wait: bool) -> None:
        if not wait:
            self.manager.resume_plans()

    def _now(self, order_id: str, book: Book, status: OrderStatus | None = None) -> None:
        book.status = status or book.status
        self.books[order_id], self.touched = book, order_id

    def _take_off(self, book: Book, units: Mapping[int, int]) -> None:
        for index, each in book.numbered():
            n = units.get(index, 0)
            each.shipped, each.picked = each.shipped + n, max(0, each.picked - n)

    def _give_back(self, book: Book) -> None:
        for each in book.lines:
            self.stock[each.level] += each.open
            each.closed, each.picked = each.closed + each.open, 0

    @contextmanager
    def _nothing_changes(self) -> Iterator[None]:
        before = rows(self.manager.client.table_name)
        yield
        assert rows(self.manager.client.table_name) == before

    @contextmanager
    def _refused(self, error: type[InventoryError]) -> Iterator[None]:
        with self._nothing_changes(), pytest.raises(error):
            yield

    @invariant()
    def stock_is_what_the_orders_make_of_it(self) -> None:
        held: Counter[Level] = Counter()
        for book in self.books.values():
            for each in book.lines:
                held[each.level] += each.open
        table = rows(self.manager.client.table_name)
        levels = [row for (_, sk), row in table.items() if sk.startswith("VARIANT#")]
        found = {(_text(row, "SKU"), _text(row, "Warehouse")): row for row in levels}
        for level in OPENING:
            balance = int(_text(found[level], "Stock")), int(_text(found[level], "Allocated"))
            assert balance == (self.stock[level], held[level]), level

    @invariant()
    def the_order_is_as_it_must_be(self) -> None:
        if self.touched:
            self._compare(self.touched, self.books[self.touched])
        self.touched = None

    def _compare(self, order_id: str, book: Book) -> None:
        order = read(self.manager, order_id)
        assert (order.status, order.held_from, order.steps) == (book.status, book.held_from, 0)
        names = ("quantity", "picked", "shipped", "closed", "returned", "written_off")
        found = [((each.sku, each.warehouse), *(getattr(each, name) for name in names)) for each in order.lines]
        assert found == [astuple(each) for each in book.lines]
        for name in ("shipped", "closed", "returned"):
            assert getattr(order, name) == sum(getattr(each, name) for each in book.lines), name

    def teardown(self) -> None:
        for order_id, book in {**self.books, **self.received}.items():
            self._compare(order_id, book)
        prove(self.manager)


def _items(asked: Asked) -> list[dict[str, object]]:
    return [line(sku, units, warehouse=warehouse) for (sku, warehouse), units in asked]


def _by_level(asked: Asked) -> Counter[Level]:
    wanted: Counter[Level] = Counter()
    for level, units in asked:
        wanted[level] += units
    return wanted


def _text(row: Mapping[str, Any], name: str) -> str:
    return str(row[name].value)


@pytest.mark.parametrize("room", [100, 6], ids=["whole", "cut short"])
def test_whatever_is_asked_orders_and_stock_are_what_they_must_be(
    manager: InventoryManager, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    add_parts(manager, 3, stock=40)
    manager.update_stock("SKU-03", "PART-03", -24)
    manager.update_stock("SKU-01", "PART-01", 12, warehouse="WH002")
    small_transactions(monkeypatch, room)
    bring_back = saved(manager.client.table_name)
    run_state_machine_as_test(
        partial(Shop, manager, room, bring_back),  # type: ignore[arg-type]
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=25,
            suppress_health_check=list(HealthCheck),
        ),
    )
