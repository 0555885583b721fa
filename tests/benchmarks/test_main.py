"""``python -m benchmarks`` where things are not as they should be: a sentence, an exit status, and the others' turn."""

import re
from types import SimpleNamespace
from unittest import mock

import pytest

from benchmarks import __main__ as command
from benchmarks import capacity_doc, flat
from benchmarks.refusals import CannotRun
from inventory.errors import EngineUnavailable


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Benchmarks that reach their targets, miss them, or cannot be run; the names of those that published theirs."""
    published: list[str] = []
    outcomes: dict[str, bool | Exception] = {
        "good": True,
        "missed": False,
        "refused": CannotRun("there is no data"),
        "without": EngineUnavailable("There is no engine."),
        "bare": ModuleNotFoundError("No module named 'yardstick'", name="yardstick"),
        "broken": ZeroDivisionError("a fault of its own"),
        "last": True,
    }

    def imported(module: str) -> object:
        return SimpleNamespace(run=lambda: _run(module.removeprefix("benchmarks.")))

    def _run(name: str) -> object:
        outcome = outcomes[name]
        if isinstance(outcome, Exception):
            raise outcome
        return SimpleNamespace(publish=lambda: _publish(name))

    def _publish(name: str) -> bool:
        published.append(name)
        return outcomes[name] is True

    monkeypatch.setattr(command, "BENCHMARKS", tuple(outcomes))
    monkeypatch.setattr("importlib.import_module", imported)
    return published


@pytest.mark.parametrize(("name", "status"), [("good", 0), ("missed", 1)])
def test_the_exit_status_says_whether_all_targets_were_reached(published: list[str], name: str, status: int) -> None:
    assert command.main(["good", name]) == status
    assert published == ["good", name]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("refused", "refused: there is no data\n"),
        ("without", "without: There is no engine.\n"),
        ("bare", "bare: there is no module yardstick: python -m pip install -r requirements-bench.txt\n"),
    ],
)
def test_one_that_cannot_be_run_says_why_and_leaves_the_others_their_turn(
    published: list[str], capsys: pytest.CaptureFixture[str], name: str, said: str
) -> None:
    assert command.main(["good", name, "last"]) == 1
    assert published == ["good", "last"]
    assert capsys.readouterr().err == said


def test_a_fault_of_a_benchmark_is_shown_and_leaves_the_others_their_turn(
    published: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["broken", "last"]) == 1
    assert published == ["last"]
    shown = capsys.readouterr().err
    assert shown.startswith("broken: it has a fault\nTraceback") and "ZeroDivisionError: a fault of its own" in shown


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("outcome", [SystemExit(143), KeyboardInterrupt()])
def test_an_end_that_was_asked_for_ends_them_all(outcome: BaseException) -> None:
    with (
        mock.patch.object(command, "_published", side_effect=outcome),
        pytest.raises(type(outcome)),
    ):
        command.main(["good", "last"])


@pytest.mark.parametrize("name", ["good", "missed"])
def test_what_a_document_shows_is_taken_over_into_it_also_where_an_aim_is_missed(
    published: list[str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(command, "DOCUMENTED", (name,))
    with mock.patch.object(capacity_doc, "main") as taken_over:
        command.main([name, "last"])
    assert published == [name, "last"]
    taken_over.assert_called_once_with()


def test_the_document_shows_the_results_it_is_said_to_show() -> None:
    shown = re.findall(r"<!-- table (\w+): ", capacity_doc.DOCUMENT.read_text("utf-8"))
    assert set(shown) == set(command.DOCUMENTED)


def test_a_name_that_none_has_is_refused_with_those_there_are(
    published: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(["good", "nonsense"])
    assert ended.value.code == 2 and published == []
    assert "there is no benchmark 'nonsense', there are good, missed, refused" in capsys.readouterr().err


def test_flat_takes_the_sizes_up_to_the_largest_that_is_asked_for() -> None:
    assert flat.chosen("") == [1_000, 100_000, 1_000_000]
    assert flat.chosen("100000") == [1_000, 100_000]
    assert flat.chosen("1000") == [1_000]


@pytest.mark.parametrize("largest", ["abc", "-1", "999", "1e6", "٣٠٠٠", "9" * 5000])
def test_flat_refuses_a_largest_size_that_is_none(largest: str) -> None:
    with pytest.raises(CannotRun, match="BENCH_LARGEST must be a whole number of variants from 1000 on"):
        flat.chosen(largest)
