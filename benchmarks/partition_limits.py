"""Token buckets of partitions under a load that is the real one, compressed in time or multiplied in its own hours.

Each key is taken to have a partition to itself, which is the best that it can have. What a key asks for beyond what its
bucket holds is refused. Compressed, all of the traffic passes within ``changes / load`` seconds, and a second holds
hours of it: what a bucket keeps evens those hours out. In its real hours, each change is as many as the load is larger
than the real one, spread over its hour: a busy hour stays an hour, for which no bucket lasts.
"""

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from benchmarks.partition_data import HOUR, Change, Family

# Seconds of unused units that a partition keeps; 1 is to say none.
BURST, NO_BURST = 300, 1
# A share of 0.1 % is one of these.
LEAST_SECONDS = 1000
# Seconds before those that count, so that buckets hold what the load leaves in them.
BEFORE = 300
# Compressed, of keys of one kind these are looked at: so many of those used most in all, and in one hour.
BUSIEST = 24


@dataclass(frozen=True)
class Traffic:
    """When each key of a family was used, over ``span`` seconds with ``changes`` changes in all."""

    family: Family
    times: Mapping[str, Sequence[int]]
    span: int
    changes: int

    @classmethod
    def of(cls, family: Family, changes: Sequence[Change]) -> "Traffic":
        times: dict[str, list[int]] = {}
        for change in changes:
            key = family.key(change)
            if key is not None:
                times.setdefault(key, []).append(change.at)
        return cls(family, times, changes[-1].at // HOUR * HOUR + HOUR, len(changes))

    @cached_property
    def busiest(self) -> list[str]:
        """Keys, the most used first."""
        return sorted(self.times, key=lambda key: (-len(self.times[key]), key))

    @cached_property
    def suspects(self) -> list[str]:
        """Keys that are the first to be refused where the traffic is compressed."""
        by_hour = sorted(self.times, key=lambda key: (-self.peaks[key], key))
        return list(dict.fromkeys([*self.busiest[:BUSIEST], *by_hour[:BUSIEST]]))

    def seconds(self, load: float) -> int:
        """How many seconds are simulated at ``load``: all of the traffic, again and again where it is short."""
        return max(LEAST_SECONDS, math.ceil(self.changes / load))

    def units(self, key: str, load: float) -> Iterator[float]:
        """Units that ``key`` asks for in each second, where all changes come at ``load`` a second on average."""
        times, before = self.times[key], 0
        real = self.span * load / self.changes  # seconds of the traffic in one of the simulation
        for second in range(1, BEFORE + self.seconds(load) + 1):
            rounds, at = divmod(second * real, self.span)
            until = int(rounds) * len(times) + bisect_left(times, at)
            yield (until - before) * self.family.units
            before = until

    @cached_property
    def hours(self) -> dict[str, Counter[int]]:
        """How many changes each key saw in each hour."""
        return {key: Counter(at // HOUR for at in times) for key, times in self.times.items()}

    @cached_property
    def peaks(self) -> dict[str, int]:
        """How many changes each key saw in the hour that saw most."""
        return {key: max(seen.values()) for key, seen in self.hours.items()}

    def hourly(self, key: str, load: float) -> Iterator[float]:
        """Units a second that ``key`` asks for in each real hour, at ``load`` changes a second on average."""
        seen, each = self.hours[key], self.in_an_hour(load)
        return (seen[hour] * each for hour in range(self.span // HOUR))

    def in_an_hour(self, load: float) -> float:
        """Units a second that one change of an hour is, at ``load`` changes a second on average."""
        return load * self.span / self.changes * self.family.units / HOUR

    def mean(self, key: str, load: float) -> float:
        """Units a second of ``key`` on average."""
        return len(self.times[key]) * self.family.units * load / self.changes


@dataclass(frozen=True)
class Strain:
    """What a load does: the share of the seconds in which a key was refused, and of the units that were refused."""

    seconds: float
    units: float


def strain(traffic: Traffic, load: float, burst: int = BURST) -> Strain:
    """The load on the keys of the traffic, compressed in time."""
    throttled: set[int] = set()
    asked = refused = 0.0
    for key in traffic.suspects:
        seconds = enumerate(_bucket(traffic.units(key, load), traffic.family.limit, burst))
        for second, (wanted, missing) in islice(seconds, BEFORE, None):
            asked += wanted
            refused += missing
            if missing:
                throttled.add(second)
    return Strain(len(throttled) / traffic.seconds(load), refused / asked if asked else 0.0)


def _bucket(units: Iterator[float], limit: int, burst: int) -> Iterator[tuple[float, float]]:
    """For each second the units wanted, and how many of them the bucket does not hold."""
    held = 0.0
    for wanted in units:
        held = min(held + limit, limit * burst)
        taken = min(wanted, held)
        held -= taken
        yield wanted, wanted - taken


def hourly_strain(traffic: Traffic, load: float, burst: int = BURST) -> Strain:
    """The load on the keys of the traffic in its real hours."""
    limit, each = traffic.family.limit, traffic.in_an_hour(load)
    asked = sum(map(len, traffic.times.values())) * each * HOUR
    refused = 0.0
    longest: Counter[int] = Counter()  # seconds of each hour in which a key is refused: of each key its last ones
    for key, peak in traffic.peaks.items():
        if peak * each <= limit:
            continue
        for hour, (wanted, seconds) in enumerate(_drained(traffic.hourly(key, load), limit, burst)):
            refused += (wanted - limit) * seconds
            longest[hour] = max(longest[hour], seconds)
    return Strain(sum(longest.values()) / traffic.span, refused / asked if asked else 0.0)


def _drained(rates: Iterator[float], limit: int, burst: int) -> Iterator[tuple[float, int]]:
    """For each hour the units wanted a second, and for how many seconds of its end the bucket is empty."""
    kept = limit * (burst - 1)
    held = float(kept)
    for wanted in rates:
        over = wanted - limit
        lasts = math.floor(held / over) if over > 0 else HOUR
        yield wanted, max(0, HOUR - lasts)
        held = max(0.0, min(kept, held - over * HOUR))


def highest_load(
    traffic: Traffic, burst: int, allowed: float = 0.001, strain: Callable[[Traffic, float, int], Strain] = strain
) -> float:
    """The most changes a second, to 1 %, at which no more than ``allowed`` of the seconds see a key refused."""
    # Above what the busiest key takes on average that one is refused for certain.
    high = 1.1 * traffic.family.limit / traffic.mean(traffic.busiest[0], 1)
    low = high / 16
    while strain(traffic, low, burst).seconds > allowed:
        low /= 16
    while high / low > 1.01:
        middle = math.sqrt(low * high)
        if strain(traffic, middle, burst).seconds <= allowed:
            low = middle
        else:
            high = middle
    return low
