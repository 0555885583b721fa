"""What one turn at a SKU leaves for the next, and who may take it."""

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from inventory.entities import StockLevel
from inventory.handing_on import READ_AGAIN_AFTER, Turn
from inventory.locks import FileLock
from inventory.neighbours import Held
from inventory.settings import Settings
from tests.turn_taking import left

LEVEL = StockLevel(
    "P", "SKU", "WH001", stock=3, allocated=1, revision=7, reorder_point=2, days="2026-11-23:3", bin="A1"
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(engine="aws", data_dir=tmp_path)


@pytest.fixture
def take_turn(settings: Settings) -> Callable[..., Turn]:
    """A turn at the one place there is, by others than the one before."""

    def taken(waited: bool = True, settings: Settings = settings) -> Turn:
        lock = FileLock(settings.data_dir / "place")
        made = Turn(settings, Held(lock, waited), waited=False)
        lock.close()
        return made

    return taken


def test_a_level_goes_once_to_who_waited_with_all_that_is_known_of_it(
    settings: Settings, take_turn: Callable[..., Turn]
) -> None:
    left(settings, LEVEL)
    handed = take_turn().level
    assert handed is not None and asdict(handed) == asdict(LEVEL)
    assert take_turn().level is None


def test_a_shorter_note_is_not_mixed_with_a_longer_one(settings: Settings, take_turn: Callable[..., Turn]) -> None:
    for level in (LEVEL, replace(LEVEL, days="", bin=""), LEVEL):
        left(settings, level)
        handed = take_turn().level
        assert handed is not None and asdict(handed) == asdict(level)


def test_who_did_not_wait_takes_it_away_unread(settings: Settings, take_turn: Callable[..., Turn]) -> None:
    left(settings, LEVEL)
    assert take_turn(waited=False).level is None
    assert take_turn().level is None


def test_who_did_not_wait_leaves_nothing(settings: Settings) -> None:
    assert left(settings, LEVEL, waited=False) == b""


def test_a_crowd_reads_again_in_time(
    settings: Settings, take_turn: Callable[..., Turn], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr("inventory.handing_on.time.monotonic", lambda: now[0])
    left(settings, LEVEL)
    for handed in (True, True, False):
        now[0] += READ_AGAIN_AFTER * 0.4
        lock = FileLock(settings.data_dir / "place")
        mine = Turn(settings, Held(lock, waited=True), waited=False)
        assert (mine.level is not None) is handed
        mine.leave(LEVEL)
        lock.close()
    assert take_turn().level == LEVEL
    now[0] = 0.0  # another boot
    left(settings, LEVEL)
    now[0] = -50.0
    assert take_turn().level is None


@pytest.mark.parametrize(
    "other",
    [{"table_name": "Staging"}, {"engine": "moto"}, {"region": "eu-west-1"}, {"endpoint_url": "http://127.0.0.1:1"}],
    ids=str,
)
def test_a_level_of_another_table_is_none(
    settings: Settings, take_turn: Callable[..., Turn], other: dict[str, Any]
) -> None:
    left(settings, LEVEL)
    assert take_turn(settings=replace(settings, **other)).level is None


def test_half_a_note_and_nonsense_are_none(settings: Settings, take_turn: Callable[..., Turn]) -> None:
    whole = left(settings, LEVEL)
    for note in (whole[:-1], whole[:40], whole + b"}", b"{}", b"[1, 2]", b"[[], [], []]", b"7", b"\xff\xfe\x00", b"\n"):
        (settings.data_dir / "place").write_bytes(note)
        assert take_turn().level is None
    (settings.data_dir / "place").write_bytes(whole)
    assert take_turn().level == LEVEL


def test_a_level_as_another_version_knows_it_is_none(settings: Settings, take_turn: Callable[..., Turn]) -> None:
    known = json.loads(left(settings, LEVEL))
    others: list[object] = [
        {name: value for name, value in known[2].items() if name != without} for without in known[2]
    ]
    others += [known[2] | {"colour": "red"}, [], "level", None, {}]
    others += [known[2] | {name: [value]} for name, value in known[2].items()]
    for level in others:
        (settings.data_dir / "place").write_text(json.dumps([*known[:2], level]))
        assert take_turn().level is None


def test_a_disk_that_is_full_or_broken_only_costs_a_reading(
    settings: Settings, take_turn: Callable[..., Turn], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as context:
        context.setattr("inventory.locks.os.pwrite", broken)
        assert left(settings, LEVEL) == b""
    left(settings, LEVEL)
    monkeypatch.setattr("inventory.locks.os.pread", broken)
    assert take_turn().level is None
