"""What check_ledger says of orders: clean after all that orders go through, and each kind of drift by name."""

from collections.abc import Callable

import pytest

from inventory import InventoryManager, audit
from inventory.dynamodb import keys
from inventory.dynamodb.client import DynamoDBClient
from inventory.entities import OrderStatus
from tests.inventory.orders.shop import small_transactions
from tests.tables import add_parts, line, whole_table

ORDER = ("ORDER#O-1", "METADATA")
LINE = ("ORDER#O-1", "ITEM#0001")
PLACED = ("ORDER#O-2", "METADATA")
_INDEXED = "its row does not stand in the indexes where its status, time and customer say"


@pytest.fixture
def shop(manager: InventoryManager) -> InventoryManager:
    """O-1, of which one line is shipped, one half and one returned in part; O-2, just placed; five lines in all."""
    skus = add_parts(manager, 3)
    manager.create_order_transaction("O-1", "CUST-1", [line(sku, 4) for sku in skus], "clerk")
    manager.create_order_transaction("O-2", "CUST-1", [line(sku, 1) for sku in skus[:2]], "clerk")
    manager.move_order("O-1", OrderStatus.PICKING)
    manager.pick_units("O-1", 1, 4)
    manager.move_order("O-1", OrderStatus.PACKED)
    manager.ship_order("O-1", {1: 4, 2: 2})
    manager.close_order_short("O-1")
    manager.return_items("O-1", [{"index": 1, "restock": 2, "write_off": 1}])
    return manager


def _copy(client: DynamoDBClient, key: tuple[str, str], **changes: object) -> None:
    row = dict(whole_table(client)[key])
    client.put({**row, **changes})


def test_what_orders_went_through_is_no_drift(shop: InventoryManager) -> None:
    report = audit.check(shop.client)
    assert (report.orders, report.in_work, report.drifts) == (2, 0, ())


@pytest.mark.parametrize(
    ("tamper", "drift"),
    [
        (lambda c: c.update(*LINE, {"Shipped": 3}), "order O-1: it says 6 (shipped), its rows make 5"),
        (lambda c: c.update(*LINE, {"Quantity": 5}), "order O-1: line 1 cannot be: 5 ordered"),
        (lambda c: c.update(*LINE, {"Returned": 5}), "order O-1: line 1 cannot be: 4 ordered"),
        (lambda c: c.update(*LINE, {"WrittenOff": 9}), "order O-1: line 1 cannot be: 4 ordered"),
        (lambda c: c.update(*LINE, {"OrderId": "O-9"}), "order O-1: line 1 is one of order O-9"),
        (lambda c: c.delete(*LINE), "order O-1: it says 3 (lines), its rows make 2"),
        (lambda c: c.delete("ORDER#O-2", "ITEM#0001"), "SKU-01 in WH001: 1 are allocated, open lines of orders hold 0"),
        (lambda c: c.update(*ORDER, {"Total": 1}), "order O-1: it says 100 (total in cents), its rows make"),
        (lambda c: c.update(*ORDER, {"Units": 13}), "order O-1: it says 13 (units), its rows make 12"),
        (lambda c: c.delete("ORDER#O-1", keys.shipment_sk(1)), "order O-1: it says 6 (shipments), its rows make 0"),
        (lambda c: c.delete("ORDER#O-1", keys.return_sk(1)), "order O-1: it says 3 (returns), its rows make 0"),
        (lambda c: c.delete(*ORDER), "order O-1: "),
        (lambda c: c.update(*ORDER, {"Status": "PICKING"}), "order O-1: it is PICKING, change"),
        (lambda c: c.update(*ORDER, {"Version": 99}), "order O-1: it is SHIPPED, change 99; its history ends with"),
        (lambda c: c.update(*PLACED, {"Status": "CANCELLED"}), "order O-2: it is CANCELLED and still holds 2 units"),
        (lambda c: c.update(*PLACED, {"GSI1PK": "CUSTOMER#CUST-9"}), f"order O-2: {_INDEXED}"),
        (lambda c: c.update(*PLACED, {"GSI2PK": "ORDERS#SHIPPED"}), f"order O-2: {_INDEXED}"),
        (
            lambda c: c.update("ORDER#O-2", "ITEM#0002", {}, remove=["GSI1PK", "GSI1SK"]),
            "order O-2: line 2 does not stand in the index of what holds SKU-02 as it should",
        ),
        (lambda c: _copy(c, LINE, PK="ORDER#O-2", SK="ITEM#0003"), "order O-2: it says 2 (lines), its rows make 3"),
        (
            lambda c: c.update(*PLACED, {"Status": "ALLOCATING"}),
            "order O-2: it is ALLOCATING, and its row does not say",
        ),
        (lambda c: c.update(*PLACED, {"Status": "LOST"}), "O-2"),
        (lambda c: c.update(*PLACED, {"CreatedAt": "yesterday"}), "O-2"),
        (lambda c: c.update("ORDER#O-2", "ITEM#0001", {}, remove=["Price"]), "O-2"),
    ],
)
def test_each_drift_of_orders_is_named(
    shop: InventoryManager, tamper: Callable[[DynamoDBClient], object], drift: str
) -> None:
    tamper(shop.client)
    assert [said for said in audit.check(shop.client).drifts if drift in said]


def test_an_order_in_work_is_counted_and_is_no_drift(
    manager: InventoryManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_transactions(monkeypatch)
    skus = add_parts(manager, 6)
    manager.create_order_transaction("O-1", "CUST-1", [line(sku) for sku in skus], wait=False)
    report = audit.check(manager.client)
    assert (report.orders, report.in_work, report.drifts) == (1, 1, ())
