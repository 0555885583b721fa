"""Whole units as people type them."""

import re
from typing import Final

from inventory import values
from inventory.errors import InvalidValue

# Thousands parted as any country parts them.
_PARTED: Final = re.compile(r"\+?[0-9]{1,3}(?:[,.'\u2019\s][0-9]{3})+")
_DIGITS: Final = re.compile(r"\+?[0-9]+")
# Beyond every limit, and few enough to be read.
_ENOUGH: Final = 20


def units_of(field: str, typed: str, least: int = 0) -> int:
    """The number. Raises InvalidValue, whose rule says what is wrong with what was typed.

    Parted thousands are not guessed at: 1.500 is a thousand and a half to some, and one and a half to others.
    """
    text = typed.strip()
    if len(text) < _ENOUGH and _PARTED.fullmatch(text):
        plain = "".join(filter(str.isdigit, text))
        raise InvalidValue(field, typed, f"must be written in digits alone, such as {plain}")
    if _DIGITS.fullmatch(text):
        text = text.lstrip("+0")[:_ENOUGH] or "0"
    return values.quantity(field, text, least=least)
