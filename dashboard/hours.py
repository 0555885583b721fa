"""A day by its hours, as bars."""

from collections.abc import Sequence
from dataclasses import dataclass

HEIGHT = 28
# An hour in which little moved is still seen.
LEAST = 2


@dataclass(frozen=True)
class Bar:
    """An hour of the day as it is drawn; ``top`` and ``height`` in a box of HEIGHT, ``left`` by 4 for each hour."""

    left: int
    top: int
    height: int


def bars(by_hour: Sequence[int]) -> list[Bar]:
    """A bar for each hour in which something moved; the tallest is as high as the box."""
    most = max(by_hour, default=0)
    heights = ((hour, max(LEAST, HEIGHT * units // most)) for hour, units in enumerate(by_hour) if units > 0)
    return [Bar(4 * hour, HEIGHT - height, height) for hour, height in heights]


def in_words(by_hour: Sequence[int]) -> str:
    """``most between 14 and 15 UTC``; empty where nothing moved."""
    most = max(by_hour, default=0)
    if not most:
        return ""
    hour = by_hour.index(most)
    return f"most between {hour} and {hour + 1} UTC"
