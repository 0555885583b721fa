"""How often the crash tests crash, when, and what they say of it."""

import os
import random
import time
from collections.abc import Mapping, Sequence
from typing import Final

from inventory.ordering.settling import Resumed
from tests.crash.proof import Told

ROUNDS: Final = int(os.environ.get("INVENTORY_CRASH_ROUNDS") or 5)
PATIENCE: Final = 60
TIMEOUT: Final = PATIENCE * (ROUNDS + 2)


def some_moment_later() -> None:
    """Anywhere in the next order."""
    time.sleep(random.uniform(0, 0.2))


def summary(killed: str, orders: Mapping[str, Told], resumed: Sequence[Resumed]) -> str:
    answered = sum(bool(order.told) for order in orders.values())
    finished, rejected = sum(one.finished for one in resumed), sum(one.rejected for one in resumed)
    return (
        f"\n{ROUNDS} rounds of killed {killed}: {len(orders)} orders asked for, {answered} of them acknowledged,"
        f" {finished} finished and {rejected} undone by resuming; none lost, none half, no drift"
    )
