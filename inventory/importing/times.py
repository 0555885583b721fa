"""When something of a file happened, as people write it."""

from datetime import UTC, datetime, timedelta

from inventory.errors import InvalidValue

_FIRST_YEAR = 1900
# Clocks differ.
_AHEAD = timedelta(days=1)


def moment(column: str, value: str) -> datetime:
    """A date and a time by ISO 8601, T or blank between them; of UTC where no zone is named. Raises InvalidValue."""
    text = value.strip()
    try:
        taken = datetime.fromisoformat(text)
    except ValueError:
        taken = None
    if taken is None or len(text) <= len("2010-12-01"):  # a day alone is taken for its midnight
        raise InvalidValue(column, value, "must be a time such as 2010-12-01 08:26:00 or 2010-12-01T08:26:00+01:00")
    if taken.year < _FIRST_YEAR:
        raise InvalidValue(column, value, f"must not be before {_FIRST_YEAR}")
    known = taken if taken.tzinfo else taken.replace(tzinfo=UTC)
    if known > datetime.now(UTC) + _AHEAD:
        raise InvalidValue(column, value, "must not be in the future")
    return known.astimezone(UTC)
