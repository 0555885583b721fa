"""Web servers to load: the product's, and the same site written the plain way."""

import os
import runpy
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from unittest import mock

from benchmarks import stock_client, surroundings
from benchmarks.engines import SECRET
from benchmarks.refusals import CannotRun
from inventory import InventoryManager
from inventory.settings import PROJECT_ROOT

PRODUCT, PLAIN = "inventory_site.settings", "benchmarks.plain.settings"
_CONFIG = PROJECT_ROOT / "inventory_site" / "gunicorn.py"
_PATIENCE = 30.0


def environment(inventory: InventoryManager, settings: str, data_dir: Path) -> dict[str, str]:
    """The environment of a process that works on ``inventory`` as a site with these Django settings."""
    workers, threads = shipped()
    ours = {
        "DJANGO_SETTINGS_MODULE": settings,
        "DYNAMODB_ENDPOINT_URL": stock_client.endpoint(inventory),
        "DYNAMODB_TABLE_NAME": inventory.client.table_name,
        "HOST": "127.0.0.1",
        "INVENTORY_ENGINE": "dynoxide",
        "INVENTORY_DATA_DIR": str(data_dir),
        "INVENTORY_SECRET_KEY": SECRET,
        "INVENTORY_HTTPS": "0",
        "WEB_CONCURRENCY": str(workers),
        "WEB_THREADS": str(threads),
    }
    return surroundings.told(ours)


def shipped() -> tuple[int, int]:
    """Workers, and threads of each, as the product's configuration says by itself, whatever the environment says."""
    with mock.patch.dict(os.environ, surroundings.without_settings(os.environ), clear=True):
        config = runpy.run_path(str(_CONFIG))
    return config["workers"], config["threads"]


@contextmanager
def served(environ: Mapping[str, str], **moved: str) -> Iterator[str]:
    """A site under gunicorn with the product's configuration, which ``moved`` variables may move; yields its host.

    ``environ`` is all that it is told besides. Raises CannotRun where it does not answer.
    """
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", "--config", str(_CONFIG), "inventory_site.wsgi"]
    process = subprocess.Popen(command, cwd=PROJECT_ROOT, env={**environ, **moved, "PORT": str(port)})
    try:
        host = f"127.0.0.1:{port}"
        _wait_for(host, process)
        yield host
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def _wait_for(host: str, process: "subprocess.Popen[bytes]") -> None:
    ends = time.monotonic() + _PATIENCE
    while time.monotonic() < ends and process.poll() is None:
        with suppress(OSError):
            line = HTTPConnection(host)
            line.request("GET", "/")
            if line.getresponse().status == 302:
                return
        time.sleep(0.1)
    raise CannotRun(f"the site at {host} does not answer; what it said stands above")
