"""Several ways of doing one thing, timed turn by turn, so that a noisy machine disturbs all of them alike."""

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

Name = TypeVar("Name")


@dataclass(frozen=True)
class Spread:
    """The median of several figures, with the least and the most of them, and each of the rounds."""

    median: float
    least: float
    most: float
    rounds: tuple[float, ...] = ()

    @classmethod
    def of(cls, figures: Sequence[float]) -> "Spread":
        return cls(statistics.median(figures), min(figures), max(figures), tuple(figures))

    def __format__(self, spec: str) -> str:
        return f"{self.median:{spec}} ({self.least:{spec}} to {self.most:{spec}})"


@dataclass
class Timings:
    """Seconds a call by the clock (``wall``) and of this process's processor (``cpu``), one figure a round."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


def interleaved(cases: Mapping[Name, Callable[[], object]], rounds: int, calls: int) -> dict[Name, Timings]:
    """Each case ``calls`` times in a row, then the next, for ``rounds`` rounds; each round begins with another one."""
    for case in cases.values():
        _repeat(case, calls)
    taken = {name: Timings() for name in cases}
    names = list(cases)
    for turn in range(rounds):
        for name in rotated(names, turn):
            wall, cpu = _repeat(cases[name], calls)
            taken[name].wall.append(wall)
            taken[name].cpu.append(cpu)
    return taken


def rotated(names: Sequence[Name], turn: int) -> list[Name]:
    """The names of a round, which begins with another one than the round before."""
    start = turn % len(names)
    return [*names[start:], *names[:start]]


def _repeat(case: Callable[[], object], calls: int) -> tuple[float, float]:
    gc.collect()
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(calls):
        case()
    return (time.perf_counter() - wall) / calls, (time.process_time() - cpu) / calls


def ratio(figures: Sequence[float], yardstick: Sequence[float]) -> Spread:
    """How many times the yardstick, round by round."""
    return Spread.of([mine / its for mine, its in zip(figures, yardstick, strict=True)])


def percentile(figures: Sequence[float], share: float) -> float:
    """The figure below which ``share`` (0 to 1) of them lie."""
    ordered = sorted(figures)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
