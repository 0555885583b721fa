"""Turns among the processes of one machine: real processes and real locks."""

import errno
import fcntl
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import pytest

from inventory import InventoryManager, neighbours, turns
from inventory.dynamodb.backoff import Deadline
from inventory.locks import FileLock
from inventory.neighbours import LONGEST_WAIT, WAITING, among_neighbours
from inventory.turns import turn
from tests.turn_taking import Neighbour


def is_free(folder: Path, place: int) -> bool:
    """Whether another process could have it."""
    neighbour = Neighbour(folder, place)
    neighbour.leave()
    return neighbour.got


def the_waiting_end() -> None:
    for thread in threading.enumerate():
        if thread.name == WAITING:
            thread.join(10)
            assert not thread.is_alive()


def test_what_is_held_here_nobody_else_has_and_only_for_so_long(tmp_path: Path) -> None:
    with among_neighbours(tmp_path, 3, Deadline(5)):
        assert not is_free(tmp_path, 3)
        assert is_free(tmp_path, 4)
    assert is_free(tmp_path, 3)


def test_an_error_lets_go_as_well(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), among_neighbours(tmp_path, 3, Deadline(5)):
        raise ZeroDivisionError
    assert is_free(tmp_path, 3)


@pytest.mark.parametrize("end", [Neighbour.leave, Neighbour.die], ids=["leaves", "is killed"])
def test_the_turn_comes_when_the_neighbours_is_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: Callable[[Neighbour], None]
) -> None:
    monkeypatch.setattr(neighbours, "LONGEST_WAIT", 20.0)
    neighbour, came, free = Neighbour(tmp_path, 3), threading.Event(), []

    def go() -> None:
        with among_neighbours(tmp_path, 3, Deadline(20)):
            came.set()
            free.append(is_free(tmp_path, 3))

    waiter = threading.Thread(target=go)
    waiter.start()
    assert neighbour.got and not came.wait(0.1)
    end(neighbour)
    assert came.wait(10)
    waiter.join()
    assert free == [False] and is_free(tmp_path, 3)


def test_who_holds_on_for_long_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "LONGEST_WAIT", 0.05)
    neighbour = Neighbour(tmp_path, 3)
    with among_neighbours(tmp_path, 3, Deadline(20)):
        assert neighbour.got
    neighbour.leave()
    # A turn that comes after its wait was given up is nobody's.
    the_waiting_end()
    assert is_free(tmp_path, 3)


def test_who_was_waited_for_in_vain_is_not_waited_for_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "LONGEST_WAIT", 0.05)
    neighbour = Neighbour(tmp_path, 3)
    waits = spied(monkeypatch, "exclusive")
    for _ in range(5):
        with among_neighbours(tmp_path, 3, Deadline(20)):
            assert neighbour.got
    assert len(waits) == 1
    neighbour.leave()
    the_waiting_end()
    with among_neighbours(tmp_path, 3, Deadline(20)):
        assert not is_free(tmp_path, 3)


def test_ctrl_c_while_waiting_leaves_no_lock_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    neighbour, wait = Neighbour(tmp_path, 3), threading.Event.wait

    def interrupted(event: threading.Event, timeout: float | None = None) -> bool:
        if timeout and threading.current_thread() is threading.main_thread():
            raise KeyboardInterrupt
        return wait(event, timeout)

    with monkeypatch.context() as context:
        context.setattr(threading.Event, "wait", interrupted)
        with pytest.raises(KeyboardInterrupt), among_neighbours(tmp_path, 3, Deadline(20)):
            pytest.fail("got the turn of another")
    neighbour.leave()
    the_waiting_end()
    assert is_free(tmp_path, 3)


def test_ctrl_c_while_the_wait_only_begins_leaves_no_lock_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    neighbour, start = Neighbour(tmp_path, 3), threading.Thread.start

    def then_interrupted(thread: threading.Thread) -> None:
        start(thread)
        raise KeyboardInterrupt

    with monkeypatch.context() as context:
        context.setattr(threading.Thread, "start", then_interrupted)
        with pytest.raises(KeyboardInterrupt), among_neighbours(tmp_path, 3, Deadline(20)):
            pytest.fail("got the turn of another")
    neighbour.leave()
    the_waiting_end()
    assert is_free(tmp_path, 3)


def test_a_lock_that_nobody_closed_goes_with_who_had_it(tmp_path: Path) -> None:
    lock = FileLock(tmp_path / "turns" / "3")
    assert lock.try_exclusive()
    assert not is_free(tmp_path, 3)
    del lock
    assert is_free(tmp_path, 3)


def test_a_link_in_the_place_of_a_lock_is_left_as_it_is(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("precious data")
    (tmp_path / "turns").mkdir()
    (tmp_path / "turns" / "3").symlink_to(precious)
    with among_neighbours(tmp_path, 3, Deadline(5)) as place:
        assert place is None
    assert precious.read_text() == "precious data"


def test_nobody_waits_beyond_a_deadline(tmp_path: Path) -> None:
    neighbour, begun = Neighbour(tmp_path, 3), time.monotonic()
    with among_neighbours(tmp_path, 3, Deadline(0)):
        assert time.monotonic() - begun < LONGEST_WAIT
    neighbour.leave()


def test_where_nothing_can_be_written_each_goes_by_itself(tmp_path: Path) -> None:
    (tmp_path / "turns").write_text("in the way")
    with among_neighbours(tmp_path, 3, Deadline(5)):
        pass
    assert (tmp_path / "turns").read_text() == "in the way"


def spied(monkeypatch: pytest.MonkeyPatch, method: str) -> list[FileLock]:
    """The locks that ``method`` is called of from now on, in order."""
    locks: list[FileLock] = []
    real = getattr(FileLock, method)

    def spy(lock: FileLock, *values: Path) -> None:
        locks.append(lock)
        real(lock, *values)

    monkeypatch.setattr(FileLock, method, spy)
    return locks


def test_where_nothing_can_be_locked_each_goes_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # As some file systems of a network say it.
    monkeypatch.setattr(fcntl, "flock", mock.Mock(side_effect=OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))))
    opened, closed = spied(monkeypatch, "__init__"), spied(monkeypatch, "close")
    for _ in range(3):
        with among_neighbours(tmp_path, 3, Deadline(5)):
            pass
    assert len(opened) == 3 and closed == opened


def test_where_nobody_can_wait_each_goes_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    def no_more(*_: object) -> None:
        raise RuntimeError("can't start new thread")

    neighbour, begun = Neighbour(tmp_path, 3), time.monotonic()
    for owner, method, trouble in ((FileLock, "exclusive", refused), (threading.Thread, "start", no_more)):
        with monkeypatch.context() as context:
            opened, closed = spied(context, "__init__"), spied(context, "close")
            context.setattr(owner, method, trouble)
            with among_neighbours(tmp_path, 3, Deadline(20)):
                pass
            assert len(opened) == 1 and closed == opened
    assert time.monotonic() - begun < LONGEST_WAIT
    neighbour.leave()


def test_a_turn_at_one_sku_is_one_among_neighbours_and_at_several_is_not(manager: InventoryManager) -> None:
    folder = manager.client.settings.data_dir
    (place,) = turns._places(["A"])
    with turn(manager.client, ["A"], Deadline(5)):
        assert not is_free(folder, place)
    with turn(manager.client, ["A", "B"], Deadline(5)):
        assert is_free(folder, place)
