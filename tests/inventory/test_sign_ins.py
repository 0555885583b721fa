"""Guessing passwords is slowed down, by name and by address."""

import pytest

from inventory import InventoryManager
from inventory.errors import TooManyFailures
from inventory.sign_ins import Attempt, SignIns
from tests import meddling
from tests.clocks import Clock
from tests.counting import CallLog
from tests.tables import whole_table


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock().put_into(monkeypatch, "inventory.sign_ins")


@pytest.fixture
def sign_ins(manager: InventoryManager, clock: Clock) -> SignIns:
    manager.staff.create("tests", "picker", password="hash")
    return SignIns(manager.client)


def wait_for(sign_ins: SignIns, name: str = "picker", address: str = "10.0.0.1") -> int:
    """Seconds that an attempt would have to wait; it counts as a failure where it need not."""
    try:
        sign_ins.attempt(name, address)
    except TooManyFailures as early:
        return early.wait
    return 0


def fail(sign_ins: SignIns, times: int, name: str = "picker", address: str = "10.0.0.1") -> None:
    for _ in range(times):
        assert wait_for(sign_ins, name, address) == 0


def test_an_attempt_finds_the_user_in_two_calls_whoever_it_is(sign_ins: SignIns, calls: CallLog) -> None:
    for name, known in (
        ("picker", True),
        (" PICKER", True),
        ("packer", False),
        ("#", False),
        ("\ud800" * 99, False),
        ("", False),
    ):
        calls.clear()
        attempt = sign_ins.attempt(name, "10.0.0.1")
        assert bool(attempt.user) == known
        assert calls.operations == ["BatchGetItem", "TransactWriteItems"]


def test_five_failures_make_the_sixth_wait_and_each_more_doubles_it(sign_ins: SignIns, clock: Clock) -> None:
    fail(sign_ins, 5)
    for seconds in (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900):
        assert wait_for(sign_ins) == seconds
        clock.wait(seconds - 0.5)
        assert wait_for(sign_ins) == 1
        clock.wait(0.5)
        fail(sign_ins, 1)


def test_whoever_waits_costs_nothing_more(sign_ins: SignIns, calls: CallLog) -> None:
    fail(sign_ins, 5)
    calls.clear()
    assert wait_for(sign_ins) == 1
    assert calls.operations == ["BatchGetItem"]


def test_names_are_counted_apart_and_however_they_are_written(sign_ins: SignIns) -> None:
    fail(sign_ins, 2)
    fail(sign_ins, 3, name=" Picker ", address="10.0.0.2")
    assert wait_for(sign_ins, address="10.0.0.3") == 1
    fail(sign_ins, 1, name="packer")


def test_unknown_names_are_slowed_down_too(sign_ins: SignIns) -> None:
    fail(sign_ins, 5, name="nobody")
    assert wait_for(sign_ins, name="nobody") == 1


def test_twenty_failures_from_an_address_make_it_wait(sign_ins: SignIns) -> None:
    for number in range(20):
        fail(sign_ins, 1, name=f"name{number}")
    assert wait_for(sign_ins, name="picker") == 1
    fail(sign_ins, 1, name="picker", address="10.0.0.2")


def test_a_success_clears_the_name_and_is_not_counted_for_the_address(sign_ins: SignIns) -> None:
    for _ in range(12):
        fail(sign_ins, 1)
        sign_ins.succeeded(sign_ins.attempt("picker", "10.0.0.1"))
    fail(sign_ins, 5)
    assert wait_for(sign_ins) == 1, "of the name"
    fail(sign_ins, 3, name="packer")
    assert wait_for(sign_ins, name="loader") == 1, "12 + 5 + 3 of the address"


def test_failures_are_forgotten_after_an_hour(sign_ins: SignIns, clock: Clock) -> None:
    fail(sign_ins, 5)
    clock.wait(3600)
    fail(sign_ins, 5)
    assert wait_for(sign_ins) == 1


def test_many_attempts_at_once_get_no_more_than_their_share(sign_ins: SignIns) -> None:
    fail(sign_ins, 4)
    meddling.before_call(sign_ins._client, meddling.TRANSACT, lambda: fail(sign_ins, 1))
    assert wait_for(sign_ins) == 1, "the fifth was made by the other one"


def test_a_success_beside_failures_takes_back_its_own_count_alone(sign_ins: SignIns) -> None:
    attempt = sign_ins.attempt("picker", "10.0.0.1")
    meddling.before_call(sign_ins._client, meddling.TRANSACT, lambda: fail(sign_ins, 1, name="packer"))
    sign_ins.succeeded(attempt)
    for number in range(19):
        fail(sign_ins, 1, name=f"name{number}")
    assert wait_for(sign_ins, name="loader") == 1


def test_names_and_addresses_are_not_stored_as_they_are(sign_ins: SignIns, manager: InventoryManager) -> None:
    attempt = sign_ins.attempt("secret-name", "10.11.12.13")
    rows = {pk: row for (pk, _), row in whole_table(manager.client).items() if pk.startswith("SIGNIN#")}
    assert set(rows) == {f"SIGNIN#{attempt.name}", f"SIGNIN#{attempt.address}"}
    assert "secret-name" not in repr(rows) and "10.11.12.13" not in repr(rows)
    assert all(set(row) == {"PK", "SK", "Failures", "NotBefore", "ExpiresAt"} for row in rows.values())


def test_a_success_after_the_counts_are_gone_is_one(sign_ins: SignIns) -> None:
    sign_ins.succeeded(Attempt(None, "0" * 64, "1" * 64))
