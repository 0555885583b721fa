"""Who is signed in: one row a browser, found by what the browser holds.

That is ``{random text}.{username}``, so that one call reads the session and its user together. The table knows only
its hash: whoever reads the table cannot sign in with what is found there.
"""

import hashlib
import secrets
import time
from dataclasses import dataclass

from inventory import clock
from inventory.dynamodb import staff_items
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.expressions import ABSENT, PRESENT
from inventory.dynamodb.failures import ConditionFailed
from inventory.dynamodb.schema import TTL_ATTRIBUTE
from inventory.dynamodb.wire import WireItem
from inventory.errors import InvalidValue, SessionGone
from inventory.people import Session, StaffUser
from inventory.staff import username

_RANDOM_BYTES = 24
_LONGEST_KEY = 200


@dataclass(frozen=True)
class Opened:
    """A session that has not expired, and its user as both are in the table."""

    session: Session
    user: StaffUser


class Sessions:
    """The sessions in the table. A ``key`` is what the browser holds; times are epoch seconds."""

    def __init__(self, client: DynamoDBClient) -> None:
        self._client = client

    def create(self, username: str, data: str, expires_at: int) -> str:
        """Begin a session; its key."""
        key = f"{secrets.token_urlsafe(_RANDOM_BYTES)}.{username}"
        item = staff_items.session_item(_hashed(key), Session(username, data, expires_at), clock.timestamp())
        self._client.put(item, ABSENT)
        return key

    def open(self, key: str) -> Opened | None:
        """The session and its user, read in one call; None where there is none, or it has expired.

        Costs no call for what cannot be a key.
        """
        name = _named(key)
        if name is None:
            return None
        session_key, user_key = staff_items.session_key(_hashed(key)), staff_items.user_key(name)
        found = self._client.batch_get([session_key, user_key], consistent=True, decode=_as_is)
        if session_key not in found or user_key not in found:
            return None
        session = staff_items.session(found[session_key])
        # DynamoDB removes expired rows some hours late.
        if session.username != name or session.expires_at <= time.time():
            return None
        return Opened(session, staff_items.user(found[user_key]))

    def save(self, key: str, data: str, expires_at: int) -> None:
        """Replace what a session holds. Raises SessionGone where it was ended meanwhile."""
        self._update(key, {"Data": data, TTL_ATTRIBUTE: expires_at})

    def extend(self, key: str, expires_at: int) -> None:
        """Let a session last longer. Raises SessionGone."""
        self._update(key, {TTL_ATTRIBUTE: expires_at})

    def end(self, key: str) -> None:
        """End a session; one that is no more is fine."""
        self._client.delete(*staff_items.session_key(_hashed(key)))

    def _update(self, key: str, changes: dict[str, str | int]) -> None:
        try:
            self._client.update(*staff_items.session_key(_hashed(key)), changes, condition=PRESENT)
        except ConditionFailed as gone:
            raise SessionGone("the session was ended meanwhile") from gone


def _hashed(key: str) -> str:
    return hashlib.sha256(key.encode(errors="replace")).hexdigest()


def _named(key: str) -> str | None:
    """Whose session a key says it is."""
    random, _, name = key.partition(".")
    if not random or len(key) > _LONGEST_KEY:
        return None
    try:
        return username("session", name)
    except InvalidValue:
        return None


def _as_is(item: WireItem) -> WireItem:
    return item
