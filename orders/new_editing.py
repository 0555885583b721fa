"""What the buttons of a new order do to it, short of placing it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from inventory.errors import InvalidValue
from inventory.ordering.asked import MAX_LINES
from inventory.ordering.offer import Offer
from orders.new_form import NewOrderForm, too_many
from orders.new_lines import Line, check_quantities
from orders.new_many import read, shown
from web.figures import units
from web.inventory import manager
from web.warehouse import named, warehouse_names

MATCHES: Final = 8
# What is said of a long list of wrong lines.
PROBLEMS: Final = 20

OK, UNPROCESSABLE = 200, 422


@dataclass
class Outcome:
    """What became of a press: what is said of it, and the rows that are to be shown anew.

    ``kept`` goes back into the field to add. ``matches`` are lines to choose from, ``more`` says that there are others.
    ``removed`` is the id of a row. ``many`` says that the long list is to be shown anew.
    """

    said: str = ""
    kept: str = ""
    matches: list[Line] = field(default_factory=list)
    more: bool = False
    fresh: list[Line] = field(default_factory=list)
    changed: list[Line] = field(default_factory=list)
    removed: str = ""
    many: bool = False
    status: int = OK


class Editing:
    """An order being written. ``working`` is the warehouse that goods are taken from where it has them.

    ``whole`` says that all rows will be shown, and not only those that change.
    """

    def __init__(self, form: NewOrderForm, working: str, whole: bool) -> None:
        self._form, self._lines = form, form.lines
        self._working, self._whole = working, whole

    def read(self, skus: Iterable[str] = ()) -> dict[str, Offer]:
        """What the inventory says of ``skus`` and of the lines that will be shown; the lines have it then."""
        offers = manager().offers([*(self._lines.skus if self._whole else ()), *skus])
        for line in self._lines:
            line.offer = offers.get(line.sku, line.offer)
        return offers

    def add(self) -> Outcome:
        """One unit of what the field names, or what it may mean."""
        text = self._form.typed("add")
        if not text:
            return self.recount() if "add" not in self._form.errors else Outcome(status=UNPROCESSABLE)
        skus = manager().skus_named([text])
        return self._put_one(skus[text], text) if text in skus else self._look_for(text)

    def pick(self, sku: str) -> Outcome:
        """One unit of a SKU that was chosen."""
        return self._put_one(sku, sku) if sku in manager().skus_named([sku]).values() else self._refuse(_nothing(sku))

    def _look_for(self, text: str) -> Outcome:
        self.read()
        try:
            found = manager().offers_matching(text, MATCHES)
        except InvalidValue as refused:
            return self._refuse(f"What is looked for {refused.rule}.", text)
        if not found.offers:
            return self._refuse(_nothing(text, found.more), text)
        matches = [Line.of(offer, 1, self._working) for offer in found.offers]
        return Outcome(matches=matches, more=found.more, kept=text)

    def _put_one(self, sku: str, text: str) -> Outcome:
        offers = self.read([sku])
        problem = self._problem({sku: 1}, offers)
        if problem:
            return self._refuse(problem, text)
        outcome = self._put({sku: 1}, offers)
        outcome.said = "".join([*map(_added, outcome.fresh), *map(_raised, outcome.changed)])
        self._form.keep("add")
        return outcome

    def add_many(self) -> Outcome:
        """All of the long list, or nothing of it where something in it is wrong."""
        if "many" in self._form.errors:
            return Outcome(many=True, status=UNPROCESSABLE)
        asked = read(self._form.typed("many"))
        skus = manager().skus_named({entry.name for entry in asked.entries})
        wanted: Counter[str] = Counter()
        for entry in asked.entries:
            if entry.name in skus:
                wanted[skus[entry.name]] += entry.units
        offers = self.read(wanted)
        problems = [*map(str, asked.problems(skus)), *filter(None, [self._problem(wanted, offers)])]
        if not wanted:
            problems = problems or ["Write what is ordered, one SKU a line."]
        if problems:
            return self._refuse_many(problems)
        outcome = self._put(wanted, offers)
        outcome.said, outcome.many = _said_of_many(outcome), True
        self._form.keep("many")
        return outcome

    def _refuse_many(self, problems: list[str]) -> Outcome:
        more = len(problems) - PROBLEMS
        said = (
            [*problems[:PROBLEMS], f"{units(more)} more {'line is' if more == 1 else 'lines are'} wrong."]
            if more > 0
            else problems
        )
        self._form.add_error("many", ["Nothing was added.", *said])
        return Outcome(many=True, status=UNPROCESSABLE)

    def _problem(self, wanted: Mapping[str, int], offers: Mapping[str, Offer]) -> str:
        """Why these cannot be added, empty where they can."""
        for sku in wanted:
            if sku not in offers:
                return f"There is no SKU {sku}."
            if offers[sku].retired:
                return f"{sku} is retired and cannot be ordered."
        lines = len(self._lines) + sum(self._lines.find(sku) is None for sku in wanted)
        return too_many(lines) if lines > MAX_LINES else ""

    def _put(self, wanted: Mapping[str, int], offers: Mapping[str, Offer]) -> Outcome:
        outcome = Outcome()
        for sku, more in wanted.items():
            is_new = self._lines.find(sku) is None
            line = self._lines.put(Line.of(offers[sku], more, self._working))
            (outcome.fresh if is_new else outcome.changed).append(line)
        check_quantities([*outcome.fresh, *outcome.changed])
        return outcome

    def remove(self, sku: str) -> Outcome:
        """Take a line out."""
        line = self._lines.take_out(sku)
        if line is None:
            return self.recount()
        if self._whole:
            self.read()
        return Outcome(said=f"{sku} removed.", removed=line.row_id)

    def change(self, skus: Iterable[str]) -> Outcome:
        """Show lines anew that were typed into."""
        lines = [line for line in map(self._lines.find, skus) if line]
        self.read(line.sku for line in lines)
        check_quantities(lines)
        wrong = any(line.errors for line in lines)
        return Outcome(changed=lines, status=UNPROCESSABLE if wrong else OK)

    def recount(self) -> Outcome:
        """Show what the lines come to."""
        if not self._whole:
            return Outcome()
        self.read()
        check_quantities(self._lines)
        return Outcome(status=UNPROCESSABLE if self._form.errors or self._lines.wrong else OK)

    def _refuse(self, problem: str, text: str = "") -> Outcome:
        self._form.add_error("add", problem)
        return Outcome(kept=text, status=UNPROCESSABLE)


def _nothing(text: str, more: bool = False) -> str:
    if more:
        return f"Nothing among the first names matches “{shown(text)}”. Type more of the name, or the SKU."
    return f"Nothing matches “{shown(text)}”."


def _added(line: Line) -> str:
    where = named(line.warehouse, warehouse_names())
    return f"{line.sku} added, {units(line.available) if line.available else 'none'} available in {where}."


def _raised(line: Line) -> str:
    return f"{line.sku} was there already: quantity {line.quantity} now."


def _said_of_many(outcome: Outcome) -> str:
    said = f"{_skus(len(outcome.fresh))} added"
    return f"{said}, {_skus(len(outcome.changed))} raised." if outcome.changed else f"{said}."


def _skus(number: int) -> str:
    return "1 SKU" if number == 1 else f"{units(number)} SKUs"
