"""Looks at passwords, for Django's ``authenticate``."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from accounts.addresses import client_address
from accounts.models import User
from inventory.people import StaffUser
from inventory.sign_ins import SignIns
from web.inventory import manager

_NO_PASSWORD = "!"  # noqa: S105  Django's mark of a password that nobody has; looked at, it takes one hash too


class StaffBackend(BaseBackend):
    """Users of the inventory's table."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        """The user, or None. Unknown, disabled and mistyped cost the same. Raises TooManyFailures.

        ``request`` must be given: attempts are counted by its address.
        """
        if request is None or username is None or password is None:
            return None
        sign_ins = SignIns(manager().client)
        attempt = sign_ins.attempt(username, client_address(request))
        user = User.of(attempt.user) if attempt.user else User(password=_NO_PASSWORD)
        if not user.check_password(password) or not attempt.user or not attempt.user.active:
            return None
        sign_ins.succeeded(attempt)
        return user

    def get_user(self, user_id: str) -> User | None:
        """For Django's tools; a request gets its user with its session."""
        staff: StaffUser | None = manager().staff.get(user_id)
        return User.of(staff) if staff and staff.active else None
