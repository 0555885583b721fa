"""Read and write units by Amazon's rules, from the rows themselves, and what they cost.

The rules are those of the DynamoDB Developer Guide: "DynamoDB item sizes and formats" for sizes; "DynamoDB read and
write operations" for units of 4 and 1 KB, each row rounded up by itself, a Query as a whole; "Amazon DynamoDB
Transactions: How it works" for two units for each row of a transaction, one to prepare and one to commit; "Global
Secondary Indexes" for what an index entry takes. Entries are written after the transaction and so taken to count once:
dynoxide counts so, DynamoDB Local counts them twice.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from inventory.dynamodb.schema import INDEX_KEYS

# Amazon DynamoDB, on demand, us-east-1, standard table class, in US dollars, as published since November 2024.
# Assumptions, to be checked against "Amazon DynamoDB pricing" for one's own region and day.
PRICES_OF = "November 2024"
DOLLARS_PER_MILLION_WRITES = 0.625
DOLLARS_PER_MILLION_READS = 0.125
DOLLARS_PER_GB_MONTH = 0.25

_READ_BYTES, _WRITE_BYTES = 4096, 1024
_OVERHEAD_BYTES = 100

Wire = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Units:
    """Units read, and written to the table and to each index."""

    read: float = 0.0
    table: float = 0.0
    gsi1: float = 0.0
    gsi2: float = 0.0

    def __add__(self, other: "Units") -> "Units":
        return Units(self.read + other.read, self.table + other.table, self.gsi1 + other.gsi1, self.gsi2 + other.gsi2)

    def __truediv__(self, count: float) -> "Units":
        return Units(self.read / count, self.table / count, self.gsi1 / count, self.gsi2 / count)

    @property
    def written(self) -> float:
        return self.table + self.gsi1 + self.gsi2

    @property
    def dollars_per_million(self) -> float:
        """What a million of what takes these units costs."""
        return self.read * DOLLARS_PER_MILLION_READS + self.written * DOLLARS_PER_MILLION_WRITES


def stored_size(size: float, entries: float) -> float:
    """Bytes that are paid for of a row of ``size`` with so many index entries, 100 of overhead for each of them."""
    return (size + _OVERHEAD_BYTES) * (1 + entries)


def item_size(item: Wire) -> int:
    """Bytes of a row in wire form: its names in UTF-8 and its values."""
    return sum(len(name.encode()) + _value_size(value) for name, value in item.items())


def _value_size(value: Mapping[str, Any]) -> int:
    ((kind, held),) = value.items()
    if kind == "S":
        return len(held.encode())
    if kind == "N":
        return _number_size(held)
    if kind in ("BOOL", "NULL"):
        return 1
    if kind == "M":
        return 3 + len(held) + item_size(held)
    if kind == "L":
        return 3 + len(held) + sum(map(_value_size, held))
    raise ValueError(f"no rows here hold {kind}")


def _number_size(text: str) -> int:
    """A byte for each two significant digits and one more, and one for a sign."""
    digits = text.lstrip("-").replace(".", "").strip("0")
    return math.ceil(len(digits) / 2) + 1 + text.startswith("-")


def read_rows(sizes: Iterable[int]) -> float:
    """Consistent reads by key: each row by itself; one that is not there takes a unit too (its size is 0)."""
    return float(sum(max(1, math.ceil(size / _READ_BYTES)) for size in sizes))


def read_range(size: int, *, consistent: bool) -> float:
    """A Query or Scan of rows of ``size`` bytes together, half of it where it need not be consistent."""
    return max(1, math.ceil(size / _READ_BYTES)) * (1.0 if consistent else 0.5)


def write(old: Wire | None, new: Wire | None, *, in_transaction: bool) -> Units:
    """Writing a row that was ``old`` and is ``new`` then; None where there is none. Both indexes project all."""
    table = max(_kilobytes(old), _kilobytes(new), 1) * (2 if in_transaction else 1)
    return Units(0.0, table, *(_entry(old, new, *keys) for keys in INDEX_KEYS.values()))


def _entry(old: Wire | None, new: Wire | None, pk: str, sk: str) -> float:
    was, is_now = _place(old, pk, sk), _place(new, pk, sk)
    if was == is_now:
        return 0.0 if was is None or old == new else float(max(_kilobytes(old), _kilobytes(new)))
    return float((_kilobytes(old) if was else 0) + (_kilobytes(new) if is_now else 0))


def _place(item: Wire | None, pk: str, sk: str) -> tuple[Any, Any] | None:
    return (item[pk], item[sk]) if item and pk in item and sk in item else None


def _kilobytes(item: Wire | None) -> int:
    return math.ceil(item_size(item) / _WRITE_BYTES) if item else 0
