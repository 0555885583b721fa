"""What the commands on the inventory have in common: the table they work on, and errors in plain words."""

import signal
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError

from inventory import InventoryManager
from inventory.dynamodb import engine
from inventory.errors import InventoryError
from inventory.settings import EMBEDDED_ENGINES, Settings

INTERRUPTED = 130
TERMINATED = 128 + signal.SIGTERM


class Terminated(SystemExit):
    """A SIGTERM came."""


class InventoryCommand(BaseCommand):
    """A command on one inventory table.

    What the inventory refuses becomes a CommandError: one sentence and exit status 1. Ctrl-C is exit status 130, a
    SIGTERM 143.
    """

    # The checks are the web site's: a command on the table needs none of its pages.
    requires_system_checks = ()
    # Said when Ctrl-C or a SIGTERM ends the command: what it leaves behind and how to go on.
    when_interrupted = "interrupted"

    def run_from_argv(self, argv: list[str]) -> None:
        """Run as a program of its own: a SIGTERM ends it in order, and with it the engine it started."""
        signal.signal(signal.SIGTERM, _exit)
        super().run_from_argv(argv)

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run ``handle``. Raises CommandError for all that can go wrong with the inventory."""
        try:
            return super().execute(*args, **options)
        except InventoryError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            raise CommandError(self.when_interrupted, returncode=INTERRUPTED) from None
        except Terminated:
            if options["traceback"]:  # Django would end otherwise
                raise
            raise CommandError(self.when_interrupted, returncode=TERMINATED) from None

    def manager(self, options: dict[str, Any]) -> InventoryManager:
        """The inventory that the environment names; says on stderr which one it is, unless at verbosity 0."""
        settings = Settings.from_env()
        if options["verbosity"]:
            self.stderr.write(_place(settings), style_func=str)
        return InventoryManager(settings)


def _place(settings: Settings) -> str:
    url = engine.endpoint(settings)
    if url is None:
        return f"table {settings.table_name} in Amazon DynamoDB, region {settings.region}"
    if settings.endpoint_url is None and settings.engine in EMBEDDED_ENGINES:
        return f"table {settings.table_name} in the embedded engine with its files in {settings.data_dir}"
    return f"table {settings.table_name} at {url}"


def _exit(*_: object) -> NoReturn:
    raise Terminated(TERMINATED)
