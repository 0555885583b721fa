"""Checking a catalogue file by itself: every value, and whether its rows agree."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from inventory import bins, values
from inventory.importing import cells
from inventory.importing.source import RawRow, RowError, Sheet

_RULES: dict[str, cells.Rule] = {
    "product_id": values.identifier,
    "product_name": lambda column, value: values.text(column, value, values.NAME_LENGTH, required=True),
    "category": values.identifier,
    "base_price": values.money,
    "sku": values.identifier,
    "name": lambda column, value: values.text(column, value, values.NAME_LENGTH),
    "price": values.money,
    "stock": values.quantity,
    "warehouse": values.identifier,
    "bin": bins.bin_text,
}
# What stands on each row of a product and must be the same there.
_SHARED = ("product_name", "category", "base_price")


@dataclass(frozen=True)
class CatalogueRow:
    """A row whose values are all good; prices with two places, ``stock`` in units.

    ``bin`` is None where the file says nothing of bins, which leaves them as they are.
    """

    number: int
    product_id: str
    product_name: str
    category: str
    base_price: Decimal
    sku: str
    name: str
    price: Decimal
    stock: int
    warehouse: str
    bin: str | None = None


@dataclass(frozen=True)
class CatalogueProduct:
    """The rows of one product, at least one, in the order of the file."""

    rows: tuple[CatalogueRow, ...]

    @property
    def product_id(self) -> str:
        return self.rows[0].product_id


@dataclass(frozen=True)
class Checked:
    """``products`` have no error in any row; ``rows`` counts all rows of the file, blank ones apart."""

    products: tuple[CatalogueProduct, ...]
    errors: tuple[RowError, ...]
    rows: int


@dataclass(frozen=True)
class _Taken:
    """What could be taken of a row, by column, and why the rest could not."""

    raw: RawRow
    values: Mapping[str, Any]
    errors: Sequence[RowError]


def check(sheet: Sheet) -> Checked:
    """Every error of the file at once, and the products that have none; no product at all of an incomplete file."""
    taken = [_taken(raw) for raw in sheet.rows]
    errors = [*sheet.errors, *(error for one in taken for error in one.errors)]
    errors += _repeated_skus(taken) + _disagreements(taken)
    bad = set(sheet.spoiled.values()) | _products_of(sheet.rows, {error.row for error in errors})
    good = [CatalogueRow(one.raw.number, **one.values) for one in taken if one.raw.cells["product_id"] not in bad]
    return Checked(
        products=_by_product(good) if sheet.complete else (),
        errors=tuple(sorted(errors)),
        rows=len(sheet.rows) + len(sheet.spoiled),
    )


def _taken(raw: RawRow) -> _Taken:
    return _Taken(raw, *cells.take(raw, _RULES))


def _repeated_skus(rows: Iterable[_Taken]) -> list[RowError]:
    first: dict[str, int] = {}
    errors = []
    for sku, row in ((row.values["sku"], row.raw.number) for row in rows if "sku" in row.values):
        seen = first.setdefault(sku, row)
        if seen != row:
            errors.append(RowError(row, "sku", sku, f"is given twice: row {seen} has it first"))
    return errors


def _disagreements(rows: Iterable[_Taken]) -> list[RowError]:
    first: dict[tuple[str, str], _Taken] = {}
    errors = []
    for row in rows:
        for column in _SHARED:
            if column in row.values and "product_id" in row.values:
                head = first.setdefault((row.values["product_id"], column), row)
                if row.values[column] != head.values[column]:
                    errors.append(_disagreement(column, row.raw, head.raw))
    return errors


def _disagreement(column: str, row: RawRow, head: RawRow) -> RowError:
    rule = f"differs from row {head.number} of the same product, which has {head.cells[column]!r}"
    return RowError(row.number, column, row.cells[column], rule)


def _products_of(rows: Iterable[RawRow], numbers: set[int]) -> set[str]:
    return {row.cells["product_id"] for row in rows if row.number in numbers}


def _by_product(rows: Iterable[CatalogueRow]) -> tuple[CatalogueProduct, ...]:
    grouped: dict[str, list[CatalogueRow]] = {}
    for row in rows:
        grouped.setdefault(row.product_id, []).append(row)
    return tuple(CatalogueProduct(tuple(group)) for group in grouped.values())
