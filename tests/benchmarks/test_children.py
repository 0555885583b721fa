"""Processes that benchmarks start: what they say, how they fail, and that they clear up when they are ended."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import children
from benchmarks.refusals import CannotRun
from inventory.settings import PROJECT_ROOT

# A benchmark with a child that, when it is ended, needs a moment to clear up.
CHILD = """
import pathlib, sys, time
begun, cleared = map(pathlib.Path, sys.argv[1:])
try:
    begun.touch()
    time.sleep(60)
finally:
    time.sleep(0.5)
    cleared.touch()
"""
PARENT = """
import os, sys
from benchmarks import children
children.heed_signals()
children.run(["-c", *sys.argv[1:]], os.environ)
"""


def test_what_a_child_says_is_handed_back() -> None:
    assert children.run(["-c", "import os; print(os.environ['SAID'])"], {**os.environ, "SAID": "so"}) == b"so\n"


def test_a_child_that_fails_is_named() -> None:
    with pytest.raises(CannotRun, match=r"^`python -c raise SystemExit\(3\)` ended with 3"):
        children.run(["-c", "raise SystemExit(3)"], os.environ)


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, -signal.SIGINT)])
def test_whoever_is_ended_ends_its_child_which_clears_up(tmp_path: Path, number: int, status: int) -> None:
    begun, cleared = tmp_path / "begun", tmp_path / "cleared"
    command = [sys.executable, "-c", PARENT, CHILD, str(begun), str(cleared)]
    # As a shell starts what runs in the background: with SIGINT ignored.
    command = ["sh", "-c", 'trap "" INT; exec "$@"', "sh", *command]
    with subprocess.Popen(command, cwd=PROJECT_ROOT, stderr=subprocess.DEVNULL) as parent:
        while not begun.exists():
            assert parent.poll() is None
        parent.send_signal(number)
        assert parent.wait(30) == status
    assert cleared.exists()


def test_a_child_that_does_not_go_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "PATIENCE", 0.2)
    script = "import signal, time; signal.signal(signal.SIGINT, signal.SIG_IGN); print(flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, process_group=0) as child:
        assert child.stdout
        child.stdout.readline()
        children._end(child)
    assert child.returncode == -signal.SIGKILL
