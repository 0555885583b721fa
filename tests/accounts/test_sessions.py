"""How long a session lasts, and what ends it."""

import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.test import Client

from accounts.models import User
from accounts.sessions import RENEWAL_SECONDS, SessionStore
from inventory import InventoryManager
from inventory.errors import EngineUnavailable
from tests.accounts.forms import NEW, is_signed_in, sign_in
from tests.clocks import Clock
from tests.counting import CallLog
from tests.people import HTMX, PASSWORD, AsUser, person

IDLE = settings.SESSION_COOKIE_AGE


@pytest.fixture
def picker(clock: Clock, as_user: AsUser) -> Client:
    """A viewer who signs in at the time of ``clock``."""
    return as_user("viewer")


def test_reading_who_asks_is_one_call(picker: Client, stock: InventoryManager) -> None:
    stock.warehouses()
    with CallLog.of(stock.client) as calls:
        assert is_signed_in(picker)
    assert calls.operations == ["BatchGetItem"]


def test_a_session_ends_after_the_idle_time(picker: Client, clock: Clock) -> None:
    clock.wait(IDLE - 1)
    assert is_signed_in(picker)
    clock.wait(IDLE)
    assert not is_signed_in(picker)
    assert not picker.cookies["sessionid"].value, "the browser is told to forget it"


def test_use_renews_a_session_for_as_long_again(picker: Client, clock: Clock) -> None:
    for _ in range(5):
        clock.wait(IDLE - 1)
        assert is_signed_in(picker)


def test_ordinary_pages_write_nothing_for_five_minutes(picker: Client, clock: Clock, stock: InventoryManager) -> None:
    stock.warehouses()
    with CallLog.of(stock.client) as calls:
        clock.wait(RENEWAL_SECONDS - 1)
        picker.get("/account/")
        assert calls.operations == ["BatchGetItem"]
        calls.clear()
        clock.wait(1)
        picker.get("/account/")
        picker.get("/account/")
    assert calls.operations == ["BatchGetItem", "UpdateItem", "BatchGetItem"]


def test_a_page_that_polls_keeps_nobody_signed_in(picker: Client, clock: Clock) -> None:
    for _ in range(3):
        clock.wait(IDLE // 2 - 1)
        picker.get("/account/?poll=1", headers=HTMX)
    assert not is_signed_in(picker)


def test_the_word_poll_in_the_address_of_a_page_does_not_matter(picker: Client, clock: Clock) -> None:
    for _ in range(3):
        clock.wait(IDLE // 2 + 1)
        assert picker.get("/account/?poll=1").status_code == 200


def test_a_renewal_that_fails_costs_nobody_the_page(
    picker: Client, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: object) -> None:
        raise EngineUnavailable("away")

    monkeypatch.setattr("inventory.sessions.Sessions.extend", away)
    clock.wait(RENEWAL_SECONDS)
    assert is_signed_in(picker)


def test_a_session_signed_out_in_another_window_is_not_renewed(
    picker: Client, clock: Clock, stock: InventoryManager
) -> None:
    store = SessionStore(picker.cookies["sessionid"].value)
    assert store.get("_auth_user_id") == "viewer"
    picker.post("/sign-out/")
    clock.wait(RENEWAL_SECONDS)
    store.renew()
    with pytest.raises(UpdateError):
        store.save()
    assert not SessionStore(store.session_key).keys()


def test_disabling_a_user_ends_all_sessions_at_once(as_user: AsUser, stock: InventoryManager) -> None:
    here, there, other = as_user("viewer"), as_user("viewer"), as_user("staff")
    user = stock.staff.change("tests", person(stock, "viewer"), active=False)
    assert [is_signed_in(client) for client in (here, there, other)] == [False, False, True]
    stock.staff.change("tests", user, active=True)
    assert not is_signed_in(here), "its cookie is gone; the user signs in anew"


def test_a_user_who_is_enabled_again_signs_in_anew(viewer: Client, stock: InventoryManager) -> None:
    disabled = stock.staff.change("test", person(stock, "viewer"), active=False)
    stock.staff.change("test", disabled, active=True)
    assert not is_signed_in(viewer)


def test_a_password_set_by_somebody_else_ends_the_sessions(viewer: Client, stock: InventoryManager) -> None:
    stock.staff.change("tests", person(stock, "viewer"), password="another hash")
    assert not is_signed_in(viewer)


def test_another_role_is_seen_at_the_next_request(viewer: Client, stock: InventoryManager) -> None:
    assert viewer.get("/users/").status_code == 403
    user = stock.staff.change("tests", person(stock, "viewer"), role="admin")
    assert viewer.get("/users/").status_code == 200
    stock.staff.change("tests", person(stock, "admin"), full_name="x")
    stock.staff.change("tests", user, role="viewer")
    assert viewer.get("/users/").status_code == 403


def test_signing_out_everywhere_ends_every_session_of_that_user(as_user: AsUser) -> None:
    here, there, other = as_user("viewer"), as_user("viewer"), as_user("staff")
    response = here.post("/account/sign-out-everywhere/", follow=True)
    assert response.redirect_chain == [("/sign-in/?done=everywhere", 302)]
    assert [is_signed_in(client) for client in (here, there, other)] == [False, False, True]
    sign_in(here, "viewer")
    assert is_signed_in(here) and not is_signed_in(there)


def test_signing_out_everywhere_holds_where_the_user_was_changed_just_now(
    viewer: Client, as_user: AsUser, stock: InventoryManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, directory = as_user("viewer"), type(stock.staff)
    first = directory.sign_out_everywhere

    def changed_before(self: object, user: object) -> object:
        monkeypatch.setattr(directory, "sign_out_everywhere", first)
        stock.staff.change("tests", person(stock, "viewer"), full_name="Picker")
        return stock.staff.sign_out_everywhere(user)  # type: ignore[arg-type]

    monkeypatch.setattr(directory, "sign_out_everywhere", changed_before)
    assert viewer.post("/account/sign-out-everywhere/").status_code == 302
    assert not is_signed_in(there)


def test_a_new_password_ends_the_other_sessions_and_not_this_one(as_user: AsUser) -> None:
    here, there = as_user("viewer"), as_user("viewer")
    old = here.cookies["sessionid"].value
    given = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert here.post("/account/", given)["Location"] == "/account/?done=password"
    assert is_signed_in(here) and not is_signed_in(there)
    assert here.cookies["sessionid"].value != old
    here.cookies["sessionid"] = old
    assert not is_signed_in(here)


def test_a_cookie_of_another_secret_key_is_none(viewer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "SECRET_KEY", "another one")
    cookie = viewer.cookies["sessionid"].value
    assert not is_signed_in(viewer)
    viewer.cookies["sessionid"] = cookie
    monkeypatch.setattr(settings, "SECRET_KEY_FALLBACKS", ["of the tests, and of nothing else"])
    assert is_signed_in(viewer), "as long as the earlier key is still listed"


@pytest.mark.parametrize("cookie", ["x", "x.viewer", "." * 300, "\x00", "x" * 5000, '"', "a.b.c.d", "{}"])
def test_a_cookie_that_is_none_is_forgotten(nobody: Client, cookie: str) -> None:
    nobody.cookies["sessionid"] = cookie
    assert nobody.get("/account/").status_code == 302


def test_django_finds_users_by_the_table(stock: InventoryManager) -> None:
    person(stock, "viewer")
    assert User.objects.get_by_natural_key("viewer").name == "viewer"
    with pytest.raises(User.DoesNotExist):
        User.objects.get_by_natural_key("nobody")
