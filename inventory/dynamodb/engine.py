"""The embedded engine's life: started by the first process that needs it, ended by the last one to leave.

Two lock files in the data folder carry it, because the kernel lets go of a lock however a process ends.
Each process that uses the engine shares ``engine.users.lock``; starting and ending are decided under
``engine.start.lock``. ``engine.json`` says which process the engine is. So kill -9 of a user leaves an
engine that the next one adopts, and kill -9 of the engine leaves a record that the next one replaces.
"""

import atexit
import os
import sys
import threading
from pathlib import Path
from typing import Final

from inventory.dynamodb import engines
from inventory.dynamodb.engine_process import EngineProcess
from inventory.errors import EngineUnavailable
from inventory.locks import FileLock, held, opened
from inventory.settings import EMBEDDED_ENGINES, Settings

_CREDENTIAL_VARIABLES: Final = (
    "AWS_ACCESS_KEY_ID",
    "AWS_PROFILE",
    "AWS_SHARED_CREDENTIALS_FILE",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
)

_attachments: Final[dict[Path, "Attachment"]] = {}
_attachments_lock: Final = threading.Lock()


def endpoint(settings: Settings) -> str | None:
    """The address to speak DynamoDB to, or None for Amazon by boto3's ordinary rules.

    Starts the embedded engine of the data folder if `settings` ask for one and none is running; this process
    holds it until it ends. Raises EngineUnavailable, in words for a person, if there is none to be had.
    """
    if settings.endpoint_url:
        return settings.endpoint_url
    if settings.engine in EMBEDDED_ENGINES:
        return attach(settings).url
    if settings.engine is None and not any(os.environ.get(name) for name in _CREDENTIAL_VARIABLES):
        running = _attach(settings.data_dir, wanted=None)
        return running.url if running else None
    return None


def is_embedded(settings: Settings) -> bool:
    """Whether `settings` lead to the engine of their data folder, and to no other database; by its address too."""
    if settings.engine not in EMBEDDED_ENGINES:
        return False
    running = EngineProcess.recorded(settings.data_dir) if settings.endpoint_url else None
    return settings.endpoint_url is None or (running is not None and running.url == settings.endpoint_url)


def attach(settings: Settings) -> "Attachment":
    """This process's hold on the embedded engine that `settings` name, started if need be.

    Raises EngineUnavailable: not installed, not starting, or the folder is in use with another engine.
    """
    wanted = settings.engine if settings.engine in EMBEDDED_ENGINES else "auto"
    attachment = _attach(settings.data_dir, wanted)
    if attachment is None:
        raise EngineUnavailable(f"No engine could be started for {settings.data_dir}.")
    return attachment


class Attachment:
    """One process's share in the running engine of a data folder; forked children lean on their parent's."""

    def __init__(self, process: EngineProcess, users: FileLock) -> None:
        """`users` is held shared already."""
        self.process = process
        self._users = users
        self._owner = os.getpid()

    @property
    def url(self) -> str:
        """The address of the engine."""
        return self.process.url

    def revive(self) -> bool:
        """Start the engine again, on its port, if its process has died; whether that was done.

        Never after `release`, whatever thread asks.
        Raises EngineUnavailable when it does not come back, OSError when it cannot be run.
        """
        if self.process.is_running():
            return False
        folder = self.process.data_dir
        with held(_start_lock(folder)):
            if _attachments.get(folder) is not self:
                return False
            recorded = EngineProcess.recorded(folder)
            if recorded and recorded.is_running():
                self.process = recorded
                return False
            self.process.end()
            self.process = EngineProcess.start(self.process.kind, folder, self.process.port)
            return True

    def release(self) -> None:
        """Give up the share; the last one to leave ends the engine. Does nothing in a forked child."""
        if self._owner != os.getpid():
            return
        folder = self.process.data_dir
        with _attachments_lock, held(_start_lock(folder)):
            if _attachments.get(folder) is not self:
                return
            del _attachments[folder]
            # Unlocked besides being closed: workers that are only just ending have it from before they were forked.
            self._users.unlock()
            self._users.close()
            _end_if_unused(folder)


def _attach(folder: Path, wanted: str | None) -> Attachment | None:
    with _attachments_lock:
        attachment = _attachments.get(folder)
        if attachment is None:
            attachment = _share(folder, wanted)
            if attachment:
                _attachments[folder] = attachment
                atexit.register(attachment.release)
        return attachment


def _share(folder: Path, wanted: str | None) -> Attachment | None:
    """Take a share in the engine of `folder`; with `wanted` None only in one that is running already."""
    if wanted is None and not EngineProcess.recorded(folder):
        return None
    try:
        with held(_start_lock(folder)):
            return _share_under_lock(folder, wanted)
    except OSError as error:
        raise EngineUnavailable(f"The engine of the folder {folder} cannot be used: {error}.") from error


def _share_under_lock(folder: Path, wanted: str | None) -> Attachment | None:
    users = FileLock(_users_lock(folder))
    try:
        process = _running_or_started(folder, wanted, unused=users.try_exclusive())
        if process:
            users.shared()
            return Attachment(process, users)
    except BaseException:
        users.close()
        raise
    users.close()
    return None


def _running_or_started(folder: Path, wanted: str | None, *, unused: bool) -> EngineProcess | None:
    found = EngineProcess.recorded(folder)
    fits = found is not None and wanted in (None, "auto", found.kind.name)
    if found and fits and found.answers():
        return found
    if wanted is None:
        return None
    if found and not unused:
        return _restarted(found, wanted, fits=fits)
    if found:
        found.end()
    return _started(folder, wanted)


def _restarted(found: EngineProcess, wanted: str, *, fits: bool) -> EngineProcess:
    """An engine that died under its users comes back where they look for it: same kind, same port."""
    if not fits:
        raise EngineUnavailable(
            f"The folder {found.data_dir} is in use with the engine {found.kind.name}, and {wanted} was "
            "asked for: end what uses it first, or set INVENTORY_DATA_DIR to another folder."
        )
    found.end()
    return EngineProcess.start(found.kind, found.data_dir, found.port)


def _started(folder: Path, wanted: str) -> EngineProcess:
    kind = engines.choose(wanted)
    process = EngineProcess.start(kind, folder)
    if kind.caution:
        print(kind.caution, file=sys.stderr)
    return process


def _end_if_unused(folder: Path) -> None:
    """To be called under the start lock, so that nobody can join between the question and the end."""
    with opened(_users_lock(folder)) as users:
        process = EngineProcess.recorded(folder) if users.try_exclusive() else None
        if process:
            process.end()


def _start_lock(folder: Path) -> Path:
    return folder / "engine.start.lock"


def _users_lock(folder: Path) -> Path:
    return folder / "engine.users.lock"
