"""The process's connection to DynamoDB: one low-level boto3 client, made lazily and again after a fork."""

import os
import re
import threading
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import boto3
import botocore.session
from botocore.config import Config
from botocore.handlers import generate_idempotent_uuid

from inventory.dynamodb import engine, fast_path, known_address, plain_requests
from inventory.dynamodb.plain_answers import PlainParserFactory
from inventory.settings import Settings

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient as BotoClient

_POOL = 64
_AMAZONS = re.compile(r"\.(amazonaws|api\.aws)(\.|$)")


class Connection:
    """Holds the boto3 client of this process. Safe under threads; a forked child makes its own."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._boto: BotoClient | None = None
        self._pid = 0

    @property
    def boto(self) -> "BotoClient":
        if self._boto is None or self._pid != os.getpid():
            with self._lock:
                if self._boto is None or self._pid != os.getpid():
                    self._boto, self._pid = self._connect(), os.getpid()
        return self._boto

    def _connect(self) -> "BotoClient":
        endpoint = engine.endpoint(self._settings)
        core = botocore.session.get_session()
        core.register_component("response_parser_factory", PlainParserFactory())
        if _needs_no_credentials(core, endpoint):
            core.set_credentials("local", "local")
        session = boto3.session.Session(botocore_session=core, region_name=self._settings.region)
        boto = session.client("dynamodb", endpoint_url=endpoint, config=_config())
        # Transactions here carry conditions and markers of their own, which decide over a restart of the
        # engine too; a token beside them would only slow the embedded engine down.
        boto.meta.events.unregister("before-parameter-build", generate_idempotent_uuid)
        plain_requests.install(boto)
        known_address.install(boto)
        fast_path.install(boto, core.get_credentials())
        return boto


def _config() -> Config:
    return Config(
        connect_timeout=1,
        read_timeout=3,
        # Trying again is decided here (calls.py, transactions.py): botocore would wait half a second at the
        # first lost answer, and hide from a transaction that it was sent twice.
        retries={"mode": "standard", "total_max_attempts": 1},
        max_pool_connections=_POOL,
        tcp_keepalive=True,
        # Said once: botocore puts its own together anew for each request, which is a tenth of a call.
        user_agent=f"Stockroom Boto3/{boto3.__version__}",
        parameter_validation=bool(os.environ.get("INVENTORY_VALIDATE_PARAMETERS")),
    )


def _needs_no_credentials(core: botocore.session.Session, endpoint: str | None) -> bool:
    """Engines other than Amazon's look at no credentials, but a request must be signed with some.

    On the loopback nothing is looked up but the environment: asking the cloud for a role would take seconds. Anywhere
    else whoever has credentials is to be known by them.
    """
    if endpoint is None or all(os.environ.get(name) for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")):
        return False
    host = urlsplit(endpoint).hostname or ""
    if host == "localhost" or host.startswith("127.") or host == "::1":
        return True
    return not _AMAZONS.search(host) and core.get_credentials() is None
