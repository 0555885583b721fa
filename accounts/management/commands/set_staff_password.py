"""Sets a user's password."""

from typing import Any

from django.core.management.base import CommandParser

from accounts import passwords
from inventory.errors import UserNotFound
from inventory.management.base import InventoryCommand

_ACTOR = "set_staff_password"


class Command(InventoryCommand):
    """``manage.py set_staff_password NAME``; the way back in for an admin who has forgotten it."""

    help = "Sets the password of a user, and signs the user out everywhere."
    when_interrupted = "interrupted; the password is as it was"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", metavar="NAME", help="what the user signs in with")
        passwords.add_password_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Set the password. Raises CommandError where there is no such user, or the password is not good enough."""
        staff = self.manager(options).staff
        found = staff.get(options["username"])
        if found is None:
            raise UserNotFound(options["username"])
        staff.change(_ACTOR, found, password=passwords.given(options["password_stdin"], found))
        disabled = "" if found.active else " The user is disabled, and still cannot sign in."
        self.stdout.write(f"The password of {found.username} is set, and ends all sessions.{disabled}")
