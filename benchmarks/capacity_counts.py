"""``python -m benchmarks.capacity_counts FOLDER``: what everything costs, as JSON; by ``benchmarks/capacity.py``.

A process of its own, for Django and the engine of the folder are set up once in a process.
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import django

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
    """Each case once to meet what a process remembers, and once more counted."""
    for case in cases:
        case.act(case.prepare())
        prepared = case.prepare()
        with counted() as log:
            case.act(prepared)
        yield counts_of(log, group, case.what)


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
        "differing": log.differing,
    }


def everything(folder: Path) -> list[Counts]:
    """All that there is, on the table that the environment names, which is filled for it."""
    from benchmarks import capacity_commands, capacity_pages, capacity_writes
    from web.inventory import manager

    ensure_table(manager().client)
    rows = [_of_a_command(capacity_commands.seeding(manager()))]
    world = World.on(manager())
    pages = [*count(capacity_pages.pages(world), "page"), *count(capacity_pages.polls(world), "poll")]
    changes = [*count(capacity_writes.changes(world), "change"), *count(capacity_pages.signing_in(world), "change")]
    rows += client_times(world)
    manager().resume_plans()
    rows += [_of_a_command(case) for case in capacity_commands.commands(world, folder)]
    return [*pages, *changes, *rows, *rows_by_kind(manager().client)]


def client_times(world: World) -> Iterator[Counts]:
    """Milliseconds of this process's processor for what web servers do most, in rounds."""
    adjust: Callable[[], object] = lambda: world.manager.update_stock("CAP-001-M", "CAP-001", -1)  # noqa: E731
    cases = {"adjust stock": adjust, "place an order of 10 lines": lambda: world.place(world.fresh(), 10)}
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
