"""Collects the static files that the web server serves, where they changed since the last time."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from inventory.locks import held


def collect_if_changed() -> bool:
    """Run collectstatic unless the sources are those of the last run; whether it ran."""
    root = Path(settings.STATIC_ROOT)
    # Beside the folder, not in it: all that is in it is served.
    collected = root.with_name(f"{root.name}.collected")
    with held(root.with_name(f"{root.name}.lock")):
        now = _fingerprint()
        # The folder may have been removed since, and a run that was killed must not pass for one that ended.
        if root.is_dir() and collected.is_file() and collected.read_text() == now:
            return False
        collected.unlink(missing_ok=True)
        call_command("collectstatic", interactive=False, verbosity=0)
        collected.write_text(now)
        return True


def _fingerprint() -> str:
    # How they are stored counts too: other settings may have collected them without hashes in their names.
    known = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for name, path in sorted(_sources()):
        state = path.stat()
        known.update(f"{name}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return known.hexdigest()


def _sources() -> Iterator[tuple[str, Path]]:
    for finder in get_finders():
        for name, storage in finder.list([]):
            yield name, Path(storage.path(name))
