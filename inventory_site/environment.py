"""Reads the site's own settings from the environment."""

import os
from typing import Final

from django.core.exceptions import ImproperlyConfigured

_SWITCH: Final = {"on": True, "off": False, "1": True, "0": False, "true": True, "false": False}


def switch(name: str, *, default: bool) -> bool:
    """Whether the variable `name` is on. Raises ImproperlyConfigured unless it is on, off or not set."""
    value = os.environ.get(name, "").strip().lower()
    if value and value not in _SWITCH:
        raise ImproperlyConfigured(f"{name} must be on or off (got {value!r}).")
    return _SWITCH.get(value, default)


def number(name: str, *, default: int) -> int:
    """The variable `name` as a whole number, 0 or more. Raises ImproperlyConfigured for anything else."""
    value = os.environ.get(name, "").strip() or str(default)
    if not (value.isascii() and value.isdigit()):
        raise ImproperlyConfigured(f"{name} must be a whole number, 0 or more (got {value!r}).")
    return int(value)


def words(name: str, *, default: str) -> list[str]:
    """The variable `name` cut at its commas."""
    value = os.environ.get(name, "").strip() or default
    return [word.strip() for word in value.split(",") if word.strip()]
