"""Users, sessions and counted failures behave alike on each engine."""

import time

import pytest

from inventory import InventoryManager
from inventory.errors import LastAdmin, SessionGone, TooManyFailures, UserChanged, UserExists
from inventory.sessions import Sessions
from inventory.sign_ins import SignIns


def test_users_are_made_changed_and_listed(inventory: InventoryManager) -> None:
    inventory.registry.add([], ["NORTH"])
    staff = inventory.staff
    chief = staff.create("tests", "chief", password="hash", role="admin")
    picker = staff.create("tests", "picker", password="hash", warehouses=["NORTH"])
    with pytest.raises(UserExists):
        staff.create("tests", "picker", password="hash")
    changed = staff.change(chief, picker, warehouses=[], full_name="Picker", role="admin")
    with pytest.raises(UserChanged):
        staff.change(chief, picker, full_name="Packer")
    assert staff.page() == [chief, changed]
    chief = staff.change(changed, chief, active=False)
    with pytest.raises(LastAdmin):
        staff.change(changed, changed, role="viewer")
    assert staff.get("picker") == changed and staff.get("chief") == chief


def test_a_session_is_begun_extended_and_ended(inventory: InventoryManager) -> None:
    picker, soon = inventory.staff.create("tests", "picker", password="hash"), int(time.time()) + 1000
    sessions = Sessions(inventory.client)
    key = sessions.create("picker", "data", soon)
    sessions.save(key, "more", soon)
    sessions.extend(key, soon + 1)
    opened = sessions.open(key)
    assert opened and opened.user == picker
    assert (opened.session.data, opened.session.expires_at) == ("more", soon + 1)
    sessions.end(key)
    with pytest.raises(SessionGone):
        sessions.extend(key, soon)
    assert sessions.open(key) is None


def test_failures_are_counted_and_taken_back(inventory: InventoryManager) -> None:
    sign_ins = SignIns(inventory.client)
    for _ in range(2):
        for _ in range(4):
            sign_ins.attempt("picker", "10.0.0.1")
        sign_ins.succeeded(sign_ins.attempt("picker", "10.0.0.1"))
    for _ in range(5):
        sign_ins.attempt("picker", "10.0.0.2")
    with pytest.raises(TooManyFailures):
        sign_ins.attempt("picker", "10.0.0.3")
