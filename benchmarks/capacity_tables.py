"""The tables of what everything costs: numbers as they are kept, and as a reader sees them."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.partition_data import READS
from benchmarks.report import Row, Table
from benchmarks.units import DOLLARS_PER_GB_MONTH, Units, stored_size

# Units of one key that are worth a word.
_MUCH = 10

_SHORT = {
    "BatchGetItem": "BatchGet",
    "BatchWriteItem": "BatchWrite",
    "DeleteItem": "Delete",
    "GetItem": "Get",
    "PutItem": "Put",
    "TransactWriteItems": "TransactWrite",
    "UpdateItem": "Update",
}


@dataclass
class CountTable(Table):
    """Rows as ``counted_row`` makes them; written units are shown as sum and parts. ``writes`` says that any are."""

    writes: bool = True

    def markdown(self) -> str:
        return Table(self.title, [self._shown(row) for row in self.rows]).markdown()

    def _shown(self, row: Row) -> Row:
        return {
            "what": row["what"],
            **({"for each": row["for"]} if row["for"] else {}),
            "calls": ", ".join(_calls(row["calls"])) or "none",
            "read": number(row["read"]),
            **({"written": _written(row["written"])} if self.writes else {}),
            "$ a million": f"{row['dollars']:,.2f}",
        }


@dataclass
class PageTable(CountTable):
    """Pages, which write nothing: in a small table and, where it is another figure, in one that is at its most."""

    writes: bool = False

    def _shown(self, row: Row) -> Row:
        most = row["at its most"]
        read, dollars = (number(most["read"]), f"{most['dollars']:,.2f}") if most else ("", "")
        return {**super()._shown(row), "read at its most": read, "$ at its most": dollars}


@dataclass
class StorageTable(Table):
    """Rows as ``stored_row`` makes them."""

    def markdown(self) -> str:
        shown = [{**row, "row": f"`{row['row']}`", **_of_storage(row)} for row in self.rows]
        return Table(self.title, shown, 0).markdown()


def counted_row(counts: Mapping[str, Any], most: Mapping[str, Any] | None = None) -> Row:
    """Calls, units and dollars a million of what was counted; ``most`` is the same in a table at its most."""
    differs = most is not None and most["read"] != counts["read"]
    return {
        "what": counts["what"],
        "for": counts["for"],
        **_figures(counts),
        "at its most": _figures(most) if most and differs else None,
        "requests": counts["requests"],
    }


def _figures(counts: Mapping[str, Any]) -> dict[str, Any]:
    used = Units(counts["read"], counts["table"], counts["GSI1"], counts["GSI2"])
    return {
        "calls": counts["calls"],
        "read": used.read,
        "written": {"table": used.table, "GSI1": used.gsi1, "GSI2": used.gsi2},
        "refused": counts["refused"],
        "dollars": used.dollars_per_million,
    }


def key_rows(counts: Iterable[Mapping[str, Any]]) -> list[Row]:
    """What is read much of one partition key, and how often a second until that key's partition refuses it."""
    found = [
        {"key": f"`{key}`", "for": row["what"], "read": read, "a second": math.floor(READS / read)}
        for row in counts
        for key, read in row["of keys"].items()
        if read >= _MUCH
    ]
    return sorted(found, key=lambda row: (row["key"], row["a second"]))


def stored_row(row: Mapping[str, Any]) -> Row:
    """How large rows of a kind are, and what a million of them with their index entries cost a month."""
    gigabytes = stored_size(row["mean"], row["entries"]) * 1_000_000 / 1024**3
    return {
        "row": row["what"],
        "rows counted": row["count"],
        "bytes, mean": row["mean"],
        "most": row["most"],
        "index entries each": row["entries"],
        "GB a million, with them": gigabytes,
        "$ a million and month": gigabytes * DOLLARS_PER_GB_MONTH,
    }


def _of_storage(row: Row) -> Row:
    figures = {name: f"{row[name]:.2f}" for name in ("GB a million, with them", "$ a million and month")}
    return {"index entries each": number(row["index entries each"]), **figures}


def _written(parts: Mapping[str, float]) -> str:
    whole = sum(parts.values())
    return f"{number(whole)} = {' + '.join(map(number, parts.values()))}" if whole else "0"


def _calls(calls: Mapping[str, float]) -> Iterable[str]:
    return (f"{number(count)} {_SHORT.get(kind, kind)}" for kind, count in calls.items())


def number(value: float) -> str:
    """``1032.0`` -> ``"1,032"``, ``0.0275`` -> ``"0.0275"``."""
    return f"{value:,.0f}" if value == round(value) else f"{value:,.4g}"
