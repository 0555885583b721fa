"""An import of orders that meets others' changes, lost answers, a database that goes away, and Ctrl-C."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from inventory import InventoryManager, audit, clock
from inventory.dynamodb.backoff import Deadline
from inventory.dynamodb.client import DynamoDBClient
from inventory.entities import Order, OrderStatus
from inventory.errors import EngineUnavailable, IllegalMove, StockBusy
from inventory.importing import orders_placing, orders_running
from inventory.importing.orders_file import FileLine, FileOrder
from inventory.importing.orders_outcome import Fate, Outcome
from inventory.importing.orders_placing import OrderPlacer
from inventory.ordering import moving, placing
from inventory.ordering.asked import AskedOrder
from tests.counting import CallLog
from tests.inventory.commands.conftest import Run
from tests.meddling import TRANSACT, before_call, lose_answers
from tests.tables import add_parts, add_vest

Write = Callable[..., str]
AT_EIGHT = "2010-12-01T08:00:00.000000Z"


def order(order_id: str, *skus: str) -> FileOrder:
    lines = tuple(FileLine(sku, 1, Decimal("1.00")) for sku in skus or ("VEST-M",))
    return FileOrder(order_id, "C-1", datetime(2010, 12, 1, 8, tzinfo=UTC), lines, len(lines))


def bring_in(
    manager: InventoryManager, orders: Iterable[FileOrder], status: OrderStatus = OrderStatus.PENDING
) -> list[Outcome]:
    """Import in this process, without waiting between attempts."""
    outcomes: list[Outcome] = []
    run = orders_running.Run(manager.client, 1, outcomes.append)
    run.bring_in(orders, OrderPlacer(manager, lambda seconds: False, status))
    return outcomes


def leave_at(manager: InventoryManager, transactions: int, asked: FileOrder) -> None:
    """An import that ends at that many transactions, before it sends the last of them."""
    passed = 0

    def end() -> None:
        nonlocal passed
        passed += 1
        if passed == transactions:
            raise KeyboardInterrupt

    before_call(manager.client, TRANSACT, end, times=transactions)
    with pytest.raises(KeyboardInterrupt):
        bring_in(manager, [asked])


def failing(monkeypatch: pytest.MonkeyPatch, manager: InventoryManager, error: Exception, times: int) -> list[str]:
    """Let the next ``times`` placings fail; the ids of the orders tried."""
    place, tried = manager.create_order_transaction, []

    def fail(order_id: str, *arguments: object, **more: object) -> object:
        tried.append(order_id)
        if len(tried) <= times:
            raise error
        return place(order_id, *arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(manager, "create_order_transaction", fail)
    return tried


@pytest.fixture(autouse=True)
def vests(manager: InventoryManager) -> None:
    add_vest(manager)


@pytest.mark.parametrize("error", [StockBusy(), EngineUnavailable("gone")])
def test_what_passes_is_tried_again(
    manager: InventoryManager, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    tried = failing(monkeypatch, manager, error, times=4)
    outcomes = bring_in(manager, [order("O-1"), order("O-2")])
    assert [one.fate for one in outcomes] == [Fate.DONE, Fate.DONE]
    assert tried == ["O-1"] * 5 + ["O-2"]


def test_an_order_that_others_are_in_the_way_of_for_long_is_left_and_the_next_one_comes(
    manager: InventoryManager, run: Run, order_file: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(orders_placing, "WAITS", ())
    place = placing.place

    def busy(desk: object, asked: AskedOrder, *arguments: object, **more: object) -> object:
        if asked.order_id == "O-1":
            raise StockBusy
        return place(desk, asked, *arguments, **more)  # type: ignore[arg-type]

    file = order_file(*(f"O-{n},C,2010-12-01 08:00:00,VEST-M,1,1" for n in (1, 2)))
    with monkeypatch.context() as patch:
        patch.setattr(placing, "place", busy)
        ran = run("import_orders", file)
    assert ran.status == 1 and "1 not finished: run it again" in ran.err
    assert "1 orders placed (1 lines), 0 there already, 0 rejected (short), 0 refused, 1 not finished." in ran.out
    assert "1 orders placed (1 lines), 1 there already" in run("import_orders", file).out


def test_a_database_that_goes_away_ends_the_run_and_it_is_told_what_was_done(
    manager: InventoryManager, run: Run, order_file: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(orders_placing, "WAITS", ())
    place = placing.place
    placed: list[None] = []

    def gone(*arguments: object, **more: object) -> object:
        if len(placed) == 2:
            raise EngineUnavailable("the stock database cannot be reached")
        placed.append(None)
        return place(*arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(placing, "place", gone)
    ran = run("import_orders", order_file(*(f"O-{n},C,2010-12-01 08:00:00,VEST-M,1,1" for n in range(9))))
    assert ran.status == 1 and "cannot be reached" in ran.err
    assert "2 orders placed (2 lines)" in ran.out and "7 not reached" in ran.out


def test_no_order_is_begun_once_one_has_failed(manager: InventoryManager) -> None:
    begun: list[str] = []

    def work(one: FileOrder, before: Order | None) -> Outcome:
        begun.append(one.order_id)
        if len(begun) == 2:
            raise EngineUnavailable("gone")
        return Outcome(one, Fate.DONE)

    outcomes: list[Outcome] = []
    with pytest.raises(EngineUnavailable):
        orders_running.Run(manager.client, 1, outcomes.append).bring_in((order(f"O-{n}") for n in range(9)), work)
    assert begun == ["O-0", "O-1"] and len(outcomes) == 1


def test_ctrl_c_says_what_was_done_and_a_second_run_goes_on(
    manager: InventoryManager, run: Run, order_file: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = placing.place
    placed: list[None] = []

    def interrupted(*arguments: object, **more: object) -> object:
        if len(placed) == 3:
            raise KeyboardInterrupt
        placed.append(None)
        return place(*arguments, **more)  # type: ignore[arg-type]

    file = order_file(*(f"O-{n},C,2010-12-01 08:00:00,VEST-M,1,1" for n in range(9)))
    with monkeypatch.context() as patch:
        patch.setattr(placing, "place", interrupted)
        ran = run("import_orders", file)
    assert ran.status == 130 and "interrupted; run it again to go on" in ran.err
    assert "3 orders placed (3 lines)" in ran.out and "6 not reached" in ran.out
    again = run("import_orders", file)
    assert again.status == 0 and "6 orders placed (6 lines), 3 there already" in again.out
    assert audit.check(manager.client).drifts == ()


def test_an_order_whose_answer_is_lost_is_placed_once(manager: InventoryManager) -> None:
    lose_answers(manager.client, TRANSACT, 1)
    assert [one.fate for one in bring_in(manager, [order("O-1")])] == [Fate.DONE]
    assert audit.check(manager.client).movements == 3


def test_a_lost_answer_and_a_deadline_that_is_past_leave_an_order_that_is_there(
    manager: InventoryManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Deadline, "wait", lambda self: False)
    lose_answers(manager.client, TRANSACT, 1)
    assert [one.fate for one in bring_in(manager, [order("O-1")])] == [Fate.DONE]
    assert audit.check(manager.client).movements == 3


@pytest.mark.parametrize("transactions", [1, 2, 3, 5])
def test_a_long_order_that_was_left_anywhere_is_finished_by_the_next_run(
    manager: InventoryManager, transactions: int
) -> None:
    skus = add_parts(manager, 70)
    leave_at(manager, transactions, order("LONG", *skus))
    assert [one.fate for one in bring_in(manager, [order("LONG", *skus)])] == [Fate.DONE]
    found = manager.get_order_with_items("LONG")
    assert found is not None and found.status is OrderStatus.PENDING and len(found.lines) == 70
    assert found.created_at == "2010-12-01T08:00:00.000000Z"
    report = audit.check(manager.client)
    assert (report.movements, report.drifts) == (2 + 70 + 70, ())


@pytest.mark.parametrize("transactions", [2, 3, 4])
@pytest.mark.parametrize("short", [False, True])
def test_a_long_order_that_was_left_anywhere_keeps_the_files_time_whoever_finishes_it(
    manager: InventoryManager, transactions: int, short: bool
) -> None:
    """Also where it is rejected in the midst of it."""
    skus = add_parts(manager, 70)
    leave_at(manager, transactions, order("LONG", *skus))
    if short:
        manager.update_stock(skus[-1], "PART-70", -10)
    other = InventoryManager(manager.client.settings)
    assert len(other.resume_plans().left) == 0
    sheet = other.get_order_sheet("LONG")
    assert sheet is not None
    told = OrderStatus.REJECTED if short else OrderStatus.PENDING
    assert (sheet.order.status, sheet.order.created_at, sheet.order.updated_at) == (told, AT_EIGHT, AT_EIGHT)
    assert {move.at for move in sheet.moves} == {AT_EIGHT}
    moved = [row for sku in skus for row in other.get_ledger(sku, "WH001") if row.actor == "import_orders"]
    assert len(moved) >= 70 * (told is OrderStatus.PENDING) and {row.created_at for row in moved} <= {AT_EIGHT}
    assert audit.check(other.client).drifts == ()


def test_what_was_begun_without_a_time_of_its_own_is_finished_when_it_is(manager: InventoryManager) -> None:
    items = [{"sku": sku, "quantity": 1, "price": 1} for sku in add_parts(manager, 70)]
    with clock.at(datetime(2010, 12, 1, 8, tzinfo=UTC)):
        manager.create_order_transaction("LONG", "C-1", items, wait=False)
    manager.resume_plans()
    found = manager.get_order_with_items("LONG")
    assert found is not None and (found.created_at, found.status) == (AT_EIGHT, OrderStatus.PENDING)
    assert found.updated_at > "2020"


def test_a_customer_that_a_kill_left_out_is_listed_by_the_next_run(manager: InventoryManager) -> None:
    before_call(manager.client, "PutItem", _end)
    with pytest.raises(KeyboardInterrupt):
        bring_in(manager, [order("O-1")])
    assert manager.customers() == []
    other = InventoryManager(manager.client.settings)
    assert [one.fate for one in bring_in(other, [order("O-1")])] == [Fate.THERE]
    (customer,) = other.customers()
    assert (customer.customer_id, customer.created_at) == ("C-1", "2010-12-01T08:00:00.000000Z")


def _end() -> None:
    raise KeyboardInterrupt


def test_an_order_left_while_it_was_shipped_is_shipped_by_the_next_run(manager: InventoryManager) -> None:
    skus = add_parts(manager, 70)
    bring_in(manager, [order("LONG", *skus)], OrderStatus.PACKED)
    manager.ship_order("LONG", actor="ann", wait=False)
    (outcome,) = bring_in(manager, [order("LONG", *skus)], OrderStatus.DELIVERED)
    assert outcome.moved
    found = manager.get_order_with_items("LONG")
    assert found is not None and (found.status, found.shipped) == (OrderStatus.DELIVERED, 70)
    assert audit.check(manager.client).drifts == ()


def test_an_order_that_somebody_cancels_meanwhile_stays_cancelled(
    manager: InventoryManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    move, other = moving.move, InventoryManager(manager.client.settings)

    def after_cancelling(client: DynamoDBClient, order_id: str, to: OrderStatus, *how: Any, **more: Any) -> Order:
        if to is OrderStatus.PACKED:
            other.move_order(order_id, OrderStatus.CANCELLED, "ann")
        return move(client, order_id, to, *how, **more)

    monkeypatch.setattr(moving, "move", after_cancelling)
    (outcome,) = bring_in(manager, [order("O-1")], OrderStatus.DELIVERED)
    assert outcome.fate is Fate.DONE
    found = manager.get_order_with_items("O-1")
    assert found is not None and found.status is OrderStatus.CANCELLED


def test_a_move_that_is_refused_for_no_reason_is_not_tried_for_ever(
    manager: InventoryManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(client: DynamoDBClient, order_id: str, to: OrderStatus, *how: Any, **more: Any) -> Order:
        found = manager.get_order_with_items(order_id)
        assert found is not None
        raise IllegalMove(found.order, to, "picked")

    monkeypatch.setattr(moving, "move", refuse)
    with pytest.raises(IllegalMove):
        bring_in(manager, [order("O-1")], OrderStatus.PICKING)


def test_what_stands_under_the_ids_is_read_once_for_a_hundred_orders(manager: InventoryManager, calls: CallLog) -> None:
    there = orders_running.with_before(manager.client, [order(f"O-{number}") for number in range(150)])
    assert len(list(there)) == 150
    assert calls.operations == ["BatchGetItem"] * 2
