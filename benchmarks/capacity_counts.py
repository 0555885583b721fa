"""``python -m benchmarks.capacity_counts FOLDER``: what everything costs, as JSON; by ``benchmarks/capacity.py``.

A process of its own, for Django and the engine of the folder are set up once in a process.
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
from django.core.signals import request_started
from django.urls import resolve

from benchmarks.capacity_cases import Case, World
from benchmarks.measuring import interleaved
from benchmarks.unit_log import UnitLog, counted
from benchmarks.units import item_size
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.keys import is_word_pk
from inventory.dynamodb.schema import INDEX_KEYS, PK, SK, ensure_table
from inventory.dynamodb.wire import WireItem

Counts = dict[str, Any]


def count(cases: Iterable[Case], group: str) -> Iterator[Counts]:
    """Each case once to meet what a process remembers, and once more counted. Raises RuntimeError for a page that
    does not show the rows it is named after."""
    for case in cases:
        case.act(case.prepare())
        prepared = case.prepare()
        with asked() as requests, counted() as log:
            answer = case.act(prepared)
        case.check(answer)
        yield {**counts_of(log, group, case.what), "requests": requests}


def counts_of(log: UnitLog, group: str, what: str, per: float = 1, unit: str = "") -> Counts:
    """A row of what is kept; units and calls for one of ``unit``, of which ``per`` were done."""
    used = log.units / per
    return {
        "group": group,
        "what": what,
        "for": unit,
        "calls": {kind: number / per for kind, number in sorted(log.calls.items())},
        "read": used.read,
        "table": used.table,
        "GSI1": used.gsi1,
        "GSI2": used.gsi2,
        "refused": log.refused / per,
        "of keys": dict(log.of_keys),
        "differing": log.differing,
        "requests": [],
    }


def everything(folder: Path) -> list[Counts]:
    """All that there is, on the table that the environment names, which is filled for it."""
    from benchmarks import capacity_commands, capacity_full, capacity_pages, capacity_writes
    from web.inventory import manager

    ensure_table(manager().client)
    rows = [_of_a_command(case) for case in capacity_commands.beginning(manager())]
    world = World.on(manager())
    pages = [*count(capacity_pages.pages(world), "page"), *count(capacity_pages.polls(world), "poll")]
    changes = [*_forms(world), *count(capacity_writes.changes(world), "change")]
    rows += client_times(world)
    manager().resume_plans()
    rows += [_of_a_command(case) for case in capacity_commands.commands(world, folder)]
    stored = rows_by_kind(manager().client)
    world = capacity_full.fill(world)
    full = [*count(capacity_pages.pages(world), "full page"), *count(capacity_pages.polls(world), "full poll")]
    return [*pages, *full, *changes, *rows, *stored]


def _forms(world: World) -> Iterator[Counts]:
    from benchmarks import capacity_forms, capacity_order_forms, capacity_people

    for module in (capacity_forms, capacity_order_forms, capacity_people):
        yield from count(module.forms(world), "form")


@contextmanager
def asked() -> Iterator[list[str]]:
    """The method and the url's name of each request meanwhile."""
    found: list[str] = []

    def note(environ: dict[str, Any], **_: object) -> None:
        found.append(f"{environ['REQUEST_METHOD']} {resolve(environ['PATH_INFO']).view_name}")

    request_started.connect(note)
    try:
        yield found
    finally:
        request_started.disconnect(note)


def client_times(world: World) -> Iterator[Counts]:
    """Milliseconds of this process's processor for what web servers do most, in rounds."""
    from benchmarks.capacity_browser import Browser
    from dashboard.adjust_form import new_request_key

    browser, address = Browser(world), f"/adjust/CAP-001-M/?warehouse={world.warehouse}"
    form = browser.form(address, "mode", mode="change", quantity="-1", reason="damaged")
    cases: dict[str, Callable[[], object]] = {
        "adjust stock": lambda: world.manager.update_stock("CAP-001-M", "CAP-001", -1),
        "adjust stock by a form: shown": lambda: browser.get(address),
        "adjust stock by a form: sent": lambda: browser.post(address, form | {"request_key": [new_request_key()]}),
        "place an order of 10 lines": lambda: world.place(world.fresh(), 10),
    }
    for what, taken in interleaved(cases, rounds=5, calls=40).items():
        yield {"group": "client", "what": what, "cpu": [1000 * seconds for seconds in taken.cpu]}


def rows_by_kind(client: DynamoDBClient) -> list[Counts]:
    """How large the rows of each kind are in bytes, and in how many indexes one stands."""
    found: dict[str, list[tuple[int, int]]] = {}

    def take(row: WireItem) -> None:
        pk, sk = (row[name]["S"].partition("#")[0] for name in (PK, SK))
        kind = f"{pk} / {'the word' if is_word_pk(row[PK]['S']) else sk}"
        entries = sum(set(names) <= row.keys() for names in INDEX_KEYS.values())
        found.setdefault(kind, []).append((item_size(row), entries))

    client.scan(take, lambda rows: None)
    return [
        {
            "group": "row",
            "what": kind,
            "count": len(rows),
            "mean": sum(size for size, _ in rows) / len(rows),
            "most": max(size for size, _ in rows),
            "entries": sum(entries for _, entries in rows) / len(rows),
        }
        for kind, rows in sorted(found.items())
    ]


def _of_a_command(case: Any) -> Counts:
    with counted() as log:
        case.run()
    return counts_of(log, "command", case.what, case.of(), case.unit)


def main() -> int:
    django.setup()
    json.dump(everything(Path(sys.argv[1])), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
