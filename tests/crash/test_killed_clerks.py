"""kill -9 of processes that are at work on orders, at random moments: nothing is lost, and nothing is half."""

from random import Random

import pytest

from inventory import InventoryManager
from tests.crash.conftest import ClerkProcess, Start
from tests.crash.goods import stock_up
from tests.crash.proof import prove, read_journals
from tests.crash.rounds import ROUNDS, TIMEOUT, some_moment_later, summary

pytestmark = [pytest.mark.parametrize("engine_name", ["dynoxide"]), pytest.mark.timeout(TIMEOUT)]


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
        # What it left is gone on with beside the other, and what the other is at too.
        last = living.answers + 3
        while living.is_short_of(last):
            resumed.append(engine_manager.resume_plans())
        some_moment_later()
        living.kill()
        resumed.append(engine_manager.resume_plans())
        assert resumed[-1].left == ()
        orders = read_journals(clerk.journal for clerk in clerks)
        prove(engine_manager, orders)
    with capsys.disabled():
        print(summary("processes", orders, resumed))
