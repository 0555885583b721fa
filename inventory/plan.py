"""StockPlan: the stock changes of a long document, as transactions that can be run again.

A transaction holds 100 actions, and an order may have 2,000 lines. So its lines are cut into parts. Each part is one
transaction that also moves the document itself on by one step, on the condition that it stands just before it: that
step is the part's marker. A part that is sent twice, or by two processes, is applied once, and whoever finds the
document can go on from where it stands.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from inventory.dynamodb.transactions import MAX_ACTIONS

# One action moves the document on, the others are lines, levels and their ledger rows.
ROOM = MAX_ACTIONS - 1
_OF_A_LEVEL = 2
_OF_A_LINE = 1


class StockLine(Protocol):
    """A line of a document: it says which level it changes."""

    @property
    def sku(self) -> str: ...
    @property
    def warehouse(self) -> str: ...


L = TypeVar("L", bound=StockLine)


@dataclass(frozen=True)
class StockPlan(Generic[L]):
    """``parts`` are the lines of each transaction, from the first to the last."""

    parts: tuple[tuple[L, ...], ...]

    @classmethod
    def of(cls, lines: Sequence[L], room: int = ROOM) -> "StockPlan[L]":
        """Cut ``lines`` so that a part takes no more than ``room`` actions.

        The same lines and room always give the same parts: a plan that was begun is cut again by who goes on with
        it. Lines of one level stay together as far as they fit, so that they are short together too.
        """
        return cls(tuple(_parts(lines, room)))


def actions_of(lines: Sequence[StockLine]) -> int:
    """How many actions a transaction needs for ``lines``: each its row, each level its own and its ledger's."""
    return _OF_A_LINE * len(lines) + _OF_A_LEVEL * len({(line.sku, line.warehouse) for line in lines})


def _parts(lines: Sequence[L], room: int) -> Iterator[tuple[L, ...]]:
    part: list[L] = []
    left = room
    for group in _by_level(lines):
        needed = actions_of(group)
        if part and needed > left:
            yield tuple(part)
            part, left = [], room
        while actions_of(group) > room:
            most = (room - _OF_A_LEVEL) // _OF_A_LINE
            yield tuple(group[:most])
            group = group[most:]
        part += group
        left -= actions_of(group)
    if part:
        yield tuple(part)


def _by_level(lines: Sequence[L]) -> list[list[L]]:
    groups: dict[tuple[str, str], list[L]] = {}
    for line in lines:
        groups.setdefault((line.sku, line.warehouse), []).append(line)
    return list(groups.values())
