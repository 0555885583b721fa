"""What an import of orders did, counted, and said in a sentence."""

from collections import Counter
from dataclasses import dataclass, field

from inventory.importing.orders_checks import Checked
from inventory.importing.orders_outcome import Fate, Outcome


@dataclass
class Tally:
    """``words`` say what is done with each of the ``total`` orders of a file; ``lines`` are those of the done ones.

    Where they are ``taking`` stock, some may be short of it.
    """

    words: str
    total: int
    taking: bool = True
    fates: Counter[Fate] = field(default_factory=Counter)
    lines: int = 0
    moved: int = 0

    @classmethod
    def of(cls, checked: Checked, words: str, taking: bool) -> "Tally":
        """The orders that were refused for what the file itself says, and those it gives twice."""
        refused = len(checked.spoiled) if checked.complete else checked.orders
        there = checked.repeated if checked.complete else 0
        return cls(words, checked.orders, taking, Counter({Fate.REFUSED: refused, Fate.THERE: there}))

    def take(self, outcome: Outcome) -> None:
        """Count one order in."""
        self.fates[outcome.fate] += 1
        self.moved += outcome.moved
        if outcome.fate is Fate.DONE:
            self.lines += outcome.order.rows

    @property
    def seen(self) -> int:
        """How many orders it is known of what became of them."""
        return self.fates.total()

    def __str__(self) -> str:
        said = [f"{self.fates[Fate.DONE]} {self.words} ({self.lines} lines)"]
        said.append(f"{self.fates[Fate.THERE]} there already")
        said += [f"{self.fates[Fate.SHORT]} rejected (short)"] if self.taking else []
        said.append(f"{self.fates[Fate.REFUSED]} refused")
        unfinished, not_reached = self.fates[Fate.UNFINISHED], self.total - self.seen
        said += [f"{self.moved} moved on"] if self.moved else []
        said += [f"{unfinished} not finished"] if unfinished else []
        said += [f"{not_reached} not reached"] if not_reached else []
        return ", ".join(said)
