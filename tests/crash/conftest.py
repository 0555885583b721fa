"""Clerks that are at work in the rounds of crashes."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from inventory import InventoryManager
from inventory.dynamodb import engines
from inventory.settings import PROJECT_ROOT
from tests.crash.rounds import PATIENCE

Start = Callable[[InventoryManager, str], "ClerkProcess"]


class ClerkProcess:
    """A clerk at work, and its journal."""

    def __init__(self, manager: InventoryManager, name: str, journal: Path) -> None:
        self.journal = journal
        journal.touch()
        settings = manager.client.settings
        where = (settings.endpoint_url, settings.table_name, name, journal)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.clerk", *map(str, where)],
            cwd=PROJECT_ROOT,
            env={key: value for key, value in os.environ.items() if key != "INVENTORY_VALIDATE_PARAMETERS"},
            stdin=subprocess.PIPE,
        )

    @property
    def answers(self) -> int:
        """How many it was given."""
        return self.journal.read_text().count('"told"')

    def is_short_of(self, answers: int) -> bool:
        assert self.process.poll() is None, "the clerk has ended"
        return self.answers < answers

    def wait_for(self, answers: int) -> None:
        deadline = time.monotonic() + PATIENCE
        while self.is_short_of(answers):
            assert time.monotonic() < deadline, "the clerk is told nothing"
            time.sleep(0.01)

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=PATIENCE)

    def stop(self) -> None:
        """Let it finish the orders it is at."""
        self.process.communicate(timeout=PATIENCE)
        assert self.process.returncode == 0


@pytest.fixture(autouse=True)
def _installed() -> None:
    missing = engines.ENGINES["dynoxide"].missing()
    if missing and not os.environ.get("CI"):
        pytest.skip(missing)


@pytest.fixture
def clerks(tmp_path: Path) -> Iterator[list[ClerkProcess]]:
    """All that were started."""
    started: list[ClerkProcess] = []
    yield started
    for one in started:
        if one.process.poll() is None:
            one.kill()


@pytest.fixture
def start(clerks: list[ClerkProcess], tmp_path: Path) -> Start:
    """Starts a clerk of the name that is given."""

    def start(manager: InventoryManager, name: str) -> ClerkProcess:
        clerks.append(ClerkProcess(manager, name, tmp_path / f"{name}.jsonl"))
        return clerks[-1]

    return start
