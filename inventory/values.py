"""Values from outside, taken or refused before anything is written."""

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from inventory.dynamodb import keys
from inventory.errors import InvalidValue

NAME_LENGTH = 200
DESCRIPTION_LENGTH = 4000
NOTE_LENGTH = 500
ATTRIBUTES = 50

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d+", re.ASCII)


def identifier(field: str, value: object) -> str:
    """An id as it may stand in a key."""
    try:
        return keys.id_part(value)
    except keys.InvalidKeyPart as refused:
        raise InvalidValue(field, value, refused.rule) from None


def money(field: str, value: object) -> Decimal:
    """A price to the cent, by the decimal text of a Decimal, int, float or str."""
    number = _decimal(field, value)
    if not number.is_finite():
        raise InvalidValue(field, value, "must be a number")
    if number < 0:
        raise InvalidValue(field, value, "must not be negative")
    if number > keys.MAX_PRICE:
        raise InvalidValue(field, value, f"must be at most {keys.MAX_PRICE}")
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -2:
        raise InvalidValue(field, value, "must have at most two decimals")
    return abs(number).quantize(Decimal("0.01"))


def _decimal(field: str, value: object) -> Decimal:
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    if not isinstance(value, (str, float)):
        raise InvalidValue(field, value, "must be a number")
    text = str(value).strip()
    if not _NUMBER.fullmatch(text):
        raise InvalidValue(field, value, "must be a number")
    try:
        return Decimal(text)
    except InvalidOperation:  # an exponent too large for any Decimal
        raise InvalidValue(field, value, "must be a number") from None


def quantity(field: str, value: object, least: int = 0, most: int = keys.MAX_QUANTITY) -> int:
    """A whole number of units from ``least`` to ``most``; taken as int, whole Decimal or text."""
    number = _whole(field, value)
    if number < least:
        raise InvalidValue(field, value, f"must be at least {least}")
    if number > most:
        raise InvalidValue(field, value, f"must be at most {most}")
    return number


def _whole(field: str, value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, Decimal) and value.is_finite() and value == value.to_integral_value():
        return int(value)
    # 20 digits are beyond every limit here, and int() is slow on endless text.
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()) and len(value) <= 20:
        return int(value)
    raise InvalidValue(field, value, "must be a whole number")


def text(field: str, value: object, most: int, required: bool = False) -> str:
    """Text for people: no control characters but line ends and tabs, at most ``most`` characters."""
    if not isinstance(value, str):
        raise InvalidValue(field, value, "must be text")
    if required and not value.strip():
        raise InvalidValue(field, value, "must not be empty")
    if len(value) > most:
        raise InvalidValue(field, value, f"must have at most {most} characters")
    if any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\r\n\t" for c in value):
        raise InvalidValue(field, value, "must not contain control characters")
    return value


def attributes(field: str, value: object) -> dict[str, str]:
    """What tells a variant from its siblings, such as ``{"Size": "XL"}``."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise InvalidValue(field, value, "must be pairs of name and value")
    if len(value) > ATTRIBUTES:
        raise InvalidValue(field, value, f"must be at most {ATTRIBUTES}")
    names = [text(f"{field}: the name", name, 64, required=True) for name in value]
    return {name: text(f'{field}["{name}"]', str(value[name]), 256) for name in names}
