"""Makes users to try the pages with."""

from typing import Any

from django.core.management.base import CommandError

from accounts import demo
from inventory import InventoryManager
from inventory.dynamodb.engine import is_embedded
from inventory.management.base import InventoryCommand
from inventory.settings import Settings


class Command(InventoryCommand):
    """``manage.py demo_users``; may be run again, as ``serve`` does at each start."""

    help = "Makes demo users on the embedded engine, unless there are others, and says how to sign in as them."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make and print them. Raises CommandError for any other database."""
        settings = Settings.from_env()
        if not is_embedded(settings):
            raise CommandError("Demo users are for the embedded engine alone. Use create_staff_user here.")
        manager = InventoryManager(settings)
        for number, user in enumerate(demo.prepared(manager)):
            begin = "     or" if number else "Sign in as"
            self.stdout.write(f"{begin:>10} {demo.how_to_sign_in(manager, user)}")
