"""A sign-in at which the hash of a password is made anew, because the rule for hashes is another one by now."""

from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import hashers
from django.test import override_settings

from inventory import InventoryManager
from inventory.people import StaffUser
from inventory.staff import StaffDirectory
from tests.accounts.forms import NEW, is_signed_in, sign_in
from tests.people import NOBODY, AsUser, person


class Later(hashers.MD5PasswordHasher):
    """A rule for hashes that came after the one of the tests' users."""

    algorithm = "later"


@pytest.fixture
def _later_hashes() -> Iterator[None]:
    ours = [f"{__name__}.Later", *settings.PASSWORD_HASHERS]
    with override_settings(PASSWORD_HASHERS=ours):
        yield


def meanwhile(monkeypatch: pytest.MonkeyPatch, action: Callable[[], object]) -> None:
    """Do ``action`` before the next new hash is written."""
    write = StaffDirectory.change_own_password
    left = [action]

    def overtaken(*args: Any) -> StaffUser:
        if left:
            left.pop()()
        return write(*args)

    monkeypatch.setattr(StaffDirectory, "change_own_password", overtaken)


@pytest.mark.usefixtures("_later_hashes")
def test_two_who_sign_in_at_once_are_both_in_when_their_hash_is_made_anew(
    as_user: AsUser, stock: InventoryManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    with override_settings(PASSWORD_HASHERS=settings.PASSWORD_HASHERS[1:]):
        old = person(stock, "viewer")
    first, second = as_user(NOBODY), as_user(NOBODY)
    meanwhile(monkeypatch, lambda: sign_in(first, "viewer"))
    assert sign_in(second, "viewer").status_code == 302
    assert is_signed_in(first) and is_signed_in(second)
    after = stock.staff.get("viewer")
    assert after and old.password.startswith("md5$") and after.password.startswith("later$")


@pytest.mark.usefixtures("_later_hashes")
def test_a_password_replaced_as_it_was_looked_at_opens_nothing(
    as_user: AsUser, stock: InventoryManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    with override_settings(PASSWORD_HASHERS=settings.PASSWORD_HASHERS[1:]):
        old = person(stock, "viewer")
    browser = as_user(NOBODY)
    meanwhile(monkeypatch, lambda: stock.staff.change("tests", old, password=hashers.make_password(NEW)))
    assert sign_in(browser, "viewer").status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not is_signed_in(browser)
    assert sign_in(browser, "viewer", NEW).status_code == 302 and is_signed_in(browser)
