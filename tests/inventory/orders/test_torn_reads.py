"""A Query is no snapshot: it may give an order's lines as before a change of another's, its own row as after it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from inventory import InventoryManager
from inventory.dynamodb.backoff import Deadline
from inventory.entities import OrderStatus
from inventory.errors import InvalidValue, PlanUnfinished
from inventory.ordering import carrying_out, settling
from inventory.ordering.reading import OrderRows, existing_rows
from tests.inventory.orders.dying import AFTER, Died, dying
from tests.inventory.orders.shop import balances, packed, placed, prove, read, small_transactions, to_packed
from tests.tables import add_parts, line

ALL_BACK = [{"index": index, "restock": 4, "write_off": 0} for index in range(1, 7)]


@pytest.fixture(autouse=True)
def _ten_actions(monkeypatch: pytest.MonkeyPatch) -> None:
    small_transactions(monkeypatch)


def _seen(monkeypatch: pytest.MonkeyPatch, where: object, tear: Callable[[OrderRows], OrderRows], times: int) -> None:
    """Let the next ``times`` reads of an order, as ``where`` makes them, be torn."""
    left = iter(range(times))

    def torn(client: object, order_id: str) -> OrderRows:
        rows = existing_rows(client, order_id)  # type: ignore[arg-type]
        return rows if next(left, None) is None else tear(rows)

    monkeypatch.setattr(where, "existing_rows", torn)


def test_what_came_back_between_the_lines_and_the_order_does_not_come_back_again(
    manager: InventoryManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed(manager, lines=6)
    manager.ship_order("O-1")
    before = existing_rows(manager.client, "O-1").lines
    manager.return_items("O-1", ALL_BACK[:1])
    _seen(monkeypatch, carrying_out, lambda rows: replace(rows, lines=before), 1)

    with pytest.raises(InvalidValue, match="must be at most 0"):
        manager.return_items("O-1", ALL_BACK)

    assert read(manager).returned == 4
    assert balances(manager)["SKU-01", "WH001"] == (10, 0)
    prove(manager)


def test_the_rest_is_closed_as_it_is_and_not_as_it_was_before_the_shipment(
    manager: InventoryManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    skus = add_parts(manager, 5)
    asked = [line(sku, 4) for sku in (*skus[:3], skus[2], *skus[3:])]
    manager.create_order_transaction("O-1", "CUST-1", asked, "clerk")
    to_packed(manager)
    before = existing_rows(manager.client, "O-1").lines
    # With the two lines of one SKU, which are gone, the rest would be cut otherwise.
    manager.ship_order("O-1", {3: 4, 4: 4}, close_rest=True, wait=False)
    _seen(monkeypatch, settling, lambda rows: replace(rows, lines=before), 1)

    manager.settle_order("O-1")

    order = read(manager)
    assert (order.status, order.shipped, order.closed) == (OrderStatus.SHIPPED, 8, 16)
    prove(manager)


def test_an_order_whose_draft_is_not_seen_yet_is_not_taken_for_one_without_lines(
    manager: InventoryManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    _seen(monkeypatch, settling, lambda rows: replace(rows, drafted=()), 1)

    order = placed(manager, lines=6)

    assert (order.status, len(order.lines), order.units) == (OrderStatus.PENDING, 6, 24)
    assert balances(manager)["SKU-06", "WH001"] == (6, 4)
    prove(manager)


def test_an_order_that_nothing_comes_of_is_not_tried_for_ever(
    manager: InventoryManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    skus = add_parts(manager, 6)
    with pytest.raises(Died), dying(manager.client, 0, AFTER):
        manager.create_order_transaction("O-1", "CUST-1", [line(sku, 4) for sku in skus], "clerk")
    monkeypatch.setattr(Deadline.__init__, "__defaults__", (0.05,))
    _seen(monkeypatch, settling, lambda rows: replace(rows, drafted=()), 10_000)

    with pytest.raises(PlanUnfinished, match="0 of 2 steps done"):
        manager.settle_order("O-1")
