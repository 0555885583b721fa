"""One exception for each thing that can go wrong, with what the caller needs to explain it.

A refused condition is a ``botocore.exceptions.ClientError`` too, with the code DynamoDB would have
given for a single write, so that callers written for plain boto3 keep working.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from botocore.exceptions import ClientError

from inventory.entities import Movement, Order, OrderLine, OrderStatus, Product, StockLevel, Variant


class InventoryError(Exception):
    """Everything this package raises on purpose."""


class InvalidValue(InventoryError, ValueError):
    """A value that cannot be taken. ``field`` names it, ``rule`` says what it must be."""

    def __init__(self, field: str, value: object, rule: str) -> None:
        super().__init__(f"{field} {rule} (got {_shown(value)})")
        self.field = field
        self.value = value
        self.rule = rule


class InvalidCursor(InventoryError, ValueError):
    """A cursor that was altered, or belongs to another list."""

    def __init__(self) -> None:
        super().__init__("this page link is not valid here; start from the first page")


class ConditionRefused(InventoryError, ClientError):
    """The table refused a write, because it already holds something else than the write needs."""

    def __init__(self, message: str, operation: str = "TransactWriteItems") -> None:
        ClientError.__init__(
            self, {"Error": {"Code": "ConditionalCheckFailedException", "Message": message}}, operation
        )
        self.message = message

    def __str__(self) -> str:
        return self.message


class ProductExists(ConditionRefused):
    def __init__(self, product_id: str) -> None:
        super().__init__(f"product {product_id} exists already")
        self.product_id = product_id


class SkuExists(ConditionRefused):
    """``owners`` maps each SKU that is taken to the product it belongs to."""

    def __init__(self, owners: dict[str, str]) -> None:
        taken = ", ".join(f"{sku} (product {owner})" for sku, owner in owners.items())
        super().__init__(f"SKU exists already: {taken}")
        self.owners = owners


class BarcodeExists(ConditionRefused):
    """The barcode belongs to ``sku`` already."""

    def __init__(self, barcode: str, sku: str) -> None:
        super().__init__(f"barcode {barcode} belongs to SKU {sku} already")
        self.barcode, self.sku = barcode, sku


class ChangedMeanwhile(InventoryError):
    """What was to be edited is not any more what was shown. ``current`` is what it is; nothing was changed."""

    def __init__(self, current: Product | Variant) -> None:
        what = f"SKU {current.sku}" if isinstance(current, Variant) else f"product {current.product_id}"
        super().__init__(f"{what} was changed meanwhile; nothing was saved")
        self.current = current


class OrderExists(ConditionRefused):
    """The order id is taken by an order that asks for something else."""

    def __init__(self, order_id: str) -> None:
        super().__init__(f"order {order_id} exists already and is a different one")
        self.order_id = order_id


class RequestKeyReused(ConditionRefused):
    """A request key came back with a different request."""

    def __init__(self, request_key: str) -> None:
        super().__init__(f"request key {request_key} was used for a different change")
        self.request_key = request_key


@dataclass(frozen=True)
class Shortage:
    """``asked`` is what the change needed, ``available`` what could be taken so that ``floor`` stays, in units."""

    sku: str
    warehouse: str
    asked: int
    available: int
    floor: int = 0

    def __str__(self) -> str:
        text = f"{self.sku} in {self.warehouse}: asked {self.asked}, available {self.available}"
        return f"{text} (at least {self.floor} must stay)" if self.floor else text


class InsufficientStock(ConditionRefused):
    """Not enough stock. ``shortages`` has one entry for each SKU that is short."""

    def __init__(self, shortages: Iterable[Shortage]) -> None:
        self.shortages = tuple(shortages)
        super().__init__("not enough stock: " + "; ".join(map(str, self.shortages)))


class StockMoved(InventoryError):
    """A count was made for figures that have changed since. Nothing was changed.

    ``level`` is the stock as it is, ``movement`` what made it so, where it was looked up.
    """

    def __init__(self, level: StockLevel, movement: Movement | None = None) -> None:
        super().__init__(f"{level.sku} in {level.warehouse} was changed meanwhile: {level.on_hand} on hand now")
        self.level, self.movement = level, movement


class NotUndoable(InventoryError):
    """A movement that cannot be taken back; ``why`` says it in words. Nothing was changed."""

    def __init__(self, sku: str, warehouse: str, revision: int, why: str) -> None:
        super().__init__(f"movement {revision} of {sku} in {warehouse} cannot be undone: {why}")
        self.sku, self.warehouse, self.revision, self.why = sku, warehouse, revision, why


class Retired(InventoryError):
    """A SKU that is out of use takes no changes."""

    def __init__(self, sku: str) -> None:
        super().__init__(f"{sku} is retired")
        self.sku = sku


class StockLeft(InventoryError):
    """What still has ``units`` on hand cannot be retired."""

    def __init__(self, sku: str, warehouse: str, units: int) -> None:
        super().__init__(f"{sku} still has {units} on hand in {warehouse}")
        self.sku, self.warehouse, self.units = sku, warehouse, units


class PartlyRetired(InventoryError):
    """``variants`` of a product too large for one step were retired, then ``why`` came in the way.

    Retiring the product again goes on from there.
    """

    def __init__(self, product_id: str, variants: int, why: InventoryError) -> None:
        super().__init__(f"{variants} variants of product {product_id} were retired, then: {why}")
        self.product_id, self.variants, self.why = product_id, variants, why


class NotFound(InventoryError, LookupError):
    """Something named does not exist."""


class ProductNotFound(NotFound):
    def __init__(self, product_id: str) -> None:
        super().__init__(f"there is no product {product_id}")
        self.product_id = product_id


class UnknownSku(NotFound):
    """``skus`` are the ones that no product has, or that ``product_id`` has not, where one is named."""

    def __init__(self, skus: Iterable[str], product_id: str | None = None) -> None:
        self.skus, self.product_id = tuple(skus), product_id
        where = "there is no SKU" if product_id is None else f"product {product_id} has no SKU"
        super().__init__(f"{where} {', '.join(self.skus)}")


class LevelNotFound(NotFound):
    """``warehouse`` never had anything of ``sku``."""

    def __init__(self, sku: str, warehouse: str) -> None:
        super().__init__(f"nothing of {sku} was ever recorded in {warehouse}")
        self.sku, self.warehouse = sku, warehouse


class NotAllowed(InventoryError):
    """``username`` may not do ``permission``, or not to the stock of ``warehouse``. Nothing was changed."""

    def __init__(self, username: str, permission: str, warehouse: str | None) -> None:
        where = f" in {warehouse}" if warehouse else ""
        super().__init__(f"{username} may not {permission}{where}")
        self.username, self.permission, self.warehouse = username, permission, warehouse


class OrderNotFound(NotFound):
    def __init__(self, order_id: str) -> None:
        super().__init__(f"there is no order {order_id}")
        self.order_id = order_id


class IllegalMove(ConditionRefused):
    """What is asked of an order is not possible where it stands. ``order`` is as it is now; nothing was changed.

    ``to`` is the status asked for, None for another change; ``why`` says more, where there is more to say.
    """

    def __init__(self, order: Order, to: OrderStatus | None, what: str, why: str = "") -> None:
        super().__init__(f"order {order.order_id} is {order.status} and cannot be {what}{why and f': {why}'}")
        self.order, self.to, self.what, self.why = order, to, what, why


class WrongScan(InventoryError, LookupError):
    """What was scanned is not in the order. Nothing was counted."""

    def __init__(self, order_id: str, code: str) -> None:
        super().__init__(f"{code} is not in order {order_id}")
        self.order_id, self.code = order_id, code


class SurplusScan(InventoryError):
    """All units of what was scanned are picked already. Nothing was counted. ``line`` is as it is."""

    def __init__(self, line: OrderLine) -> None:
        super().__init__(f"all {line.open} of {line.sku} are picked already")
        self.line = line


class PlanUnfinished(InventoryError):
    """A long order whose stock is moved in part: ``order`` is as it is now, ``why`` is what came in the way.

    The same request again, or ``manage.py resume_plans``, goes on from there.
    """

    def __init__(self, order: Order, why: InventoryError) -> None:
        super().__init__(
            f"order {order.order_id} is {order.status}, {order.step} of {order.steps} steps done, then: {why}."
            " It goes on from there when it is asked for again, or by manage.py resume_plans"
        )
        self.order, self.why = order, why


class UserExists(ConditionRefused):
    def __init__(self, username: str) -> None:
        super().__init__(f"user {username} exists already")
        self.username = username


class UserChanged(ConditionRefused):
    """Somebody else changed the same user since it was read. Nothing was changed."""

    def __init__(self, username: str) -> None:
        super().__init__(f"user {username} was changed by someone else meanwhile; nothing was changed, look again")
        self.username = username


class UserNotFound(NotFound):
    def __init__(self, username: str) -> None:
        super().__init__(f"there is no user {username}")
        self.username = username


class LastAdmin(InventoryError):
    """Without ``username`` nobody would be left who may do everything. Nothing was changed."""

    def __init__(self, username: str) -> None:
        super().__init__(f"{username} is the last active admin for all warehouses; make another one first")
        self.username = username


class SessionGone(InventoryError):
    """A session ended while it was in use."""


class TooManyFailures(InventoryError):
    """Signing in failed too often under a name or from an address; ``wait`` is in seconds, at least 1."""

    def __init__(self, wait: int) -> None:
        super().__init__(f"too many failed attempts; try again in {wait} s")
        self.wait = wait


class TooManyActions(InventoryError):
    """More than one transaction of DynamoDB can hold."""


class StockBusy(InventoryError):
    """Others changed the same stock for longer than the deadline. Nothing was changed."""

    def __init__(self) -> None:
        super().__init__("the stock is being changed by others right now; nothing was changed, try again")


class EngineUnavailable(InventoryError):
    """The database cannot be reached."""


class TableMissing(EngineUnavailable):
    def __init__(self, table_name: str) -> None:
        super().__init__(f"there is no table {table_name}: create it with manage.py create_table")
        self.table_name = table_name


class TableDiffers(InventoryError):
    """A table of that name is there, and it is not ours. ``parts`` name what differs."""

    def __init__(self, table_name: str, parts: list[str]) -> None:
        super().__init__(f"the table {table_name} is there already, and differs in {', '.join(parts)}")
        self.table_name, self.parts = table_name, tuple(parts)


class OutcomeUnknown(EngineUnavailable):
    """A write was sent and no answer came: it may have been applied. The same request can be sent again."""


class FileRefused(InventoryError):
    """A file that cannot be taken as a whole; the text names it and says why."""


class LedgerBroken(InventoryError):
    """A ledger row stands where none may be. Nothing was changed; check_ledger tells more."""


def _shown(value: object) -> str:
    try:
        text = repr(value)
    except ValueError:  # Python prints no int of more than 4,300 digits
        text = "a number of thousands of digits"
    return text if len(text) <= 80 else text[:77] + "..."
