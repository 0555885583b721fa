"""Django's idea of a user, over the inventory's: no row of it is in any SQL database."""

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, Self

from django.contrib.auth import hashers
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

from inventory.errors import UserChanged
from inventory.people import StaffUser
from inventory.permissions import Permission, may
from inventory.staff import USERNAME_LENGTH
from web.inventory import manager


class UserManager(BaseUserManager["User"]):
    """Finds users in the inventory's table."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """The user of that name. Raises User.DoesNotExist."""
        staff = manager().staff.get(username or "")
        if staff is None:
            raise User.DoesNotExist
        return User.of(staff)


class User(AbstractBaseUser):
    """A person who signs in, as pages and templates see one. ``staff`` is the inventory's own entity."""

    username = models.CharField(primary_key=True, max_length=USERNAME_LENGTH)
    last_login = None

    USERNAME_FIELD = "username"
    objects: ClassVar[UserManager] = UserManager()
    staff: StaffUser

    class Meta:
        managed = False

    @classmethod
    def of(cls, staff: StaffUser) -> Self:
        """The user that ``staff`` is."""
        user = cls(username=staff.username, password=staff.password)
        user.staff = staff
        return user

    @property
    def name(self) -> str:
        """What the person is called; the username where no name is known."""
        return self.staff.name or self.staff.username

    @property
    def is_active(self) -> bool:  # type: ignore[override]  # a class attribute in Django
        return self.staff.active

    @property
    def can_work_on_orders(self) -> bool:
        return may(self.staff, Permission.WORK_ON_ORDERS)

    @property
    def can_adjust(self) -> bool:
        """Stock in general; see ``may_change`` for one warehouse."""
        return may(self.staff, Permission.ADJUST_STOCK)

    @property
    def can_edit(self) -> bool:
        return may(self.staff, Permission.EDIT_CATALOGUE)

    @property
    def can_import(self) -> bool:
        return may(self.staff, Permission.IMPORT)

    @property
    def can_manage_users(self) -> bool:
        return may(self.staff, Permission.MANAGE_USERS)

    def may_change(self, warehouse_id: str) -> bool:
        """Whether the person may adjust the stock of a warehouse."""
        return may(self.staff, Permission.ADJUST_STOCK, warehouse_id)

    def check_password(self, raw_password: str | None) -> bool:
        """Whether it is the password. A hash by an earlier rule is made anew, which ends the user's other sessions.

        Where somebody else was faster, the password as it is now decides.
        """
        try:
            return super().check_password(raw_password)
        except UserChanged:
            self.staff = manager().staff.get(self.staff.username) or self.staff
            self.password = self.staff.password
            return hashers.check_password(raw_password, self.password)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the password, the only thing Django itself changes. Raises UserChanged."""
        self.staff = manager().staff.change_own_password(self.staff, self.password)
        self._password = None

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must know to be this user's still: another password or generation ends it."""
        what = f"{self.staff.generation} {self.password}"
        return salted_hmac("accounts.User.session", what, secret=secret, algorithm="sha256").hexdigest()

    @property
    def session_hashes(self) -> Iterable[str]:
        """The hash that a session is to have, then those by earlier secret keys."""
        return _chained(self.get_session_auth_hash(), self.get_session_auth_fallback_hash())


def _chained(first: str, others: Iterable[str]) -> Iterator[str]:
    yield first
    yield from others
