"""Admins who remove each other at the same moment, on the real engines: somebody is always left."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from inventory import InventoryManager
from inventory.errors import LastAdmin, UserChanged
from inventory.people import Role, StaffUser
from tests.conftest import new_client
from tests.tables import stored

ROUNDS = 12
WAYS: list[dict[str, Any]] = [{"role": "viewer"}, {"active": False}, {"warehouses": ["NORTH"]}]

pytestmark = pytest.mark.timeout(300)


def admins(manager: InventoryManager) -> list[str]:
    """Who may do everything, by the users' own rows."""
    return sorted(
        user.username
        for user in manager.staff.page(100)
        if user.active and user.role == Role.ADMIN and not user.warehouses
    )


def at_once(manager: InventoryManager, victims: list[StaffUser], facts: dict[str, Any]) -> list[bool]:
    """Each admin but the first removes the one before, the first the last; whether each was successful."""
    barrier = Barrier(len(victims))

    def remove(number: int) -> bool:
        own = InventoryManager(client=new_client(manager))
        own.warehouses()
        barrier.wait()
        try:
            own.staff.change(victims[number - 1], victims[number], **facts)
        except LastAdmin:
            return False
        return True

    with ThreadPoolExecutor(len(victims)) as pool:
        return list(pool.map(remove, range(len(victims))))


@pytest.mark.parametrize("number", [2, 5])
def test_admins_who_remove_each_other_leave_one(engine_manager: InventoryManager, number: int) -> None:
    engine_manager.registry.add([], ["NORTH"])
    staff = engine_manager.staff
    everybody = [staff.create("tests", f"a{i}", password="hash", role="admin") for i in range(number)]
    for turn in range(ROUNDS):
        done = at_once(engine_manager, everybody, WAYS[turn % len(WAYS)])
        assert done.count(False) == 1
        assert len(admins(engine_manager)) == 1
        assert stored(engine_manager, "USERS")["Admins"] == admins(engine_manager)
        back: dict[str, Any] = {"role": "admin", "active": True, "warehouses": []}
        everybody = [staff.change("tests", _as_it_is(engine_manager, user), **back) for user in everybody]


def test_of_many_edits_of_one_user_each_is_made_or_refused(engine_manager: InventoryManager) -> None:
    engine_manager.staff.create("tests", "chief", password="hash", role="admin")
    picker = engine_manager.staff.create("tests", "picker", password="hash")

    def edit(number: int) -> bool:
        own = InventoryManager(client=new_client(engine_manager))
        try:
            own.staff.change("tests", picker, full_name=f"Picker {number}")
        except UserChanged:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(edit, range(8)))
    assert done.count(True) == 1
    assert _as_it_is(engine_manager, picker).name == f"Picker {done.index(True)}"


def _as_it_is(manager: InventoryManager, user: StaffUser) -> StaffUser:
    found = manager.staff.get(user.username)
    assert found
    return found
