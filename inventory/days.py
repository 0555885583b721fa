"""The stock at the end of the last days on which it changed: what a sparkline is drawn from.

Kept on the level's own row, written with each change, so that a list of levels shows their past without reading
their ledgers. As text, ``2026-11-21:24 2026-11-23:20``: it is written often and taken apart only to be drawn.
"""

KEPT = 15
# Of a timestamp, YYYY-MM-DD.
DATE_LENGTH = 10


def with_day(days: str, date: str, stock: int) -> str:
    """``days`` after a change that left ``stock`` units on ``date`` (YYYY-MM-DD)."""
    kept = [day for day in days.split() if not day.startswith(date)]
    return " ".join([*kept, f"{date}:{stock}"][-KEPT:])


def points(days: str) -> list[tuple[str, int]]:
    """(date, units at its end), oldest first."""
    pairs = (day.rsplit(":", 1) for day in days.split())
    return [(date, int(stock)) for date, stock in pairs]
