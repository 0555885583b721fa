"""The statuses above a list of orders: each leads to its own."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from inventory.entities import IN_WORK, OrderStatus
from inventory.overview import Count
from web.order_status import word

# In the order of an order's way; others stand behind them where there are any.
ALWAYS: Final = (
    OrderStatus.PENDING,
    OrderStatus.PICKING,
    OrderStatus.PACKED,
    OrderStatus.ON_HOLD,
    OrderStatus.SHIPPED,
    OrderStatus.DELIVERED,
    OrderStatus.CANCELLED,
    OrderStatus.REJECTED,
)


@dataclass(frozen=True)
class StatusLink:
    """One entry; ``count`` is None where it is not known, ``status`` None for all of them."""

    status: OrderStatus | None
    words: str
    query: str
    count: Count | None
    is_chosen: bool


@dataclass(frozen=True)
class StatusLinks:
    """``at_rest`` are shown always, ``in_work`` only where there are any: their stock is being moved right now."""

    at_rest: tuple[StatusLink, ...]
    in_work: tuple[StatusLink, ...]


def links(
    counts: Mapping[OrderStatus, Count],
    chosen: OrderStatus | None,
    query: Callable[[str], str],
    always: Iterable[OrderStatus] = ALWAYS,
    counted: bool = True,
) -> StatusLinks:
    """Entries for those ``always`` shown, the one ``chosen``, and whatever else is counted above nothing.

    ``query`` makes the query string of a status. The counts themselves are shown where the list is ``counted``.
    """

    def link(status: OrderStatus) -> StatusLink:
        count = counts.get(status, Count(0, False)) if counted else None
        return StatusLink(status, word(status), query(status), count, status is chosen)

    shown = {*always, chosen, *(status for status in counts if counts[status].n)}
    in_order = [status for status in dict.fromkeys((*ALWAYS, *OrderStatus)) if status in shown]
    at_rest = (link(status) for status in in_order if status not in IN_WORK)
    return StatusLinks(tuple(at_rest), tuple(link(status) for status in in_order if status in IN_WORK))
