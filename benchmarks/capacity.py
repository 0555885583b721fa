"""What each page, change and command costs: calls, read and write units, and dollars a million on Amazon DynamoDB."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from typing import Any

from benchmarks.capacity_cases import PRODUCTS
from benchmarks.measuring import Spread
from benchmarks.refusals import CannotRun
from benchmarks.report import Report, Row, Table
from benchmarks.units import (
    DOLLARS_PER_GB_MONTH,
    DOLLARS_PER_MILLION_READS,
    DOLLARS_PER_MILLION_WRITES,
    PRICES_OF,
    Units,
    stored_size,
)
from inventory.settings import PROJECT_ROOT

_OURS = ("AWS_", "DJANGO_", "DYNAMODB_", "INVENTORY_")
TITLES = {
    "page": "Pages",
    "poll": "Polls and sessions",
    "change": "Changes",
    "command": "Commands, for one of what they work on",
}
_SHORT = {
    "BatchGetItem": "BatchGet",
    "BatchWriteItem": "BatchWrite",
    "DeleteItem": "Delete",
    "GetItem": "Get",
    "PutItem": "Put",
    "TransactWriteItems": "TransactWrite",
    "UpdateItem": "Update",
}
_PRICES = (
    f"${DOLLARS_PER_MILLION_READS} a million read units, ${DOLLARS_PER_MILLION_WRITES} a million write units, "
    f"${DOLLARS_PER_GB_MONTH} a GB and month (on demand, us-east-1, {PRICES_OF}: to be checked)"
)
NOTE = f"""Counted on dynoxide with `ReturnConsumedCapacity=INDEXES`, on `seed_demo --products {PRODUCTS}` and goods
beside it, in a process that has met SKU, category and customer. Each call is checked against Amazon's rules, computed
from the rows before and after it (`benchmarks/units.py`). A page is the whole request of somebody signed in, so with
the two units of the session. Written units are those of the table + GSI1 + GSI2. Dollars are for a million of each, at
{_PRICES}. What a condition refused is counted as if it had been written to the table."""


def run() -> Report:
    """Counted in a process of its own. Raises CannotRun where that process fails."""
    rows = _counted()
    tables = [Table(title, [_row(row) for row in rows if row["group"] == group]) for group, title in TITLES.items()]
    tables.append(Table("Rows and their storage", [_stored(row) for row in rows if row["group"] == "row"], 0))
    tables.append(Table("Processor time of a web server, without pages", [_timed(row) for row in rows if "cpu" in row]))
    differing = [f"{row['what']}: {each}" for row in rows for each in row.get("differing", [])]
    return Report(
        "capacity",
        "What everything costs",
        "python -m benchmarks capacity",
        tables=tables,
        notes=[NOTE, *differing[:10]],
        targets={"the units reported are those of Amazon's rules in every call": not differing},
    )


def _counted() -> list[dict[str, Any]]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        ours = {
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "INVENTORY_ALLOWED_HOSTS": "testserver",
            "INVENTORY_DATA_DIR": folder,
            "INVENTORY_ENGINE": "dynoxide",
        }
        command = [sys.executable, "-m", "benchmarks.capacity_counts", folder]
        done = subprocess.run(command, cwd=PROJECT_ROOT, env=environ | ours, stdout=subprocess.PIPE)
    if done.returncode:
        raise CannotRun("the process that counts has failed; what it said stands above")
    rows: list[dict[str, Any]] = json.loads(done.stdout)
    return rows


def _row(counts: Mapping[str, Any]) -> Row:
    used = Units(counts["read"], counts["table"], counts["GSI1"], counts["GSI2"])
    parts = " + ".join(map(_number, (used.table, used.gsi1, used.gsi2)))
    return {
        "what": counts["what"],
        **({"for each": counts["for"]} if counts["for"] else {}),
        "calls": ", ".join(_calls(counts["calls"])),
        "read": _number(used.read),
        "written": f"{_number(used.written)} = {parts}" if used.written else "0",
        "$ a million": f"{used.dollars_per_million:,.2f}",
    }


def _timed(row: Mapping[str, Any]) -> Row:
    taken = Spread.of(row["cpu"])
    return {"what": row["what"], "ms": taken, "a second and core": f"{1000 / taken.median:,.0f}"}


def _stored(row: Mapping[str, Any]) -> Row:
    gigabytes = stored_size(row["mean"], row["entries"]) * 1_000_000 / 1024**3
    return {
        "row": f"`{row['what']}`",
        "rows counted": row["count"],
        "bytes, mean": row["mean"],
        "most": row["most"],
        "index entries each": _number(row["entries"]),
        "GB a million, with them": f"{gigabytes:.2f}",
        "$ a million and month": f"{gigabytes * DOLLARS_PER_GB_MONTH:.2f}",
    }


def _calls(calls: Mapping[str, float]) -> Iterable[str]:
    return (f"{_number(number)} {_SHORT.get(kind, kind)}" for kind, number in calls.items())


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == round(value) else f"{value:,.4g}"
