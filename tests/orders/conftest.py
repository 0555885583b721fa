"""A small stock and one order on moto, as the pages of this process see them."""

import pytest

from tests.dashboard.conftest import filling, stock
from tests.people import *  # noqa: F403  fixtures
from web import background

__all__ = ["filling", "settled_at_once", "stock"]


@pytest.fixture(autouse=True)
def settled_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A long order is brought to its end before the page that began it answers."""
    monkeypatch.setattr(background, "settle", background._settle)
