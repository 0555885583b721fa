"""Style sheets as they are collected: one that imports others holds them itself, none holds what no browser needs."""

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


def bundled(name: str, read: Callable[[str], str]) -> str:
    """The text of a style sheet with the sheets beside it that it imports; without comments and indentation.

    ``read`` gives the text of a sheet by its name, such as ``css/app.css``.
    """
    folder = PurePosixPath(name).parent
    whole = _IMPORT.sub(lambda found: read(str(folder / found[1])), read(name))
    return _INDENT.sub("\n", _COMMENT.sub("", whole)).lstrip()


class BundledStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # comes without types
    """Hashed names, compressed files and bundled style sheets."""

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Read what the sheets have become in place of their sources."""

        def read(name: str) -> str:
            storage, path = paths[name]
            with storage.open(path) as file:
                text: str = file.read().decode()
            return text

        sheets, names = InMemoryStorage(), [name for name in paths if name.endswith(".css")]
        for name in names:
            sheets.save(name, ContentFile(bundled(name, read).encode()))
        yield from super().post_process(paths | {name: (sheets, name) for name in names}, dry_run, **options)
