"""Orders, as programs ask for them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from inventory import values
from inventory.entities import Order, OrderStatus, OrderWithItems, Page
from inventory.errors import InvalidValue
from inventory.interface.base import PAGE, Interface, listed
from inventory.order_story import Customer
from inventory.ordering import advancing, customers, moving, offer, picking, placing, queues, reading, sending, settling
from inventory.ordering.asked import asked_order
from inventory.ordering.customers import CustomerSummary
from inventory.ordering.offer import Matches, Offer
from inventory.ordering.picking import Picked, PickList
from inventory.ordering.queues import Holding, OrderFilter
from inventory.ordering.reading import OrderSheet
from inventory.ordering.settling import Resumed
from inventory.overview import Count
from inventory.permissions import Actor
from inventory.values import NOTE_LENGTH


class OrderInterface(Interface):
    """Who ordered what, and where it stands; see ``InventoryManager``.

    A change of an order with more lines than a transaction holds passes through a status of ``entities.IN_WORK``.
    With ``wait=False`` it is handed back as it stands then, and ``settle_order`` brings it to its end. Each of these
    methods can be called again after any failure: what was done is not done twice.
    """

    def create_order_transaction(
        self,
        order_id: str,
        customer_id: str,
        items: Sequence[Mapping[str, Any]],
        actor: Actor = "",
        *,
        wait: bool = True,
        keep_rejected: bool = False,
    ) -> OrderWithItems:
        """Place an order for ``items`` (sku, quantity, price; optionally warehouse, product_id), all lines or none.

        Up to 2,000 lines. The same order again is the same order. Raises InsufficientStock with every short SKU:
        of an order that fits one transaction (33 SKUs) nothing is left then, unless ``keep_rejected``; a longer one
        is left REJECTED. Raises UnknownSku with every unknown one, NotAllowed, Retired, OrderExists for a different
        order under the id; PlanUnfinished where a long one is left to be gone on with.
        """
        asked = asked_order(order_id, customer_id, items)
        return self._placed(asked, placing.ORDER, actor, wait=wait, keep_rejected=keep_rejected)

    def receive_return(
        self, return_id: str, customer_id: str, items: Sequence[Mapping[str, Any]], actor: Actor = ""
    ) -> OrderWithItems:
        """Put goods back to stock that came back without naming an order: a document of its own, RETURNED.

        ``items`` as in ``create_order_transaction``, and the same errors but for the shortages.
        """
        return self._placed(asked_order(return_id, customer_id, items), placing.RETURN, actor)

    def _placed(self, asked: Any, kind: placing.Kind, actor: Actor, **how: bool) -> OrderWithItems:
        desk = placing.Desk(self.client, self.pointers, self.customer_book)
        try:
            return placing.place(desk, asked, kind, actor, **how)
        finally:
            self.counts.forget()

    # Reading

    def get_order_with_items(self, order_id: str) -> OrderWithItems | None:
        """An order and its lines in their order, or None."""
        return reading.get_with_lines(self.client, values.identifier("order_id", order_id))

    def get_order_sheet(self, order_id: str, limit: int = PAGE, cursor: str | None = None) -> OrderSheet | None:
        """An order with its history, shipments and returns, and a page of its lines. Raises InvalidCursor."""
        order_id = values.identifier("order_id", order_id)
        return reading.get_sheet(self.client, order_id, self._limit(limit), cursor)

    def get_pick_list(self, order_id: str) -> PickList | None:
        """What of an order is still in the house, in walking order, or None."""
        return picking.pick_list(self.client, values.identifier("order_id", order_id))

    def get_customer_orders(
        self,
        customer_id: str,
        limit: int = PAGE,
        cursor: str | None = None,
        *,
        status: OrderStatus | None = None,
        warehouse: str | None = None,
        newest_first: bool = True,
    ) -> Page[Order]:
        """A customer's orders by time. A filtered page may be short and have a cursor. Raises InvalidCursor."""
        customer_id = values.identifier("customer_id", customer_id)
        asked = OrderFilter(_status(status), None, _optional_id("warehouse", warehouse))
        return queues.of_customer(self.client, asked, customer_id, newest_first, self._limit(limit), cursor)

    def orders_by_status(
        self,
        status: OrderStatus,
        *,
        warehouse: str | None = None,
        customer: str | None = None,
        newest_first: bool = False,
        limit: int = PAGE,
        cursor: str | None = None,
    ) -> Page[Order]:
        """The orders of a status by time. A filtered page may be short and have a cursor. Raises InvalidCursor."""
        asked = OrderFilter(None, _optional_id("customer", customer), _optional_id("warehouse", warehouse))
        wanted = _status(status) or OrderStatus.PENDING
        return queues.by_status(self.client, asked, wanted, newest_first, self._limit(limit), cursor)

    def order_counts(self) -> Mapping[OrderStatus, Count]:
        """How many orders have each status, counted up to 1,000, as it was at most ten seconds ago."""
        return self.counts.current()

    def orders_holding(self, sku: str, *, limit: int = PAGE, cursor: str | None = None) -> Page[Holding]:
        """The orders that hold units of a SKU, oldest first. Raises InvalidCursor."""
        return queues.holding(self.client, values.identifier("sku", sku), self._limit(limit), cursor)

    def customers(self, beginning: str = "", *, limit: int = PAGE, cursor: str | None = None) -> Page[Customer]:
        """Who ordered, by id, those whose id begins so. Raises InvalidCursor."""
        beginning = values.identifier("beginning", beginning) if beginning else ""
        return customers.listed(self.client, beginning, self._limit(limit), cursor)

    def get_customer(self, customer_id: str) -> CustomerSummary | None:
        """What a customer ordered, added up, or None."""
        return customers.summary(self.client, values.identifier("customer_id", customer_id))

    def offers(self, skus: Iterable[str]) -> dict[str, Offer]:
        """What each SKU can be sold as: name, price, what is available where. Those that do not exist are left out.

        One BatchGetItem for each 100 rows, the calls at the same time; one more where SKUs are new to the process.
        """
        wanted = [values.identifier("skus", sku) for sku in listed("skus", skus)]
        return offer.describe(self.client, self.pointers.find_all(wanted).values(), self._warehouse_ids())

    def skus_named(self, texts: Iterable[str]) -> dict[str, str]:
        """The SKU that each text names, as a SKU or a barcode, as it is typed or in capitals; others are left out."""
        found = offer.named(self.client, listed("texts", texts))
        self.pointers.keep(found.values())
        return {text: pointer.sku for text, pointer in found.items()}

    def offers_matching(self, text: str, most: int = 8) -> Matches:
        """Up to ``most`` variants in whose words, or their product's, each word of ``text`` begins one.

        One Query, and then one for each product found, those at the same time. Raises InvalidValue as ``find`` does.
        """
        return offer.matching(self.client, text, self._limit(most))

    # Changing

    def move_order(
        self, order_id: str, to: OrderStatus, actor: Actor = "", note: str = "", *, wait: bool = True
    ) -> Order:
        """Move an order to PICKING, PACKED, DELIVERED, ON_HOLD, CANCELLED, or back from ON_HOLD.

        Where it is there already, nothing happens. Raises OrderNotFound, NotAllowed, IllegalMove, PlanUnfinished.
        """
        order_id, wanted = values.identifier("order_id", order_id), _status(to)
        if wanted is None:
            raise InvalidValue("to", to, "must be a status")
        return self._counting_anew(lambda: moving.move(self.client, order_id, wanted, actor, _note(note), wait))

    def advance_order(self, order_id: str, to: OrderStatus, actor: Actor = "") -> Order:
        """Move an order on along PENDING, PICKING, PACKED, SHIPPED, DELIVERED as far as ``to``, all of it shipped.

        One that left that way, or is beyond, stays where it stands. Raises OrderNotFound, NotAllowed, PlanUnfinished.
        """
        order_id, wanted = values.identifier("order_id", order_id), _status(to)
        if wanted not in advancing.WAY:
            raise InvalidValue("to", to, f"must be one of {', '.join(advancing.WAY)}")
        return self._counting_anew(lambda: advancing.advance(self.client, order_id, wanted, actor))

    def ship_order(
        self,
        order_id: str,
        units: Mapping[int, int] | None = None,
        *,
        close_rest: bool = False,
        actor: Actor = "",
        note: str = "",
        request_key: str | None = None,
        wait: bool = True,
    ) -> Order:
        """Ship a PACKED order: ``units`` by line index, or all that is open.

        A rest is kept open and the order is PICKING again; with ``close_rest`` it is given back. Raises OrderNotFound,
        NotAllowed, IllegalMove, InvalidValue for ``units[<index>]``, RequestKeyReused, PlanUnfinished.
        """
        order_id, asked = values.identifier("order_id", order_id), sending.units_asked(units)
        return self._counting_anew(
            lambda: sending.ship(
                self.client,
                order_id,
                asked,
                close_rest=close_rest,
                actor=actor,
                note=_note(note),
                request_key=_optional_id("request_key", request_key),
                wait=wait,
            )
        )

    def close_order_short(
        self, order_id: str, actor: Actor = "", note: str = "", *, request_key: str | None = None, wait: bool = True
    ) -> Order:
        """Give the rest of a partly shipped order back; it is SHIPPED then. Raises as ``move_order``."""
        order_id, key = values.identifier("order_id", order_id), _optional_id("request_key", request_key)
        return self._counting_anew(lambda: moving.close_short(self.client, order_id, actor, _note(note), key, wait))

    def return_items(
        self,
        order_id: str,
        lines: Sequence[Mapping[str, Any]],
        actor: Actor = "",
        note: str = "",
        *,
        request_key: str | None = None,
        wait: bool = True,
    ) -> Order:
        """Take shipped goods back: ``lines`` with index, restock and write_off in units.

        Raises OrderNotFound, NotAllowed, IllegalMove, InvalidValue for ``lines[<index>].restock``, Retired,
        RequestKeyReused, PlanUnfinished.
        """
        order_id, asked = values.identifier("order_id", order_id), sending.returned_units(lines)
        key = _optional_id("request_key", request_key)
        return self._counting_anew(
            lambda: sending.take_back(
                self.client, order_id, asked, actor=actor, note=_note(note), request_key=key, wait=wait
            )
        )

    def pick_units(
        self, order_id: str, index: int, units: int, actor: Actor = "", *, request_key: str | None = None
    ) -> Picked:
        """Say how many units of a line are picked. Raises OrderNotFound, NotAllowed, IllegalMove, InvalidValue."""
        order_id, index = values.identifier("order_id", order_id), values.quantity("index", index, least=1)
        key, units = _optional_id("request_key", request_key), values.quantity("units", units)
        return picking.set_picked(self.client, order_id, index, units, actor, key)

    def pick_scan(self, order_id: str, code: str, actor: Actor = "", *, request_key: str | None = None) -> Picked:
        """Count one unit of the SKU or barcode scanned. Raises WrongScan, SurplusScan, IllegalMove, OrderNotFound."""
        order_id, code = values.identifier("order_id", order_id), values.text("code", code, 200, required=True)
        key = _optional_id("request_key", request_key)
        return picking.scan(self.client, order_id, code.strip(), actor, key)

    def settle_order(self, order_id: str) -> Order:
        """Bring what is in work on an order to its end. Raises OrderNotFound, PlanUnfinished."""
        order_id = values.identifier("order_id", order_id)
        return self._counting_anew(lambda: settling.settle(self.client, order_id))

    def resume_plans(self, progress: Callable[[Order], None] = lambda order: None) -> Resumed:
        """Settle every order that was left in work; ``progress`` is told how each stands after it."""
        return settling.resume_plans(self.client, progress)

    def _counting_anew(self, change: Callable[[], Order]) -> Order:
        try:
            return change()
        finally:
            self.counts.forget()


def _status(value: str | None) -> OrderStatus | None:
    try:
        return OrderStatus(value) if value is not None else None
    except ValueError:
        raise InvalidValue("status", value, f"must be one of {', '.join(OrderStatus)}") from None


def _optional_id(field: str, value: str | None) -> str | None:
    return None if value is None else values.identifier(field, value)


def _note(note: str) -> str:
    return values.text("note", note, NOTE_LENGTH)
