"""What results say: the figures of each round, p99 of all answers, and the aims."""

import json
from collections.abc import Sequence
from pathlib import Path
from unittest import mock

import pytest

from benchmarks import flat, machine, report, workers
from benchmarks.hot_sku import Cell, _targets
from benchmarks.load import Load, p99
from benchmarks.measuring import Spread, rotated
from benchmarks.report import Report, Table


def test_figures_of_each_round_are_kept_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "RESULTS", tmp_path)
    table = Table("Some", [{"what": "this", "ms": Spread.of([2.0, 1.0, 1e-7 + 1 / 3])}])
    assert Report("some", "Some", "some", tables=[table]).publish()
    text = (tmp_path / "some.json").read_text("utf-8")
    assert '"rounds": [2.0, 1.0, 0.333333]\n' in text
    (row,) = json.loads(text)["tables"][0]["rows"]
    assert row["ms"] == {"median": 1.0, "least": 0.333333, "most": 2.0, "rounds": [2.0, 1.0, 0.333333]}
    assert "| this | 1.00 (0.33 to 2.00) |" in (tmp_path / "some.md").read_text("utf-8")


def test_p99_is_of_the_answers_of_all_rounds() -> None:
    quick = Load(100.0, [1.0] * 99)
    assert p99([quick, quick, Load(100.0, [1.0] * 98 + [50.0])]) == 1.0
    assert p99([quick, Load(100.0, [1.0] * 95 + [50.0] * 4)]) == 50.0


def test_each_round_begins_with_another_one() -> None:
    assert [rotated("abc", turn) for turn in range(4)] == [list("abc"), list("bca"), list("cab"), list("abc")]


def loads(rate: float, slowest: float) -> Sequence[Load]:
    return [Load(rate, [1.0] * 90 + [slowest] * 10)]


def test_the_best_choice_serves_as_many_and_its_slowest_as_soon() -> None:
    taken = {(2, 4): loads(100, 10), (4, 4): loads(96, 12), (1, 4): loads(50, 1), (3, 4): loads(97, 11)}
    aims = {choice: list(workers.targets(taken, choice).values()) for choice in taken}  # type: ignore[arg-type]
    # One that serves few is no yardstick for how soon.
    assert aims == {(2, 4): [True, True], (4, 4): [True, False], (1, 4): [False, True], (3, 4): [True, True]}


def test_flat_without_its_largest_table_replaces_no_result_of_all() -> None:
    assert flat.report_of(flat.SIZES).name == "flat"
    reduced = flat.report_of([1_000, 100_000])
    assert reduced.name == "flat-100000" and "stays as it was" in reduced.notes[0]


def test_each_engine_has_its_aims_among_the_cells_it_was_measured_in() -> None:
    rates = {Cell(1, 1): 100, Cell(16, 1): 90, Cell(64, 1): 91, Cell(16, 16): 200, Cell(64, 64): 100}
    taken = {cell: [mock.Mock(in_time=rate)] for cell, rate in rates.items()}
    aims = _targets("dynoxide", taken)  # type: ignore[arg-type]
    assert list(aims) == [
        "dynoxide, threads of one process: 64 clients at 0.9 of the best of fewer or more (0.50)",
        "dynoxide, processes: 64 clients at 0.9 of the best of fewer or more (0.91)",
    ]
    assert list(aims.values()) == [False, True]


def test_a_result_names_what_was_measured() -> None:
    facts = machine.facts()
    assert {"memory", "msgspec", "httptools", "zlib-ng", "django-csp", "dynoxide"} <= facts.keys()
    assert all(facts.values())
