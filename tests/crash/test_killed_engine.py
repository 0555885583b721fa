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
from tests.crash.conftest import ClerkProcess, Start
from tests.crash.goods import stock_up
from tests.crash.proof import prove, read_journals
from tests.crash.rounds import PATIENCE, ROUNDS, TIMEOUT, some_moment_later, summary

pytestmark = [pytest.mark.engine, pytest.mark.timeout(TIMEOUT)]


@pytest.fixture
def attachment(tmp_path: Path) -> Iterator[engine.Attachment]:
    """An engine of its own: others' tests need the shared one alive."""
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
    chance, resumed = Random(), []
    for number in range(ROUNDS):
        clerk = start(stock, str(number))
        clerk.wait_for(chance.randint(1, 12))
        some_moment_later()
        kill(attachment)
        assert attachment.revive()
        clerk.wait_for(clerk.answers + 2)
        clerk.stop()
        resumed.append(stock.resume_plans())
        # The clerk had asked until it was told: nothing is left to go on with.
        assert resumed[-1] == Resumed(0, 0, ())
        orders = read_journals(clerk.journal for clerk in clerks)
        prove(stock, orders)
    with capsys.disabled():
        print(summary("engines", orders, resumed))


def kill(attachment: engine.Attachment) -> None:
    process = attachment.process
    os.kill(process.pid, signal.SIGKILL)
    processes._wait_until_gone(process.pid, process.command, PATIENCE)
