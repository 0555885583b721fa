"""How far a long command is: bars on terminals, lines in logs. Time is a clock that the tests move."""

import io
import os
import termios
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from inventory.management import progress
from inventory.management.progress import bar, said
from tests.clocks import Clock


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock that bars look at."""
    made = Clock()
    monkeypatch.setattr("tqdm.std.time", lambda: made.now)
    return made


def log(verbosity: int = 1) -> tuple[dict[str, Any], io.StringIO]:
    """Options of a command whose stderr is no terminal, and what it was told."""
    stderr = io.StringIO()
    return {"verbosity": verbosity, "stderr": stderr}, stderr


def test_off_a_terminal_a_line_is_written_every_ten_seconds(clock: Clock) -> None:
    options, stderr = log()
    with bar(options, "Products", total=361_000) as told:
        for _ in range(119):
            clock.wait(0.25)
            told.update(250)
    assert stderr.getvalue() == (
        "Products: 10,000 of 361,000, 2 %, 1,000 a second, 6 min left\n"
        "Products: 20,000 of 361,000, 5 %, 1,000 a second, 6 min left\n"
    )


def test_without_a_total_it_is_said_how_much_and_how_fast(clock: Clock) -> None:
    options, stderr = log()
    with bar(options, "Reading", " rows") as told:
        clock.wait(150)
        told.update(1_215_000)
    assert stderr.getvalue() == "Reading: 1,215,000 rows, 8,100 a second\n"


@pytest.mark.parametrize("total", [None, 100])
def test_work_of_less_than_ten_seconds_is_done_in_silence(clock: Clock, total: int | None) -> None:
    options, stderr = log()
    with bar(options, "Importing", " orders", total) as told:
        for _ in range(39):
            clock.wait(0.25)
            told.update()
    assert stderr.getvalue() == ""


def test_a_line_comes_in_time_also_where_the_work_slows_down(clock: Clock) -> None:
    options, stderr = log()
    with bar(options, "Importing", " orders", 1_000_000) as told:
        clock.wait(10)
        told.update(500_000)
        for _ in range(4):
            clock.wait(5)
            told.update()
    assert [line.split(" orders")[0] for line in stderr.getvalue().splitlines()] == [
        "Importing: 500,000 of 1,000,000",
        "Importing: 500,002 of 1,000,000",
        "Importing: 500,004 of 1,000,000",
    ]


def test_at_verbosity_0_nothing_is_said(clock: Clock) -> None:
    options, stderr = log(verbosity=0)
    with bar(options, "Reading", " rows") as told:
        clock.wait(60)
        told.update(5)
    assert stderr.getvalue() == ""


def test_a_log_that_takes_no_more_does_not_end_the_work(clock: Clock) -> None:
    class Full(io.StringIO):
        def write(self, text: str) -> int:
            if text:
                raise OSError(28, "No space left on device")
            return 0

    with bar({"verbosity": 1, "stderr": Full()}, "Reading", " rows") as told:
        clock.wait(60)
        told.update(5)
    assert told.n == 5


def test_where_a_command_is_given_no_stderr_it_is_that_of_the_process(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    with bar({"verbosity": 1}, "Reading", " rows") as told:
        clock.wait(10)
        told.update(20)
    assert capsys.readouterr().err == "Reading: 20 rows, 2 a second\n"


@pytest.mark.parametrize(
    ("done", "total", "rate", "line"),
    [
        (12_000, 361_000, 1240.4, "12,000 of 361,000 goods, 3 %, 1,240 a second, 5 min left"),
        (360_999, 361_000, 1240.0, "360,999 of 361,000 goods, 99 %, 1,240 a second, less than 1 min left"),
        (361_000, 361_000, 1240.0, "361,000 of 361,000 goods, 100 %, 1,240 a second"),
        (1, 10_001, 2.52, "1 of 10,001 goods, 0 %, 2.5 a second, 1 h 6 min left"),
        (0, 10, 0.0, "0 of 10 goods, 0 %, 0 a second"),
        (11, 10, 30.0, "11 goods, 30 a second"),
        (0, 0, 0.0, "0 of 0 goods, 0 %, 0 a second"),
        (1_200_000, None, 8100.0, "1,200,000 goods, 8,100 a second"),
    ],
)
def test_how_far_it_is_is_said_in_words(done: int, total: int | None, rate: float, line: str) -> None:
    assert said(done, total, rate, " goods") == line


def drawn(lines: int, columns: int, verbosity: int = 1) -> list[str]:
    """What a bar drew on a terminal of that size, one thing over the other."""
    ours, theirs = os.openpty()
    termios.tcsetwinsize(theirs, (lines, columns))
    with os.fdopen(ours, "rb", buffering=0) as screen:
        with (
            os.fdopen(theirs, "w", encoding="utf-8") as stderr,
            bar({"verbosity": verbosity, "stderr": stderr}, "Products", total=200) as told,
        ):
            told.update(200)
        shown = b""
        # The end of what was drawn is an error to who reads it.
        with suppress(OSError):
            while more := screen.read(4096):
                shown += more
    return [each for each in shown.decode().replace("\n", "\r").split("\r") if each]


@pytest.mark.parametrize(("lines", "columns", "width"), [(24, 60, 59), (0, 0, 79), (0, 60, 59), (24, 0, 79)])
def test_a_terminal_shows_a_bar_as_wide_as_it_is_and_one_without_a_size_a_usual_one(
    monkeypatch: pytest.MonkeyPatch, lines: int, columns: int, width: int
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.delenv("LINES", raising=False)
    monkeypatch.setattr("sys.__stdout__", io.StringIO())
    bars = drawn(lines, columns)
    assert bars[0].startswith("Products:   0%|") and bars[-1].startswith("Products: 100%|")
    assert {len(each) for each in bars} == {width}


def test_a_terminal_without_a_size_is_as_wide_as_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    assert {len(each) for each in drawn(0, 0)} == {49}


def test_a_bar_is_not_drawn_at_verbosity_0() -> None:
    assert drawn(24, 80, verbosity=0) == []


def test_only_progress_makes_bars() -> None:
    inventory = Path(progress.__file__).parents[1]
    makers = [path for path in inventory.rglob("*.py") if "tqdm" in path.read_text("utf-8")]
    assert makers == [Path(progress.__file__)]
