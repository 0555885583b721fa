"""The key of an installation on one machine: made once, kept in the data folder, for its owner only."""

import os
import secrets
import tempfile
from pathlib import Path


def kept(data_dir: Path) -> bytes | None:
    """The key kept in `data_dir`, or None if there is none that can be read."""
    try:
        return _file(data_dir).read_bytes() or None
    except OSError:
        return None


def made(data_dir: Path) -> bytes:
    """The key kept in `data_dir`, made now if there is none. Raises OSError if it cannot be written."""
    return kept(data_dir) or _make(data_dir)


def _make(data_dir: Path) -> bytes:
    data_dir.mkdir(parents=True, exist_ok=True)
    # A name of its own for each thread too, and readable by its owner only.
    descriptor, name = tempfile.mkstemp(prefix="secret_key.", dir=data_dir)
    draft = Path(name)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_urlsafe(50).encode())
    try:
        # A link, not a rename: of two that start at once, the first one's key stays.
        os.link(draft, _file(data_dir))
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return _file(data_dir).read_bytes()


def _file(data_dir: Path) -> Path:
    return data_dir / "secret_key"
