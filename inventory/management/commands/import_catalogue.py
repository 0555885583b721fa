"""Brings a catalogue in from a CSV file."""

import argparse
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import datetime
from typing import Any

from django.core.management.base import CommandError, CommandParser

from inventory import InventoryManager, clock
from inventory.errors import InvalidValue
from inventory.importing import source
from inventory.importing.bringing_in import Outcome, bring_in_all, compared, foreseen
from inventory.importing.checks import check
from inventory.importing.comparison import Difference
from inventory.importing.tally import Tally
from inventory.importing.times import moment
from inventory.management.base import InventoryCommand
from inventory.management.progress import bar


class Command(InventoryCommand):
    """``manage.py import_catalogue FILE``; may be run again at any time, also after it was interrupted."""

    help = "Brings products and variants in from a CSV file. What is in the table already keeps its stock."
    when_interrupted = "interrupted; run it again to go on"

    def add_arguments(self, parser: CommandParser) -> None:
        columns, more = ", ".join(source.COLUMNS), ", ".join(source.CATALOGUE.optional)
        parser.add_argument(
            "file", help=f"CSV in UTF-8, plain or gzipped, with the columns {columns}, and with {more} if need be"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would be done and write nothing")
        parser.add_argument(
            "--at",
            type=_moment,
            metavar="TIME",
            help="when the opening stock of new SKUs was there, where older orders are imported next; else it is now",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import the file. Raises CommandError where rows were refused, after naming every error."""
        sheet = source.read(options["file"])
        checked = check(sheet)
        tally = Tally.of(checked)
        manager = self.manager(options)
        differences = list(compared(manager.client, checked.products))
        for refused in (one for one in differences if one.errors):
            tally.take(foreseen(refused))
        self._tell_errors(tally, 0)
        good = [one for one in differences if not one.errors]
        if options["dry_run"]:
            self._foresee(good, tally)
        else:
            with clock.at(options["at"]) if options["at"] else nullcontext():
                self._bring_in(manager, good, tally, options)
        if tally.errors:
            rule = "a product with an error in any of its rows is left out whole"
            raise CommandError(
                f"errors: {len(tally.errors)}; {rule if sheet.complete else 'nothing of the file was used'}"
            )

    def _foresee(self, differences: Sequence[Difference], tally: Tally) -> None:
        for difference in differences:
            tally.take(foreseen(difference))
            for edit in difference.edits:
                self.stdout.write(f"would change {edit}")
        self._tell_notes(tally)
        self.stdout.write(f"Dry run, nothing was written. An import would make: {tally}.")

    def _bring_in(
        self, manager: InventoryManager, differences: Sequence[Difference], tally: Tally, options: dict[str, Any]
    ) -> None:
        told = len(tally.errors)
        with bar(options, "Importing", " products", len(differences)) as progress:

            def take(outcome: Outcome) -> None:
                tally.take(outcome)
                progress.update()

            # However it ends, it is said what was done.
            try:
                bring_in_all(manager.client, manager.registry, differences, take)
            finally:
                progress.close()
                self._tell_errors(tally, told)
                self._tell_notes(tally)
                self.stdout.write(f"{tally}.")

    def _tell_errors(self, tally: Tally, told: int) -> None:
        for error in sorted(tally.errors[told:]):
            self.stderr.write(str(error), style_func=str)

    def _tell_notes(self, tally: Tally) -> None:
        for note in tally.notes:
            self.stderr.write(f"note: {note}", style_func=str)


def _moment(text: str) -> datetime:
    try:
        return moment("the time", text)
    except InvalidValue as refused:
        raise argparse.ArgumentTypeError(refused.rule) from None
