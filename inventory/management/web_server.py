"""gunicorn, run inside this process, and the guard of the embedded engine beside it."""

import errno
import os
import runpy
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

from django.core.handlers.wsgi import WSGIHandler
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from inventory.dynamodb.engine import Attachment
from inventory.errors import EngineUnavailable, InvalidValue

_ENDING: Final = (signal.SIGINT, signal.SIGQUIT, signal.SIGTERM)
_GUARD_SECONDS: Final = 0.5
_POLL_SECONDS: Final = 0.1


@dataclass(frozen=True)
class Address:
    """Where the server listens."""

    host: str
    port: int

    @classmethod
    def from_env(cls) -> Self:
        """HOST and PORT. Raises InvalidValue if PORT is not a port."""
        said = os.environ.get("PORT") or "8000"
        if not (said.isascii() and said.isdigit() and 0 < int(said) < 65536):
            raise InvalidValue("PORT", said, "must be a number from 1 to 65535")
        return cls(os.environ.get("HOST") or "127.0.0.1", int(said))

    @property
    def url(self) -> str:
        """What a browser on this machine opens."""
        return f"http://[{self.host}]:{self.port}" if ":" in self.host else f"http://{self.host}:{self.port}"

    def is_free(self, patience: float = 0.0) -> bool:
        """Whether nobody listens there, or has stopped to within `patience` seconds.

        Raises OSError if the host is not this machine's or the port may not be used.
        """
        deadline = time.monotonic() + patience
        while _is_taken(self.host, self.port):
            if time.monotonic() >= deadline:
                return False
            time.sleep(_POLL_SECONDS)
        return True


class _Master(Arbiter):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's master, which can be ended while one of its workers is only starting.

    Until a worker has handlers of its own it has the master's, which would note a signal and do nothing: the
    master would wait for it in vain. So signals wait until the worker would die of them.
    """

    def spawn_worker(self) -> int:
        """Fork a worker; its process id. In the worker itself it does not return."""
        signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
        try:
            pid: int = super().spawn_worker()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
        return pid


class WebServer(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """The site under gunicorn, whose master is this very process: killed, it leaves no other master."""

    def __init__(self, config: Path, after_fork: Callable[[], None] | None) -> None:
        """`config` is a configuration file of gunicorn; `after_fork` is called in each new worker."""
        self._config = config
        self._after_fork = after_fork
        super().__init__()

    def load_config(self) -> None:
        """Called by gunicorn, when it starts and when it reloads."""
        for name, value in runpy.run_path(str(self._config)).items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)
        self.cfg.set("post_fork", self._forked)
        self.cfg.set("when_ready", _end_with_terminal)

    def run(self) -> None:
        """Serve; leaves by SystemExit."""
        _Master(self).run()

    def _forked(self, _arbiter: object, _worker: object) -> None:
        for number in _ENDING:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
        if self._after_fork:
            self._after_fork()

    def load(self) -> WSGIHandler:
        """Called by gunicorn in each worker."""
        from inventory_site.wsgi import application

        return application


def guard(engine: Attachment) -> None:
    """From now on bring the engine back, on its port, whenever it dies, and say so on stderr."""
    threading.Thread(target=_guard, args=(engine,), name="engine-guard", daemon=True).start()


def _guard(engine: Attachment) -> None:
    while True:
        time.sleep(_GUARD_SECONDS)
        try:
            if engine.revive():
                print("The embedded engine had died and was started again.", file=sys.stderr, flush=True)
        except (EngineUnavailable, OSError) as error:
            print(f"The embedded engine died and does not come back: {error}", file=sys.stderr, flush=True)


def _end_with_terminal(_arbiter: Any) -> None:
    # gunicorn takes the hangup for "reload" and would run on unseen after its terminal was closed.
    signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGTERM))


def _is_taken(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        # Connections of an earlier server that are only waiting to be forgotten do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return True
            raise
    return False
