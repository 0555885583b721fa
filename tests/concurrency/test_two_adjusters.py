"""People who change the same level at the same moment, each as a process of their own, on both real engines."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest

from inventory import InventoryManager, adjusting, audit, ledger, undoing
from inventory.entities import Reason
from inventory.errors import StockMoved
from inventory.handing_on import Turn
from tests.conftest import new_client
from tests.tables import add_vest

ROUNDS = 50

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def desks(engine_manager: InventoryManager, monkeypatch: pytest.MonkeyPatch) -> list[InventoryManager]:
    """Two connections to one stock that take no turns, as those of two processes."""

    @contextmanager
    def no_turn(*_: object) -> Iterator[Turn]:
        yield Turn(engine_manager.client.settings, None, waited=False)

    for module in (adjusting, undoing):
        monkeypatch.setattr(module, "turn", no_turn)
    add_vest(engine_manager)
    return [InventoryManager(client=new_client(engine_manager)) for _ in range(2)]


def at_once(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """What ``calls`` return or raise, all begun at the same moment."""
    start = threading.Barrier(len(calls))

    def begin(call: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return call()
        except StockMoved as moved:
            return moved

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(begin, calls))


def change(desk: InventoryManager, units: int, key: str) -> Any:
    return desk.adjust_stock("VEST-M", change=units, reason=Reason.RECEIVED, actor=key, request_key=key)


def count(desk: InventoryManager, counted: int, revision: int, key: str) -> Any:
    asked: dict[str, Any] = {"counted": counted, "revision": revision, "reason": Reason.COUNT}
    return desk.adjust_stock("VEST-M", **asked, actor=key, request_key=key)


def test_two_differences_are_both_in_the_ledger_once(desks: list[InventoryManager]) -> None:
    one, two = desks
    for turn in range(ROUNDS):
        at_once([partial(change, one, 3, f"one-{turn}"), partial(change, two, -1, f"two-{turn}")])
    moves = ledger.movements(one.client, "VEST-M", "WH001", 10_000)[1:]
    assert [move.stock for move in moves][-1] == 10 + 2 * ROUNDS
    wanted = sorted([f"one-{t}" for t in range(ROUNDS)] + [f"two-{t}" for t in range(ROUNDS)])
    assert sorted(move.actor for move in moves) == wanted
    assert audit.check(one.client).drifts == ()


def test_the_same_press_from_two_windows_is_applied_once(desks: list[InventoryManager]) -> None:
    one, two = desks
    for turn in range(10):
        outcomes = at_once([partial(change, desk, 1, f"press-{turn}") for desk in (one, two)])
        assert outcomes[0].level == outcomes[1].level
        assert sorted(outcome.repeated for outcome in outcomes) == [False, True]
    assert len(ledger.movements(one.client, "VEST-M", "WH001", 10_000)) == 11


def test_a_count_beside_a_difference_is_exact_or_refused(desks: list[InventoryManager]) -> None:
    one, two = desks
    refused = 0
    for turn in range(ROUNDS):
        before = ledger.newest(one.client, "VEST-M", "WH001")
        assert before is not None
        counted, _ = at_once(
            [
                partial(count, one, 40, before.revision, f"count-{turn}"),
                partial(change, two, 1, f"change-{turn}"),
            ]
        )
        after = ledger.newest(one.client, "VEST-M", "WH001")
        assert after is not None
        if isinstance(counted, StockMoved):
            refused += 1
            assert (counted.level.stock, counted.level.revision) == (before.stock + 1, before.revision + 1)
            assert counted.movement is not None
            assert counted.movement.actor == f"change-{turn}"
            assert after.stock == before.stock + 1
        else:
            assert (counted.level.stock, after.stock) == (40, 41)
    moves = ledger.movements(one.client, "VEST-M", "WH001", 10_000)
    assert len(moves) == 1 + 2 * ROUNDS - refused
    assert audit.check(one.client).drifts == ()


def test_of_two_counts_of_the_same_figures_one_is_refused(desks: list[InventoryManager]) -> None:
    one, two = desks
    for turn in range(10):
        desk_counts = ((one, 20), (two, 30))
        outcomes = at_once([partial(count, desk, n, turn + 1, f"{n}-{turn}") for desk, n in desk_counts])
        (moved,) = (outcome for outcome in outcomes if isinstance(outcome, StockMoved))
        (kept,) = (outcome for outcome in outcomes if outcome is not moved)
        assert moved.level == kept.level


def test_an_undo_pressed_by_eight_at_once_happens_once(desks: list[InventoryManager]) -> None:
    one, two = desks
    for turn in range(5):
        change(one, 7, f"key-{turn}")
        revision = 2 + 2 * turn
        presses = [partial(desk.undo_adjustment, "VEST-M", "WH001", revision, "somebody") for desk in (one, two) * 4]
        outcomes = at_once(presses)
        assert {(outcome.level.stock, outcome.level.revision) for outcome in outcomes} == {(10, revision + 1)}
        assert sorted(outcome.repeated for outcome in outcomes) == [False] + [True] * 7
    assert len(ledger.movements(one.client, "VEST-M", "WH001", 10_000)) == 11
    assert audit.check(one.client).drifts == ()
