"""kill -9 of the engine under load, started again on the same data: nothing that was acknowledged is lost."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from inventory import InventoryManager
from inventory.dynamodb import engine, processes
from inventory.ordering.settling import Resumed
from inventory.settings import Settings
from tests.conftest import table_on
from tests.crash.conftest import PATIENCE, ROUNDS, ClerkProcess, Start, some_moment_later, told_to
from tests.crash.goods import stock_up
from tests.crash.proof import prove

pytestmark = [pytest.mark.engine, pytest.mark.timeout(PATIENCE * (ROUNDS + 2))]


@pytest.fixture
def attachment(tmp_path: Path) -> Iterator[engine.Attachment]:
    """An engine of its own, as others' tests need the shared one."""
    attached = engine.attach(Settings(engine="dynoxide", data_dir=tmp_path / "engine"))
    yield attached
    attached.release()


@pytest.fixture
def stock(attachment: engine.Attachment, tmp_path: Path) -> Iterator[InventoryManager]:
    with table_on(attachment.url, tmp_path) as manager:
        stock_up(manager)
        yield manager


def test_what_was_acknowledged_outlives_the_engine(
    stock: InventoryManager,
    attachment: engine.Attachment,
    start: Start,
    clerks: list[ClerkProcess],
    capsys: pytest.CaptureFixture[str],
) -> None:
    chance = Random()
    for number in range(ROUNDS):
        clerk = start(stock, str(number))
        clerk.wait_for(chance.randint(1, 12))
        some_moment_later()
        kill(attachment)
        assert attachment.revive()
        clerk.wait_for(clerk.journal.read_text().count('"told"') + 2)
        clerk.stop()
        # The clerk asked until it was told: nothing is left to go on with.
        assert stock.resume_plans() == Resumed(0, 0, ())
        prove(stock, told_to(clerks))
    with capsys.disabled():
        orders = told_to(clerks)
        print(f"\n{ROUNDS} rounds of killed engines: {len(orders)} orders; nothing lost, nothing half, no drift")


def kill(attachment: engine.Attachment) -> None:
    process = attachment.process
    os.kill(process.pid, signal.SIGKILL)
    processes._wait_until_gone(process.pid, process.command, PATIENCE)
