"""The time as it is stored."""

from datetime import UTC, datetime


def timestamp(moment: datetime | None = None) -> str:
    """``moment``, or now, as UTC ISO 8601 with microseconds: ``2026-01-31T09:30:00.000000Z``."""
    moment = moment or datetime.now(UTC)
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
