"""Processes keep apart at a SKU that others change as well: the more, the oftener they were refused."""

from collections.abc import Callable
from typing import Any

import pytest

from inventory import InventoryManager
from inventory.dynamodb.backoff import FIRST_WAIT, Deadline
from inventory.dynamodb.client import DynamoDBClient
from inventory.turns import LONGEST_APART, RUN, Crowd, crowd_at, turn
from tests.counting import CallLog
from tests.meddling import TRANSACT, take_elsewhere
from tests.tables import add_vest

Refuse = Callable[[int], None]


@pytest.fixture
def naps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long each sleep would have been at most."""
    slept: list[float] = []
    monkeypatch.setattr("inventory.dynamodb.backoff.random.uniform", lambda least, most: most)
    monkeypatch.setattr("inventory.dynamodb.backoff.time.sleep", slept.append)
    return slept


@pytest.fixture
def refuse(manager: InventoryManager, monkeypatch: pytest.MonkeyPatch) -> Refuse:
    """Has others take a unit of VEST-M just before each of the next transactions of this process."""
    (level,) = (variant.level for variant in add_vest(manager).variants if variant.sku == "VEST-M")
    others, sends = DynamoDBClient(manager.client.settings), manager.client.transact_write
    left = [0]

    def meanwhile(actions: Any) -> None:
        left[0] -= 1
        if left[0] >= 0:
            apart = crowd_at(["VEST-M"])._apart
            take_elsewhere(others, level, 1)
            crowd_at(["VEST-M"])._apart = apart  # the others' success is none of this process
        sends(actions)

    monkeypatch.setattr(manager.client, "transact_write", meanwhile)
    return lambda times: left.__setitem__(0, times)


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What the clock says, in seconds."""
    told = [100.0]
    monkeypatch.setattr("inventory.turns.time.monotonic", lambda: told[0])
    return told


def test_each_refusal_makes_it_three_times_as_far_to_keep_apart_and_each_run_less(now: list[float]) -> None:
    crowd = Crowd(1.0)
    assert crowd.apart == 0
    apart = []
    for _ in range(10):
        crowd.refused()
        apart.append(crowd.apart)
    assert apart[:3] == pytest.approx([FIRST_WAIT, 3 * FIRST_WAIT, 9 * FIRST_WAIT]) and apart[-1] == 1.0
    for left in (0.8, 0.64):
        crowd.passed()
        crowd.passed()  # in the same run
        assert crowd.apart == pytest.approx(left)
        now[0] += RUN
    for _ in range(60):
        crowd.passed()
        now[0] += RUN / 2
    assert crowd.apart == 0


def test_who_got_through_goes_on_for_a_run_and_rests_then(now: list[float]) -> None:
    crowd = Crowd(1.0)
    for _ in range(9):
        crowd.refused()
    assert crowd.rest == 1.0
    crowd.passed()
    assert crowd.rest == 0
    now[0] += RUN * 0.9
    crowd.passed()
    assert crowd.rest == 0
    now[0] += RUN * 0.2
    assert crowd.rest == pytest.approx(0.8)


def test_a_crowd_that_was_not_met_for_a_while_is_forgotten(now: list[float]) -> None:
    crowd = Crowd(1.0)
    for _ in range(5):
        crowd.refused()
    now[0] += 4.9
    assert crowd.apart == pytest.approx(81 * FIRST_WAIT)
    now[0] += 0.2
    assert crowd.apart == 0
    crowd.refused()
    assert crowd.apart == FIRST_WAIT


def test_a_crowd_is_met_at_its_sku_only_and_never_at_several_together() -> None:
    for _ in range(9):
        crowd_at(["A"]).refused()
    assert crowd_at(["A"]).apart == LONGEST_APART
    assert crowd_at(["B"]).apart == 0
    several = crowd_at(["A", "B"])
    several.refused()
    several.refused()
    assert several.apart == FIRST_WAIT
    assert crowd_at(["A", "B"]).apart == 0


def test_who_has_waited_long_comes_oftener(now: list[float], naps: list[float]) -> None:
    deadline = Deadline(20)
    for left in (20, 10, 2):
        now[0] = 120 - left
        assert deadline.pause(LONGEST_APART) and deadline.pause(FIRST_WAIT)
    now[0] = 120
    assert not deadline.pause(LONGEST_APART)
    assert naps == pytest.approx([3, FIRST_WAIT, 1.5, FIRST_WAIT, 0.3, FIRST_WAIT])


def test_a_turn_at_a_crowded_sku_begins_by_keeping_apart(manager: InventoryManager, naps: list[float]) -> None:
    with turn(manager.client, ["A"], Deadline(9)):
        crowd_at(["A"]).refused()
    assert naps == []
    with turn(manager.client, ["A"], Deadline(9)):
        pass
    assert naps == [FIRST_WAIT]
    with turn(manager.client, ["A", "B"], Deadline(9)):
        pass
    assert naps == [FIRST_WAIT]


def test_who_is_refused_once_goes_on_from_what_the_refusal_handed_back(
    manager: InventoryManager, refuse: Refuse, naps: list[float]
) -> None:
    refuse(1)
    with CallLog.of(manager.client) as log:
        assert manager.update_stock("VEST-M", "VEST", -1).stock == 8
    assert log.operations == ["BatchGetItem", TRANSACT, TRANSACT]
    assert naps == [FIRST_WAIT]


def test_who_is_refused_again_keeps_apart_longer_and_reads_the_level_again(
    manager: InventoryManager, refuse: Refuse, naps: list[float]
) -> None:
    refuse(3)
    with CallLog.of(manager.client) as log:
        assert manager.update_stock("VEST-M", "VEST", -1).stock == 6
    assert naps == pytest.approx([FIRST_WAIT, 3 * FIRST_WAIT, 9 * FIRST_WAIT])
    assert log.operations == ["BatchGetItem", TRANSACT, TRANSACT, "BatchGetItem", TRANSACT, "BatchGetItem", TRANSACT]
