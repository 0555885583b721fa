"""Finishes or undoes what was left in work on orders."""

from typing import Any

from django.core.management.base import CommandError

from inventory.entities import Order
from inventory.management.base import InventoryCommand
from inventory.ordering.settling import Resumed


def in_words(resumed: Resumed) -> str:
    """How many came to which end."""
    return f"{resumed.finished} finished, {resumed.rejected} rejected, {len(resumed.left)} left"


class Command(InventoryCommand):
    """``manage.py resume_plans``; may be run at any time, beside the day's work too."""

    help = "Brings every order that an interruption left in work to its end: all of it, or nothing."
    when_interrupted = "interrupted; run it again to go on"

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what became of each. Raises CommandError where some are left."""
        resumed = self.manager(options).resume_plans(self._tell)
        for unfinished in resumed.left:
            self.stderr.write(str(unfinished), style_func=str)
        self.stdout.write(f"{in_words(resumed)}.")
        if resumed.left:
            raise CommandError(f"{len(resumed.left)} left in work: run it again")

    def _tell(self, order: Order) -> None:
        self.stdout.write(f"order {order.order_id}: {order.status}")
