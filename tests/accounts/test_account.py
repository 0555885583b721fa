"""One's own page: who one is, and another password."""

from http import HTTPStatus

import pytest
from django.test import Client

from inventory import InventoryManager
from inventory.errors import UserChanged
from tests import meddling
from tests.accounts.forms import NEW, is_signed_in, sign_in, words
from tests.clocks import Clock
from tests.counting import CallLog
from tests.people import ELSEWHERE, EVERYBODY, NOBODY, PASSWORD, AsUser, person

CHANGE = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_sees_the_own_page(as_user: AsUser, who: str) -> None:
    response = as_user(who).get("/account/")
    if who == NOBODY:
        assert response.status_code == 302
        return
    role, warehouses = ("Admin", "Elsewhere") if who == "other-admin" else (who.title(), "All")
    assert f"Signed in as {who} Name not given Role {role} Warehouses {warehouses}" in words(response)


def test_a_warehouse_without_a_name_is_shown_by_its_id(other_admin: Client, stock: InventoryManager) -> None:
    stock.client.delete("CATALOG", f"WAREHOUSE#{ELSEWHERE}")
    stock.registry.forget()
    assert f"Warehouses {ELSEWHERE}" in words(other_admin.get("/account/"))


def test_a_new_password_costs_an_attempt_to_sign_in_and_the_change(viewer: Client, stock: InventoryManager) -> None:
    with CallLog.of(stock.client) as calls:
        viewer.post("/account/", CHANGE)
    attempt, user, session = ["BatchGetItem", "TransactWriteItems"], ["TransactWriteItems"], ["PutItem", "DeleteItem"]
    succeeded = ["DeleteItem", "GetItem", "TransactWriteItems"]
    assert calls.operations == ["BatchGetItem", *attempt, *succeeded, *user, *session]


def test_a_new_password_replaces_the_old_one(viewer: Client, nobody: Client) -> None:
    response = viewer.post("/account/", CHANGE, follow=True)
    assert response.redirect_chain == [("/account/?done=password", 302)]
    assert "Your password is changed" in words(response)
    assert sign_in(nobody, "viewer").status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sign_in(nobody, "viewer", NEW).status_code == 302


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"old_password": "no"}, "This is not your password"),
        ({"old_password": ""}, "This field is required"),
        ({"new_password2": "other"}, "The two passwords are not the same"),
        ({"new_password1": "short", "new_password2": "short"}, "at least 10 characters"),
        ({"new_password1": "viewer12345", "new_password2": "viewer12345"}, "too similar to the username"),
        ({"new_password1": "\x00" * 12, "new_password2": "\x00" * 12}, "Null characters are not allowed"),
        ({"old_password": "x" * 10_000}, "This is not your password"),
    ],
)
def test_a_wrong_field_is_explained_and_nothing_changes(
    viewer: Client, stock: InventoryManager, wrong: dict[str, str], said: str
) -> None:
    before = person(stock, "viewer")
    response = viewer.post("/account/", {**CHANGE, **wrong})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert said in words(response)
    assert b'aria-invalid="true"' in response.content
    assert NEW.encode() not in response.content and PASSWORD.encode() not in response.content
    assert stock.staff.get("viewer") == before
    assert is_signed_in(viewer)


def test_a_user_changed_at_the_same_moment_is_told(
    viewer: Client, stock: InventoryManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    def changed(*args: object) -> None:
        raise UserChanged("viewer")

    monkeypatch.setattr(type(stock.staff), "change_own_password", changed)
    response = viewer.post("/account/", CHANGE)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Someone else has changed your account just now" in words(response)


@pytest.mark.parametrize("code", ["nothing", "<script>", "", "\x00", "x" * 10_000])
def test_only_messages_of_ours_are_shown(viewer: Client, code: str) -> None:
    response = viewer.get("/account/", {"done": code})
    assert response.status_code == 200
    assert 'class="done"' not in response.content.decode() and "<script>" not in words(response)


def test_guessing_the_old_password_is_slowed_down_as_at_a_sign_in(
    clock: Clock, viewer: Client, nobody: Client, stock: InventoryManager
) -> None:
    wrong = {**CHANGE, "old_password": "no"}
    assert [viewer.post("/account/", wrong).status_code for _ in range(5)] == [422] * 5
    before = person(stock, "viewer")
    response = viewer.post("/account/", CHANGE)
    assert (response.status_code, response["Retry-After"]) == (HTTPStatus.TOO_MANY_REQUESTS, "1")
    assert "Too many failed attempts. Try again in 1 second." in words(response)
    assert sign_in(nobody, "viewer").status_code == HTTPStatus.TOO_MANY_REQUESTS, "counted under one name"
    assert stock.staff.get("viewer") == before
    clock.wait(1)
    assert viewer.post("/account/", CHANGE).status_code == 302
    assert is_signed_in(viewer)
    assert [sign_in(nobody, "viewer", "no").status_code for _ in range(5)] == [422] * 5, "a success forgets them"


def test_a_page_is_kept_privately_and_asked_for_again(viewer: Client) -> None:
    refused = viewer.post("/account/", {**CHANGE, "old_password": "no"})
    for response in (viewer.get("/account/"), refused, viewer.get("/nowhere/"), viewer.get("/users/nobody-there/")):
        assert response["Cache-Control"] == "private, no-cache"


def test_signing_out_everywhere_twice_at_once_is_done(viewer: Client, stock: InventoryManager) -> None:
    me = person(stock, "viewer")
    meddling.before_call(stock.client, meddling.TRANSACT, lambda: stock.staff.sign_out_everywhere(me))
    response = viewer.post("/account/sign-out-everywhere/")
    assert response["Location"] == "/sign-in/?done=everywhere"
    assert not is_signed_in(viewer)


def test_signing_out_everywhere_outlasts_other_changes(viewer: Client, stock: InventoryManager) -> None:
    def change(times: int) -> None:
        stock.staff.change("tests", person(stock, "viewer"), full_name=f"Name {times}")
        if times > 1:
            meddling.before_call(stock.client, meddling.TRANSACT, lambda: change(times - 1))

    meddling.before_call(stock.client, meddling.TRANSACT, lambda: change(2))
    assert viewer.post("/account/sign-out-everywhere/")["Location"] == "/sign-in/?done=everywhere"
    assert not is_signed_in(viewer)


def test_where_nobody_can_be_signed_out_the_page_says_so(
    viewer: Client, stock: InventoryManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    def changed(*args: object) -> None:
        raise UserChanged("viewer")

    monkeypatch.setattr(type(stock.staff), "sign_out_everywhere", changed)
    response = viewer.post("/account/sign-out-everywhere/", follow=True)
    assert response.redirect_chain == [("/account/", 302)]
    assert "You are still signed in everywhere: try again" in words(response)
    assert "try again" not in words(viewer.get("/account/")), "said once"
