"""The time as it is stored."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def timestamp(moment: datetime | None = None) -> str:
    """``moment``, or now, as UTC ISO 8601 with microseconds: ``2026-01-31T09:30:00.000000Z``."""
    moment = moment or _told.get() or datetime.now(UTC)
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """What this thread stores in here happened at ``moment``: for what is told later than it happened."""
    before = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(before)
