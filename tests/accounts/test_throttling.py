"""What somebody reads who has failed too often."""

import pytest
from django.conf import settings
from django.contrib.auth import hashers
from django.test import Client, RequestFactory

from accounts.addresses import client_address
from accounts.words import wait
from inventory import InventoryManager
from tests.accounts.forms import is_signed_in, sign_in, words
from tests.clocks import Clock
from tests.counting import CallLog
from tests.people import person


@pytest.fixture(autouse=True)
def _clock(clock: Clock) -> None:
    """Time stands still unless a test moves it."""


def test_after_five_failures_the_next_is_told_when_to_come_back(
    nobody: Client, stock: InventoryManager, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    person(stock, "viewer")
    assert [sign_in(nobody, "viewer", "wrong").status_code for _ in range(5)] == [422] * 5
    for seconds in (1, 2, 4):
        clock.wait(seconds)
        assert sign_in(nobody, "viewer", "wrong").status_code == 422

    def unexpected(*args: object) -> None:
        raise AssertionError("a password was hashed")

    with CallLog.of(stock.client) as calls, monkeypatch.context() as patch:
        patch.setattr(hashers.MD5PasswordHasher, "encode", unexpected)
        response = sign_in(nobody, "viewer")
    assert (response.status_code, response["Retry-After"]) == (429, "8")
    assert "Too many failed attempts. Try again in 8 seconds." in words(response)
    assert b'value="viewer"' in response.content
    assert calls.operations == ["BatchGetItem"]
    clock.wait(8)
    assert sign_in(nobody, "viewer").status_code == 302
    assert is_signed_in(nobody)


def test_a_success_begins_anew(nobody: Client, stock: InventoryManager) -> None:
    person(stock, "viewer")
    for _ in range(3):
        for _ in range(4):
            assert sign_in(nobody, "viewer", "wrong").status_code == 422
        assert sign_in(nobody, "viewer").status_code == 302


def test_one_address_is_slowed_down_over_many_names(nobody: Client, stock: InventoryManager) -> None:
    person(stock, "viewer")
    for number in range(20):
        assert sign_in(nobody, f"name{number}", "wrong").status_code == 422
    assert sign_in(nobody, "viewer").status_code == 429
    elsewhere = Client(REMOTE_ADDR="10.0.0.9")
    assert sign_in(elsewhere, "viewer").status_code == 302


@pytest.mark.parametrize(
    ("behind_proxy", "remote", "forwarded", "address"),
    [
        (False, "10.0.0.1", None, "10.0.0.1"),
        (False, "10.0.0.1", "10.9.9.9", "10.0.0.1"),
        (True, "10.0.0.1", None, "10.0.0.1"),
        (True, "10.0.0.1", "10.9.9.9", "10.9.9.9"),
        (True, "10.0.0.1", "6.6.6.6, 10.9.9.9", "10.9.9.9"),
        (True, "10.0.0.1", "6.6.6.6,", ""),
        (True, "10.0.0.1", "what?", "what?"),
        (False, "2001:db8:1:2:3:4:5:6", None, "2001:db8:1:2::/64"),
        (False, "2001:db8:1:2:ffff::", None, "2001:db8:1:2::/64"),
        (False, "::ffff:10.0.0.1", None, "10.0.0.1"),
        (False, "", None, ""),
    ],
)
def test_the_address_is_that_of_the_connection_or_what_the_proxy_says(
    monkeypatch: pytest.MonkeyPatch, behind_proxy: bool, remote: str, forwarded: str | None, address: str
) -> None:
    monkeypatch.setattr(settings, "BEHIND_PROXY", behind_proxy)
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert client_address(RequestFactory().get("/", REMOTE_ADDR=remote, headers=headers)) == address


@pytest.mark.parametrize(
    ("seconds", "said"), [(1, "1 second"), (8, "8 seconds"), (90, "90 seconds"), (91, "2 minutes"), (900, "15 minutes")]
)
def test_a_wait_in_words(seconds: int, said: str) -> None:
    assert wait(seconds) == said
