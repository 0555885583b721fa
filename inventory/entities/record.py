"""What every entity can do, and pages of them."""

from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from typing import Any, Generic, TypeVar

T = TypeVar("T")


def stored_name(attribute: str) -> str:
    """``base_price`` -> ``BasePrice``; a SKU keeps its capitals."""
    return "SKU" if attribute == "sku" else attribute.title().replace("_", "")


@cache
def _attributes(entity: Any) -> dict[str, str]:
    """Attribute by stored name, fields and properties, of an entity class."""
    properties = [name for name in dir(entity) if isinstance(getattr(entity, name), property)]
    names = [f.name for f in fields(entity)] + properties
    return {stored_name(name): name for name in names} | {name: name for name in names}


class Record:
    """Reading by stored name, beside attributes."""

    def __getitem__(self, name: str) -> Any:
        try:
            return getattr(self, self._names()[name])
        except KeyError:
            raise KeyError(name) from None

    def __contains__(self, name: object) -> bool:
        return name in self._names()

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys())

    def get(self, name: str, default: Any = None) -> Any:
        return self[name] if name in self else default  # noqa: SIM401 - this is that method

    def _names(self) -> dict[str, str]:
        entity: Any = type(self)
        return _attributes(entity)

    def keys(self) -> list[str]:
        """The stored names, so that ``dict(record)`` works."""
        return [stored_name(f.name) for f in fields(self)]  # type: ignore[arg-type]


class Page(list[T], Generic[T]):
    """Rows of one page, and the cursor of the next: None on the last page."""

    def __init__(self, rows: list[T] | tuple[T, ...] = (), cursor: str | None = None) -> None:
        super().__init__(rows)
        self.cursor = cursor

    @property
    def items(self) -> list[T]:
        return list(self)
