"""The engine's process and the record of it, ``engine.json`` in the data folder."""

import http.client
import json
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, Self

from inventory.dynamodb import processes
from inventory.dynamodb.engines import ENGINES, HOST, Engine
from inventory.errors import EngineUnavailable

_ATTEMPTS: Final = 3
_POLL_SECONDS: Final = 0.02
# An engine busy with others' writes may keep a question waiting; one silent for longer is of no use.
_PATIENCE_SECONDS: Final = 10.0


@dataclass(frozen=True)
class EngineProcess:
    """One engine serving one data folder. Started, recorded and ended only under the folder's start lock.

    ``pid`` 0: it was about to be started, or its starter died at that moment and it was never seen.
    """

    kind: Engine
    data_dir: Path
    port: int
    command: Sequence[str] = field(repr=False)
    pid: int = 0

    @property
    def url(self) -> str:
        """The address to speak to."""
        return f"http://{HOST}:{self.port}"

    @classmethod
    def recorded(cls, data_dir: Path) -> Self | None:
        """What the record says, true or not; None without a record or with one that cannot be read."""
        try:
            told = json.loads(_record(data_dir).read_text())
            process = cls(ENGINES[told["kind"]], data_dir, int(told["port"]), told["command"], int(told["pid"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return process if process.pid else replace(process, pid=processes.find(process.command) or 0)

    @classmethod
    def start(cls, kind: Engine, data_dir: Path, port: int | None = None) -> Self:
        """Start the engine, on `port` or else on a free one, and wait until it answers.

        Raises EngineUnavailable with the end of its output if it does not, OSError if it cannot be run.
        """
        # Tried again: a port that was free a moment ago may be another program's by now.
        for _ in range(_ATTEMPTS):
            chosen = port or _free_port()
            process = cls(kind, data_dir, chosen, kind.command(chosen, data_dir))._launched()
            if process.answers(kind.boot_seconds):
                kind.tune(data_dir)
                return process
            process.end()
        raise EngineUnavailable(f"The engine {kind.name} does not start. It says: {_last_words(data_dir)}")

    def is_running(self) -> bool:
        """Whether the process lives and is the one that was started."""
        return processes.runs(self.pid, self.command)

    def answers(self, patience: float = _PATIENCE_SECONDS) -> bool:
        """Whether it runs and answers a request, asked until `patience` seconds are over."""
        deadline = time.monotonic() + patience
        while self.is_running() and time.monotonic() < deadline:
            if _answers_http(self.port):
                return True
            time.sleep(_POLL_SECONDS)
        return False

    def end(self) -> None:
        """End the process, if it is the one that was started, and remove the record."""
        processes.end(self.pid, self.command)
        _record(self.data_dir).unlink(missing_ok=True)

    def _launched(self) -> Self:
        # Recorded before as well: should this process die in between, the next finds it by its command.
        self._write()
        process = replace(self, pid=processes.spawn(self.command, _log(self.data_dir)))
        process._write()
        return process

    def _write(self) -> None:
        """Write the record in one step, so that nobody reads half of it."""
        told = {"pid": self.pid, "port": self.port, "kind": self.kind.name, "command": self.command}
        draft = _record(self.data_dir).with_suffix(".json.new")
        draft.write_text(json.dumps(told, indent=1))
        draft.replace(_record(self.data_dir))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _answers_http(port: int) -> bool:
    """Whether a web server answers there, with any status: not every engine takes unsigned requests."""
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", "/")
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def _last_words(data_dir: Path) -> str:
    lines = _log(data_dir).read_text(errors="replace").splitlines()
    return " / ".join(line.strip() for line in lines[-5:] if line.strip()) or "nothing."


def _record(data_dir: Path) -> Path:
    return data_dir / "engine.json"


def _log(data_dir: Path) -> Path:
    return data_dir / "engine.log"
