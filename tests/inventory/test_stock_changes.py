"""InventoryManager.update_stock: increases, decreases, floors, and what they leave in the table."""

from decimal import Decimal

import pytest
from botocore.exceptions import ClientError

from inventory import InventoryManager
from inventory.days import points
from inventory.entities import StockLevel
from inventory.errors import InsufficientStock, InvalidValue, Shortage, UnknownSku
from tests.stored_time import set_clock
from tests.tables import add_vest, index_keys, stored, whole_table


def test_an_increase_returns_the_level_after_it(manager: InventoryManager) -> None:
    add_vest(manager)
    after = manager.update_stock("VEST-M", "VEST", 5)
    assert after == StockLevel("VEST", "VEST-M", "WH001", stock=15, allocated=0, revision=2)
    assert after["Stock"] == 15


def test_a_decrease_returns_the_level_after_it(manager: InventoryManager) -> None:
    add_vest(manager)
    assert manager.update_stock("VEST-M", "VEST", -3)["Stock"] == 7


def test_all_of_it_can_be_taken(manager: InventoryManager) -> None:
    add_vest(manager)
    assert manager.update_stock("VEST-M", "VEST", -10).stock == 0


def test_the_level_its_place_in_the_stock_index_and_its_revision_move_together(
    manager: InventoryManager,
) -> None:
    add_vest(manager)
    before = stored(manager, "PRODUCT#VEST", "VARIANT#VEST-M")
    manager.update_stock("VEST-M", "VEST", -3)
    after = stored(manager, "PRODUCT#VEST", "VARIANT#VEST-M")
    assert after["UpdatedAt"] > before["UpdatedAt"]
    assert after == before | {
        "Stock": 7,
        "Revision": 2,
        "GSI2SK": "QTY#00000007#VEST-M",
        "Days": f"{after['UpdatedAt'][:10]}:7",
        "UpdatedAt": after["UpdatedAt"],
    }


def test_a_change_writes_its_ledger_row_to_the_attribute(manager: InventoryManager) -> None:
    add_vest(manager)
    manager.update_stock(
        "VEST-M", "VEST", -3, reason="damaged", actor="clerk-7", note="Wet pallet", request_key="press-1"
    )
    row = stored(manager, "LEDGER#VEST-M#WH001", "MOVE#0000000002")
    moment = stored(manager, "PRODUCT#VEST", "VARIANT#VEST-M")["UpdatedAt"]
    assert row == {
        "PK": "LEDGER#VEST-M#WH001",
        "SK": "MOVE#0000000002",
        "GSI1PK": f"ACTIVITY#WH001#{moment[:10]}",
        "GSI1SK": f"{moment}#VEST-M#0000000002",
        "GSI2PK": "LEDGER#VEST-M#WH001",
        "GSI2SK": f"{moment}#0000000002",
        "ProductId": "VEST",
        "SKU": "VEST-M",
        "Warehouse": "WH001",
        "Revision": 2,
        "Change": -3,
        "AllocatedChange": 0,
        "Stock": 7,
        "Allocated": 0,
        "Reason": "damaged",
        "Actor": "clerk-7",
        "Note": "Wet pallet",
        "Cause": "REQUEST#press-1",
        "CreatedAt": moment,
    }


def test_a_change_touches_one_level_and_adds_a_ledger_row_and_a_marker(manager: InventoryManager) -> None:
    add_vest(manager)
    before = whole_table(manager.client)
    manager.update_stock("VEST-M", "VEST", -3, request_key="press-1")
    after = whole_table(manager.client)
    assert set(after) - set(before) == {
        ("LEDGER#VEST-M#WH001", "MOVE#0000000002"),
        ("REQUEST#press-1", "METADATA"),
    }
    assert [key for key in before if after[key] != before[key]] == [("PRODUCT#VEST", "VARIANT#VEST-M")]


def test_the_ledger_has_each_change_and_the_balance_after_it(manager: InventoryManager) -> None:
    add_vest(manager)
    for change in (5, -7, 1, -9):
        manager.update_stock("VEST-M", "VEST", change)
    rows = manager.client.query("LEDGER#VEST-M#WH001", consistent=True)
    assert [(row["Revision"], row["Change"], row["Stock"]) for row in rows] == [
        (1, 10, 10),
        (2, 5, 15),
        (3, -7, 8),
        (4, 1, 9),
        (5, -9, 0),
    ]


def test_the_stock_index_follows_in_the_order_of_numbers(manager: InventoryManager) -> None:
    add_vest(manager)
    manager.update_stock("VEST-L", "VEST", 96)
    assert index_keys(manager, "GSI2", "STOCK#WH001") == ["QTY#00000010#VEST-M", "QTY#00000100#VEST-L"]


def test_more_than_there_is_is_refused_and_nothing_changes(manager: InventoryManager) -> None:
    add_vest(manager)
    before = whole_table(manager.client)
    with pytest.raises(InsufficientStock, match="VEST-M in WH001: asked 11, available 10") as refused:
        manager.update_stock("VEST-M", "VEST", -11)
    assert refused.value.shortages == (Shortage("VEST-M", "WH001", asked=11, available=10),)
    assert whole_table(manager.client) == before


def test_insufficient_stock_is_a_conditional_failure_to_callers_of_plain_boto3(
    manager: InventoryManager,
) -> None:
    add_vest(manager)
    with pytest.raises(ClientError) as refused:
        manager.update_stock("VEST-M", "VEST", -11)
    assert isinstance(refused.value, InsufficientStock)
    assert refused.value.response["Error"]["Code"] == "ConditionalCheckFailedException"
    assert refused.value.response["Error"]["Message"] == str(refused.value)


@pytest.mark.parametrize(("change", "floor", "left"), [(-7, 3, 3), (-6, 3, 4), (-10, 0, 0)])
def test_a_decrease_down_to_min_stock_goes_through(
    manager: InventoryManager, change: int, floor: int, left: int
) -> None:
    add_vest(manager)
    assert manager.update_stock("VEST-M", "VEST", change, min_stock=floor).stock == left


@pytest.mark.parametrize(("change", "floor", "available"), [(-8, 3, 7), (-1, 10, 0), (-1, 11, 0)])
def test_a_decrease_below_min_stock_is_refused_and_nothing_changes(
    manager: InventoryManager, change: int, floor: int, available: int
) -> None:
    add_vest(manager)
    before = whole_table(manager.client)
    with pytest.raises(InsufficientStock) as refused:
        manager.update_stock("VEST-M", "VEST", change, min_stock=floor)
    assert refused.value.shortages == (Shortage("VEST-M", "WH001", -change, available, floor),)
    assert whole_table(manager.client) == before


def test_changes_above_min_stock_go_on_after_a_refusal(manager: InventoryManager) -> None:
    add_vest(manager)
    with pytest.raises(InsufficientStock):
        manager.update_stock("VEST-M", "VEST", -8, min_stock=3)
    assert manager.update_stock("VEST-M", "VEST", -7, min_stock=3).stock == 3
    assert manager.update_stock("VEST-M", "VEST", 1, min_stock=3).stock == 4


def test_an_increase_that_stays_below_min_stock_is_no_refusal(manager: InventoryManager) -> None:
    add_vest(manager)
    assert manager.update_stock("VEST-L", "VEST", 1, min_stock=50).stock == 5


def test_what_is_promised_to_orders_cannot_be_taken(manager: InventoryManager) -> None:
    add_vest(manager)
    manager.create_order_transaction("O-1", "CUST-0012", [{"sku": "VEST-M", "quantity": 8, "price": 1}])
    with pytest.raises(InsufficientStock):
        manager.update_stock("VEST-M", "VEST", -3)
    after = manager.update_stock("VEST-M", "VEST", -2)
    assert (after.stock, after.allocated, after.on_hand) == (0, 8, 8)


@pytest.mark.parametrize(
    ("sku", "product_id"), [("NOPE", "VEST"), ("VEST-M", "NOPE"), ("VEST-M", "HELMET"), ("VEST", "VEST")]
)
@pytest.mark.parametrize("warehouse", [None, "WH002"])
def test_a_sku_the_product_does_not_have_is_named_and_nothing_changes(
    manager: InventoryManager, sku: str, product_id: str, warehouse: str | None
) -> None:
    add_vest(manager)
    manager.create_product("HELMET", "Helmet", "Safety", 30)
    before = whole_table(manager.client)
    with pytest.raises(UnknownSku, match=f"product {product_id} has no SKU {sku}") as refused:
        manager.update_stock(sku, product_id, 1, warehouse=warehouse)
    assert refused.value.skus == (sku,)
    assert whole_table(manager.client) == before


def test_more_than_a_key_can_hold_is_refused_and_nothing_changes(manager: InventoryManager) -> None:
    add_vest(manager)
    before = whole_table(manager.client)
    with pytest.raises(InvalidValue, match="would take VEST-M in WH001 from 10 over 99999999"):
        manager.update_stock("VEST-M", "VEST", 99_999_990)
    assert whole_table(manager.client) == before
    assert manager.update_stock("VEST-M", "VEST", 99_999_989).stock == 99_999_999


@pytest.mark.parametrize("given", ["-3", Decimal(-3), Decimal("-3.0")])
def test_a_whole_number_is_taken_as_text_or_decimal_too(manager: InventoryManager, given: object) -> None:
    add_vest(manager)
    assert manager.update_stock("VEST-M", "VEST", given).stock == 7  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"quantity_change": 0}, "quantity_change"),
        ({"quantity_change": 1.5}, "quantity_change"),
        ({"quantity_change": "1.5"}, "quantity_change"),
        ({"quantity_change": True}, "quantity_change"),
        ({"quantity_change": None}, "quantity_change"),
        ({"quantity_change": 100_000_000}, "quantity_change"),
        ({"quantity_change": -100_000_000}, "quantity_change"),
        ({"min_stock": -1}, "min_stock"),
        ({"min_stock": "few"}, "min_stock"),
        ({"sku": "A#B"}, "sku"),
        ({"product_id": ""}, "product_id"),
        ({"warehouse": ""}, "warehouse"),
        ({"reason": ""}, "reason"),
        ({"reason": "x" * 65}, "reason"),
        ({"actor": "x" * 65}, "actor"),
        ({"note": "x" * 501}, "note"),
        ({"request_key": ""}, "request_key"),
        ({"request_key": "a#b"}, "request_key"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_its_name_and_nothing_changes(
    manager: InventoryManager, arguments: dict[str, object], field: str
) -> None:
    add_vest(manager)
    before = whole_table(manager.client)
    good: dict[str, object] = {"sku": "VEST-M", "product_id": "VEST", "quantity_change": 1}
    with pytest.raises(InvalidValue) as refused:
        manager.update_stock(**(good | arguments))  # type: ignore[arg-type]
    assert refused.value.field == field
    assert whole_table(manager.client) == before


LOW = "LOW#WH001"


def test_a_level_stands_among_the_low_ones_while_it_is_at_or_below_its_reorder_point(
    manager: InventoryManager,
) -> None:
    manager.create_product("BOLT", "Bolt", "Parts", 1, variants=[{"sku": "BOLT", "stock": 6, "reorder_point": 5}])
    assert index_keys(manager, "GSI1", LOW) == []
    manager.update_stock("BOLT", "BOLT", -1)
    assert index_keys(manager, "GSI1", LOW) == ["QTY#00000005#BOLT"]
    manager.update_stock("BOLT", "BOLT", -5)
    assert index_keys(manager, "GSI1", LOW) == ["QTY#00000000#BOLT"]
    manager.update_stock("BOLT", "BOLT", 6)
    assert index_keys(manager, "GSI1", LOW) == []
    row = stored(manager, "PRODUCT#BOLT", "VARIANT#BOLT")
    assert {"GSI1PK", "GSI1SK"} & set(row) == set()


def test_the_last_days_keep_what_each_ended_with(manager: InventoryManager, monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, "2026-03-01T08:00:00+00:00")
    add_vest(manager)
    for moment, change in (("2026-03-02T08:00:00", -1), ("2026-03-02T23:59:59", -2), ("2026-03-09T00:00:00", 8)):
        set_clock(monkeypatch, f"{moment}+00:00")
        level = manager.update_stock("VEST-M", "VEST", change)
    assert points(level.days) == [("2026-03-01", 10), ("2026-03-02", 7), ("2026-03-09", 15)]
