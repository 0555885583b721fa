"""Taking the cells of a row, each by the rule of its column."""

from collections.abc import Callable, Mapping
from typing import Any

from inventory.errors import InvalidValue
from inventory.importing.source import RawRow, RowError

# Takes the column's name and the text, and raises InvalidValue.
Rule = Callable[[str, str], Any]


def take(raw: RawRow, rules: Mapping[str, Rule]) -> tuple[dict[str, Any], list[RowError]]:
    """The values that could be taken of the row, by column, and why the others could not."""
    taken: dict[str, Any] = {}
    errors = []
    for column, value in raw.cells.items():
        try:
            taken[column] = rules[column](column, _utf8(column, value))
        except InvalidValue as refused:
            errors.append(RowError(raw.number, column, value, refused.rule))
    return taken, errors


def _utf8(column: str, value: str) -> str:
    if value.isascii():
        return value
    for character in value:
        if "\ud800" <= character <= "\udfff":  # how the file's reader hands on a byte that is no UTF-8
            raise InvalidValue(column, value, f"is not text in UTF-8: it has the byte {ord(character) - 0xDC00:02X}")
    return value
