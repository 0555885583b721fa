"""The time that rows are written with, set by a test."""

from datetime import datetime, tzinfo

import pytest

from inventory import clock


def set_clock(monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    """Let it be ``moment`` (ISO 8601 with its zone) for every row written from now on."""
    now = datetime.fromisoformat(moment)

    class Standing(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "Standing":
            return cls.fromisoformat(now.astimezone(tz).isoformat())

    monkeypatch.setattr(clock, "datetime", Standing)
