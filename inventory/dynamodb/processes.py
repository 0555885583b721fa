"""Other processes by their id: starting, recognising and ending them. Linux by /proc, elsewhere by `ps`."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

_PROC: Final = Path("/proc")
_POLL_SECONDS: Final = 0.02

# Kept so that their exit status can be taken: an ended child nobody asks about stays behind as a zombie.
_children: Final[dict[int, subprocess.Popen[bytes]]] = {}


def spawn(command: Sequence[str], log: Path) -> int:
    """Start `command` on its own, with its output added to `log`; its process id.

    It is out of reach of the terminal's Ctrl-C and outlives this process. Raises OSError if it cannot be run.
    """
    with log.open("ab") as output:
        child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
    _children[child.pid] = child
    return child.pid


def runs(pid: int, command: Sequence[str]) -> bool:
    """Whether process `pid` is alive (a zombie is not) and was started with the arguments of `command`.

    Process ids are used again: a remembered id may by now be anybody's. The program's own path is left out of
    the comparison, because the system may name it differently from how it was started.
    """
    child = _children.get(pid)
    if child:  # Right after its start the system does not show a child's command yet.
        return child.poll() is None
    return _matches(_command_line(pid), command)


def find(command: Sequence[str]) -> int | None:
    """The id of a process that runs `command`, or None."""
    return next((pid for pid, line in _all_command_lines() if _matches(line, command)), None)


def end(pid: int, command: Sequence[str], patience: float = 10.0) -> None:
    """Ask process `pid` to end; after `patience` seconds force it. Does nothing unless it runs `command`."""
    for number, seconds in ((signal.SIGTERM, patience), (signal.SIGKILL, 5.0)):
        if runs(pid, command):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
            _wait_until_gone(pid, command, seconds)
    _children.pop(pid, None)


def _wait_until_gone(pid: int, command: Sequence[str], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while runs(pid, command) and time.monotonic() < deadline:
        time.sleep(_POLL_SECONDS)


def _matches(line: str, command: Sequence[str]) -> bool:
    return line.endswith(" " + " ".join(command[1:]))


def _command_line(pid: int) -> str:
    """The words of its command, joined by blanks; empty for a process that is gone or a zombie."""
    if not _PROC.is_dir():
        return _ps("-p", str(pid)).strip()
    try:
        words = (_PROC / str(pid) / "cmdline").read_bytes()
    except OSError:
        return ""
    return words.rstrip(b"\0").replace(b"\0", b" ").decode(errors="replace")


def _all_command_lines() -> Iterator[tuple[int, str]]:
    if _PROC.is_dir():
        pids = [int(entry.name) for entry in _PROC.iterdir() if entry.name.isdigit()]
        yield from ((pid, _command_line(pid)) for pid in pids)
        return
    for row in _ps("-A", "-o", "pid=").splitlines():
        yield int(row.split(maxsplit=1)[0]), row


def _ps(*options: str) -> str:
    arguments = ["ps", "-ww", *options, "-o", "command="]
    return subprocess.run(arguments, capture_output=True, text=True, check=False).stdout
