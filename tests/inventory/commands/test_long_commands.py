"""What long commands say of how far they are where nobody looks on."""

import itertools
import re
from collections.abc import Callable
from typing import Any

import pytest

from inventory import InventoryManager, demo
from tests.clocks import Clock
from tests.inventory.commands.conftest import Run
from tests.tables import add_vest

Write = Callable[..., str]

ORDER = "O-1,C-7,2010-12-01 08:26:00,VEST-M,2,12.50"


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whenever a command says how far it is, ten seconds are over."""
    looks = itertools.count(1_800_000_000, 10)
    monkeypatch.setattr("tqdm.std.time", lambda: float(next(looks)))


@pytest.mark.parametrize(
    ("command", "lines"),
    [
        (["reindex"], [r"Reindexing: \d+ rows, [\d.]+ a second\n"]),
        (["check_ledger"], [r"Reading: \d+ rows, [\d.]+ a second\n"]),
        (
            ["import_catalogue", "catalogue"],
            ["Importing: 1 of 2 products, 50 %, ", "Importing: 2 of 2 products, 100 %, "],
        ),
        (["import_orders", "orders"], ["Checking: 1 rows, ", "Importing: 1 of 1 orders, 100 %, "]),
        (["import_returns", "orders"], ["Checking: 1 rows, ", "Importing: 1 of 1 orders, 100 %, "]),
        (["seed_demo", "--products", "10", "--add"], ["Products: 10 of 10, 100 %, ", "Orders: 1 of 2, 50 %, "]),
    ],
    ids=lambda given: given[0],
)
@pytest.mark.usefixtures("slow")
def test_a_long_command_says_now_and_then_how_far_it_is(
    manager: InventoryManager, run: Run, csv_file: Write, order_file: Write, command: list[str], lines: list[str]
) -> None:
    add_vest(manager)
    files = {
        "catalogue": csv_file("A,A,Safety,1,A-1,,1,0,WH001", "B,B,Safety,1,B-1,,1,0,WH001"),
        "orders": order_file(ORDER),
    }
    ran = run(*(files.get(word, word) for word in command))
    assert ran.status == 0, ran.err
    for line in lines:
        assert re.search(line, ran.err), ran.err
    quiet = run(*(files.get(word, word) for word in command), "--verbosity", "0")
    assert quiet.err == ""


def test_orders_of_a_demo_are_not_slowed_down_by_the_time_its_products_took(
    manager: InventoryManager, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    monkeypatch.setattr("tqdm.std.time", lambda: clock.now)

    def seed(manager: Any, products: int, seed: int, progress: Callable[[str, int], None]) -> demo.Seeded:
        for what, seconds, more in (("products", 0, 60), ("products", 3600, 40), ("orders", 0, 1), ("orders", 10, 10)):
            clock.wait(seconds)
            progress(what, more)
        return demo.Seeded(100, 0, 11, 0, 0, 0, 3600.0)

    monkeypatch.setattr(demo, "seed", seed)
    assert [line for line in run("seed_demo", "--products", "100").err.splitlines() if " of " in line] == [
        "Products: 100 of 100, 100 %, 0.028 a second",
        "Orders: 11 of 20, 55 %, 1.1 a second, less than 1 min left",
    ]
