"""Makes a user."""

from typing import Any

from django.core.management.base import CommandParser

from accounts import passwords
from inventory.errors import UserExists
from inventory.management.base import InventoryCommand
from inventory.people import Role, StaffUser
from inventory.staff import username

_ACTOR = "create_staff_user"


class Command(InventoryCommand):
    """``manage.py create_staff_user NAME --role ROLE``; the way to the first admin."""

    help = "Makes a user who can sign in to the pages."
    when_interrupted = "interrupted; no user was made"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", metavar="NAME", help="what the user signs in with")
        parser.add_argument("--role", required=True, choices=[str(role) for role in Role])
        parser.add_argument(
            "--warehouse",
            action="append",
            default=[],
            metavar="ID",
            help="a warehouse whose stock the user may change; may be given several times (without it: all)",
        )
        parser.add_argument("--name", default="", metavar="TEXT", help="the user's full name")
        passwords.add_password_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the user. Raises CommandError for a name that is taken, and for what cannot be taken."""
        staff, name = self.manager(options).staff, username("NAME", options["username"])
        if staff.get(name):  # before anybody types a password in vain
            raise UserExists(name)
        to_be = StaffUser(name, options["name"], Role(options["role"]), (), True, "", 0, "", "")
        made = staff.create(
            _ACTOR,
            name,
            password=passwords.given(options["password_stdin"], to_be),
            role=options["role"],
            warehouses=options["warehouse"],
            full_name=options["name"],
        )
        where = f"limited to {', '.join(made.warehouses)}" if made.warehouses else "for all warehouses"
        self.stdout.write(f"User {made.username} made: {made.role}, {where}.")
