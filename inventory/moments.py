"""Moments as callers give them, taken as they are stored. A day is a UTC day."""

import re
from datetime import UTC, date, datetime, time

from inventory import clock
from inventory.days import DATE_LENGTH
from inventory.errors import InvalidValue

Moment = datetime | date | str

EARLIEST = "0001-01-01T00:00:00.000000Z"
LATEST = "9999-12-31T23:59:59.999999Z"

_STORED = "%Y-%m-%dT%H:%M:%S.%fZ"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIMESTAMP = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z", re.ASCII)
# Before, strftime writes a year with fewer than four digits.
_FIRST_YEAR = 1000


def first_of(field: str, value: Moment | None) -> str:
    """Where a stretch of time begins: a day at its first moment, None at the beginning of all."""
    return EARLIEST if value is None else _stored(field, value, time.min)


def last_of(field: str, value: Moment | None) -> str:
    """Where a stretch of time ends: a day at its last moment, None at the end of all."""
    return LATEST if value is None else _stored(field, value, time.max)


def stretch(start: Moment | None, end: Moment | None) -> tuple[str, str]:
    """First and last moment of the stretch from ``start`` to ``end``. Raises InvalidValue, also where it ends first."""
    first, last = first_of("start", start), last_of("end", end)
    if last < first:
        raise InvalidValue("end", end, "must not be before the start")
    return first, last


def day(field: str, value: date | str) -> date:
    """A day, also as text YYYY-MM-DD."""
    taken = _taken(field, value)
    if isinstance(taken, datetime) or taken.year < _FIRST_YEAR:
        raise InvalidValue(field, value, "must be a day like 2026-01-31")
    return taken


def utc_day(field: str, value: Moment) -> date:
    """The UTC day that a moment is in."""
    return date.fromisoformat(last_of(field, value)[:DATE_LENGTH])


def _stored(field: str, value: Moment, of_day: time) -> str:
    taken = _taken(field, value)
    if not isinstance(taken, datetime):
        taken = datetime.combine(taken, of_day, UTC)
    if taken.tzinfo is None:
        raise InvalidValue(field, value, "must name its time zone")
    # A day of slack: in UTC it may be in the year before or after.
    if not _FIRST_YEAR < taken.year < date.max.year:
        raise InvalidValue(field, value, "must be within the years 1001 to 9998")
    return clock.timestamp(taken)


def _taken(field: str, value: object) -> datetime | date:
    if isinstance(value, date):  # a datetime is one too
        return value
    text = value.strip() if isinstance(value, str) else ""
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
        if _TIMESTAMP.fullmatch(text):
            return datetime.strptime(text, _STORED).replace(tzinfo=UTC)
    except ValueError:  # the 31st of February
        pass
    raise InvalidValue(field, value, "must be a day like 2026-01-31, or a moment")
