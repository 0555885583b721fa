"""Which numbers of workers and threads serve most pages: the choice of ``inventory_site/gunicorn.py``."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack

from benchmarks import sites
from benchmarks.load import Load, load, p99
from benchmarks.measuring import Spread, ratio, rotated
from benchmarks.pages import FOLDER, pages, prepared, signed_in
from benchmarks.report import Report, Table

READERS, SECONDS, ROUNDS = 16, 1.5, 9
# Workers and threads of each.
Choice = tuple[int, int]
Loads = Mapping[Choice, list[Load]]

SHIPPED = sites.shipped()
CHOICES = sorted({(1, 4), (2, 1), (2, 2), (2, 4), (2, 8), (3, 2), (3, 4), (4, 2), (4, 4), SHIPPED})
# Choices this near to the best are as good: more is the noise of the machine.
NEAR = 0.95
# Of those, the p99 of the shipped one may be this many times the best.
LATER = 1.15


def run() -> Report:
    """Load sites of every choice turn by turn, each at all pages of the benchmark ``pages`` in one go."""
    with prepared() as manager, ExitStack() as stack:
        environ = sites.environment(manager, sites.PRODUCT, FOLDER)
        headers = {"Cookie": signed_in(environ), "Accept-Encoding": "gzip"}
        hosts = {
            (workers, threads): stack.enter_context(
                sites.served(environ, WEB_CONCURRENCY=str(workers), WEB_THREADS=str(threads))
            )
            for workers, threads in CHOICES
        }
        return _report(_loaded(hosts, list(pages(manager).values()), headers))


def _loaded(hosts: Mapping[Choice, str], paths: Sequence[str], headers: Mapping[str, str]) -> Loads:
    """Each round begins with another choice, so that each has its turn after each length of time."""
    for host in hosts.values():
        load(host, paths, headers, READERS, SECONDS)  # warms it up
    loads: dict[Choice, list[Load]] = {choice: [] for choice in hosts}
    for turn in range(ROUNDS):
        for choice in rotated(list(hosts), turn):
            loads[choice].append(load(hosts[choice], paths, headers, READERS, SECONDS))
    return loads


def _report(loads: Loads) -> Report:
    report = Report("workers", "Pages a second by workers and threads", "python -m benchmarks workers")
    report.notes.append(
        f"{READERS} readers, each at one of the pages after the other; medians of {ROUNDS} rounds of {SECONDS:g} s "
        "with least and most; p99 is that of the answers of all rounds together. "
        "Readers, site and engine share the machine."
    )
    yardstick = [each.per_second for each in loads[SHIPPED]]
    rows = [
        {
            "workers": workers,
            "threads each": threads,
            "pages a second": Spread.of([each.per_second for each in its]),
            "times the shipped": ratio([each.per_second for each in its], yardstick),
            "p50 ms": Spread.of([each.p50 for each in its]),
            "p99 ms": p99(its),
        }
        for (workers, threads), its in loads.items()
    ]
    report.tables.append(Table("Choices", rows))
    report.targets = targets(loads, SHIPPED)
    return report


def targets(loads: Loads, choice: Choice) -> dict[str, bool]:
    """Whether ``choice`` serves as many pages as the best, and its slowest as soon as others that serve as many."""
    rates = {each: Spread.of([one.per_second for one in its]).median for each, its in loads.items()}
    best = max(rates.values())
    reached = rates[choice] / best
    as_good = [each for each, rate in rates.items() if rate >= NEAR * best]
    later = p99(loads[choice]) / min(p99(loads[each]) for each in as_good)
    return {
        f"the shipped choice {choice} serves at least {NEAR} of the best, {reached:.2f} seen": reached >= NEAR,
        f"its p99 is at most {LATER} times the best of those that do, {later:.2f} seen": later <= LATER,
    }
