"""How far a long command is: a bar for a person at a terminal, a line now and then where stderr is kept in a log."""

import os
import shutil
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TextIO

from tqdm import tqdm

# Only the types of tqdm have a parameter.
if TYPE_CHECKING:
    Bar = tqdm[Any]
else:
    Bar = tqdm

_EVERY = 10.0


def bar(options: Mapping[str, Any], what: str, unit: str = "", total: int | None = None) -> Bar:
    """A context whose ``update(more)`` tells how much more was done, on the stderr of a command with these ``options``.

    ``unit`` begins with a space where there is one. Work of less than ten seconds is told at a terminal alone, and at
    verbosity 0 nothing is.
    """
    stream = options.get("stderr") or sys.stderr
    if not options["verbosity"]:
        return tqdm(total=total, disable=True)
    if stream.isatty():
        columns, lines = _size(stream)
        return tqdm(desc=what, unit=unit, total=total, file=stream, ncols=columns, nrows=lines)
    # Without ``miniters`` tqdm guesses how many updates to let pass, and is silent for long where the work slows down.
    return _Lines(
        desc=what, unit=unit, total=total, file=stream, delay=_EVERY, mininterval=_EVERY, miniters=1, leave=False
    )


class _Lines(Bar):
    """Whole lines in place of a bar; none when it is closed, since commands say at their end what they did."""

    # Lines come from ``update``; the thread that draws bars again meanwhile has nothing to do.
    monitor_interval = 0

    def display(self, msg: str | None = None, pos: int | None = None) -> None:
        """Write how far it is. ``msg`` is what tqdm draws over a bar that goes: nothing here."""
        if msg is None:
            now = self.format_dict
            done = said(now["n"], now["total"], now["rate"] or 0.0, now["unit"])
            # A full disk or a reader who went is no reason to end the work.
            with suppress(OSError):
                self.fp.write(f"{now['prefix']}: {done}\n")
                self.fp.flush()


def said(done: int, total: int | None, rate: float, unit: str = "") -> str:
    """``12,000 of 361,000 products, 3 %, 1,240 a second, 5 min left``; without ``total`` how many, and how fast."""
    speed = f"{rate:,.0f} a second" if rate >= 10 else f"{rate:.2g} a second"
    if total is None or done > total:
        return f"{done:,}{unit}, {speed}"
    left = [_left((total - done) / rate)] if rate and done < total else []
    return ", ".join([f"{done:,} of {total:,}{unit}", f"{100 * done // max(total, 1)} %", speed, *left])


def _left(seconds: float) -> str:
    hours, minutes = divmod(round(seconds / 60), 60)
    if hours:
        return f"{hours:,} h {minutes} min left"
    return f"{minutes} min left" if minutes else "less than 1 min left"


def _size(stream: TextIO) -> tuple[int, int]:
    """Columns and lines to draw in. What a terminal gives as 0, as ``script`` makes them, is what is usual."""
    usual = shutil.get_terminal_size()
    try:
        told = os.get_terminal_size(stream.fileno())
    except (AttributeError, OSError, ValueError):
        told = usual
    # As tqdm has it: the last column and line stay free.
    return (told.columns or usual.columns) - 1, (told.lines or usual.lines) - 1
