"""A small stock and one order on moto, as the pages of this process see them."""

import pytest

from tests.dashboard.conftest import filling, stock
from tests.people import *  # noqa: F403  fixtures
from web import background

__all__ = ["filling", "registry_kept", "settled_at_once", "stock"]


@pytest.fixture(autouse=True)
def settled_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A long order is brought to its end before the page that began it answers."""
    monkeypatch.setattr(background, "settle", background._settle)


@pytest.fixture(autouse=True)
def registry_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slowly the tests run, the registry is not read again in the middle of one that counts calls."""
    monkeypatch.setattr("inventory.registry.KEEP_SECONDS", 1e9)
