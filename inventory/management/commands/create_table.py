"""Creates the table."""

import json
from typing import Any

from django.core.management.base import CommandParser

from inventory.dynamodb.schema import TTL_ATTRIBUTE, ensure_table, table_definition
from inventory.management.base import InventoryCommand
from inventory.settings import Settings


class Command(InventoryCommand):
    """``manage.py create_table``; may be run again at any time."""

    help = "Creates the table with its indexes, stream and TTL, and waits until it can be used."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--print-config",
            action="store_true",
            help="write the JSON that `aws dynamodb create-table --cli-input-json` takes, and touch nothing",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Create the table, or print what would be created."""
        if options["print_config"]:
            self._print_config()
            return
        client = self.manager(options).client
        done = "created" if ensure_table(client) else "exists already"
        self.stdout.write(f"Table {client.table_name} {done}; it is active, with stream and TTL on.")

    def _print_config(self) -> None:
        name = Settings.from_env().table_name
        self.stdout.write(json.dumps(table_definition(name), indent=2))
        # CreateTable has no place for it. On stderr, so that stdout is the JSON alone.
        self.stderr.write(
            f"TTL is turned on by a call of its own: aws dynamodb update-time-to-live --table-name {name}"
            f" --time-to-live-specification Enabled=true,AttributeName={TTL_ATTRIBUTE}",
            style_func=str,
        )
