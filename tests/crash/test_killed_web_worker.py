"""kill -9 of gunicorn's workers while people work on orders in their browsers: they press again, and it is done once."""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
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
from tests.crash.conftest import PATIENCE, ROUNDS, some_moment_later
from tests.crash.goods import stock_up
from tests.crash.proof import prove, read_journals
from tests.inventory.commands.test_serve import Server, engine_of, until

PEOPLE = 3

pytestmark = [pytest.mark.engine, pytest.mark.timeout(PATIENCE * (ROUNDS + 2))]


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
    started = Server(shop.client.settings.data_dir, free_port(), tmp_path / "serve.log", {}).ready()
    yield started
    started.process.terminate()
    started.ended()


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_orders_outlive_the_workers_they_were_sent_to(
    shop: InventoryManager, server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, path = shop.client.settings.data_dir, tmp_path / "journal.jsonl"
    numbers, chance, resumed = count(1), Random(), []
    browsers = [Browser(folder, server.port) for _ in range(PEOPLE)]
    with path.open("a") as file:
        for _ in range(ROUNDS):
            people = [Person(browser, shop, Journal(file), numbers) for browser in browsers]
            with ThreadPoolExecutor(PEOPLE) as pool:
                working = [pool.submit(person.work) for person in people]
                try:
                    for _ in range(2):
                        answers = told(path) + chance.randint(1, 6)
                        until(lambda: told(path) >= answers)  # noqa: B023 - asked here and now
                        some_moment_later()
                        os.kill(chance.choice(workers(server)), signal.SIGKILL)
                finally:
                    for person in people:
                        person.stop.set()
                for done in working:
                    done.result()
            resumed.append(shop.resume_plans())
            assert resumed[-1].left == ()
            prove(shop, read_journals([path]))
    with capsys.disabled():
        print(f"\n{ROUNDS} rounds of killed web workers: {len(read_journals([path]))} orders")


def told(path: Path) -> int:
    return path.read_text().count('"told"')


def workers(server: Server) -> list[int]:
    """gunicorn's workers: what the server has forked, but for the engine."""
    pid = server.process.pid
    children = map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
    return [child for child in children if "manage.py" in Path(f"/proc/{child}/cmdline").read_text()]
