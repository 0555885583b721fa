"""Who visits the pages in tests: users of each role, and browsers in which they are signed in.

Import the fixtures into a ``conftest.py``: ``from tests.people import *``. They stand on a fixture ``stock``, the
inventory behind the pages. ``EVERYBODY`` names all of them, for endpoint matrices::

    @pytest.mark.parametrize("who", EVERYBODY)
    def test_…(as_user: AsUser, who: str) -> None:
        response = as_user(who).get("/…/")
"""

from collections.abc import Callable
from typing import Any, Final

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from accounts.models import User
from inventory import InventoryManager
from inventory.entities import Warehouse
from inventory.people import Role, StaffUser

__all__ = ["EVERYBODY", "AsUser", "admin", "as_user", "htmx", "nobody", "other_admin", "pages", "staff", "viewer"]

PASSWORD: Final = "a long enough secret"
ELSEWHERE: Final = "ELSEWHERE"
NOBODY: Final = "nobody"
ROLES: Final[dict[str, dict[str, Any]]] = {
    "viewer": {"role": Role.VIEWER},
    "staff": {"role": Role.STAFF},
    "admin": {"role": Role.ADMIN},
    # An admin of a warehouse that holds nothing of the tests' stock.
    "other-admin": {"role": Role.ADMIN, "warehouses": [ELSEWHERE]},
}
EVERYBODY: Final = (NOBODY, *ROLES)
HTMX: Final = {"HX-Request": "true"}

AsUser = Callable[..., Client]


def person(inventory: InventoryManager, name: str) -> StaffUser:
    """The user ``name`` of ROLES, made at first use; signs in with PASSWORD."""
    given = ROLES[name]
    if given.get("warehouses") and not inventory.registry.knows([], [ELSEWHERE]):
        inventory.registry.put_warehouse(Warehouse(ELSEWHERE, "Elsewhere"))
    # Asked first: a transaction, also one that is refused, costs moto a copy of the whole table.
    found = inventory.staff.get(name)
    return found or inventory.staff.create("tests", name, password=make_password(PASSWORD), **given)


def browser(inventory: InventoryManager, name: str, htmx: bool = False) -> Client:
    """A browser in which ``name`` (of EVERYBODY) is signed in, by a session written straight into the table."""
    client = Client(headers=HTMX if htmx else None)
    if name != NOBODY:
        client.force_login(User.of(person(inventory, name)))
    return client


@pytest.fixture
def as_user(stock: InventoryManager) -> AsUser:
    """``as_user("viewer")``: a browser without JavaScript; ``as_user("viewer", htmx=True)``: htmx's own requests."""
    return lambda name, htmx=False: browser(stock, name, htmx)


@pytest.fixture
def nobody(as_user: AsUser) -> Client:
    return as_user("nobody")


@pytest.fixture
def viewer(as_user: AsUser) -> Client:
    return as_user("viewer")


@pytest.fixture
def staff(as_user: AsUser) -> Client:
    return as_user("staff")


@pytest.fixture
def admin(as_user: AsUser) -> Client:
    return as_user("admin")


@pytest.fixture
def other_admin(as_user: AsUser) -> Client:
    """An admin limited to a warehouse that is none of the stock's."""
    return as_user("other-admin")


@pytest.fixture
def pages(as_user: AsUser) -> Client:
    """An admin's browser without JavaScript."""
    return as_user("admin")


@pytest.fixture
def htmx(as_user: AsUser) -> Client:
    """An admin's browser whose every request is htmx's own."""
    return as_user("admin", htmx=True)
