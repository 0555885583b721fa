"""Sessions in the table: read with their user in one call, and over when they are over."""

import pytest

from inventory import InventoryManager
from inventory.errors import SessionGone
from inventory.people import StaffUser
from inventory.sessions import Sessions
from tests.clocks import Clock
from tests.counting import CallLog
from tests.tables import whole_table


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock().put_into(monkeypatch, "inventory.sessions")


@pytest.fixture
def sessions(manager: InventoryManager, clock: Clock) -> Sessions:
    return Sessions(manager.client)


@pytest.fixture
def picker(manager: InventoryManager) -> StaffUser:
    return manager.staff.create("tests", "picker.b", password="hash")


def begun(sessions: Sessions, clock: Clock, seconds: int = 60) -> str:
    return sessions.create("picker.b", "data", int(clock.now) + seconds)


def test_session_and_user_are_read_in_one_call(
    sessions: Sessions, picker: StaffUser, clock: Clock, calls: CallLog
) -> None:
    key = begun(sessions, clock)
    calls.clear()
    opened = sessions.open(key)
    assert calls.operations == ["BatchGetItem"]
    assert opened and opened.user == picker
    assert (opened.session.username, opened.session.data, opened.session.expires_at) == (
        "picker.b",
        "data",
        clock.now + 60,
    )


@pytest.mark.usefixtures("picker")
def test_a_key_is_long_and_random_and_not_in_the_table(
    sessions: Sessions, clock: Clock, manager: InventoryManager
) -> None:
    keys = {begun(sessions, clock) for _ in range(20)}
    assert len(keys) == 20
    for key in keys:
        random, _, name = key.partition(".")
        assert len(random) >= 128 / 6 and name == "picker.b"
        assert random not in repr(whole_table(manager.client))
    rows = [row for (pk, _), row in whole_table(manager.client).items() if pk.startswith("SESSION#")]
    assert len(rows) == 20
    assert set(rows[0]) == {"PK", "SK", "Username", "Data", "ExpiresAt", "CreatedAt"}


@pytest.mark.usefixtures("picker")
def test_an_expired_session_is_refused_though_its_row_is_there(sessions: Sessions, clock: Clock) -> None:
    key = begun(sessions, clock)
    clock.wait(59)
    assert sessions.open(key)
    clock.wait(1)
    assert sessions.open(key) is None


@pytest.mark.usefixtures("picker")
def test_a_session_does_not_open_under_another_name(
    sessions: Sessions, clock: Clock, manager: InventoryManager
) -> None:
    manager.staff.create("tests", "packer", password="hash", role="admin")
    key = begun(sessions, clock)
    assert sessions.open(key.replace(".picker.b", ".packer")) is None
    # The row says whose it is as well: the name in the key alone decides nothing.
    pk = next(pk for pk, _ in whole_table(manager.client) if pk.startswith("SESSION#"))
    manager.client.update(pk, "METADATA", {"Username": "packer"})
    assert sessions.open(key) is None


def test_a_session_without_its_user_is_none(sessions: Sessions, clock: Clock) -> None:
    assert sessions.open(begun(sessions, clock)) is None


@pytest.mark.parametrize(
    "key", ["", ".", "abc", ".picker", "abc.", "abc.Picker", "abc.picker\x00", "a" * 300 + ".picker", "\ud800.picker#"]
)
def test_what_cannot_be_a_key_costs_no_call(sessions: Sessions, calls: CallLog, key: str) -> None:
    assert sessions.open(key) is None
    assert calls.operations == []


@pytest.mark.usefixtures("picker")
def test_a_session_is_saved_extended_and_ended(sessions: Sessions, clock: Clock) -> None:
    key = begun(sessions, clock)
    sessions.save(key, "more", int(clock.now) + 90)
    sessions.extend(key, int(clock.now) + 120)
    clock.wait(110)
    opened = sessions.open(key)
    assert opened and opened.session.data == "more"
    sessions.end(key)
    assert sessions.open(key) is None
    sessions.end(key)


@pytest.mark.usefixtures("picker")
def test_a_session_that_was_ended_is_not_brought_back(sessions: Sessions, clock: Clock) -> None:
    key = begun(sessions, clock)
    sessions.end(key)
    with pytest.raises(SessionGone):
        sessions.save(key, "more", int(clock.now) + 90)
    with pytest.raises(SessionGone):
        sessions.extend(key, int(clock.now) + 90)
    assert sessions.open(key) is None
