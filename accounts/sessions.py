"""Django's sessions on the inventory's table (SESSION_ENGINE).

A session belongs to a user: nothing is kept for anybody who is not signed in. Reading one reads its user too, and one
that is not its user's any more (disabled, another password, signed out everywhere) is none.
"""

import time
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.utils.crypto import constant_time_compare

from accounts.models import User
from inventory.errors import SessionGone
from inventory.sessions import Sessions
from web.inventory import manager

# The row is moved on at most so often, so that ordinary pages write nothing.
RENEWAL_SECONDS = 5 * 60


class SessionStore(SessionBase):
    """One session. ``user`` is whose it is, once it was read; None where there is none."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self.user: User | None = None
        self._expires_at = 0
        self._replaced: str | None = None

    def load(self) -> dict[str, Any]:
        opened = _sessions().open(self.session_key or "")
        data = self.decode(opened.session.data) if opened else {}
        user = User.of(opened.user) if opened else None
        if opened is None or user is None or not _is_of(data, user):
            self._session_key = None
            return {}
        self.user, self._expires_at = user, opened.session.expires_at
        return data

    def exists(self, session_key: str) -> bool:
        return _sessions().open(session_key) is not None

    def create(self) -> None:
        """The next ``save`` makes a new row: its key names the user, who is not known yet."""
        self._replaced = self._replaced or self.session_key
        self._session_key = None
        self._session_cache: dict[str, Any] = {}
        self.modified = True

    def cycle_key(self) -> None:
        """Go on under another key, from the next ``save`` on."""
        data = self._session  # type: ignore[attr-defined]  # of SessionBase
        self.create()
        self._session_cache = data

    def save(self, must_create: bool = False) -> None:
        """Write the session. Raises UpdateError where it was ended meanwhile."""
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]  # of SessionBase
        if SESSION_KEY not in data:  # nobody's
            return
        encoded, self._expires_at = self.encode(data), _expiry()
        if self.session_key is None:
            self._session_key = _sessions().create(data[SESSION_KEY], encoded, self._expires_at)
            self._forget_replaced()
            return
        try:
            _sessions().save(self.session_key, encoded, self._expires_at)
        except SessionGone as gone:
            raise UpdateError from gone

    def _forget_replaced(self) -> None:
        if self._replaced:
            _sessions().end(self._replaced)
            self._replaced = None

    def delete(self, session_key: str | None = None) -> None:
        for key in {session_key or self.session_key, self._replaced}:
            if key:
                _sessions().end(key)
        self._replaced = None

    def renew(self) -> None:
        """Last for the whole idle time from now; writes at most every RENEWAL_SECONDS."""
        if self.user is None or self.session_key is None:
            return
        expires_at = _expiry()
        if expires_at - self._expires_at < min(RENEWAL_SECONDS, settings.SESSION_COOKIE_AGE // 2):
            return
        try:
            _sessions().extend(self.session_key, expires_at)
        except SessionGone:  # signed out in another window
            return

    @classmethod
    def clear_expired(cls) -> None:
        """DynamoDB does that itself."""


def _sessions() -> Sessions:
    return Sessions(manager().client)


def _expiry() -> int:
    return int(time.time()) + settings.SESSION_COOKIE_AGE


def _is_of(data: dict[str, Any], user: User) -> bool:
    if not user.is_active or data.get(SESSION_KEY) != user.pk:
        return False
    known = str(data.get(HASH_SESSION_KEY, ""))
    return any(constant_time_compare(known, right) for right in user.session_hashes)
