"""A small stock and one order on moto, as the pages of this process see them."""

from tests.dashboard.conftest import filling, stock
from tests.people import *  # noqa: F403  fixtures

__all__ = ["filling", "stock"]
