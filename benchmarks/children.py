"""Processes that benchmarks start and wait for: whoever ends the benchmark ends them too, and lets them clear up."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import FrameType

from benchmarks.refusals import CannotRun
from inventory.settings import PROJECT_ROOT

# Seconds that an interrupted child has to end its engine and what else it started.
PATIENCE = 10.0


def run(arguments: Sequence[str], environ: Mapping[str, str]) -> bytes:
    """What ``python ARGUMENTS`` writes to standard output, in the project's folder, with ``environ`` and no more.

    Where this process is interrupted or ended meanwhile, the child gets one SIGINT and up to PATIENCE seconds; then it
    is killed. Raises CannotRun where the child fails.
    """
    command = [sys.executable, *arguments]
    # A process group of its own: Ctrl-C reaches it through here alone, not twice, in the midst of clearing up.
    child = subprocess.Popen(command, cwd=PROJECT_ROOT, env=environ, stdout=subprocess.PIPE, process_group=0)
    try:
        said, _ = child.communicate()
    except BaseException:
        _end(child)
        raise
    if child.returncode:
        raise CannotRun(f"`python {' '.join(arguments)}` ended with {child.returncode}; what it said stands above")
    return said


def _end(child: "subprocess.Popen[bytes]") -> None:
    """SIGINT, which Python turns into KeyboardInterrupt without being told to, so that ``finally`` is run."""
    try:
        child.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            child.communicate(timeout=PATIENCE)
    finally:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def heed_signals() -> None:
    """From now on SIGTERM ends this process as ``sys.exit(143)`` does, with all that it has to clear up.

    SIGINT is heeded even where a shell has started the process in the background, and by its children.
    """
    signal.signal(signal.SIGTERM, _terminated)
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _terminated(number: int, _: FrameType | None) -> None:
    # A second one would break off the clearing up.
    signal.signal(number, signal.SIG_IGN)
    raise SystemExit(128 + number)
