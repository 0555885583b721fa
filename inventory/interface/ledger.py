"""The ledger and what is drawn from it, as programs ask for it."""

from collections.abc import Iterable, Iterator
from datetime import date

from inventory import activity, ledger, moments, values
from inventory.dynamodb.keys import MAX_REVISION
from inventory.entities import Movement, Page
from inventory.interface.base import PAGE, Interface, listed
from inventory.ledger import Balance, Chart
from inventory.moments import Moment
from inventory.permissions import ACTOR_LENGTH

MOST_POINTS = 5000


class LedgerInterface(Interface):
    """How stock came to be what it is; see ``InventoryManager``.

    A moment is a datetime with its zone, a timestamp as it is stored, or a day (a date, or text like 2026-01-31):
    all of it. Days are UTC days.
    """

    def get_ledger(
        self,
        sku: str,
        warehouse: str,
        *,
        start: Moment | None = None,
        end: Moment | None = None,
        limit: int = PAGE,
        cursor: str | None = None,
    ) -> Page[Movement]:
        """Movements of a level, newest first, from moment ``start`` to ``end``, both included.

        Without times they are read from the table, with times from its index, which may be late by a moment.
        Raises InvalidCursor.
        """
        sku, warehouse = _level(sku, warehouse)
        first, last = moments.stretch(start, end)
        return ledger.read(self.client, sku, warehouse, first, last, self._limit(limit), cursor)

    def get_movements(self, sku: str, warehouse: str, revisions: Iterable[int]) -> dict[int, Movement]:
        """The movements of a level at ``revisions``, by revision; those that are not there are left out. One call."""
        sku, warehouse = _level(sku, warehouse)
        wanted = [
            values.quantity("revision", each, least=1, most=MAX_REVISION) for each in listed("revisions", revisions)
        ]
        return ledger.at_revisions(self.client, sku, warehouse, wanted)

    def ledger_rows(
        self, sku: str, warehouse: str, start: Moment | None = None, end: Moment | None = None
    ) -> Iterator[Movement]:
        """All movements as ``get_ledger`` has them, read a thousand at a time as they are asked for."""
        sku, warehouse = _level(sku, warehouse)
        first, last = moments.stretch(start, end)
        return ledger.rows(self.client, sku, warehouse, first, last)

    def get_stock_at(self, sku: str, warehouses: str | Iterable[str], moment: Moment) -> list[Balance]:
        """What each of ``warehouses`` held of a SKU at ``moment`` (a day: at its end), in the order given."""
        given = [warehouses] if isinstance(warehouses, str) else listed("warehouses", warehouses)
        names = [values.identifier("warehouse", each) for each in given]
        last = moments.last_of("moment", moment)
        return ledger.balances(self.client, values.identifier("sku", sku), names, last)

    def get_chart(
        self,
        sku: str,
        warehouse: str,
        start: Moment | None = None,
        end: Moment | None = None,
        most: int = 500,
    ) -> Chart:
        """Available stock over time, of at most ``most`` points (4 to 5,000), lows and highs kept.

        It begins with what there was at ``start``. Drawn from the 2,000 newest movements of the stretch at most.
        """
        sku, warehouse = _level(sku, warehouse)
        first, last = moments.stretch(start, end)
        points = values.quantity("most", most, least=4, most=MOST_POINTS)
        return ledger.chart(self.client, sku, warehouse, first, last, points)

    def get_activity(
        self,
        warehouse: str,
        date: date | str,
        *,
        actor: str = "",
        reason: str = "",
        limit: int = PAGE,
        cursor: str | None = None,
    ) -> Page[Movement]:
        """What moved in a warehouse on a day, newest first; only by ``actor`` or for ``reason``, where given.

        A filtered page may be short, or empty, and still have a cursor. Raises InvalidCursor.
        """
        warehouse, day = values.identifier("warehouse", warehouse), moments.day("date", date)
        actor, reason = values.text("actor", actor, ACTOR_LENGTH), values.text("reason", reason, ACTOR_LENGTH)
        return activity.read(self.client, warehouse, day, actor, reason, self._limit(limit), cursor)

    def activity_reached(
        self, warehouse: str, date: date | str, cursor: str, *, actor: str = "", reason: str = ""
    ) -> str:
        """The timestamp back to which the page of ``get_activity`` with that cursor has looked. No call.

        ``actor`` and ``reason`` as they were for that page. Raises InvalidCursor.
        """
        warehouse, day = values.identifier("warehouse", warehouse), moments.day("date", date)
        return activity.reached(self.client, warehouse, day, actor, reason, cursor)


def _level(sku: str, warehouse: str) -> tuple[str, str]:
    return values.identifier("sku", sku), values.identifier("warehouse", warehouse)
