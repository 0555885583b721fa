#!/usr/bin/env python
"""Runs a command: `python manage.py help` lists them."""

import os
import sys
from typing import Final

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from dotenv import load_dotenv

from inventory.errors import EngineUnavailable, InvalidValue
from inventory.settings import PROJECT_ROOT
from inventory_site.environment import switch

_LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")


def main() -> None:
    """Run the command of the command line."""
    try:
        _set_defaults()
        execute_from_command_line(sys.argv)
    except (EngineUnavailable, ImproperlyConfigured, InvalidValue) as error:
        sys.exit(f"{error}")
    except KeyboardInterrupt:
        sys.exit(130)


def _set_defaults() -> None:
    load_dotenv(PROJECT_ROOT / ".env")
    _set_default("DJANGO_SETTINGS_MODULE", "inventory_site.settings")
    _set_default("INVENTORY_ENGINE", "auto")
    if sys.argv[1:2] == ["serve"] and _serves_this_machine_only():
        _set_default("INVENTORY_HTTPS", "off")


def _set_default(name: str, value: str) -> None:
    """An empty variable counts as not set, as everywhere here."""
    if not os.environ.get(name, "").strip():
        os.environ[name] = value


def _serves_this_machine_only() -> bool:
    """On the loopback a browser speaks plain HTTP; a proxy that asks from there speaks for HTTPS outside."""
    host = os.environ.get("HOST") or "127.0.0.1"
    return host in _LOOPBACK and not switch("INVENTORY_BEHIND_PROXY", default=False)


if __name__ == "__main__":
    main()
