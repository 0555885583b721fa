"""Which numbers of workers and threads serve most pages: the choice of ``inventory_site/gunicorn.py``."""

from collections.abc import Mapping
from contextlib import ExitStack

from benchmarks import sites
from benchmarks.engines import KEPT, inventory
from benchmarks.load import Load, load
from benchmarks.measuring import Spread, ratio
from benchmarks.pages import PRODUCTS, pages, prepare, signed_in
from benchmarks.report import Report, Table
from inventory_site import gunicorn

READERS, SECONDS, ROUNDS = 16, 1.5, 5
# Workers, threads.
CHOICES = ((1, 4), (2, 1), (2, 2), (2, 4), (2, 8), (3, 2), (3, 4), (4, 2), (4, 4))
SHIPPED = (gunicorn.workers, gunicorn.threads)
# Choices this near to the best are as good: more is the noise of the machine.
NEAR = 0.95

Loads = Mapping[tuple[int, int], list[Load]]


def run() -> Report:
    """Load sites of every choice turn by turn, each at all pages of the benchmark ``pages`` in one go."""
    folder = KEPT / f"demo-{PRODUCTS}"
    with inventory(folder=folder) as manager, ExitStack() as stack:
        environ = sites.environment(manager, sites.PRODUCT, folder)
        prepare(manager, environ)
        headers = {"Cookie": signed_in(environ), "Accept-Encoding": "gzip"}
        hosts = {
            (workers, threads): stack.enter_context(
                sites.served(environ, WEB_CONCURRENCY=str(workers), WEB_THREADS=str(threads))
            )
            for workers, threads in CHOICES
        }
        paths = list(pages(manager).values())
        loads: dict[tuple[int, int], list[Load]] = {choice: [] for choice in hosts}
        for turn in range(ROUNDS + 1):
            for choice in list(hosts)[:: 1 if turn % 2 else -1]:
                measured = load(hosts[choice], paths, headers, READERS, SECONDS)
                if turn:  # the first one warms up
                    loads[choice].append(measured)
    return _report(loads)


def _report(loads: Loads) -> Report:
    report = Report("workers", "Pages a second by workers and threads", "python -m benchmarks workers")
    report.notes.append(
        f"{READERS} readers, each at one of the pages after the other; medians of {ROUNDS} rounds of {SECONDS:g} s "
        "with least and most. Readers, site and engine share the machine."
    )
    shipped = [each.per_second for each in loads[SHIPPED]]
    rows = [
        {
            "workers": workers,
            "threads each": threads,
            "pages a second": Spread.of([each.per_second for each in its]),
            "times the shipped": ratio([each.per_second for each in its], shipped),
            "p50 ms": Spread.of([each.p50 for each in its]),
            "p99 ms": Spread.of([each.p99 for each in its]),
        }
        for (workers, threads), its in loads.items()
    ]
    report.tables.append(Table("Choices", rows))
    best = max(Spread.of([each.per_second for each in its]).median for its in loads.values())
    reached = Spread.of(shipped).median / best
    report.targets[f"the shipped choice {SHIPPED} is at least {NEAR} of the best, {reached:.2f} seen"] = reached >= NEAR
    return report
