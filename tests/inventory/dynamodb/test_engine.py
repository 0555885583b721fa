"""The embedded engine, with real processes: who starts, shares and ends it, and what kill -9 leaves."""

import json
import os
import signal
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from inventory.dynamodb import engine, engines, processes
from inventory.dynamodb.engine_process import EngineProcess
from inventory.errors import EngineUnavailable
from inventory.settings import Settings
from tests.inventory.dynamodb.engine_users import User

pytestmark = pytest.mark.engine

Start = Callable[..., User]


@pytest.fixture(autouse=True)
def _installed() -> None:
    missing = engines.ENGINES["dynoxide"].missing()
    if missing and os.environ.get("CI"):
        pytest.fail(missing)
    if missing:
        pytest.skip(missing)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    left = EngineProcess.recorded(tmp_path)
    if left:
        left.end()


@pytest.fixture
def user(folder: Path) -> Iterator[Start]:
    started: list[User] = []

    def start(kind: str = "dynoxide") -> User:
        started.append(User(folder, kind))
        return started[-1]

    yield start
    for one in started:
        one.kill()


@pytest.fixture
def attach(folder: Path) -> Iterator[Callable[[], engine.Attachment]]:
    held: list[engine.Attachment] = []

    def attach() -> engine.Attachment:
        held.append(engine.attach(Settings(engine="dynoxide", data_dir=folder)))
        return held[-1]

    yield attach
    for attachment in held:
        attachment.release()


def record(folder: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((folder / "engine.json").read_text())
    return told


def kill_engine(folder: Path) -> EngineProcess:
    """kill -9, as the machine may do it; the record stays."""
    process = running(folder)
    os.kill(process.pid, signal.SIGKILL)
    processes._wait_until_gone(process.pid, process.command, 10)
    return process


def running(folder: Path) -> EngineProcess:
    process = EngineProcess.recorded(folder)
    assert process
    assert process.answers()
    return process


def answers(url: str) -> bool:
    connection = HTTPConnection(url.removeprefix("http://"), timeout=5)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def test_it_is_started_and_ended_with_its_only_user(folder: Path, attach: Callable[[], engine.Attachment]) -> None:
    attachment = attach()
    process = running(folder)
    assert attachment.url == f"http://127.0.0.1:{record(folder)['port']}"
    assert answers(attachment.url)
    attachment.release()
    assert not process.is_running()
    assert not (folder / "engine.json").exists()


def test_one_process_holds_it_once(folder: Path, attach: Callable[[], engine.Attachment]) -> None:
    first, second = attach(), attach()
    assert first is second


def test_its_file_stays_for_the_next_start(folder: Path, attach: Callable[[], engine.Attachment]) -> None:
    attach().release()
    before = (folder / "dynoxide.db").stat().st_ino
    attach()
    assert (folder / "dynoxide.db").stat().st_ino == before


@pytest.mark.parametrize("kind", ["dynoxide", "auto"])
def test_a_second_process_joins_and_the_last_one_ends_it(folder: Path, user: Start, kind: str) -> None:
    first, second = user(), user(kind)
    url = first.url
    assert second.url == url
    process = running(folder)
    first.leave()
    assert answers(url)
    second.leave()
    assert not process.is_running()


def test_many_that_start_at_once_share_one(folder: Path, user: Start) -> None:
    users = [user() for _ in range(6)]
    assert len({one.url for one in users}) == 1
    process = running(folder)
    for one in users:
        assert process.is_running()
        one.leave()
    assert not process.is_running()


def test_the_engine_of_a_killed_user_is_adopted(folder: Path, user: Start) -> None:
    killed = user()
    url = killed.url
    killed.kill()
    orphan = running(folder)
    heir = user()
    assert heir.url == url
    assert running(folder).pid == orphan.pid
    heir.leave()
    assert not orphan.is_running()


def test_an_engine_whose_starter_was_killed_before_it_noted_the_process_is_found(folder: Path, user: Start) -> None:
    killed = user()
    url = killed.url
    killed.kill()
    pid = running(folder).pid
    (folder / "engine.json").write_text(json.dumps({**record(folder), "pid": 0}))
    heir = user()
    assert heir.url == url
    assert running(folder).pid == pid


def test_a_killed_engine_comes_back_where_its_users_look_for_it(folder: Path, user: Start) -> None:
    first = user()
    url = first.url
    old = kill_engine(folder)
    second = user()
    assert second.url == url
    assert running(folder).pid != old.pid
    second.leave()
    assert answers(url), "the first one still uses it"


def test_a_killed_engine_is_brought_back_by_revive(folder: Path, attach: Callable[[], engine.Attachment]) -> None:
    attachment = attach()
    url = attachment.url
    assert not attachment.revive()
    kill_engine(folder)
    assert attachment.revive()
    assert attachment.url == url
    assert answers(url)


def test_nothing_is_revived_after_the_release(folder: Path, attach: Callable[[], engine.Attachment]) -> None:
    attachment = attach()
    attachment.release()
    assert not attachment.revive()
    assert EngineProcess.recorded(folder) is None


def stale(folder: Path, **changed: Any) -> str:
    command = engines.ENGINES["dynoxide"].command(4, folder)
    return json.dumps({"pid": 2**22 + 1, "port": 4, "kind": "dynoxide", "command": command, **changed})


@pytest.mark.parametrize(
    "content",
    [
        lambda folder: stale(folder),
        # The process id was given to somebody else meanwhile: this very process.
        lambda folder: stale(folder, pid=os.getpid()),
        lambda folder: stale(folder, kind="an engine of before"),
        lambda folder: stale(folder)[:20],
        lambda folder: "[]",
        lambda folder: "",
    ],
)
def test_a_stale_record_is_replaced(
    folder: Path, attach: Callable[[], engine.Attachment], content: Callable[[Path], str]
) -> None:
    (folder / "engine.json").write_text(content(folder))
    assert answers(attach().url)
    assert record(folder)["pid"] != os.getpid()


def test_a_forked_child_does_not_end_its_parent_s_engine(folder: Path, attach: Callable[[], engine.Attachment]) -> None:
    attachment = attach()
    child = os.fork()
    if child == 0:
        attachment.release()
        os._exit(0)
    os.waitpid(child, 0)
    assert answers(attachment.url)
    attachment.release()
    assert not answers(attachment.url)


def test_two_engines_in_one_folder_are_refused(
    folder: Path, attach: Callable[[], engine.Attachment], user: Start
) -> None:
    user().url  # noqa: B018  waits until it has started
    with pytest.raises(EngineUnavailable, match="in use with the engine dynoxide, and moto was asked for"):
        engine.attach(Settings(engine="moto", data_dir=folder))


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(EngineUnavailable, match="file"):
        engine.attach(Settings(engine="dynoxide", data_dir=tmp_path / "file"))


def test_an_engine_that_does_not_start_is_told_with_its_last_words(folder: Path) -> None:
    (folder / "dynoxide.db").mkdir()
    with pytest.raises(EngineUnavailable, match="dynoxide does not start"):
        engine.attach(Settings(engine="dynoxide", data_dir=folder))
    assert EngineProcess.recorded(folder) is None


def test_an_endpoint_starts_nothing(folder: Path) -> None:
    settings = Settings(engine="auto", endpoint_url="http://127.0.0.1:9", data_dir=folder)
    assert engine.endpoint(settings) == "http://127.0.0.1:9"
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("kind", ["aws", None])
def test_amazon_starts_nothing(folder: Path, kind: str | None) -> None:
    assert engine.endpoint(Settings(engine=kind, data_dir=folder)) is None
    assert list(folder.iterdir()) == []


@pytest.fixture
def _no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in engine._CREDENTIAL_VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.usefixtures("_no_credentials")
def test_a_program_that_says_nothing_meets_the_running_engine(
    folder: Path, user: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, other = Settings(data_dir=folder), user()
    url = other.url
    monkeypatch.setenv("AWS_PROFILE", "warehouse")
    assert engine.endpoint(settings) is None
    monkeypatch.delenv("AWS_PROFILE")
    assert engine.endpoint(settings) == url
    other.leave()
    assert answers(url), "this process still uses it"
    engine._attachments[folder].release()
    assert not answers(url)
