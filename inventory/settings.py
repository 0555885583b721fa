"""What the environment tells the repository: which table, on which engine, with its files where."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Self
from urllib.parse import urlsplit

from dotenv import load_dotenv

from inventory import secret_key
from inventory.errors import InvalidValue
from inventory.values import identifier

PROJECT_ROOT: Final = Path(__file__).resolve().parent.parent

EMBEDDED_ENGINES: Final = ("auto", "dynoxide", "dynamodb-local", "moto")
AMAZON: Final = "aws"

_LOOPBACK_HOSTS: Final = frozenset({"127.0.0.1", "::1", "localhost"})
# Amazon's own rule for a table's name.
_TABLE_NAME: Final = re.compile(r"[A-Za-z0-9_.-]{3,255}")


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that is set from outside; read once, then handed on.

    ``engine`` is one of EMBEDDED_ENGINES, "aws", or None where nothing was said. ``endpoint_url``, where
    given, is spoken to as it is and nothing embedded is started. ``data_dir`` is absolute; it need not exist
    yet. ``secret_key`` signs cursors, forms and cookies; where nothing was said, a local engine's is the one
    kept in ``data_dir`` (see `inventory.secret_key`), else None.
    """

    table_name: str = "InventorySystem"
    endpoint_url: str | None = None
    region: str = "us-east-1"
    engine: str | None = None
    data_dir: Path = PROJECT_ROOT / "var"
    default_warehouse: str = "WH001"
    secret_key: bytes | None = None

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Self:
        """The settings of `environ`, or of the process's environment filled up from the project's ``.env``.

        An empty variable counts as not set. Raises InvalidValue, naming the variable, for one that cannot be.
        """
        if environ is None:
            load_dotenv(PROJECT_ROOT / ".env", override=False)
            environ = os.environ
        given = {name: value.strip() for name, value in environ.items() if value.strip()}
        said = cls(
            table_name=_table_name(given.get("DYNAMODB_TABLE_NAME", "InventorySystem")),
            endpoint_url=_endpoint_url(given.get("DYNAMODB_ENDPOINT_URL")),
            region=given.get("AWS_REGION", "us-east-1"),
            engine=_engine(given.get("INVENTORY_ENGINE")),
            data_dir=_folder(given.get("INVENTORY_DATA_DIR", "var")),
            default_warehouse=identifier(
                "INVENTORY_DEFAULT_WAREHOUSE", given.get("INVENTORY_DEFAULT_WAREHOUSE", "WH001")
            ),
            secret_key=given.get("INVENTORY_SECRET_KEY", "").encode() or None,
        )
        if said.secret_key is None and said.is_local:
            return replace(said, secret_key=secret_key.kept(said.data_dir))
        return said

    @property
    def is_local(self) -> bool:
        """Whether the data is this machine's own: an embedded engine, or an endpoint on the loopback."""
        if self.endpoint_url:
            return urlsplit(self.endpoint_url).hostname in _LOOPBACK_HOSTS
        return self.engine in EMBEDDED_ENGINES


def _table_name(value: str) -> str:
    if not _TABLE_NAME.fullmatch(value):
        raise InvalidValue("DYNAMODB_TABLE_NAME", value, "must be 3 to 255 letters, digits, '_', '-' or '.'")
    return value


def _endpoint_url(value: str | None) -> str | None:
    if value is None:
        return None
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, or an unclosed bracket
        usable = False
    if not usable:
        raise InvalidValue("DYNAMODB_ENDPOINT_URL", value, "must be an address such as http://127.0.0.1:8001")
    return value


def _engine(value: str | None) -> str | None:
    known = (*EMBEDDED_ENGINES, AMAZON)
    if value is not None and value not in known:
        raise InvalidValue("INVENTORY_ENGINE", value, f"must be one of {', '.join(known)}")
    return value


def _folder(value: str) -> Path:
    # Relative to the project, not to where the command is typed: every command must meet the same folder.
    try:
        return (PROJECT_ROOT / Path(value).expanduser()).resolve()
    except (RuntimeError, OSError, ValueError) as error:  # a home that nobody has, a loop of links, a null byte
        raise InvalidValue("INVENTORY_DATA_DIR", value, f"must be a folder: {error}") from None
