"""Pages a second under gunicorn, beside the same pages written the plain way."""

import html
import importlib
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any

from benchmarks import children, sites, surroundings
from benchmarks.engines import KEPT, SECRET
from benchmarks.kept import loaded
from benchmarks.load import Load, fetch, load, p99
from benchmarks.measuring import Spread, ratio
from benchmarks.report import Report, Table
from inventory import InventoryManager
from inventory.entities import OrderStatus

READERS, SECONDS, ROUNDS = 8, 2.0, 7
LEAST_TIMES = 2.5
PRODUCTS = 2_000
FOLDER = KEPT / f"demo-{PRODUCTS}"
# The number goes up when `seed_demo` makes other rows.
DEMO = f"seed_demo --products {PRODUCTS}, 1"
OURS, PLAIN = "the product", "the plain way"
# What differs from one answer to the next: tokens of forms, and times of the clock.
_PASSING = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")[^"]*|\d\d:\d\d:\d\d|(?<=request_key" value=")[^"]*')
_BETWEEN_TAGS = re.compile(r">\s+<")

Loads = dict[str, dict[str, list[Load]]]


def run() -> Report:
    """Load both sites turn by turn, on one embedded engine with demo data."""
    importlib.import_module("template_partials")  # the plain way needs it, in a process that could not say so as well
    with prepared() as manager:
        environs = {
            OURS: sites.environment(manager, sites.PRODUCT, FOLDER),
            PLAIN: sites.environment(manager, sites.PLAIN, FOLDER),
        }
        headers = {"Cookie": signed_in(environs[OURS]), "Accept-Encoding": "gzip"}
        with sites.served(environs[OURS]) as ours, sites.served(environs[PLAIN]) as plain:
            hosts = {OURS: ours, PLAIN: plain}
            for path in pages(manager).values():
                _compare(hosts, path, headers)
            loads = _loaded(hosts, pages(manager), headers)
    return _report(loads)


@contextmanager
def prepared() -> Iterator[InventoryManager]:
    """The demo data in FOLDER, and static files. Raises CannotRun."""
    collected()
    with loaded(FOLDER, DEMO, _seed) as manager:
        yield manager


def _seed(manager: InventoryManager) -> None:
    environ = sites.environment(manager, sites.PRODUCT, FOLDER)
    print(children.run(["manage.py", "seed_demo", "--products", str(PRODUCTS)], environ).decode(), end="")


def collected() -> None:
    """Static files as they are served."""
    environ = surroundings.told({"DJANGO_SETTINGS_MODULE": sites.PRODUCT, "INVENTORY_SECRET_KEY": SECRET})
    children.run(["manage.py", "collectstatic", "--no-input", "--verbosity", "0"], environ)


def signed_in(environ: Mapping[str, str]) -> str:
    """The cookie of an admin, by a session written straight into the table."""
    script = "from benchmarks import signing_in; print(signing_in.cookie())"
    return children.run(["-c", script], environ).decode().strip()


def pages(manager: InventoryManager) -> dict[str, str]:
    """The address of each page, with as much on it as it holds in daily work."""
    category = max(
        (known.name for known in manager.categories()),
        key=lambda name: len(manager.get_products_by_category(name, limit=50)),
    )
    products = [manager.get_product_with_variants(p.product_id) for p in manager.get_products_by_category(category)]
    widest = max((p for p in products if p), key=lambda product: sum(len(v.levels) for v in product.variants))
    longest = max(manager.orders_by_status(OrderStatus.PENDING, limit=100), key=lambda order: order.line_count)
    return {
        "category (50 products)": f"/categories/{category}/",
        "low stock (20 levels)": "/low-stock/?warehouse=WH001",
        f"product ({len(widest.variants)} variants)": f"/products/{widest.product_id}/",
        f"order ({longest.line_count} lines)": f"/orders/{longest.order_id}/",
    }


def _compare(hosts: Mapping[str, str], path: str, headers: Mapping[str, str]) -> None:
    """Raises RuntimeError where the two sites do not answer with the same HTML."""
    asked = {**headers, "Accept-Encoding": "identity"}
    answers = [fetch(HTTPConnection(host), path, asked) for host in hosts.values()]
    ours, plain = (_words(body.decode()) for _, body in answers)
    if ours != plain or {status for status, _ in answers} != {200}:
        apart = next(((one, other) for one, other in zip(ours, plain, strict=False) if one != other), "their length")
        raise RuntimeError(f"{path} is not the same on both sites: {apart}")


def _words(page: str) -> list[str]:
    """What a page says and how, whatever blanks stand between its tags and however it writes its quotes."""
    return _BETWEEN_TAGS.sub("><", _PASSING.sub("", html.unescape(page))).split()


def _loaded(hosts: Mapping[str, str], addresses: Mapping[str, str], headers: Mapping[str, str]) -> Loads:
    for path in addresses.values():
        for host in hosts.values():
            load(host, [path], headers, READERS, SECONDS / 2)
    loads: Loads = {page: {name: [] for name in hosts} for page in addresses}
    for turn in range(ROUNDS):
        for page, path in addresses.items():
            for name in list(hosts)[:: 1 if turn % 2 else -1]:
                loads[page][name].append(load(hosts[name], [path], headers, READERS, SECONDS))
    return loads


def _report(loads: Loads) -> Report:
    report = Report("pages", "Pages a second under gunicorn", "python -m benchmarks pages")
    report.notes.append(
        f"{READERS} readers, each asking again as soon as it has its page, {SECONDS:g} s a round; medians of {ROUNDS} "
        "rounds with least and most; p99 is that of the answers of all rounds together. "
        "The plain way is the same site with boto3's client as it comes and Django's own "
        "templates, addresses (`reverse`), compression and policy (`benchmarks/plain/`); the HTML of both was compared "
        "before. Readers, sites and engine share the machine."
    )
    rows = [row for page, both in loads.items() for row in _rows(page, both)]
    report.tables.append(Table("Shipped configuration", rows, digits=1))
    for page, both in loads.items():
        ours, plain = both[OURS], both[PLAIN]
        times = ratio([each.per_second for each in ours], [each.per_second for each in plain]).median
        later = p99(ours) / p99(plain)
        report.targets[f"{page}: at least {LEAST_TIMES} times the pages, {times:.2f} seen"] = times >= LEAST_TIMES
        report.targets[f"{page}: p99 not worse, {later:.2f} times the plain way's"] = later <= 1
    return report


def _rows(page: str, both: Mapping[str, list[Load]]) -> list[dict[str, Any]]:
    plain = [each.per_second for each in both[PLAIN]]
    return [
        {
            "page": page,
            "way": name,
            "pages a second": Spread.of([each.per_second for each in loads]),
            "times the plain way": ratio([each.per_second for each in loads], plain),
            "p50 ms": Spread.of([each.p50 for each in loads]),
            "p99 ms": p99(loads),
        }
        for name, loads in both.items()
    ]
