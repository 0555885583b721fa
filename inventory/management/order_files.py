"""What the commands that bring orders or returns in from files have in common."""

from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, Protocol

from django.core.management.base import CommandError, CommandParser

from inventory import InventoryManager
from inventory.importing.orders_checks import Checked, check
from inventory.importing.orders_forecast import Forecast
from inventory.importing.orders_outcome import Fate, Outcome
from inventory.importing.orders_placing import BringIn
from inventory.importing.orders_running import Run
from inventory.importing.orders_tally import Tally
from inventory.importing.orders_waiting import Waiting, waiting_room
from inventory.importing.source import Form
from inventory.management.base import InventoryCommand
from inventory.management.progress import bar


class Listing(Protocol):
    """Where it is written down what was not taken."""

    def add(self, outcome: Outcome) -> None:
        """List what is to be said of an order."""


class OrderFilesCommand(InventoryCommand):
    """A command on files of orders; may be run again at any time, also after it was interrupted."""

    when_interrupted = "interrupted; run it again to go on"
    form: ClassVar[Form]
    # What is done with each of the files' orders, as the last sentence says it.
    done: ClassVar[str]
    taking: ClassVar[bool]

    def add_arguments(self, parser: CommandParser) -> None:
        columns = ", ".join(self.form.columns)
        parser.add_argument(
            "files",
            nargs="+",
            metavar="FILE",
            help=f"CSV in UTF-8, plain or gzipped, with the columns {columns}; several are read one after the other",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would be done and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import the files. Raises CommandError where orders were refused or not finished, after naming every error."""
        with waiting_room() as waiting:
            checked = self._check(waiting, options)
            tally = Tally.of(checked, self.done, self.taking)
            for error in checked.errors:
                self.stderr.write(str(error), style_func=str)
            if not checked.complete:
                raise CommandError(f"errors: {len(checked.errors)}; nothing of the files was used")
            if options["dry_run"]:
                self._foresee(self.manager(options), waiting, checked, tally)
            else:
                self._bring_in(self.manager(options), waiting, checked, tally, options)
        self._conclude(checked, tally)

    @abstractmethod
    def work(self, manager: InventoryManager, run: Run, options: dict[str, Any]) -> BringIn:
        """What is done with each order."""

    @abstractmethod
    @contextmanager
    def listing(self, manager: InventoryManager, options: dict[str, Any]) -> Iterator[Listing]:
        """Where it is listed what was not taken, while orders are brought in."""

    def _check(self, waiting: Waiting, options: dict[str, Any]) -> Checked:
        with bar(options, "Checking", " rows") as progress:
            return check(options["files"], self.form, waiting, progress.update)

    def _foresee(self, manager: InventoryManager, waiting: Waiting, checked: Checked, tally: Tally) -> None:
        for outcome in Forecast(manager, taking=self.taking).judge(waiting.all_but(checked.spoiled)):
            tally.take(outcome)
        self.stdout.write(f"Dry run, nothing was written. An import would make: {tally}.")

    def _bring_in(
        self, manager: InventoryManager, waiting: Waiting, checked: Checked, tally: Tally, options: dict[str, Any]
    ) -> None:
        with (
            self.listing(manager, options) as listing,
            bar(options, "Importing", " orders", tally.total - tally.seen) as progress,
        ):

            def take(outcome: Outcome) -> None:
                tally.take(outcome)
                listing.add(outcome)
                progress.update()

            run = Run(manager.client, options.get("workers", 1), take)
            # However it ends, it is said what was done.
            try:
                run.bring_in(waiting.all_but(checked.spoiled), self.work(manager, run, options))
            finally:
                progress.close()
                self.stdout.write(f"{tally}.")

    def _conclude(self, checked: Checked, tally: Tally) -> None:
        wrong = []
        if checked.errors:
            wrong.append(f"errors: {len(checked.errors)}; an order with an error in any of its rows is left out whole")
        refused = tally.fates[Fate.REFUSED] - len(checked.spoiled)
        if refused:
            wrong.append(f"{refused} refused")
        if tally.fates[Fate.UNFINISHED]:
            wrong.append(f"{tally.fates[Fate.UNFINISHED]} not finished: run it again")
        if wrong:
            raise CommandError("; ".join(wrong))
