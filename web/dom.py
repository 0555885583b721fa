"""What elements of a page are called."""

import re
from functools import lru_cache

_SIGN = re.compile(r"[^A-Za-z0-9]")


def dom_id(prefix: str, *names: str) -> str:
    """An id for an element that stands for ``names``, whatever signs they hold: ``row-A_2f_1-WH001``."""
    return "-".join([prefix, *map(_plain, names)])


@lru_cache(maxsize=2048)
def _plain(name: str) -> str:
    """Kept, since a row is full of ids that hold the same names."""
    return _SIGN.sub(_escaped, name)


def _escaped(sign: re.Match[str]) -> str:
    return f"_{ord(sign[0]):x}_"
