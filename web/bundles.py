"""Style sheets and scripts as they are collected: a sheet that imports others holds them itself, and none of them, nor
of our scripts, holds what no browser needs."""

import re
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

_IMPORT = re.compile(r'^@import "([\w.-]+)";$', re.MULTILINE)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_INDENT = re.compile(r"\n\s*")
_REMARK = re.compile(r"^\s*//.*\n", re.MULTILINE)
# Where our own scripts are.
_SCRIPTS = "js/"


def bundled(name: str, read: Callable[[str], str]) -> str:
    """The text of a style sheet with the sheets beside it that it imports; without comments and indentation.

    ``read`` gives the text of a sheet by its name, such as ``css/app.css``.
    """
    folder = PurePosixPath(name).parent
    whole = _IMPORT.sub(lambda found: read(str(folder / found[1])), read(name))
    return _INDENT.sub("\n", _COMMENT.sub("", whole)).lstrip()


def stripped(script: str) -> str:
    """A script without the comments that have a line of their own, and without indentation.

    No text in it may span lines.
    """
    return _INDENT.sub("\n", _REMARK.sub("", script)).lstrip()


class BundledStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # comes without types
    """Hashed names, compressed files, bundled style sheets and stripped scripts."""

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Read what the sheets and scripts have become in place of their sources."""

        def read(name: str) -> str:
            storage, path = paths[name]
            with storage.open(path) as file:
                text: str = file.read().decode()
            return text

        made = {name: bundled(name, read) for name in paths if name.endswith(".css")}
        made |= {name: stripped(read(name)) for name in paths if name.startswith(_SCRIPTS)}
        kept = InMemoryStorage()
        for name, text in made.items():
            kept.save(name, ContentFile(text.encode()))
        yield from super().post_process(paths | {name: (kept, name) for name in made}, dry_run, **options)
