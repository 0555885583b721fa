"""kill -9 of processes that are at work on orders, at random moments: nothing is lost, and nothing is half."""

from random import Random

import pytest

from inventory import InventoryManager
from inventory.ordering.settling import Resumed
from tests.crash.conftest import PATIENCE, ROUNDS, ClerkProcess, Start, some_moment_later, told_to
from tests.crash.goods import stock_up
from tests.crash.proof import prove

pytestmark = [pytest.mark.parametrize("engine_name", ["dynoxide"]), pytest.mark.timeout(PATIENCE * (ROUNDS + 2))]


def test_what_killed_processes_leave_is_finished_or_undone(
    engine_manager: InventoryManager, start: Start, clerks: list[ClerkProcess], capsys: pytest.CaptureFixture[str]
) -> None:
    stock_up(engine_manager)
    chance, resumed = Random(), []
    for number in range(ROUNDS):
        killed, living = (start(engine_manager, f"{number}-{clerk}") for clerk in ("a", "b"))
        killed.wait_for(chance.randint(1, 12))
        some_moment_later()
        killed.kill()
        # What it left is gone on with beside the other, and some of the other's own with it.
        resumed.append(engine_manager.resume_plans())
        living.wait_for(1)
        some_moment_later()
        living.kill()
        resumed.append(engine_manager.resume_plans())
        assert resumed[-1].left == ()
        prove(engine_manager, told_to(clerks))
    with capsys.disabled():
        print(f"\n{ROUNDS} rounds of killed processes: {summed(resumed, clerks)}; nothing lost, nothing half, no drift")


def summed(resumed: list[Resumed], clerks: list[ClerkProcess]) -> str:
    orders = told_to(clerks)
    answered = sum(bool(order.told) for order in orders.values())
    finished, rejected = sum(one.finished for one in resumed), sum(one.rejected for one in resumed)
    return (
        f"{len(orders)} orders, {answered} of them acknowledged, {finished} finished and {rejected} undone by resuming"
    )
