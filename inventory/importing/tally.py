"""What an import did, counted, and said in a sentence."""

from dataclasses import dataclass, field

from inventory.importing.bringing_in import Outcome
from inventory.importing.checks import Checked
from inventory.importing.source import RowError


@dataclass
class Tally:
    """``products`` were created; all other numbers are rows of the file, of which there are ``total``."""

    total: int
    products: int = 0
    created: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    errors: list[RowError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, checked: Checked) -> "Tally":
        """The rows that were refused for what the file itself says."""
        good = sum(len(product.rows) for product in checked.products)
        return cls(total=checked.rows, refused=checked.rows - good, errors=list(checked.errors))

    def take(self, outcome: Outcome) -> None:
        """Count one product in."""
        self.products += 1 if outcome.created else 0
        self.created += len(outcome.created)
        self.added += len(outcome.added)
        self.updated += len(outcome.updated)
        self.unchanged += len(outcome.unchanged)
        self.refused += len(outcome.refused)
        self.errors += outcome.errors
        self.notes += outcome.notes

    def __str__(self) -> str:
        seen = self.created + self.added + self.updated + self.unchanged + self.refused
        not_reached = f", {self.total - seen} rows not reached" if seen < self.total else ""
        return (
            f"{self.products} products created (with {self.created} variants), {self.added} variants added,"
            f" {self.updated} updated, {self.unchanged} unchanged, {self.refused} rows refused{not_reached}"
        )
