"""A real browser on a real server: ``manage.py serve`` on dynoxide, in a folder of its own."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, StorageState, sync_playwright

from inventory import InventoryManager
from inventory.dynamodb import engine
from inventory.settings import Settings
from tests.browser.visitor import DESK, Visitor
from tests.people import PASSWORD

ROOT = Path(__file__).parents[2]
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
START_SECONDS = 60
OURS = ("DJANGO_", "DYNAMODB_", "INVENTORY_", "AWS_")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything beside this file is a browser test."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def chromium() -> str:
    """The browser's path: ``CHROMIUM``, or what is installed."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.fail("no Chromium: install it, or set CHROMIUM to its path")
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/sign-in/")
        return connection.getresponse().status == HTTPStatus.OK
    except (HTTPException, OSError):
        return False
    finally:
        connection.close()


def wait_until_it_answers(port: int, server: subprocess.Popen[bytes], output: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not answers(port):
        if time.monotonic() > deadline or server.poll() is not None:
            pytest.fail(f"the server does not answer:\n{output.read_text()}")
        time.sleep(0.1)


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Which data the server has, as the environment says it."""
    return {"INVENTORY_DATA_DIR": str(tmp_path_factory.mktemp("served")), "INVENTORY_ENGINE": "dynoxide"}


@pytest.fixture(scope="session")
def server(data: dict[str, str]) -> Iterator[str]:
    """The address of a server with the stock of ``tests.browser.stock``."""
    folder = Path(data["INVENTORY_DATA_DIR"])
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(OURS)},
        **data,
        "PORT": str(port),
    }
    subprocess.run([sys.executable, "-m", "tests.browser.stock"], cwd=ROOT, env=environment, check=True)
    output = folder / "server.log"
    command = [sys.executable, "manage.py", "serve"]
    with output.open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        wait_until_it_answers(port, process, output)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture(scope="session")
def inventory(server: str, data: dict[str, str]) -> Iterator[InventoryManager]:
    """What the server shows, on the same engine."""
    settings = Settings.from_env(data)
    held = engine.attach(settings)
    yield InventoryManager(settings)
    held.release()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def keeping_browser(browser: Browser) -> Iterator[Browser]:
    """One that keeps pages whole for Back, as people's do; Playwright's own does not."""
    kept = ["--disable-back-forward-cache"]
    started = browser.browser_type.launch(executable_path=chromium(), args=FLAGS, ignore_default_args=kept)
    yield started
    started.close()


@pytest.fixture(scope="session")
def signed_in(browser: Browser, server: str) -> Callable[[str], StorageState]:
    """The cookies of somebody of ``tests.people`` who signed in by the form, once for all tests."""

    @cache
    def state(user: str) -> StorageState:
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{server}/sign-in/")
        page.get_by_label("Name").fill(user)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: "/sign-in/" not in url)
        kept = context.storage_state()
        context.close()
        return kept

    return state


@pytest.fixture
def open_window(browser: Browser, server: str, signed_in: Callable[[str], StorageState]) -> Iterator[Any]:
    """Makes a visitor: ``open_window(user="viewer", **options of a browser context)``.

    Without ``user`` it is an admin; with ``user=None`` nobody is signed in.
    """
    contexts: list[BrowserContext] = []

    def opened(user: str | None = "admin", **options: Any) -> Visitor:
        state = {"storage_state": signed_in(user)} if user else {}
        context = browser.new_context(**{**DESK, **state, **options})
        contexts.append(context)
        return Visitor(context.new_page(), server)

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def visitor(open_window: Any) -> Iterator[Visitor]:
    """Someone at a desk, whose console must be clean at the end: refused input (422, 409) apart."""
    person: Visitor = open_window()
    yield person
    assert person.complaints == []
