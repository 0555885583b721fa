"""A small shop whose orders are followed through, and what must hold of its table at any time."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from inventory import InventoryManager, audit, clock, turns
from inventory.dynamodb import items, keys
from inventory.dynamodb.wire import StoredItem, WireItem
from inventory.entities import IN_WORK, Order, OrderStatus, OrderWithItems
from tests.counting import CallLog
from tests.tables import Table, add_parts, line, whole_table
from tests.turn_taking import Places

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
_READING_MAX_ACTIONS = ("dynamodb.transactions", "ordering.carrying_out", "ordering.placing")
_READING_ROOM = ("ordering.carrying_out", "ordering.job", "ordering.jobs", "ordering.placing")


def small_transactions(monkeypatch: pytest.MonkeyPatch, most: int = 10) -> None:
    """Let a transaction hold ``most`` actions, so that an order of four lines is a long one."""
    for name in _READING_MAX_ACTIONS:
        monkeypatch.setattr(f"inventory.{name}.MAX_ACTIONS", most)
    for name in _READING_ROOM:
        monkeypatch.setattr(f"inventory.{name}.ROOM", most - 1)


@contextmanager
def elsewhere() -> Iterator[None]:
    """What is done in here is done by another process: it waits for no turn of this one's, which may be held."""
    with pytest.MonkeyPatch.context() as apart:
        apart.setattr(turns, "_PLACES", Places())
        yield


@contextmanager
def at_noon() -> Iterator[None]:
    """All that is stored in here happened at one moment: tables made in different ways can be compared."""
    with clock.at(NOON):
        yield


def placed(manager: InventoryManager, lines: int = 3, quantity: int = 4, order_id: str = "O-1") -> OrderWithItems:
    """An order of CUST-1 for ``quantity`` units of each of the parts SKU-01…, of which there are ten."""
    skus = add_parts(manager, lines)
    return manager.create_order_transaction(order_id, "CUST-1", [line(sku, quantity) for sku in skus], "clerk")


def packed(manager: InventoryManager, lines: int = 3, quantity: int = 4, order_id: str = "O-1") -> Order:
    """``placed``, picked and packed."""
    placed(manager, lines, quantity, order_id)
    return to_packed(manager, order_id)


def to_packed(manager: InventoryManager, order_id: str = "O-1") -> Order:
    manager.move_order(order_id, OrderStatus.PICKING, "picker")
    return manager.move_order(order_id, OrderStatus.PACKED, "packer")


def read(manager: InventoryManager, order_id: str = "O-1") -> OrderWithItems:
    """An order that must be there."""
    order = manager.get_order_with_items(order_id)
    assert order is not None, f"there is no order {order_id}"
    return order


def balances(manager: InventoryManager) -> dict[tuple[str, str], tuple[int, int]]:
    """Available and allocated units of each level by SKU and warehouse."""
    found: dict[tuple[str, str], tuple[int, int]] = {}

    def take(item: WireItem) -> None:
        if keys.read_level_sk(item["SK"]["S"]):
            level = items.level(item)
            found[level.sku, level.warehouse] = level.stock, level.allocated

    manager.client.scan(take, lambda rows: None)
    return found


def prove(manager: InventoryManager) -> None:
    """The ledger makes every balance, orders hold what is allocated, and none of them is half done."""
    assert audit.check(manager.client).drifts == ()
    table = whole_table(manager.client)
    held: Counter[tuple[str, str]] = Counter()
    for row in _lines(table):
        held[row["SKU"], row["Warehouse"]] += _open(row)
    levels = [row for row in table.values() if _is_level(row)]
    assert {(row["SKU"], row["Warehouse"]): row["Allocated"] for row in levels if row["Allocated"]} == +held
    assert [key for key in table if key[1].startswith("DRAFT#")] == []
    for (pk, sk), row in table.items():
        if pk.startswith("ORDER#") and sk == "METADATA":
            _prove_order(row, [each for each in _lines(table) if each["OrderId"] == row["OrderId"]])


def _prove_order(order: StoredItem, lines: list[StoredItem]) -> None:
    assert order["Status"] not in IN_WORK
    assert "Step" not in order and "Steps" not in order and "Work" not in order
    assert [row["Index"] for row in lines] == list(range(1, int(order["Lines"]) + 1))
    for name, of_order in (("Quantity", "Units"), ("Shipped", "Shipped"), ("Closed", "Closed")):
        assert sum(row.get(name, 0) for row in lines) == order.get(of_order, 0), name


def _lines(table: Table) -> list[StoredItem]:
    """Lines of orders, by their index."""
    rows = [row for (pk, sk), row in table.items() if pk.startswith("ORDER#") and sk.startswith("ITEM#")]
    return sorted(rows, key=lambda row: (row["OrderId"], row["Index"]))


def _open(row: StoredItem) -> int:
    return int(row["Quantity"] - row.get("Shipped", 0) - row.get("Closed", 0))


def _is_level(row: StoredItem) -> bool:
    return bool(row["PK"].startswith("PRODUCT#") and row["SK"].startswith("VARIANT#"))


def transactions(log: CallLog) -> int:
    return log.operations.count("TransactWriteItems")
