"""Serves the pages: engine, table, demo data, static files and web server in one go."""

import os
from collections.abc import Callable
from typing import Any, Final

from django.core.management import CommandError, call_command

from inventory import InventoryManager
from inventory.dynamodb import engine
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.schema import ensure_table
from inventory.management.base import InventoryCommand
from inventory.management.commands.resume_plans import in_words
from inventory.management.server_lock import ServerLock
from inventory.management.static_files import collect_if_changed
from inventory.management.web_server import Address, WebServer, guard
from inventory.settings import EMBEDDED_ENGINES, PROJECT_ROOT, Settings

_GUNICORN_CONFIG: Final = PROJECT_ROOT / "inventory_site" / "gunicorn.py"
_DEMO_PRODUCTS: Final = 200
_DEMO_SEED: Final = 1
# What the workers of a killed server may need until they have noticed and stopped listening.
_KILLED_SERVER_SECONDS: Final = 10.0


class Command(InventoryCommand):
    """``manage.py serve``; ends with Ctrl-C or SIGTERM, and the engine with it."""

    help = "Serves the pages on HOST:PORT (127.0.0.1:8000), with the embedded engine unless another is set."

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve until ended. Raises CommandError: folder or port in use, PORT or HOST wrong."""
        settings, address = Settings.from_env(), Address.from_env()
        if settings.endpoint_url is None and settings.engine in EMBEDDED_ENGINES:
            self._serve_embedded(settings, address)
        else:
            self._serve_remote(settings, address)

    def _serve_embedded(self, settings: Settings, address: Address) -> None:
        with ServerLock(settings.data_dir) as lock:
            killed = lock.predecessor is not None and lock.predecessor.url == address.url
            _require_free(address, patience=_KILLED_SERVER_SECONDS if killed else 0)
            lock.tell(address.url)
            attachment = engine.attach(settings)
            # So that workers speak to the engine that this process holds, and never start one.
            os.environ["DYNAMODB_ENDPOINT_URL"] = attachment.url
            self._prepare_table()
            # By its name: users are an app's, which the inventory does not know.
            call_command("demo_users", stdout=self.stdout)
            guard(attachment)
            self._run(address, after_fork=lock.leave_to_parent)

    def _serve_remote(self, settings: Settings, address: Address) -> None:
        """Any number of servers may share a database elsewhere; only one on this machine is filled."""
        _require_free(address)
        if settings.is_local:
            self._prepare_table()
        elif settings.secret_key is None:
            raise CommandError("INVENTORY_SECRET_KEY is not set: only a local engine makes its own.")
        self._run(address)

    def _prepare_table(self) -> None:
        client = DynamoDBClient()
        ensure_table(client)
        # Says that a demo was begun, so that the start after a kill in its middle finishes it.
        unfinished = client.settings.data_dir / f"demo.{client.table_name}.unfinished"
        begun = unfinished.exists()
        if begun or client.is_empty():
            why = "The demo was not finished" if begun else "The table is empty"
            self.stdout.write(f"{why}: demo data is written first.")
            unfinished.parent.mkdir(parents=True, exist_ok=True)
            unfinished.touch()
            call_command("seed_demo", products=_DEMO_PRODUCTS, seed=_DEMO_SEED, add=True)
            unfinished.unlink()
        self._resume(client)

    def _resume(self, client: DynamoDBClient) -> None:
        """Bring to its end what a server that was killed left in work on orders."""
        resumed = InventoryManager(client=client).resume_plans()
        if resumed.finished or resumed.rejected or resumed.left:
            self.stdout.write(f"Orders that were left in work: {in_words(resumed)}.")

    def _run(self, address: Address, after_fork: Callable[[], None] | None = None) -> None:
        server = WebServer(_GUNICORN_CONFIG, after_fork)
        collect_if_changed()
        self.stdout.write(f"Stockroom is at {address.url} (Ctrl-C ends it)")
        self.stdout.flush()
        server.run()


def _require_free(address: Address, patience: float = 0) -> None:
    try:
        free = address.is_free(patience)
    except OSError as error:
        raise CommandError(f"HOST {address.host} with PORT {address.port} cannot be used: {error}.") from error
    if not free:
        raise CommandError(
            f"Port {address.port} is in use by another program: end it, or set PORT to another number, as in "
            f"`PORT={address.port + 1} make run`."
        )
