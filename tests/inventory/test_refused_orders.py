"""Orders that cannot be: every reason named, and nothing left in the table."""

import pytest
from botocore.exceptions import ClientError

from inventory import InventoryManager
from inventory.errors import InsufficientStock, InvalidValue, OrderExists, Shortage, UnknownSku
from tests.tables import add_parts, add_vest, line, whole_table


def test_one_short_line_leaves_nothing_of_the_order(manager: InventoryManager) -> None:
    add_vest(manager)
    before = whole_table(manager.client)
    with pytest.raises(InsufficientStock):
        manager.create_order_transaction("O-1", "CUST-0012", [line("VEST-M", 2), line("VEST-L", 5)])
    assert whole_table(manager.client) == before
    assert manager.get_order_with_items("O-1") is None


def test_every_short_line_is_named_with_what_was_asked_and_what_there_is(manager: InventoryManager) -> None:
    skus = add_parts(manager, 4, stock=3)
    lines = [line(skus[0], 4), line(skus[1], 3), line(skus[2], 50), line(skus[3], 5)]
    with pytest.raises(InsufficientStock) as refused:
        manager.create_order_transaction("O-1", "CUST-0012", lines)
    assert refused.value.shortages == (
        Shortage("SKU-01", "WH001", asked=4, available=3),
        Shortage("SKU-03", "WH001", asked=50, available=3),
        Shortage("SKU-04", "WH001", asked=5, available=3),
    )
    assert "SKU-03 in WH001: asked 50, available 3" in str(refused.value)


def test_lines_of_one_sku_are_short_together(manager: InventoryManager) -> None:
    add_vest(manager)
    with pytest.raises(InsufficientStock) as refused:
        manager.create_order_transaction("O-1", "CUST-0012", [line("VEST-L", 3), line("VEST-L", 2)])
    assert refused.value.shortages == (Shortage("VEST-L", "WH001", asked=5, available=4),)


def test_a_short_order_is_a_conditional_failure_to_callers_of_plain_boto3(manager: InventoryManager) -> None:
    add_vest(manager)
    with pytest.raises(ClientError) as refused:
        manager.create_order_transaction("O-1", "CUST-0012", [line("VEST-L", 5)])
    assert refused.value.response["Error"]["Code"] == "ConditionalCheckFailedException"


def test_an_order_id_stays_free_after_a_refusal(manager: InventoryManager) -> None:
    add_vest(manager)
    with pytest.raises(InsufficientStock):
        manager.create_order_transaction("O-1", "CUST-0012", [line("VEST-L", 5)])
    assert manager.create_order_transaction("O-1", "CUST-0099", [line("VEST-L", 4)]).customer_id == "CUST-0099"


def test_every_unknown_sku_is_named_and_nothing_is_written(manager: InventoryManager) -> None:
    add_vest(manager)
    before = whole_table(manager.client)
    with pytest.raises(UnknownSku, match="there is no SKU NOPE, VEST") as refused:
        manager.create_order_transaction(
            "O-1", "CUST-0012", [line("NOPE"), line("VEST-M", 99), line("VEST"), line("NOPE")]
        )
    assert refused.value.skus == ("NOPE", "VEST")
    assert whole_table(manager.client) == before


@pytest.mark.parametrize(
    ("customer", "items"),
    [
        ("CUST-0099", [line("VEST-M", 6, "12.50")]),
        ("CUST-0012", [line("VEST-M", 5, "12.50")]),
        ("CUST-0012", [line("VEST-M", 6, "12.49")]),
        ("CUST-0012", [line("VEST-L", 4, "12.50")]),
        ("CUST-0012", [line("VEST-M", 6, "12.50"), line("VEST-L")]),
        ("CUST-0012", [line("VEST-M", 3, "12.50"), line("VEST-M", 3, "12.50")]),
        ("CUST-0012", [line("VEST-M", 50, "12.50")]),
    ],
)
def test_a_different_order_under_the_id_is_refused_and_nothing_changes(
    manager: InventoryManager, customer: str, items: list[dict[str, object]]
) -> None:
    add_vest(manager)
    manager.create_order_transaction("O-1", "CUST-0012", [line("VEST-M", 6, "12.50")])
    before = whole_table(manager.client)
    with pytest.raises(OrderExists, match="order O-1 exists already and is a different one") as refused:
        manager.create_order_transaction("O-1", customer, items)
    assert refused.value.order_id == "O-1"
    assert whole_table(manager.client) == before


def test_more_lines_than_an_order_may_have_are_refused_in_words_and_nothing_is_written(
    manager: InventoryManager,
) -> None:
    add_vest(manager)
    before = whole_table(manager.client)
    with pytest.raises(InvalidValue, match="must have at most 2,000 lines") as refused:
        manager.create_order_transaction("O-1", "CUST-0012", [line("VEST-M")] * 2001)
    assert refused.value.field == "items"
    assert whole_table(manager.client) == before


@pytest.mark.parametrize(
    ("items", "field"),
    [
        ([], "items"),
        ("VEST-M", "items"),
        (None, "items"),
        (["VEST-M"], "items[0]"),
        ([line("VEST-M"), {"quantity": 1, "price": 1}], "items[1].sku"),
        ([line("A#B")], "items[0].sku"),
        ([line("VEST-M", 0)], "items[0].quantity"),
        ([line("VEST-M", -1)], "items[0].quantity"),
        ([{"sku": "VEST-M", "price": 1}], "items[0].quantity"),
        ([{"sku": "VEST-M", "quantity": 1}], "items[0].price"),
        ([line("VEST-M", 1, "-0.01")], "items[0].price"),
        ([line("VEST-M", 1, "0.001")], "items[0].price"),
        ([line("VEST-M", 1, 1, warehouse="WH#1")], "items[0].warehouse"),
        ([line("VEST-M", 1, 1, discount=5)], "items[0].discount"),
    ],
)
def test_a_line_that_cannot_be_is_refused_by_its_place_and_name(
    manager: InventoryManager, items: list[dict[str, object]], field: str
) -> None:
    add_vest(manager)
    before = whole_table(manager.client)
    with pytest.raises(InvalidValue) as refused:
        manager.create_order_transaction("O-1", "CUST-0012", items)
    assert refused.value.field == field
    assert whole_table(manager.client) == before


@pytest.mark.parametrize(("order_id", "customer_id"), [("", "C"), ("O#1", "C"), ("O", " C"), ("O", "x" * 65)])
def test_an_impossible_id_is_refused(manager: InventoryManager, order_id: str, customer_id: str) -> None:
    with pytest.raises(InvalidValue):
        manager.create_order_transaction(order_id, customer_id, [line("VEST-M")])


def test_a_line_that_names_another_product_than_its_skus_is_refused(manager: InventoryManager) -> None:
    add_vest(manager)
    before = whole_table(manager.client)
    with pytest.raises(UnknownSku, match="product HELMET has no SKU VEST-M"):
        manager.create_order_transaction("O-1", "CUST-0012", [line("VEST-M") | {"product_id": "HELMET"}])
    assert whole_table(manager.client) == before
    placed = manager.create_order_transaction("O-1", "CUST-0012", [line("VEST-M") | {"product_id": "VEST"}])
    assert placed.lines[0].product_id == "VEST"
