"""Stock as it is, and changing it, as programs ask for it."""

from typing import Any

from inventory import adjusting, bins, stock, undoing, values
from inventory.adjusting import ADJUSTMENT_REASONS, Adjustment
from inventory.dynamodb.keys import MAX_QUANTITY, MAX_REVISION
from inventory.entities import Reason, SkuPointer, StockLevel
from inventory.errors import InvalidValue
from inventory.interface.base import Interface
from inventory.permissions import Actor, Permission, require
from inventory.request import Adjusted
from inventory.stock import StockCard


class StockInterface(Interface):
    """How much is where; see ``InventoryManager``."""

    def update_stock(
        self,
        sku: str,
        product_id: str,
        quantity_change: int,
        min_stock: int = 0,
        reason: str = Reason.ADJUSTMENT,
        actor: Actor = "",
        note: str = "",
        request_key: str | None = None,
        warehouse: str | None = None,
    ) -> StockLevel:
        """Add ``quantity_change`` units (negative: take) in ``warehouse``, or at the SKU's home.

        Returns the level after it. A decrease that would leave less than ``min_stock`` raises InsufficientStock.
        The same ``request_key`` again returns the first outcome and changes nothing. Raises NotAllowed, UnknownSku,
        Retired, RequestKeyReused, StockBusy.
        """
        change = values.quantity("quantity_change", quantity_change, least=-MAX_QUANTITY)
        if change == 0:
            raise InvalidValue("quantity_change", quantity_change, "must not be 0")
        asked = Adjustment(
            product_id=values.identifier("product_id", product_id),
            sku=values.identifier("sku", sku),
            warehouse=None if warehouse is None else values.identifier("warehouse", warehouse),
            change=change,
            floor=values.quantity("min_stock", min_stock),
            reason=values.text("reason", reason, 64, required=True),
            actor=actor,
            note=values.text("note", note, values.NOTE_LENGTH),
            request_key=None if request_key is None else values.identifier("request_key", request_key),
        )
        return adjusting.adjust(self.client, asked, self.registry).level

    def adjust_stock(
        self,
        sku: str,
        *,
        change: int | None = None,
        counted: int | None = None,
        revision: int | None = None,
        reason: Reason | str,
        note: str = "",
        min_stock: int = 0,
        warehouse: str | None = None,
        actor: Actor,
        request_key: str,
    ) -> Adjusted:
        """Change stock by ``change`` units, or so that ``counted`` units are on hand, in ``warehouse`` or at home.

        Counted is what lies on the shelf, allocated units included; it is recorded too where it is what was thought
        to be there. It holds for the level at ``revision`` (0 where the SKU has none there yet) and raises StockMoved,
        with the newest movement, at another one. A change holds whatever the revision. ``reason`` is one of
        ``inventory.adjusting.ADJUSTMENT_REASONS``; the reason other needs a note. The same ``request_key`` again
        returns the first outcome, as ``repeated``.

        Raises InvalidValue with the name of the argument (a count below what is allocated, a warehouse that is not
        known), NotAllowed, UnknownSku, Retired, InsufficientStock, RequestKeyReused, StockBusy.
        """
        asked = Adjustment(
            sku=values.identifier("sku", sku),
            warehouse=None if warehouse is None else values.identifier("warehouse", warehouse),
            **_amount(change, counted, revision),
            floor=values.quantity("min_stock", min_stock),
            reason=_reason(reason),
            actor=actor,
            note=_note(note, reason),
            request_key=values.identifier("request_key", request_key),
            product_id=self._known_sku(sku, warehouse).product_id,
        )
        try:
            return adjusting.adjust(self.client, asked, self.registry)
        except InvalidValue as refused:
            raise refused if refused.field != "quantity" else InvalidValue("change", change, refused.rule) from None

    def undo_adjustment(self, sku: str, warehouse: str, revision: int, actor: Actor, note: str = "") -> Adjusted:
        """Take back the adjustment that brought a level to ``revision``, by a movement against it.

        Once: the second time, whoever asks, the first outcome is returned as ``repeated``. Raises NotUndoable for
        other movements, InsufficientStock where too little is left, NotAllowed, UnknownSku, Retired, StockBusy.
        """
        warehouse = values.identifier("warehouse", warehouse)
        revision = values.quantity("revision", revision, least=1, most=MAX_REVISION)
        note = values.text("note", note, values.NOTE_LENGTH)
        pointer = self.pointers.get(values.identifier("sku", sku))
        return undoing.undo(self.client, pointer, warehouse, revision, actor, note)

    def set_bin(self, sku: str, warehouse: str, bin: str, actor: Actor) -> StockLevel:  # noqa: A002
        """Say where on the shelves of ``warehouse`` a SKU lies, such as ``A-12-3``; empty for nowhere in particular.

        No change of stock: the ledger and the revision stay. Returns the level with it. Raises LevelNotFound where
        the warehouse never had the SKU, InvalidValue, NotAllowed, UnknownSku, Retired, StockBusy, OutcomeUnknown.
        """
        warehouse = values.identifier("warehouse", warehouse)
        require(actor, Permission.EDIT_CATALOGUE, [warehouse])
        name = bins.bin_text("bin", bin)
        pointer = self.pointers.get(values.identifier("sku", sku))
        return bins.set_bin(self.client, pointer, warehouse, name)

    def find_sku(self, sku: str) -> SkuPointer | None:
        """Which product a SKU belongs to, and its home warehouse, or None. Kept in the process once it is known."""
        return self.pointers.find(values.identifier("sku", sku))

    def get_stock_card(self, sku: str) -> StockCard | None:
        """A SKU's variant with its levels in all warehouses, home first, and its product; None where there is none.

        Read by key: a level in a warehouse that another process made within the last half minute may be missing.
        """
        pointer = self.find_sku(sku)
        return stock.get_card(self.client, pointer, self._warehouse_ids()) if pointer else None

    def _known_sku(self, sku: str, warehouse: str | None) -> SkuPointer:
        pointer = self.pointers.get(sku)
        if warehouse not in (None, pointer.warehouse) and not self.registry.has_warehouse(warehouse or ""):
            raise InvalidValue("warehouse", warehouse, "is not a warehouse here")
        return pointer


def _amount(change: int | None, counted: int | None, revision: int | None) -> dict[str, Any]:
    if (change is None) == (counted is None):
        raise InvalidValue("change", change, "must be given, or what was counted, and not both")
    if counted is not None:
        if revision is None:
            raise InvalidValue("revision", revision, "must say when it was counted")
        at = values.quantity("revision", revision, most=MAX_REVISION)
        return {"change": None, "counted": values.quantity("counted", counted), "revision": at}
    units = values.quantity("change", change, least=-MAX_QUANTITY)
    if units == 0:
        raise InvalidValue("change", change, "must not be 0")
    return {"change": units}


def _reason(reason: object) -> Reason:
    if reason not in ADJUSTMENT_REASONS:
        raise InvalidValue("reason", reason, f"must be one of: {', '.join(ADJUSTMENT_REASONS)}")
    return Reason(reason)  # type: ignore[arg-type]


def _note(note: str, reason: object) -> str:
    taken = values.text("note", note, values.NOTE_LENGTH)
    if reason == Reason.OTHER and not taken.strip():
        raise InvalidValue("note", note, "must say what happened, where the reason is other")
    return taken
