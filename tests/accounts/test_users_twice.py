"""The forms on users, sent twice or at the same moment as another."""

from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

from inventory import InventoryManager
from inventory.people import Role, StaffUser
from tests import meddling
from tests.accounts.forms import FORM, NEW, read, save, words
from tests.people import AsUser


def test_a_form_saved_twice_is_answered_twice_alike(admin: Client, stock: InventoryManager, picker: StaffUser) -> None:
    for _ in range(2):
        response = save(admin, picker, name="Picker B", role="staff", warehouses=["SOUTH", "NORTH", "SOUTH"])
        assert (response.status_code, response["Location"]) == (302, "/users/picker/?done=saved")
        after = read(stock, "picker")
        assert (after.name, after.role, after.warehouses) == ("Picker B", Role.STAFF, ("NORTH", "SOUTH"))
    stock.staff.change("tests", after, role="viewer")
    assert save(admin, picker, name="Picker B", role="staff", warehouses=["SOUTH", "NORTH"]).status_code == 409


SAME: list[dict[str, Any]] = [
    {"action": "save", "name": "Picker", "role": "staff", "warehouses": ["NORTH"]},
    {"action": "disable"},
    {"action": "password", "new_password1": NEW, "new_password2": NEW},
]


@pytest.mark.parametrize("given", SAME)
def test_two_presses_at_once_are_answered_alike(
    as_user: AsUser, stock: InventoryManager, picker: StaffUser, given: dict[str, Any]
) -> None:
    first, second = as_user("admin"), as_user("admin")
    answers: list[Any] = []
    meddling.before_call(stock.client, meddling.TRANSACT, lambda: answers.append(first.post("/users/picker/", given)))
    answers.append(second.post("/users/picker/", given))
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]


@pytest.mark.parametrize("given", SAME)
def test_something_else_done_at_once_is_told(
    admin: Client, stock: InventoryManager, picker: StaffUser, given: dict[str, Any]
) -> None:
    meddling.before_call(stock.client, meddling.TRANSACT, lambda: stock.staff.change("tests", picker, full_name="B"))
    response = admin.post("/users/picker/", given)
    assert response.status_code == HTTPStatus.CONFLICT and "Someone else has changed this user" in words(response)
    after = read(stock, "picker")
    assert (after.name, after.role, after.active, after.password) == ("B", Role.VIEWER, True, "hash")


def test_a_user_made_twice_is_made_once_and_answered_alike(admin: Client, stock: InventoryManager) -> None:
    given = {**FORM, "warehouses": ["SOUTH", "NORTH"]}
    assert admin.post("/users/new/", given)["Location"] == "/users/picker/?done=created"
    made = read(stock, "picker")
    assert admin.post("/users/new/", given)["Location"] == "/users/picker/?done=created"
    assert read(stock, "picker") == made


@pytest.mark.parametrize(
    "other",
    [
        {"name": "Packer"},
        {"role": "viewer"},
        {"warehouses": []},
        {"password1": "other horse battery", "password2": "other horse battery"},
        None,
    ],
)
def test_another_user_of_the_same_name_is_refused(
    admin: Client, stock: InventoryManager, other: dict[str, Any] | None
) -> None:
    given = {**FORM, "warehouses": ["NORTH"]}
    admin.post("/users/new/", given)
    if other is None:
        stock.staff.change("tests", read(stock, "picker"), active=False)
    made = read(stock, "picker")
    response = admin.post("/users/new/", {**given, **(other or {})})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Somebody has this name already" in words(response)
    assert read(stock, "picker") == made
