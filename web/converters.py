"""Names and ids as parts of a URL's path."""

import re

_ESCAPED = re.compile(r"%(25|2E|2F|6E)")


def _without_dots(path: str) -> str:
    if "." not in path:
        return path
    return "/".join(s.replace(".", "%2E") if s in (".", "..") else s for s in path.split("/"))


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
        return _without_dots(value.replace("%", "%25"))


class SegmentConverter(NameConverter):
    """A name as one segment, which pages of its own may follow: its slashes are escaped twice too.

    ``new`` is the address of a form, and an order may be called so.
    """

    regex = "[^/]+"

    def to_url(self, value: str) -> str:
        """The name as Django may quote it into a path."""
        return "%6Eew" if value == "new" else _without_dots(value.replace("%", "%25").replace("/", "%2F"))
