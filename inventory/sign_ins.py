"""Slowing down whoever guesses passwords, by name and by address.

An attempt is counted before its password is looked at, under the condition that the counts are as they were read: of
many at once only those pass that the counts allow. A success takes its own count back.
"""

import hashlib
import math
import time
from collections.abc import Mapping
from dataclasses import dataclass

from inventory.dynamodb import staff_items
from inventory.dynamodb.backoff import Deadline
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.failures import TransactionRefused
from inventory.dynamodb.transactions import Write, commit, update_if
from inventory.dynamodb.wire import WireItem
from inventory.errors import InvalidValue, StockBusy, TooManyFailures
from inventory.people import FailedSignIns, StaffUser
from inventory.staff import username

FAILURES_OF_A_NAME = 5
FAILURES_OF_AN_ADDRESS = 20
LONGEST_WAIT = 15 * 60
# Failures are forgotten so many seconds after the last one.
WINDOW = 60 * 60

_HASH_LENGTH = 64


@dataclass(frozen=True)
class Attempt:
    """An attempt that may be made: the user there is under the name, and where it is counted."""

    user: StaffUser | None
    name: str
    address: str


class SignIns:
    """The failures in the table."""

    def __init__(self, client: DynamoDBClient) -> None:
        self._client = client

    def attempt(self, name: str, address: str) -> Attempt:
        """Count an attempt as a failure, for now. Two calls, whatever the name.

        Raises TooManyFailures where it may not be made yet; it does not count then.
        """
        by_name, by_address = _hashed("name", normalised(name)), _hashed("address", address)
        limits = {by_name: FAILURES_OF_A_NAME, by_address: FAILURES_OF_AN_ADDRESS}
        deadline = Deadline()
        while True:
            found, user = self._read(limits, normalised(name))
            _refuse_early(found)
            try:
                commit(self._client, [_counted(who, found.get(who), limits[who]) for who in limits], deadline)
                return Attempt(user, by_name, by_address)
            except StockBusy as busy:
                raise TooManyFailures(1) from busy
            except TransactionRefused as refusal:  # another attempt was counted in between
                if not deadline.wait():
                    raise TooManyFailures(1) from refusal

    def succeeded(self, attempt: Attempt) -> None:
        """Forget the failures under the name, and that this attempt was counted for its address."""
        self._client.delete(*staff_items.failures_key(attempt.name))
        deadline = Deadline()
        while True:
            found = self._client.get(
                *staff_items.failures_key(attempt.address), consistent=True, decode=staff_items.failures
            )
            if found is None or found.count == 0:
                return
            try:
                commit(self._client, [_taken_back(attempt.address, found)], deadline)
                return
            except (TransactionRefused, StockBusy):
                if not deadline.wait():
                    return  # one too many is counted, for an hour

    def _read(self, limits: Mapping[str, int], name: str) -> tuple[dict[str, FailedSignIns], StaffUser | None]:
        rows = {who: staff_items.failures_key(who) for who in limits}
        user_key = staff_items.user_key(_possible(name))
        found = self._client.batch_get([*rows.values(), user_key], consistent=True, decode=_as_is)
        counts = {who: staff_items.failures(found[key]) for who, key in rows.items() if key in found}
        return counts, staff_items.user(found[user_key]) if user_key in found else None


def normalised(name: str) -> str:
    """A name to sign in with, as a person may type it."""
    return name.strip().lower()


def _possible(name: str) -> str:
    try:
        return username("username", name)
    except InvalidValue:
        return staff_items.NOBODY


def _refuse_early(found: Mapping[str, FailedSignIns]) -> None:
    now = time.time()
    waits = [row.not_before / 1000 - now for row in found.values() if row.expires_at > now]
    longest = max(waits, default=0)
    if longest > 0:
        raise TooManyFailures(math.ceil(longest))


def _counted(who: str, found: FailedSignIns | None, limit: int) -> Write:
    now = time.time()
    count = 1 + (found.count if found and found.expires_at > now else 0)
    changes = staff_items.failure_changes(count, int((now + _wait(count, limit)) * 1000), int(now) + WINDOW)
    return update_if(staff_items.failures_key(who), changes, staff_items.failures_as_read(found))


def _taken_back(who: str, found: FailedSignIns) -> Write:
    changes = staff_items.failure_changes(found.count - 1, 0, found.expires_at)
    return update_if(staff_items.failures_key(who), changes, staff_items.failures_as_read(found))


def _wait(count: int, limit: int) -> int:
    """Seconds until the next attempt: none up to the limit, then 1, 2, 4 …"""
    return min(LONGEST_WAIT, 2 ** min(count - limit, 20)) if count >= limit else 0


def _hashed(kind: str, value: str) -> str:
    return hashlib.sha256(f"{kind} {value}".encode(errors="replace")).hexdigest()[:_HASH_LENGTH]


def _as_is(item: WireItem) -> WireItem:
    return item
