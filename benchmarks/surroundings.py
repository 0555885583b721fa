"""What processes of a benchmark are told: nothing of the caller's settings, and nothing of the project's ``.env``."""

import os
from collections.abc import Mapping

_OURS = ("AWS_", "DJANGO_", "DYNAMODB_", "GUNICORN_", "INVENTORY_", "WEB_")
_ALSO = ("HOST", "PORT")
# Where real orders are: a setting of the benchmarks.
_KEPT = ("INVENTORY_REAL_DATA",)

# What `.env` may set: a variable that is set wins over it, and one that is empty counts as not set. Not so for the
# numbers of workers and threads, which gunicorn reads before `.env` is; `sites.environment` says them.
DEFAULTS = dict.fromkeys(
    (
        "AWS_REGION",
        "DYNAMODB_ENDPOINT_URL",
        "DYNAMODB_TABLE_NAME",
        "HOST",
        "INVENTORY_ALLOWED_HOSTS",
        "INVENTORY_BEHIND_PROXY",
        "INVENTORY_DATA_DIR",
        "INVENTORY_DEBUG",
        "INVENTORY_DEFAULT_WAREHOUSE",
        "INVENTORY_ENGINE",
        "INVENTORY_HSTS_SECONDS",
        "INVENTORY_HSTS_SUBDOMAINS",
        "INVENTORY_HTTPS",
        "INVENTORY_IDLE_MINUTES",
        "INVENTORY_SECRET_KEY",
        "INVENTORY_VALIDATE_PARAMETERS",
        "PORT",
    ),
    "",
)


def told(environ: Mapping[str, str]) -> dict[str, str]:
    """The whole environment of a child: the product's variables as in ``environ``, else their defaults; PATH and such
    as they are."""
    return {**without_settings(os.environ), **DEFAULTS, **environ}


def without_settings(environ: Mapping[str, str]) -> dict[str, str]:
    """``environ`` without what the product, Django, gunicorn and boto3 read of it."""
    return {name: value for name, value in environ.items() if not _is_setting(name)}


def _is_setting(name: str) -> bool:
    return name not in _KEPT and (name in _ALSO or name.startswith(_OURS))


def forget_settings() -> None:
    """Take them from this process's own environment."""
    kept = without_settings(os.environ)
    os.environ.clear()
    os.environ.update(kept)
