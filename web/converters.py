"""Names and ids as parts of a URL's path."""

import re

_ESCAPED = re.compile(r"%(25|2E)")


class NameConverter:
    """A category or an id, of any script, with blanks and slashes.

    Servers undo ``%2F`` before Django sees the path, so a slash is simply part of the name. Browsers
    resolve the segments ``.`` and ``..`` even when they are written ``%2E``; such dots are therefore
    escaped twice, and so is the percent sign, to keep the two apart.
    """

    regex = ".+"

    def to_python(self, value: str) -> str:
        """The name as it is stored."""
        return _ESCAPED.sub(lambda escaped: chr(int(escaped[1], 16)), value)

    def to_url(self, value: str) -> str:
        """The name as Django may quote it into a path."""
        segments = value.replace("%", "%25").split("/")
        return "/".join(s.replace(".", "%2E") if s in (".", "..") else s for s in segments)
