"""Proves that no balance has drifted."""

from typing import Any

from django.core.management.base import CommandError

from inventory import audit
from inventory.management.base import InventoryCommand
from inventory.management.progress import bar


class Command(InventoryCommand):
    """``manage.py check_ledger``; may run beside the day's work."""

    help = "Walks the whole table and proves that each stock level is what its movements make it."
    when_interrupted = "interrupted before the whole table was read; nothing is proved"

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the outcome. Raises CommandError where a balance has drifted, after naming each."""
        client = self.manager(options).client
        with bar(options, "Reading", " rows") as progress:

            def told(rows: int) -> None:
                progress.update(rows)

            report = audit.check(client, told)
        for drift in report.drifts:
            self.stdout.write(drift)
        if report.in_work:
            left = f"{report.in_work} orders are in work: manage.py resume_plans brings to an end what was left"
            self.stderr.write(f"note: {left}", style_func=str)
        self.stdout.write(f"{report.levels} stock levels, {report.movements} movements, {len(report.drifts)} drift")
        if report.drifts:
            raise CommandError(f"{len(report.drifts)} drift found: the stock is not what its movements make it")
