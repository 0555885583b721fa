"""Making entities out of rows: a page makes hundreds of them."""

from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


def maker(entity: type[T]) -> Callable[[dict[str, Any]], T]:
    """What makes an ``entity``, a frozen dataclass, of all its fields by name, faster than its own class.

    The class sets one field after the other, past its own refusal to set any; here the dict given becomes the
    entity's own. Nothing is checked: for rows that are read, where each field is spelled out. That they are those of
    the class, and of its types, is for tests to hold.
    """
    new, give = object.__new__, object.__setattr__

    def make(values: dict[str, Any]) -> T:
        made: T = new(entity)
        give(made, "__dict__", values)
        return made

    return make
