"""In a crowd a level goes from turn to turn unread; and whatever is wrong with it, the change is right."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from inventory import InventoryManager, audit, handing_on, neighbours, turns
from inventory.dynamodb.backoff import Deadline
from inventory.entities import Reason, StockLevel
from inventory.errors import InsufficientStock, StockMoved
from inventory.handing_on import Turn
from inventory.locks import FileLock
from inventory.request import Adjusted
from inventory.stock import current_level
from inventory.turns import turn
from tests.counting import CallLog
from tests.meddling import TRANSACT, lose_answers, take_elsewhere
from tests.tables import add_vest
from tests.turn_taking import Neighbour, left, until

READ = "BatchGetItem"
Crowd = Callable[[bytes], AbstractContextManager[None]]


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> list[StockLevel | None]:
    """What each turn was handed; on machines of any speed."""
    offers: list[StockLevel | None] = []

    class Watched(Turn):
        def __init__(self, *given: Any, **more: Any) -> None:
            super().__init__(*given, **more)
            offers.append(self.level)

    monkeypatch.setattr(turns, "Turn", Watched)
    monkeypatch.setattr(handing_on, "READ_AGAIN_AFTER", 600.0)
    monkeypatch.setattr(neighbours, "LONGEST_WAIT", 15.0)
    return offers


@pytest.fixture
def vest(manager: InventoryManager) -> InventoryManager:
    """Ten units of VEST-M at revision 3, and a process that has met it."""
    add_vest(manager)
    for change in (1, -1):
        adjust(manager, change)
    return manager


@pytest.fixture
def crowd(vest: InventoryManager, offered: list[StockLevel | None]) -> Crowd:
    """Another process that has the place of VEST-M, and leaves a note there as soon as the body waits for it."""

    @contextmanager
    def met(note: bytes) -> Iterator[None]:
        neighbour = Neighbour(vest.client.settings.data_dir, the_place())
        assert neighbour.got
        goes = threading.Thread(target=leave_when_waited_for, args=(neighbour, note))
        goes.start()
        try:
            yield
        finally:
            goes.join()
        assert offered.pop() is not None

    return met


def adjust(manager: InventoryManager, change: int | None = None, **asked: Any) -> Adjusted:
    """VEST-M, as an ordinary form has it."""
    usual: dict[str, Any] = {"sku": "VEST-M", "reason": Reason.DAMAGED, "actor": "clerk-7", "request_key": uuid4().hex}
    return manager.adjust_stock(change=change, **(usual | asked))


def the_place() -> int:
    """Where turns at VEST-M are taken."""
    (place,) = turns._places(["VEST-M"])
    return place


def the_file(manager: InventoryManager) -> Path:
    """The file of that place."""
    return manager.client.settings.data_dir / "turns" / str(the_place())


def leave_when_waited_for(neighbour: Neighbour, note: bytes) -> None:
    try:
        until(lambda: any(thread.name == neighbours.WAITING for thread in threading.enumerate()))
    finally:
        neighbour.leave(note)


def current(manager: InventoryManager) -> StockLevel:
    return current_level(manager.client, "VEST", "VEST-M", None)


def note(manager: InventoryManager, **other: Any) -> bytes:
    """VEST-M as it is in the table, but for what is ``other``."""
    return left(manager.client.settings, replace(current(manager), **other))


def test_a_change_in_a_crowd_is_one_call(vest: InventoryManager, calls: CallLog, crowd: Crowd) -> None:
    handed = note(vest)
    calls.clear()
    with crowd(handed):
        assert adjust(vest, -3).level.stock == 7
    assert calls.operations == [TRANSACT]
    assert audit.check(vest.client).drifts == ()


def test_who_is_alone_reads(vest: InventoryManager, calls: CallLog) -> None:
    for stock in (7, 4):
        calls.clear()
        assert adjust(vest, -3).level.stock == stock
        assert calls.operations == [READ, TRANSACT]


def waiting(manager: InventoryManager, count: int) -> list[threading.Thread]:
    """Threads that adjust VEST-M one after the other, as soon as the turn that is held now is over."""
    threads = [threading.Thread(target=adjust, args=(manager, -1)) for _ in range(count)]
    for thread in threads:
        thread.start()
    until(lambda: len(turns._PLACES[the_place()].lock._waiting) == count)
    return threads


@pytest.mark.usefixtures("offered")
def test_threads_that_wait_hand_on_what_the_first_of_them_read(vest: InventoryManager, calls: CallLog) -> None:
    with turn(vest.client, ["VEST-M"], Deadline(20)):
        threads = waiting(vest, 5)
    for thread in threads:
        thread.join()
    assert calls.operations == [READ, *[TRANSACT] * 5]
    assert current(vest).stock == 5
    assert audit.check(vest.client).drifts == ()


def calls_after(manager: InventoryManager, calls: CallLog, *skus: str) -> list[str]:
    """The calls of a thread that waited for a turn at ``skus``, and finds a note of VEST-M as it is."""
    with turn(manager.client, skus, Deadline(20)):
        the_file(manager).write_bytes(note(manager))
        calls.clear()
        (thread,) = waiting(manager, 1)
    thread.join()
    return list(calls.operations)


@pytest.mark.usefixtures("offered")
def test_a_turn_at_several_skus_between_is_noticed_and_forgotten(vest: InventoryManager, calls: CallLog) -> None:
    assert calls_after(vest, calls, "VEST-M", "VEST-L") == [READ, TRANSACT]
    assert calls_after(vest, calls, "VEST-M") == [TRANSACT]


@pytest.mark.usefixtures("offered")
def test_who_kept_apart_reads(vest: InventoryManager, calls: CallLog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns.Crowd, "rest", 0.001)
    assert calls_after(vest, calls, "VEST-M") == [READ, TRANSACT]


def test_who_changes_otherwise_leaves_no_old_note(vest: InventoryManager) -> None:
    adjust(vest, -1, request_key="press-1")
    the_file(vest).write_bytes(note(vest))
    vest.undo_adjustment("VEST-M", "WH001", current(vest).revision, actor="clerk-7")
    assert FileLock(the_file(vest)).taken() == b""


def test_a_level_that_has_moved_since_is_found_out(vest: InventoryManager, calls: CallLog, crowd: Crowd) -> None:
    handed = note(vest)
    take_elsewhere(vest.client, current(vest), 4)
    calls.clear()
    with crowd(handed):
        assert adjust(vest, -3).level.stock == 3
    assert calls.operations == [TRANSACT, TRANSACT]
    assert audit.check(vest.client).drifts == ()


@pytest.mark.parametrize(
    "other",
    [
        {"stock": 60},
        {"stock": 9, "allocated": 1},
        {"allocated": 2},
        {"reorder_point": 4},
        {"warehouse": "WH009"},
        {"days": "2020-01-01:5"},
    ],
    ids=str,
)
def test_a_level_that_is_another_at_the_same_revision_is_found_out(
    vest: InventoryManager, crowd: Crowd, other: dict[str, Any]
) -> None:
    """As one of a table that was made anew would be."""
    with crowd(note(vest, **other)):
        level = adjust(vest, -3).level
    assert (level.stock, level.allocated, level.reorder_point) == (7, 0, None)
    assert (current(vest), current(vest).days) == (level, level.days)
    assert "2020" not in level.days
    assert audit.check(vest.client).drifts == ()


@pytest.mark.parametrize("other", [{"stock": 2}, {"retired": True}, {"stock": 0, "allocated": 10}], ids=str)
def test_nobody_is_refused_by_a_level_that_was_handed_on(
    vest: InventoryManager, crowd: Crowd, other: dict[str, Any]
) -> None:
    with crowd(note(vest, **other)):
        assert adjust(vest, -3).level.stock == 7


def test_who_asks_for_too_much_is_told_what_the_table_says(vest: InventoryManager, crowd: Crowd) -> None:
    with crowd(note(vest, stock=5)), pytest.raises(InsufficientStock) as refused:
        adjust(vest, -11)
    assert refused.value.shortages[0].available == 10


@pytest.mark.parametrize(
    "other",
    [{"sku": "VEST-L"}, {"product_id": "HELMET"}, {"home": False, "warehouse": "WH002"}],
    ids=["another SKU of the place", "another product", "another warehouse"],
)
def test_a_level_that_is_not_the_one_meant_is_passed_over(
    vest: InventoryManager, calls: CallLog, crowd: Crowd, other: dict[str, Any]
) -> None:
    handed = note(vest, **other)
    calls.clear()
    with crowd(handed):
        assert adjust(vest, -3).level.stock == 7
    assert calls.operations == [READ, TRANSACT]


def test_a_count_holds_for_the_revision_it_was_made_at(vest: InventoryManager, crowd: Crowd) -> None:
    before, handed = current(vest).revision, note(vest)
    adjust(vest, -3)
    with crowd(note(vest)):
        assert adjust(vest, counted=8, revision=before + 1, reason=Reason.COUNT).level.stock == 8
    with crowd(handed), pytest.raises(StockMoved) as moved:
        adjust(vest, counted=8, revision=before, reason=Reason.COUNT)
    assert moved.value.level.revision == before + 2


def test_the_same_request_again_is_known_where_a_level_was_handed_on(vest: InventoryManager, crowd: Crowd) -> None:
    first = adjust(vest, -3, request_key="press-1")
    with crowd(note(vest)):
        again = adjust(vest, -3, request_key="press-1")
    assert again == replace(first, repeated=True)
    assert current(vest).stock == 7


def test_what_a_marker_tells_is_not_handed_on(vest: InventoryManager, crowd: Crowd) -> None:
    """It tells nothing of the past of a level, which would be lost with the next change."""
    lose_answers(vest.client, TRANSACT)
    with crowd(note(vest)):
        assert not adjust(vest, -3).repeated
    assert FileLock(the_file(vest)).taken() == b""
