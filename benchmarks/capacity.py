"""What each page, change and command costs: calls, read and write units, and dollars a million on Amazon DynamoDB."""

import json
import tempfile
from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks import children, surroundings
from benchmarks.capacity_cases import PRODUCTS
from benchmarks.capacity_tables import CountTable, PageTable, StorageTable, counted_row, key_rows, stored_row
from benchmarks.measuring import Spread
from benchmarks.report import Report, Row, Table
from benchmarks.units import (
    DOLLARS_PER_GB_MONTH,
    DOLLARS_PER_MILLION_READS,
    DOLLARS_PER_MILLION_WRITES,
    PRICES_OF,
)

TITLES: dict[str, tuple[str, type[CountTable]]] = {
    "page": ("Pages", PageTable),
    "poll": ("Polls and sessions", PageTable),
    "form": ("Forms, as whole requests", CountTable),
    "change": ("Changes", CountTable),
    "command": ("Commands, for one of what they work on", CountTable),
}
_PRICES = (
    f"${DOLLARS_PER_MILLION_READS} a million read units, ${DOLLARS_PER_MILLION_WRITES} a million write units, "
    f"${DOLLARS_PER_GB_MONTH} a GB and month (on demand, us-east-1, {PRICES_OF}: to be checked)"
)
NOTE = f"""Counted on dynoxide with `ReturnConsumedCapacity=INDEXES`, on `seed_demo --products {PRODUCTS}` and goods
and orders beside it, in a process that has met SKU, category and customer. "At its most" is the same table with more
low goods, waiting orders and movements of one SKU than any page reads; it stands where it is another figure. Each call
is checked against Amazon's rules, computed from the rows before and after it (`benchmarks/units.py`), but for Queries
with a filter, a projection or a count, whose answers do not hold what was read, and for writes that a condition
refused, which no engine reports: these are counted as if they had been written to the table; a page of a Scan may
differ by a unit. A page is the whole
request of somebody signed in, so with the two units of the session. Written units are those of the table + GSI1 +
GSI2. Dollars are for a million of each, at {_PRICES}."""


def run() -> Report:
    """Counted in a process of its own. Raises CannotRun where that process fails."""
    rows = _counted()
    tables: list[Table] = [_table(rows, group) for group in TITLES]
    most = [row for row in rows if row["group"].startswith("full ")]
    tables.append(Table("What is read much of one key, at its most", key_rows(most), 1))
    tables.append(StorageTable("Rows and their storage", [stored_row(row) for row in rows if row["group"] == "row"]))
    tables.append(Table("Processor time of a web server", [_timed(row) for row in rows if "cpu" in row]))
    differing = [f"{row['what']}: {each}" for row in rows for each in row.get("differing", [])]
    return Report(
        "capacity",
        "What everything costs",
        "python -m benchmarks capacity",
        tables=tables,
        notes=[NOTE, *differing[:10]],
        targets={"the units reported are those of Amazon's rules in every call": not differing},
    )


def _table(rows: Sequence[Mapping[str, Any]], group: str) -> Table:
    title, kind = TITLES[group]
    most = {row["what"]: row for row in rows if row["group"] == f"full {group}"}
    return kind(title, [counted_row(row, most.get(row["what"])) for row in rows if row["group"] == group])


def _counted() -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        ours = {
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "INVENTORY_ALLOWED_HOSTS": "testserver",
            "INVENTORY_DATA_DIR": folder,
            "INVENTORY_ENGINE": "dynoxide",
        }
        said = children.run(["-m", "benchmarks.capacity_counts", folder], surroundings.told(ours))
    rows: list[dict[str, Any]] = json.loads(said)
    return rows


def _timed(row: Mapping[str, Any]) -> Row:
    taken = Spread.of(row["cpu"])
    return {"what": row["what"], "ms": taken, "a second and core": round(1000 / taken.median)}
