"""What the page of one SKU shows: its levels, the ledger and the chart of one of them, the stock as it was."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

from dashboard.ledger_form import LedgerForm
from dashboard.stock import Total, total
from inventory import moments
from inventory.entities import Movement, Page, SkuPointer, StockLevel, Warehouse
from inventory.errors import InvalidCursor
from inventory.ledger import Balance, Point, chart_points
from inventory.parallel import together
from inventory.stock import StockCard
from web.inventory import manager
from web.warehouse import ChosenWarehouse
from web.words import LOST_PLACE

PAGE_SIZE = 40
DAYS_DRAWN = 90


@dataclass(frozen=True)
class Drawing:
    """The available stock over time, in units; where it is not ``complete``, what is older is not drawn."""

    points: list[tuple[datetime, int]]
    complete: bool = True


@dataclass
class CardPage:
    """One SKU, with the ledger of the warehouse that ``choice`` names. Reads what is asked of it, once."""

    pointer: SkuPointer
    form: LedgerForm
    choice: ChosenWarehouse
    card: StockCard
    ledger: Page[Movement]

    @property
    def warehouse_id(self) -> str:
        """The warehouse whose ledger is shown; empty where the address names an unknown one."""
        return self.choice.warehouse_id

    @property
    def level(self) -> StockLevel | None:
        """The level whose ledger is shown; None where the warehouse never had the SKU."""
        levels = self.card.variant.levels
        return next((level for level in levels if level.warehouse == self.warehouse_id), None)

    @property
    def total(self) -> Total:
        return total(self.card.variant.levels)

    @property
    def is_wrong(self) -> bool:
        """Whether something in the address cannot be shown."""
        return bool(self.form.errors or self.choice.unknown)

    @property
    def start(self) -> str:
        """The query string of the beginning of this list."""
        return self.form.query(self.warehouse_id)

    @property
    def whole(self) -> str:
        """The query string of this card with the whole ledger."""
        return self.form.query(self.warehouse_id, **{"from": "", "to": ""})

    @property
    def more(self) -> str:
        """The query string of the rows that follow; empty where there are none."""
        return self.form.query(self.warehouse_id, cursor=self.ledger.cursor) if self.ledger.cursor else ""

    @property
    def csv(self) -> str:
        """The query string of the ledger as a file."""
        return self.form.query(self.warehouse_id, at="", format="csv")

    @property
    def shows_newest(self) -> bool:
        """Whether a new movement would stand above the rows shown."""
        return not self.form["cursor"].value() and not self.form["end"].value()

    @cached_property
    def balances(self) -> list[Balance]:
        """What each warehouse held at the moment asked for; empty where none is. One call for each."""
        if self.form.at is None:
            return []
        return manager().get_stock_at(
            self.pointer.sku, [level.warehouse for level in self.card.variant.levels], self.form.at
        )

    @cached_property
    def drawing(self) -> Drawing | None:
        """The chart; None where there is nothing to draw. One more call where the rows shown do not reach back."""
        if self.form.ledger_errors or self.level is None:
            return None
        first, last = _drawn(self.form)
        points = None if self.form["cursor"].value() else reached(self.ledger, first)
        if points is not None:
            return _drawing(points, True, last)
        chart = manager().get_chart(self.pointer.sku, self.warehouse_id, first, self.form.stretch["end"])
        return _drawing(chart.points, chart.complete, last)


def read_card(pointer: SkuPointer, form: LedgerForm, asked: ChosenWarehouse, named: bool) -> CardPage | None:
    """The page of a SKU; None where it is gone. Card and ledger are read at the same time.

    Where no warehouse was ``named`` and the one last chosen never had the SKU, it is its home's ledger, read after.
    """
    guess = asked if named or asked.warehouse else at_home(pointer, asked)
    card, ledger = together(lambda: manager().get_stock_card(pointer.sku), lambda: _ledger(pointer.sku, form, guess))
    if card is None:
        return None
    page = CardPage(pointer, form, guess, card, ledger)
    if named or page.level:
        return page
    home = at_home(pointer, asked)
    return replace(page, choice=home, ledger=_ledger(pointer.sku, form, home))


def at_home(pointer: SkuPointer, asked: ChosenWarehouse) -> ChosenWarehouse:
    """The home of a SKU as the warehouse of the page."""
    by_id = {warehouse.warehouse_id: warehouse for warehouse in asked.known}
    return replace(asked, warehouse=by_id.get(pointer.warehouse, Warehouse(pointer.warehouse, pointer.warehouse)))


def _ledger(sku: str, form: LedgerForm, place: ChosenWarehouse) -> Page[Movement]:
    """The rows asked for; none, and the reason in the form's errors, for a cursor of elsewhere."""
    if form.ledger_errors or not place.warehouse:
        return Page()
    cursor = form.cleaned_data["cursor"] or None
    try:
        return manager().get_ledger(sku, place.warehouse_id, **form.stretch, limit=PAGE_SIZE, cursor=cursor)
    except InvalidCursor:
        form.add_error("cursor", LOST_PLACE)
        return Page()


def _drawn(form: LedgerForm) -> tuple[str, datetime]:
    """First moment that is drawn, as it is stored, and the last one."""
    now = datetime.now(UTC)
    start, end = form.stretch["start"], form.stretch["end"]
    last = min(now, _end_of(end)) if end else now
    return moments.first_of("start", start or (last - timedelta(days=DAYS_DRAWN)).date()), last


def _end_of(day: date) -> datetime:
    return datetime.fromisoformat(moments.last_of("end", day))


def reached(newest_first: Page[Movement], first: str) -> list[Point] | None:
    """The points from the moment ``first`` on, oldest first, if these movements reach back to it; None otherwise."""
    inside = [movement for movement in newest_first if movement.created_at >= first]
    older = newest_first[len(inside) :]
    if not older and (newest_first.cursor or not inside):
        return None
    before = older[0].stock if older else inside[-1].stock - inside[-1].change
    begins = not older and inside[-1].revision == 1
    return [*([] if begins else [(first, before)]), *chart_points(inside)]


def _drawing(points: Sequence[Point], complete: bool, last: datetime) -> Drawing | None:
    """To be drawn up to ``last``: what the last movement left is there still."""
    drawn = [(datetime.fromisoformat(at), stock) for at, stock in points]
    if not drawn:
        return None
    if drawn[-1][0] < last:
        drawn.append((last, drawn[-1][1]))
    return Drawing(drawn, complete)
