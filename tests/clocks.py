"""A clock that stands still until a test moves it on."""

from types import SimpleNamespace

import pytest


class Clock:
    """``now`` in epoch seconds, read by the modules that it was put into."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def put_into(self, monkeypatch: pytest.MonkeyPatch, *modules: str) -> "Clock":
        """Let ``time.time()`` of these modules be this clock's."""
        for module in modules:
            monkeypatch.setattr(f"{module}.time", SimpleNamespace(time=lambda: self.now))
        return self

    def wait(self, seconds: float) -> None:
        self.now += seconds
