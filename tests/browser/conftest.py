"""A real browser on a real server: ``manage.py serve`` on dynoxide, in a folder of its own."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.browser.visitor import DESK, Visitor

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
        connection.request("GET", "/categories/")
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
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with the stock of ``tests.browser.stock``."""
    folder = tmp_path_factory.mktemp("served")
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(OURS)},
        "INVENTORY_DATA_DIR": str(folder),
        "INVENTORY_ENGINE": "dynoxide",
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
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def open_window(browser: Browser, server: str) -> Iterator[Any]:
    """Makes a visitor: ``open_window(**options of a browser context)``."""
    contexts: list[BrowserContext] = []

    def opened(**options: Any) -> Visitor:
        context = browser.new_context(**{**DESK, **options})
        contexts.append(context)
        return Visitor(context.new_page(), server)

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def visitor(open_window: Any) -> Iterator[Visitor]:
    """Someone at a desk, whose console must be clean at the end: refused input (422) apart."""
    person: Visitor = open_window()
    yield person
    assert [said for said in person.console if "422" not in said] == []
