"""Advisory locks on files: between processes, and let go by the kernel however a process ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Bytes.
_LONGEST_NOTE = 64 * 1024
_END = b"\n"


class FileLock:
    """An open lock file. What it holds lasts until the last process with this opening of the file lets go.

    A forked child has the opening too, until it ends or closes it; a program started with exec has not.
    """

    def __init__(self, path: Path) -> None:
        """Open `path`, creating it and its folder; nothing is locked yet. Raises OSError, for a link as well."""
        self._descriptor = -1
        path.parent.mkdir(parents=True, exist_ok=True)
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)

    def try_exclusive(self) -> bool:
        """Whether the lock is now this one's alone; never waits."""
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def exclusive(self) -> None:
        """Wait until the lock is this one's alone."""
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)

    def shared(self) -> None:
        """Wait until nobody holds the lock alone, then hold it beside others; gives up an exclusive hold."""
        fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def leave(self, note: bytes) -> None:
        """Write a note of one line for who holds the lock next. For who holds it alone. Raises OSError."""
        os.pwrite(self._descriptor, note + _END, 0)

    def taken(self) -> bytes:
        """The note that was left, empty for none, and away with it. For who holds the lock alone. Raises OSError."""
        note = os.pread(self._descriptor, _LONGEST_NOTE, 0)
        if not note or note.startswith(_END):
            return b""
        # Not by making the file empty, which some file systems take for a reason to go to the disk at once.
        os.pwrite(self._descriptor, _END, 0)
        return note.partition(_END)[0]

    def unlock(self) -> None:
        """Let go, for forked children with this opening as well."""
        fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def close(self) -> None:
        """Give up this process's part; forked children with this opening still hold what it held."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)

    # Who was interrupted before he could close it has it no longer.
    __del__ = close


@contextmanager
def opened(path: Path) -> Iterator[FileLock]:
    """The lock file for the length of the body, and let go after it.

    Unlocked besides being closed: a process forked meanwhile by another thread would keep the lock otherwise.
    """
    lock = FileLock(path)
    try:
        yield lock
    finally:
        lock.unlock()
        lock.close()


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Wait for the exclusive lock on `path` and hold it for the body."""
    with opened(path) as lock:
        lock.exclusive()
        yield
