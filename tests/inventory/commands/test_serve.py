"""``manage.py serve`` as a person runs it: its own process, on a free port, with its data in its own folder."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from http.client import HTTPConnection
from pathlib import Path
from typing import Final
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest

from inventory import InventoryManager
from inventory.dynamodb import engines
from inventory.dynamodb.engine_process import EngineProcess
from inventory.dynamodb.schema import ensure_table
from inventory.settings import PROJECT_ROOT, Settings
from tests.tables import add_parts

pytestmark = pytest.mark.engine

# What this test process was told is not for the server: that one is to run as it does outside of tests.
OURS: Final = ("AWS_", "DJANGO_", "DYNAMODB_", "INVENTORY_")
PATIENCE: Final = 60

Start = Callable[..., "Server"]


class Server:
    """One ``manage.py serve``; its output grows in `log`."""

    def __init__(self, folder: Path, port: int, log: Path, more: Mapping[str, str]) -> None:
        self.port, self.log = port, log
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=PROJECT_ROOT,
                env=environment(folder, port, more),
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    @property
    def said(self) -> str:
        return self.log.read_text()

    def ready(self) -> "Server":
        """Wait until a page of this server answers with 200; it says where it is once the port is its own."""
        until(lambda: self.process.poll() is not None or "Stockroom is at" in self.said)
        until(lambda: self.process.poll() is not None or status(self.port) == 200)
        assert self.process.poll() is None, self.said
        return self

    def ended(self) -> int:
        """Wait for the end; the exit status."""
        return self.process.wait(PATIENCE)


def environment(folder: Path, port: int, more: Mapping[str, str]) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    told = {"INVENTORY_DATA_DIR": str(folder), "INVENTORY_ENGINE": "dynoxide", "PORT": str(port)}
    return {**clean, **told, "PYTHON_DOTENV_DISABLED": "1", **more}


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it does not come true"
        time.sleep(0.05)


def signed_in(folder: Path, port: int) -> OpenerDirector:
    """A browser in which the demo's admin has signed in."""
    password = next(
        u["password"] for u in json.loads((folder / "demo_users.json").read_text()) if u["username"] == "admin"
    )
    browser = build_opener(HTTPCookieProcessor())
    address = f"http://127.0.0.1:{port}/sign-in/"
    token = re.findall(r'csrfmiddlewaretoken" value="([^"]+)"', browser.open(address, timeout=5).read().decode())[0]
    form = {"username": "admin", "password": password, "csrfmiddlewaretoken": token, "next": "/account/"}
    with browser.open(address, urlencode(form).encode(), timeout=5) as page:
        assert page.url.endswith("/account/")
    return browser


def seen(browser: OpenerDirector, port: int, path: str) -> int | None:
    """The status of a page for whoever has signed in."""
    try:
        with browser.open(f"http://127.0.0.1:{port}{path}", timeout=5) as page:
            return int(page.status)
    except HTTPError as error:
        return error.code
    except OSError:
        return None


def status(port: int, path: str = "/sign-in/") -> int | None:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()


def engine_of(folder: Path) -> EngineProcess:
    process = EngineProcess.recorded(folder)
    assert process
    return process


def has_another_engine(folder: Path, pid: int) -> bool:
    """Between two engines there is none for a moment."""
    process = EngineProcess.recorded(folder)
    return process is not None and process.pid not in (0, pid)


@pytest.fixture(autouse=True)
def _installed() -> None:
    missing = engines.ENGINES["dynoxide"].missing()
    if missing and os.environ.get("CI"):
        pytest.fail(missing)
    if missing:
        pytest.skip(missing)


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
        return found


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A data folder whose table holds one product, so that no demo is written."""
    made = tmp_path / "data"
    manager = InventoryManager(Settings(engine="dynoxide", data_dir=made))
    ensure_table(manager.client)
    manager.create_product("LAMP", "Lamp", "Lights", "9.50")
    release(made)
    yield made
    left = EngineProcess.recorded(made)
    if left:
        left.end()


def release(folder: Path) -> None:
    from inventory.dynamodb import engine

    engine._attachments[folder].release()


@pytest.fixture
def serve(folder: Path, port: int, tmp_path: Path) -> Iterator[Start]:
    started: list[Server] = []

    def start(*, folder: Path = folder, port: int = port, **more: str) -> Server:
        started.append(Server(folder, port, tmp_path / f"serve-{len(started)}.log", more))
        return started[-1]

    yield start
    for server in started:
        if server.process.poll() is None:
            server.process.terminate()
            server.ended()


def test_it_serves_what_the_folder_holds_to_whoever_signs_in(serve: Start, folder: Path, port: int) -> None:
    server = serve().ready()
    assert f"http://127.0.0.1:{port}" in server.said
    assert status(port, "/products/LAMP/") == 302
    browser = signed_in(folder, port)
    assert seen(browser, port, "/products/LAMP/") == 200
    assert seen(browser, port, "/products/NONE/") == 404


def test_it_says_how_to_sign_in_at_each_start(serve: Start, folder: Path) -> None:
    server = serve().ready()
    users = json.loads((folder / "demo_users.json").read_text())
    lines = [f"{user['username']} / {user['password']}" for user in users]
    assert len(lines) == 3 and all(line in server.said for line in lines)
    server.process.terminate()
    server.ended()
    again = serve().ready()
    assert all(line in again.said for line in lines)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_ctrl_c_sigterm_and_a_closed_terminal_end_server_and_engine(
    serve: Start, folder: Path, port: int, number: signal.Signals
) -> None:
    server = serve().ready()
    engine = engine_of(folder)
    server.process.send_signal(number)
    assert server.ended() == 0
    assert "Traceback" not in server.said
    assert not engine.is_running()
    assert status(port) is None
    assert not (folder / "server.json").exists()


def test_a_second_server_is_told_who_has_the_folder(serve: Start, port: int, folder: Path) -> None:
    first = serve().ready()
    second = serve()
    assert second.ended() == 1
    named = f"{folder} is in use by the server at http://127.0.0.1:{port} (process {first.process.pid})"
    assert named in second.said
    assert status(port) == 200


def test_a_port_of_another_program_is_told(serve: Start, folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        server = serve(port=taken)
        assert server.ended() == 1
    assert f"Port {taken} is in use by another program" in server.said
    assert EngineProcess.recorded(folder) is None


@pytest.mark.parametrize("said", ["http", "0", "65536", "-1"])
def test_a_port_that_is_none_is_told(serve: Start, said: str) -> None:
    server = serve(PORT=said)
    assert server.ended() == 1
    assert "PORT must be a number from 1 to 65535" in server.said
    assert "Traceback" not in server.said


def test_a_killed_server_hinders_no_next_one(serve: Start, folder: Path, port: int) -> None:
    first = serve().ready()
    engine = engine_of(folder)
    first.process.kill()
    first.ended()
    second = serve().ready()
    assert engine_of(folder).pid == engine.pid
    second.process.send_signal(signal.SIGINT)
    assert second.ended() == 0
    until(lambda: status(port) is None)
    assert not engine.is_running()


def test_a_killed_engine_is_brought_back_under_the_running_server(serve: Start, folder: Path, port: int) -> None:
    server = serve().ready()
    before = engine_of(folder)
    os.kill(before.pid, signal.SIGKILL)
    until(lambda: has_another_engine(folder, before.pid))
    browser = signed_in(folder, port)
    until(lambda: seen(browser, port, "/products/LAMP/") == 200)
    assert "was started again" in server.said


def test_a_command_beside_it_uses_its_engine_and_leaves_it(serve: Start, folder: Path, port: int) -> None:
    serve().ready()
    before = engine_of(folder)
    command = [sys.executable, "manage.py", "check_ledger"]
    subprocess.run(command, cwd=PROJECT_ROOT, env=environment(folder, port, {}), check=True, timeout=PATIENCE)
    assert engine_of(folder) == before
    assert status(port) == 200


def test_an_empty_folder_is_filled_with_a_demo(serve: Start, tmp_path: Path, port: int) -> None:
    server = serve(folder=tmp_path / "new").ready()
    assert "demo data" in server.said
    with signed_in(tmp_path / "new", port).open(f"http://127.0.0.1:{port}/categories/", timeout=5) as page:
        assert len(set(re.findall(rb'href="/categories/[^"]+/"', page.read()))) > 3


def test_the_key_is_made_once_and_kept(serve: Start, folder: Path) -> None:
    server = serve().ready()
    key = (folder / "secret_key").read_bytes()
    server.process.send_signal(signal.SIGINT)
    server.ended()
    serve().ready()
    assert (folder / "secret_key").read_bytes() == key


def test_with_an_endpoint_nothing_embedded_is_started(serve: Start, folder: Path, tmp_path: Path, port: int) -> None:
    serve().ready()
    url = engine_of(folder).url
    with socket.create_server(("127.0.0.1", 0)) as probe:
        other_port = probe.getsockname()[1]
    other = serve(folder=tmp_path / "other", port=other_port, DYNAMODB_ENDPOINT_URL=url).ready()
    assert seen(signed_in(folder, other_port), other_port, "/products/LAMP/") == 200
    assert "Sign in as" not in other.said
    assert [file.name for file in (tmp_path / "other").iterdir()] == ["secret_key"]


def test_on_a_database_elsewhere_it_asks_for_the_key(serve: Start) -> None:
    server = serve(DYNAMODB_ENDPOINT_URL="https://db.example")
    assert server.ended() == 1
    assert "INVENTORY_SECRET_KEY is not set" in server.said


def test_the_record_of_the_server_names_it(serve: Start, folder: Path, port: int) -> None:
    server = serve().ready()
    told = json.loads((folder / "server.json").read_text())
    assert told == {"url": f"http://127.0.0.1:{port}", "pid": server.process.pid}


def test_what_a_killed_server_left_in_work_is_finished_first(serve: Start, folder: Path) -> None:
    manager = InventoryManager(Settings(engine="dynoxide", data_dir=folder))
    skus = add_parts(manager, 40)
    items = [{"sku": sku, "quantity": 1, "price": 1} for sku in skus]
    manager.create_order_transaction("LONG", "C-1", items, wait=False)
    release(folder)
    server = serve().ready()
    assert "Orders that were left in work: 1 finished, 0 rejected, 0 left." in server.said
    server.process.terminate()
    server.ended()
    assert "left in work" not in serve().ready().said
