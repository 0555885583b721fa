"""The clients and policies of the hot SKU, for a moment."""

import signal
from typing import Any
from unittest import mock

import pytest

from benchmarks.hot_clients import Crew, Job
from benchmarks.hot_policies import OTHERS, SHIPPED
from benchmarks.hot_sku import CELLS, POLICY_CELLS, Bench, Cell, _share
from inventory import InventoryManager, stock_changes, turns
from inventory.settings import Settings


@pytest.mark.parametrize("engine_name", ["dynoxide"])
@pytest.mark.parametrize("cell", [Cell(2, 1), Cell(2, 2), Cell(2, 1, own=True)], ids=["processes", "threads", "own"])
def test_clients_take_units_for_as_long_as_asked_and_each_is_accounted_for(
    engine_manager: InventoryManager, cell: Cell
) -> None:
    with Crew(2) as crew:
        bench = Bench(crew, engine_manager)
        outcome = bench.measure(cell, 0.1, 0.5)
    # The measuring itself proves the stock to be exact.
    assert outcome.accepted >= outcome.in_time > 0
    assert outcome.sent >= outcome.accepted
    # In a crowd the level goes from turn to turn, mostly unread.
    assert outcome.read >= outcome.accepted if cell.own else outcome.read < outcome.accepted
    assert 0 < len(outcome.latencies) <= outcome.accepted
    assert len(outcome.by_client) == 2 and min(outcome.by_client) > 0
    assert bench.prove() == outcome.accepted + (2 if cell.own else 1)


@pytest.mark.parametrize("engine_name", ["dynoxide"])
def test_stock_that_is_not_what_was_taken_is_noticed(engine_manager: InventoryManager) -> None:
    with Crew(1) as crew:
        bench = Bench(crew, engine_manager)
        with mock.patch.object(Bench, "_stock", return_value=7), pytest.raises(AssertionError, match="7 left"):
            bench.measure(Cell(1, 1), 0, 0.1)


def test_a_crew_is_dismissed_though_a_member_is_gone() -> None:
    with Crew(2) as crew:
        members = [process for process, _ in crew._members]
        members[0].terminate()
        members[0].join()
    assert not any(process.is_alive() for process in members)


def test_a_crew_that_is_left_by_an_interruption_goes_at_once_whatever_it_does() -> None:
    busy = Job(Settings(endpoint_url="http://127.0.0.1:1"), ("SKU",), SHIPPED, 0, 60)
    crew = Crew(1)
    crew.__enter__()
    ((process, pipe),) = crew._members
    pipe.send(busy)
    crew.__exit__(KeyboardInterrupt)
    assert process.exitcode == -signal.SIGTERM


def in_place() -> tuple[Any, ...]:
    theirs = getattr(stock_changes, "crowd_at"), getattr(turns, "among_neighbours")  # noqa: B009  not their own
    return turns._PLACES, *theirs, stock_changes._read_again


def test_a_policy_holds_while_it_is_applied_and_leaves_nothing() -> None:
    before = in_place()
    for policy in (SHIPPED, *OTHERS):
        with policy.applied():
            _, crowd_at, among, read_again = in_place()
            crowd = crowd_at(["A"])
            for _ in range(12):
                crowd.refused()
            assert crowd.apart == policy.longest_apart
            assert (crowd_at(["A"]).apart > 0) is policy.remembers
            assert (among is before[2]) is policy.neighbours
            assert (read_again is before[3]) is policy.reads_again
    assert in_place() == before


def test_each_number_of_clients_has_its_yardstick_and_each_policy_its_numbers() -> None:
    shared = {(cell.clients, cell.threads) for cell in CELLS if not cell.own}
    own = {(cell.clients, cell.threads) for cell in CELLS if cell.own}
    assert own == {(clients, threads) for clients, threads in shared if threads in (1, clients)}
    assert {1, 4, 16, 64} == {clients for clients, _ in own}
    assert {cell.policy for cell in POLICY_CELLS} == set(OTHERS)
    assert all(cell.policy.reads_again for cell in POLICY_CELLS if cell.clients == 64)


def test_the_share_kept_is_that_of_the_most_clients_of_the_best_of_fewer() -> None:
    def outcomes(in_time: int) -> list[mock.Mock]:
        return [mock.Mock(in_time=in_time)]

    taken = {Cell(1, 1): outcomes(100), Cell(4, 1): outcomes(80), Cell(64, 1): outcomes(50)}
    assert _share(taken, list(taken)) == 0.5  # type: ignore[arg-type]
