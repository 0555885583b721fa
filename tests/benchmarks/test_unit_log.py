"""Counting calls and units: what real engines report, beside the rules."""

from collections import Counter

import pytest

from benchmarks.capacity_cases import Case, World
from benchmarks.capacity_counts import count, counts_of
from benchmarks.unit_log import _agree, counted
from benchmarks.units import Units
from inventory import InventoryManager
from inventory.entities import OrderStatus
from tests.tables import add_vest, line


@pytest.mark.parametrize("engine_name", ["dynoxide"])
def test_an_adjustment_is_counted_by_table_and_index_as_the_rules_have_it(engine_manager: InventoryManager) -> None:
    add_vest(engine_manager)
    with counted() as log:
        engine_manager.update_stock("VEST-M", "VEST", -1)
    engine_manager.update_stock("VEST-M", "VEST", -1)
    assert log.calls == Counter({"BatchGetItem": 1, "TransactWriteItems": 1})
    assert log.units == Units(read=1, table=6, gsi1=1, gsi2=3)
    assert (log.refused, log.differing) == (0, [])


@pytest.mark.parametrize("engine_name", ["dynoxide"])
def test_reports_and_rules_agree_over_reads_and_writes_of_all_kinds(engine_manager: InventoryManager) -> None:
    with counted() as log:
        add_vest(engine_manager)
        engine_manager.batch_create_products(
            [{"product_id": "P", "name": "Part", "category": "Parts", "base_price": 1}]
        )
        engine_manager.create_order_transaction("O-1", "C", [line("VEST-M"), line("VEST-L")])
        engine_manager.move_order("O-1", OrderStatus.CANCELLED)
        engine_manager.get_product_with_variants("VEST")
        engine_manager.get_low_stock_items("WH001")
        engine_manager.find("vest")
        engine_manager.get_product("NOPE")
    assert log.of_keys["GSI2 STOCK#WH001"] == 0.5 and log.of_keys["table PRODUCT#VEST"] == 1
    assert set(log.calls) >= {"TransactWriteItems", "BatchWriteItem", "PutItem", "GetItem", "BatchGetItem", "Query"}
    assert log.differing == []


def test_a_scan_may_differ_by_a_unit_and_nothing_else_may() -> None:
    assert _agree("Scan", Units(read=193), Units(read=192)) and not _agree("Scan", Units(read=194), Units(read=192))
    assert not _agree("Query", Units(read=3), Units(read=2))


@pytest.mark.parametrize("engine_name", ["dynamodb-local"])
def test_where_an_engine_counts_otherwise_it_is_said(engine_manager: InventoryManager) -> None:
    """DynamoDB Local counts index entries of a transaction twice."""
    add_vest(engine_manager)
    with counted() as log:
        engine_manager.update_stock("VEST-M", "VEST", -1)
    (said,) = log.differing
    assert "gsi1=2.0, gsi2=6.0) reported" in said and "gsi1=1.0, gsi2=3.0) by the rules" in said


@pytest.mark.parametrize("engine_name", ["dynoxide"])
def test_what_a_condition_refused_is_counted_as_if_it_were_written(engine_manager: InventoryManager) -> None:
    add_vest(engine_manager)
    engine_manager.update_stock("VEST-M", "VEST", -1, request_key="press")
    with counted() as log:
        engine_manager.update_stock("VEST-M", "VEST", -1, request_key="press")
    assert (log.refused, log.units) == (1, Units(read=1, table=6))


@pytest.mark.parametrize("engine_name", ["dynoxide"])
def test_a_case_is_done_once_before_it_is_counted_and_its_preparation_is_not(engine_manager: InventoryManager) -> None:
    add_vest(engine_manager)
    prepared: list[str] = []

    def prepare() -> str:
        prepared.append("VEST")
        return engine_manager.update_stock("VEST-M", "VEST", -1).product_id

    (row,) = count([Case("reading", engine_manager.get_product, prepare)], "page")
    assert prepared == ["VEST", "VEST"]
    assert (row["group"], row["what"], row["calls"], row["read"], row["table"]) == (
        "page",
        "reading",
        {"GetItem": 1},
        1,
        0,
    )
    with counted() as log:
        engine_manager.get_product("VEST")
        engine_manager.get_product("VEST")
    assert counts_of(log, "command", "reading", per=4, unit="line")["read"] == 0.5


@pytest.mark.parametrize("engine_name", ["dynoxide"])
def test_an_order_of_ten_lines_costs_what_the_document_says(engine_manager: InventoryManager) -> None:
    add_vest(engine_manager)
    world = World.on(engine_manager)
    with counted() as log:
        world.place("O-10", 10)
    assert (log.units.read, log.units.written, log.differing) == (20, 114, [])
