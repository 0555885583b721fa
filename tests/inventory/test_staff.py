"""Users in the table: who they are, who may change them, and that somebody may always do everything."""

from collections.abc import Callable
from typing import Any

import pytest

from inventory import InventoryManager
from inventory.entities import Warehouse
from inventory.errors import InvalidValue, LastAdmin, NotAllowed, UserChanged, UserExists, UserNotFound
from inventory.people import Role, StaffUser
from inventory.staff import StaffDirectory
from tests import meddling
from tests.counting import CallLog
from tests.tables import stored, whole_table

NORTH, SOUTH = "NORTH", "SOUTH"


@pytest.fixture
def staff(manager: InventoryManager) -> StaffDirectory:
    """No users yet; the warehouses NORTH and SOUTH."""
    for warehouse in (NORTH, SOUTH):
        manager.registry.put_warehouse(Warehouse(warehouse, warehouse.title()))
    return manager.staff


def made(staff: StaffDirectory, name: str, role: str = "admin", *warehouses: str) -> StaffUser:
    return staff.create("tests", name, password=f"hash of {name}", role=role, warehouses=warehouses)


def read(staff: StaffDirectory, name: str) -> StaffUser:
    found = staff.get(name)
    assert found is not None
    return found


def test_a_user_is_stored_under_the_name_and_listed(staff: StaffDirectory, manager: InventoryManager) -> None:
    user = staff.create(
        "tests", "picker@x.nl", password="hash", role="staff", warehouses=[SOUTH, NORTH], full_name="Picker"
    )
    assert stored(manager, "USER#picker@x.nl") == {
        "PK": "USER#picker@x.nl",
        "SK": "METADATA",
        "GSI1PK": "USERS",
        "GSI1SK": "USER#picker@x.nl",
        "Username": "picker@x.nl",
        "Name": "Picker",
        "Role": "staff",
        "Warehouses": [NORTH, SOUTH],
        "Active": True,
        "Password": "hash",
        "Generation": 0,
        "CreatedAt": user.created_at,
        "UpdatedAt": user.created_at,
    }
    assert user == staff.get("picker@x.nl")
    assert (user.role, user.warehouses, user["Warehouses"]) == (Role.STAFF, (NORTH, SOUTH), (NORTH, SOUTH))
    assert staff.page() == [user]


def test_users_come_by_name_a_page_at_a_time(staff: StaffDirectory) -> None:
    for name in ("c", "a", "b"):
        made(staff, name, "viewer")
    page = staff.page(limit=2)
    assert [user.username for user in page] == ["a", "b"]
    assert [user.username for user in staff.page(2, page.cursor)] == ["c"]


def test_a_name_is_taken_once(staff: StaffDirectory) -> None:
    first = made(staff, "picker")
    with pytest.raises(UserExists):
        made(staff, "picker", "viewer")
    assert staff.get("picker") == first


@pytest.mark.parametrize(
    "name", ["", " picker", "Picker", "picker b", "a" * 65, "picker#b", "pïcker", "picker\x00", "..", "@", "new", "a\n"]
)
def test_what_cannot_be_a_name_is_refused(staff: StaffDirectory, name: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        made(staff, name)
    assert refused.value.field == "username"
    assert staff.get(name) is None


@pytest.mark.parametrize("name", ["a", "0", "a" * 64, "picker.b_c+d@e-f", "news"])
def test_what_can_be_a_name_is_taken(staff: StaffDirectory, name: str) -> None:
    assert made(staff, name) == staff.get(name)


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("role", {"role": "owner"}),
        ("warehouses", {"warehouses": ["NORTH", "NOWHERE"]}),
        ("warehouses", {"warehouses": ["#"]}),
        ("name", {"full_name": "x" * 201}),
        ("name", {"full_name": "a\x00b"}),
    ],
)
def test_what_cannot_be_said_of_a_user_is_refused(staff: StaffDirectory, field: str, given: dict[str, Any]) -> None:
    picker = made(staff, "picker")
    attempts: list[Callable[[], object]] = [
        lambda: staff.create("tests", "packer", password="hash", **given),
        lambda: staff.change("tests", picker, **given),
    ]
    for attempt in attempts:
        with pytest.raises(InvalidValue) as refused:
            attempt()
        assert refused.value.field == field
    assert (staff.get("packer"), staff.get("picker")) == (None, picker)


def test_a_warehouse_made_elsewhere_just_now_is_known(staff: StaffDirectory, manager: InventoryManager) -> None:
    manager.warehouses()
    InventoryManager(client=manager.client).registry.put_warehouse(Warehouse("WEST", "West"))
    assert made(staff, "picker", "admin", "WEST").warehouses == ("WEST",)


def test_a_change_sets_what_is_given_and_leaves_the_rest(staff: StaffDirectory) -> None:
    made(staff, "chief")
    picker = made(staff, "picker", "staff", NORTH)
    after = staff.change("tests", picker, full_name="Picker", active=False)
    assert after == read(staff, "picker")
    assert (after.name, after.active, after.role, after.warehouses, after.password) == (
        "Picker",
        False,
        Role.STAFF,
        (NORTH,),
        picker.password,
    )
    assert after.updated_at > picker.updated_at == picker.created_at == after.created_at


def test_a_change_that_changes_nothing_writes_nothing(staff: StaffDirectory, calls: CallLog) -> None:
    picker = made(staff, "picker")
    calls.clear()
    assert staff.change("tests", picker, role="admin") == picker
    assert calls.operations == []


def test_of_two_changes_at_once_the_second_is_told(staff: StaffDirectory) -> None:
    made(staff, "chief")
    picker = made(staff, "picker", "viewer")
    staff.change("tests", picker, role="staff")
    with pytest.raises(UserChanged):
        staff.change("tests", picker, full_name="Picker")
    assert (read(staff, "picker").role, read(staff, "picker").name) == (Role.STAFF, "")


def test_a_user_who_is_not_there_cannot_be_changed(staff: StaffDirectory) -> None:
    made(staff, "chief")
    picker = made(staff, "picker", "viewer")
    staff._client.delete("USER#picker", "METADATA")
    with pytest.raises(UserNotFound):
        staff.change("tests", picker, full_name="Picker")


def test_a_lost_answer_is_no_failure(staff: StaffDirectory) -> None:
    meddling.lose_answers(staff._client, meddling.TRANSACT)
    picker = made(staff, "picker")
    assert staff.get("picker") == picker
    meddling.lose_answers(staff._client, meddling.TRANSACT)
    after = staff.change("tests", picker, full_name="Picker")
    assert staff.get("picker") == after and after.name == "Picker"


def test_everybody_may_change_the_own_password_and_sign_out_everywhere(staff: StaffDirectory) -> None:
    picker = made(staff, "picker", "viewer")
    picker = staff.change_own_password(picker, "another hash")
    picker = staff.sign_out_everywhere(picker)
    assert picker == staff.get("picker")
    assert (picker.password, picker.generation) == ("another hash", 1)


# Who may manage whom


@pytest.mark.parametrize("role", ["viewer", "staff"])
def test_only_admins_manage_users(staff: StaffDirectory, manager: InventoryManager, role: str) -> None:
    made(staff, "chief")
    picker, packer = made(staff, "picker", role), made(staff, "packer", "viewer")
    before = whole_table(manager.client)
    attempts: list[Callable[[], object]] = [
        lambda: staff.create(picker, "new-one", password="hash"),
        lambda: staff.change(picker, packer, full_name="Packer"),
        lambda: staff.change(picker, picker, role="admin"),
    ]
    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()
    assert whole_table(manager.client) == before


def test_a_disabled_admin_manages_nobody(staff: StaffDirectory) -> None:
    made(staff, "chief")
    picker = staff.change("tests", made(staff, "picker"), active=False)
    with pytest.raises(NotAllowed):
        staff.create(picker, "packer", password="hash")


def test_an_admin_of_warehouses_manages_users_of_those(staff: StaffDirectory) -> None:
    picker = made(staff, "picker", "admin", NORTH)
    packer = staff.create(picker, "packer", password="hash", role="admin", warehouses=[NORTH])
    assert staff.change(picker, packer, role="staff").role == Role.STAFF


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([NORTH], []),
        ([NORTH], [NORTH, SOUTH]),
        ([NORTH], [SOUTH]),
        ([], [NORTH]),
        ([SOUTH], [NORTH]),
        ([NORTH, SOUTH], [NORTH]),
    ],
)
def test_an_admin_of_warehouses_gives_and_takes_no_more_than_those(
    staff: StaffDirectory, before: list[str], after: list[str]
) -> None:
    picker = made(staff, "picker", "admin", NORTH)
    packer = made(staff, "packer", "viewer", *before)
    with pytest.raises(NotAllowed):
        staff.change(picker, packer, warehouses=after)
    assert staff.get("packer") == packer


@pytest.mark.parametrize("warehouses", [[], [SOUTH], [NORTH, SOUTH]])
def test_an_admin_of_warehouses_makes_nobody_who_may_more(staff: StaffDirectory, warehouses: list[str]) -> None:
    picker = made(staff, "picker", "admin", NORTH)
    with pytest.raises(NotAllowed):
        staff.create(picker, "packer", password="hash", warehouses=warehouses)
    with pytest.raises(NotAllowed):
        staff.change(picker, picker, warehouses=warehouses)
    assert staff.get("packer") is None and read(staff, "picker").warehouses == (NORTH,)


def test_an_admin_of_warehouses_does_not_touch_an_admin_of_all(staff: StaffDirectory) -> None:
    chief, picker = made(staff, "chief"), made(staff, "picker", "admin", NORTH)
    attempts: list[dict[str, Any]] = [{"password": "hash"}, {"active": False}, {"role": "viewer"}]
    for facts in attempts:
        with pytest.raises(NotAllowed):
            staff.change(picker, chief, **facts)
    assert staff.get("chief") == chief


# The last admin

ENDINGS: list[dict[str, Any]] = [{"role": "staff"}, {"active": False}, {"warehouses": [NORTH]}]


@pytest.mark.parametrize("facts", ENDINGS)
def test_the_last_admin_cannot_be_removed(staff: StaffDirectory, facts: dict[str, Any]) -> None:
    chief = made(staff, "chief")
    made(staff, "north", "admin", NORTH)
    with pytest.raises(LastAdmin):
        staff.change(chief, chief, **facts)
    assert staff.get("chief") == chief


@pytest.mark.parametrize("facts", ENDINGS)
def test_with_another_admin_one_can_be_removed(
    staff: StaffDirectory, manager: InventoryManager, facts: dict[str, Any]
) -> None:
    chief, picker = made(staff, "chief"), made(staff, "picker")
    assert stored(manager, "USERS")["Admins"] == ["chief", "picker"]
    gone = staff.change(picker, chief, **facts)
    assert stored(manager, "USERS")["Admins"] == ["picker"]
    with pytest.raises(LastAdmin):
        staff.change("tests", picker, role="viewer")
    staff.change("tests", gone, role="admin", active=True, warehouses=[])
    assert stored(manager, "USERS")["Admins"] == ["chief", "picker"]
    staff.change("tests", picker, role="viewer")


def test_users_who_are_no_admins_leave_the_list_alone(staff: StaffDirectory, calls: CallLog) -> None:
    picker = made(staff, "picker", "viewer")
    staff.change("tests", picker, role="staff")
    assert "GetItem" not in calls.operations


def test_two_admins_who_demote_each_other_leave_one(staff: StaffDirectory) -> None:
    chief, picker = made(staff, "chief"), made(staff, "picker")
    meddling.before_call(staff._client, meddling.TRANSACT, lambda: staff.change(chief, picker, role="viewer"))
    with pytest.raises(LastAdmin):
        staff.change(picker, chief, role="viewer")
    assert (read(staff, "chief").role, read(staff, "picker").role) == (Role.ADMIN, Role.VIEWER)


def test_an_admin_made_meanwhile_is_not_lost_from_the_list(staff: StaffDirectory, manager: InventoryManager) -> None:
    made(staff, "chief")
    meddling.before_call(staff._client, meddling.TRANSACT, lambda: made(staff, "packer"))
    made(staff, "picker")
    assert stored(manager, "USERS")["Admins"] == ["chief", "packer", "picker"]
