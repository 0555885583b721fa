"""The pages on users: who sees them, and what they change."""

import re
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

from inventory import InventoryManager
from inventory.people import Role, StaffUser
from tests.accounts.forms import FORM, NEW, is_signed_in, read, save, sign_in, words
from tests.counting import CallLog
from tests.people import ELSEWHERE, EVERYBODY, HTMX, NOBODY, AsUser, person
from tests.tables import whole_table

ADDRESSES = ["/users/", "/users/new/", "/users/viewer/"]
HOSTILE = [
    "<script>alert(1)</script>",
    "x" * 10_000,
    "picker\x00",
    "\u202e",
    "9" * 400,
    "=1+1",
    "../..",
    "Ünïcode",
    "%",
]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("who", EVERYBODY)
def test_only_admins_see_the_users(as_user: AsUser, stock: InventoryManager, who: str, address: str) -> None:
    person(stock, "viewer")
    expected = {NOBODY: 302, "viewer": 403, "staff": 403, "admin": 200, "other-admin": 200}[who]
    if (who, address) == ("other-admin", "/users/viewer/"):  # who may do more than that admin
        expected = 403
    assert as_user(who).get(address).status_code == expected


@pytest.mark.parametrize("address", ADDRESSES[1:])
@pytest.mark.parametrize("who", [who for who in EVERYBODY if who != "admin"])
def test_nobody_else_changes_a_user(as_user: AsUser, stock: InventoryManager, who: str, address: str) -> None:
    person(stock, "viewer")
    client, before = as_user(who), stock.staff.page()
    for action in ("save", "password", "disable", ""):
        given = {**FORM, "action": action, "new_password1": NEW, "new_password2": NEW, "role": "admin"}
        response = client.post(address, given)
        limited = (who, address) == ("other-admin", "/users/new/")
        assert response.status_code == (302 if who == NOBODY else 422 if limited else 403)
    assert stock.staff.page() == before


def test_a_refusal_is_in_plain_words_as_page_and_as_fragment(viewer: Client) -> None:
    page, fragment = viewer.get("/users/"), viewer.get("/users/", headers=HTMX)
    assert "You are not allowed to do this" in words(page) and b"<html" in page.content
    assert "You are not allowed to do this" in words(fragment) and b"<html" not in fragment.content


def test_the_list_says_who_may_what(admin: Client, stock: InventoryManager, picker: StaffUser) -> None:
    stock.staff.change("tests", person(stock, "staff"), active=False)
    text = words(admin.get("/users/"))
    assert "Picker picker Viewer North hall Active" in text
    assert "staff Staff All Disabled" in text
    assert "admin Admin All Active" in text


def test_the_list_costs_two_calls_a_page_and_goes_on(admin: Client, stock: InventoryManager) -> None:
    for number in range(60):
        stock.staff.create("tests", f"u{number:02}", password="hash")
    with CallLog.of(stock.client) as calls:
        first = admin.get("/users/")
    assert [name for name in calls.operations if name != "Query"] == ["BatchGetItem"]
    assert calls.operations.count("Query") <= 2, "the users, and the registry once in a while"
    more = re.search(r'href="(/users/\?cursor=[^"]+)"', first.content.decode())
    assert more
    names = [re.findall(r'href="/users/(u\d\d)/"', page.content.decode()) for page in (first, admin.get(more[1]))]
    assert [*names[0], *names[1]] == [f"u{number:02}" for number in range(60)]


@pytest.mark.parametrize("cursor", ["rubbish", "x" * 5000, "\x00", "ü"])
def test_a_place_that_is_not_known_says_so(admin: Client, cursor: str) -> None:
    response = admin.get("/users/", {"cursor": cursor})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "This place is no longer known" in words(response)


def test_a_new_user_can_sign_in(admin: Client, nobody: Client, stock: InventoryManager) -> None:
    response = admin.post("/users/new/", {**FORM, "warehouses": ["NORTH"]}, follow=True)
    assert response.redirect_chain == [("/users/picker/?done=created", 302)]
    assert "The user was created." in words(response)
    made = read(stock, "picker")
    assert (made.name, made.role, made.warehouses, made.active) == ("Picker", Role.STAFF, ("NORTH",), True)
    assert sign_in(nobody, "picker", NEW).status_code == 302 and is_signed_in(nobody)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"username": ""}, "This field is required"),
        ({"username": "Picker B"}, "must be 1 to 64 lower-case letters"),
        ({"username": "new"}, "The name must be another word"),
        ({"username": "admin"}, "Somebody has this name already"),
        ({"role": "owner"}, "is not one of the available choices"),
        ({"warehouses": ["NOWHERE"]}, "There is no warehouse NOWHERE"),
        ({"password2": "another password"}, "The two passwords are not the same"),
        ({"password1": "short", "password2": "short"}, "at least 10 characters"),
        ({"password1": "9081726354827", "password2": "9081726354827"}, "entirely numeric"),
        ({"password1": "password123", "password2": "password123"}, "too common"),
        ({"username": "benedictine", "password1": "benedictine1", "password2": "benedictine1"}, "too similar"),
        ({"name": "Benedictine", "password1": "benedictine1", "password2": "benedictine1"}, "too similar"),
        ({"password1": "", "password2": ""}, "This field is required"),
        ({"name": "x" * 201}, "at most 200 characters"),
    ],
)
def test_a_wrong_field_is_explained_and_the_rest_stays(
    admin: Client, stock: InventoryManager, wrong: dict[str, Any], said: str
) -> None:
    before = stock.staff.page()
    response = admin.post("/users/new/", {**FORM, "name": "Somebody", **wrong})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert said in words(response)
    assert b'aria-invalid="true"' in response.content
    if "name" not in wrong:
        assert b'value="Somebody"' in response.content
    assert NEW.encode() not in response.content
    assert stock.staff.page() == before


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_can_be_typed_breaks_the_pages(admin: Client, picker: StaffUser, text: str) -> None:
    for field in ("username", "name", "role", "password1", "warehouses"):
        response = admin.post("/users/new/", {**FORM, "username": "packer", "password2": "other", field: text})
        assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert b"<script>alert" not in response.content
    for field in ("name", "role", "warehouses", "seen", "action", "new_password1"):
        given = {"name": "Picker", "role": "viewer", "action": "save", field: text}
        response = admin.post("/users/picker/", given)
        assert response.status_code in (302, 409, 422)
        assert b"<script>alert" not in response.content
    assert admin.get("/users/", {"cursor": text, "done": text}).status_code == 422


@pytest.mark.parametrize("name", ["nobody", "Picker", "%00", "x" * 300, "picker%20", "<b>", "#"])
def test_a_user_who_is_not_there(admin: Client, picker: StaffUser, name: str) -> None:
    address = f"/users/{name.replace('#', '%23').replace('<', '%3C')}/"
    assert admin.get(address).status_code == HTTPStatus.NOT_FOUND
    assert admin.post(address, {"action": "disable"}).status_code == HTTPStatus.NOT_FOUND


def test_name_role_and_warehouses_are_changed(admin: Client, stock: InventoryManager, picker: StaffUser) -> None:
    page = admin.get("/users/picker/")
    assert b'value="NORTH" id="id_warehouses_0" checked' in page.content
    response = save(admin, picker, name="Picker B", role="admin", warehouses=["SOUTH", "NORTH"])
    assert response["Location"] == "/users/picker/?done=saved"
    after = read(stock, "picker")
    assert (after.name, after.role, after.warehouses) == ("Picker B", Role.ADMIN, ("NORTH", "SOUTH"))


def test_of_two_who_edit_at_once_the_second_sees_what_the_first_saved(
    admin: Client, stock: InventoryManager, picker: StaffUser
) -> None:
    assert save(admin, picker, name="First").status_code == 302
    response = save(admin, picker, name="Second")
    assert response.status_code == HTTPStatus.CONFLICT
    assert "Someone else has changed this user meanwhile. Nothing was saved" in words(response)
    assert b'value="First"' in response.content
    assert read(stock, "picker").name == "First"
    assert save(admin, read(stock, "picker"), name="Second").status_code == 302


def test_disabling_and_enabling(admin: Client, stock: InventoryManager, as_user: AsUser) -> None:
    viewer = as_user("viewer")
    assert admin.post("/users/viewer/", {"action": "disable"})["Location"] == "/users/viewer/?done=disabled"
    assert not is_signed_in(viewer)
    assert sign_in(viewer, "viewer").status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Disabled" in words(admin.get("/users/viewer/"))
    assert admin.post("/users/viewer/", {"action": "enable"})["Location"] == "/users/viewer/?done=enabled"
    assert sign_in(viewer, "viewer").status_code == 302


def test_a_new_password_for_somebody_else(admin: Client, as_user: AsUser) -> None:
    viewer = as_user("viewer")
    given = {"action": "password", "new_password1": NEW, "new_password2": NEW}
    assert admin.post("/users/viewer/", given)["Location"] == "/users/viewer/?done=new-password"
    assert not is_signed_in(viewer)
    assert sign_in(viewer, "viewer").status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sign_in(viewer, "viewer", NEW).status_code == 302


@pytest.mark.parametrize(
    ("first", "second"), [("viewer12345", "viewer12345"), (NEW, "other"), ("", ""), ("short", "short")]
)
def test_a_bad_password_for_somebody_else_is_refused(
    admin: Client, stock: InventoryManager, first: str, second: str
) -> None:
    before = person(stock, "viewer")
    response = admin.post("/users/viewer/", {"action": "password", "new_password1": first, "new_password2": second})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert b'aria-invalid="true"' in response.content
    assert stock.staff.get("viewer") == before


@pytest.mark.parametrize("given", [{"action": "disable"}, {"action": "save", "role": "viewer"}])
def test_the_last_admin_stays(admin: Client, stock: InventoryManager, given: dict[str, str]) -> None:
    before = person(stock, "admin")
    response = admin.post("/users/admin/", given)
    assert response.status_code == HTTPStatus.CONFLICT
    assert "the last active admin for all warehouses" in words(response)
    assert stock.staff.get("admin") == before


def test_an_unknown_action_changes_nothing(admin: Client, stock: InventoryManager, picker: StaffUser) -> None:
    assert admin.post("/users/picker/", {"action": "destroy"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert stock.staff.get("picker") == picker


# An admin of some warehouses


def test_an_admin_of_a_warehouse_gives_that_one_alone(other_admin: Client, stock: InventoryManager) -> None:
    page = other_admin.get("/users/new/").content.decode()
    assert re.findall(r'name="warehouses" value="([^"]+)"', page) == [ELSEWHERE]
    for warehouses in ([], ["NORTH"], [ELSEWHERE, "NORTH"]):
        response = other_admin.post("/users/new/", {**FORM, "warehouses": warehouses})
        assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert stock.staff.get("picker") is None
    assert other_admin.post("/users/new/", {**FORM, "warehouses": [ELSEWHERE]}).status_code == 302
    assert other_admin.get("/users/picker/").status_code == 200


def test_an_admin_of_a_warehouse_does_not_touch_others(
    other_admin: Client, stock: InventoryManager, picker: StaffUser
) -> None:
    person(stock, "admin")
    before = whole_table(stock.client)
    for name in ("picker", "admin"):
        assert other_admin.get(f"/users/{name}/").status_code == HTTPStatus.FORBIDDEN
        for action in ("save", "password", "disable"):
            given = {"action": action, "role": "viewer", "new_password1": NEW, "new_password2": NEW}
            assert other_admin.post(f"/users/{name}/", given).status_code == HTTPStatus.FORBIDDEN
    assert whole_table(stock.client) == before


def test_an_admin_of_a_warehouse_frees_nobody_not_even_the_own_name(
    other_admin: Client, stock: InventoryManager
) -> None:
    me = person(stock, "other-admin")
    assert save(other_admin, me, warehouses=[]).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert save(other_admin, me, warehouses=["NORTH"]).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert stock.staff.get("other-admin") == me


def test_a_fragment_is_the_page_without_its_frame(admin: Client, picker: StaffUser) -> None:
    for address in ("/users/", "/users/new/", "/users/picker/"):
        response = admin.get(address, headers=HTMX)
        assert response.status_code == 200 and b"<html" not in response.content
