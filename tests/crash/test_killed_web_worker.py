"""kill -9 of gunicorn's workers while people work on orders in browsers: they press again, and it is done once."""

import os
import signal
import socket
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from random import Random

import pytest

from inventory import InventoryManager
from inventory.dynamodb import engine
from inventory.dynamodb.schema import ensure_table
from inventory.settings import Settings
from tests.crash.browser import Browser, Person
from tests.crash.clerk import Journal
from tests.crash.goods import stock_up
from tests.crash.proof import prove, read_journals
from tests.crash.rounds import ROUNDS, TIMEOUT, some_moment_later, summary
from tests.inventory.commands.test_serve import Server, until

PEOPLE, KILLS = 3, 2

pytestmark = [pytest.mark.engine, pytest.mark.timeout(TIMEOUT)]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[InventoryManager]:
    """The inventory in a data folder of its own, which a server will share."""
    settings = Settings(engine="dynoxide", data_dir=tmp_path / "data")
    attached = engine.attach(settings)
    manager = InventoryManager(settings)
    ensure_table(manager.client)
    stock_up(manager)
    yield manager
    attached.release()


@pytest.fixture
def server(shop: InventoryManager, tmp_path: Path) -> Iterator[Server]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    started = Server(shop.client.settings.data_dir, port, tmp_path / "serve.log", {})
    try:
        yield started.ready()
    finally:
        started.process.terminate()
        started.ended()


def test_orders_outlive_the_workers_they_were_sent_to(
    shop: InventoryManager, server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, numbers, chance, resumed = tmp_path / "journal.jsonl", count(1), Random(), []
    browsers = [Browser(shop.client.settings.data_dir, server.port) for _ in range(PEOPLE)]
    with path.open("a") as file:
        for _ in range(ROUNDS):
            with at_work([Person(browser, shop, Journal(file), numbers) for browser in browsers]):
                for _ in range(KILLS):
                    wait_for(path, answers(path) + chance.randint(1, 6))
                    some_moment_later()
                    os.kill(chance.choice(workers(server)), signal.SIGKILL)
            resumed.append(shop.resume_plans())
            assert resumed[-1].left == ()
            orders = read_journals([path])
            prove(shop, orders)
    with capsys.disabled():
        print(summary("web workers", orders, resumed))


@contextmanager
def at_work(people: Sequence[Person]) -> Iterator[None]:
    """Everybody works; at the end they finish the orders they are at."""
    with ThreadPoolExecutor(len(people)) as pool:
        working = [pool.submit(person.work) for person in people]
        try:
            yield
        finally:
            for person in people:
                person.stop.set()
        for one in working:
            one.result()


def answers(journal: Path) -> int:
    return journal.read_text().count('"told"')


def wait_for(journal: Path, number: int) -> None:
    until(lambda: answers(journal) >= number)


def workers(server: Server) -> list[int]:
    """What the server has forked, but for the engine."""
    pid = server.process.pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in children if "manage.py" in Path(f"/proc/{child}/cmdline").read_text()]
