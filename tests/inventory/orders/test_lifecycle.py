"""Where an order may go from where it stands: the table says so, whatever was read before."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial

import pytest

from inventory import InventoryManager, clock
from inventory.entities import IN_WORK, OPEN, SENT, OrderStatus, can_be_returned, can_close_short, legal_moves
from inventory.errors import IllegalMove, InsufficientStock, InvalidValue, NotAllowed, OrderNotFound
from inventory.people import Role, StaffUser
from tests.conftest import new_client
from tests.inventory.orders.dying import AFTER, Died, dying
from tests.inventory.orders.shop import balances, elsewhere, packed, placed, prove, read, small_transactions
from tests.light_moto import rows, saved
from tests.meddling import TRANSACT, before_call, lose_answers
from tests.tables import add_parts, index_keys, line, stored, whole_table

PENDING, PICKING, PACKED, SHIPPED, DELIVERED, ON_HOLD, CANCELLED, REJECTED, RETURNED = list(OrderStatus)[:9]
Use = Callable[[InventoryManager], object]


def _move(to: OrderStatus) -> Use:
    return lambda manager: manager.move_order("O-1", to, "hand")


ACTS: Mapping[str, Use] = {
    **{status: _move(status) for status in (PENDING, PICKING, PACKED, DELIVERED, ON_HOLD, CANCELLED)},
    SHIPPED: lambda manager: manager.ship_order("O-1", actor="hand"),
    "closed short": lambda manager: manager.close_order_short("O-1", "hand"),
    "returned": lambda manager: manager.return_items("O-1", [{"index": 1, "restock": 1}], "hand"),
    "picked": lambda manager: manager.pick_units("O-1", 1, 1, "hand"),
    "scanned": lambda manager: manager.pick_scan("O-1", "SKU-01", "hand"),
}
# What an order may become, or have done to it, by where it stands.
LEGAL: Mapping[OrderStatus, set[str]] = {
    PENDING: {PICKING, ON_HOLD, CANCELLED},
    PICKING: {PACKED, ON_HOLD, CANCELLED, "picked", "scanned"},
    PACKED: {SHIPPED, ON_HOLD, CANCELLED},
    SHIPPED: {DELIVERED, "returned"},
    DELIVERED: {"returned"},
    ON_HOLD: {PENDING, CANCELLED},  # held from PENDING
    CANCELLED: set(),
    REJECTED: set(),
    RETURNED: set(),
}
# What it is asked to become and is already: nothing happens. One that is shipped has no rest to close.
THERE: Mapping[OrderStatus, set[str]] = {
    **{status: {status} for status in (PENDING, PICKING, PACKED, DELIVERED, ON_HOLD, CANCELLED)},
    SHIPPED: {SHIPPED, "closed short"},
}
WAY = {
    PENDING: (),
    PICKING: (PICKING,),
    PACKED: (PICKING, PACKED),
    SHIPPED: (PICKING, PACKED, SHIPPED),
    DELIVERED: (PICKING, PACKED, SHIPPED, DELIVERED),
    ON_HOLD: (ON_HOLD,),
    CANCELLED: (CANCELLED,),
}


def _bring_to(manager: InventoryManager, status: OrderStatus) -> None:
    """O-1 with ``status``."""
    if status in WAY:
        placed(manager, 2)
        for to in WAY[status]:
            ACTS[to](manager)
    elif status is REJECTED:
        add_parts(manager, 2)
        with pytest.raises(InsufficientStock):
            manager.create_order_transaction("O-1", "CUST-1", [line("SKU-01", 99)], keep_rejected=True)
    else:
        add_parts(manager, 2)
        manager.receive_return("O-1", "CUST-1", [line("SKU-01")])
    assert read(manager).status is status


@pytest.mark.parametrize("status", LEGAL)
def test_what_is_not_legal_is_refused_and_changes_nothing(manager: InventoryManager, status: OrderStatus) -> None:
    _bring_to(manager, status)
    before = rows(manager.client.table_name)
    for name in ACTS.keys() - LEGAL[status] - THERE.get(status, set()):
        with pytest.raises(IllegalMove, match=f"order O-1 is {status} and cannot be ") as refused:
            ACTS[name](manager)
        assert refused.value.order.status is status, name
        assert rows(manager.client.table_name) == before, name


@pytest.mark.parametrize("status", LEGAL)
def test_what_is_legal_happens_once_however_often_it_is_pressed(manager: InventoryManager, status: OrderStatus) -> None:
    _bring_to(manager, status)
    bring_back = saved(manager.client.table_name)
    for name in LEGAL[status] & set(OrderStatus):
        bring_back()
        ACTS[name](manager)
        assert read(manager).status == name
        once = rows(manager.client.table_name)
        ACTS[name](manager)
        assert rows(manager.client.table_name) == once, name
        prove(manager)


@pytest.mark.parametrize("status", THERE)
def test_an_order_that_is_there_already_is_handed_back_as_it_is(manager: InventoryManager, status: OrderStatus) -> None:
    _bring_to(manager, status)
    before = rows(manager.client.table_name)
    for name in THERE[status]:
        assert ACTS[name](manager) == read(manager).order
    assert rows(manager.client.table_name) == before


@pytest.mark.parametrize("status", LEGAL)
def test_the_moves_that_pages_offer_are_the_legal_ones(manager: InventoryManager, status: OrderStatus) -> None:
    _bring_to(manager, status)
    order = read(manager).order
    assert set(legal_moves(order)) == LEGAL[status] & set(OrderStatus)
    assert can_be_returned(order) == ("returned" in LEGAL[status])
    assert can_close_short(order) is False


@pytest.mark.parametrize("status", [SHIPPED, REJECTED, RETURNED, *IN_WORK])
def test_no_order_is_moved_to_what_only_its_stock_can_make_it(manager: InventoryManager, status: OrderStatus) -> None:
    placed(manager, 2)
    before = whole_table(manager.client)
    with pytest.raises(InvalidValue, match="to must be one of"):
        manager.move_order("O-1", status)
    assert whole_table(manager.client) == before


@pytest.mark.parametrize("given", ["", "pending", "GONE", None])
def test_what_is_no_status_is_refused(manager: InventoryManager, given: OrderStatus) -> None:
    placed(manager, 2)
    with pytest.raises(InvalidValue):
        manager.move_order("O-1", given)


@pytest.mark.parametrize("name", ACTS)
def test_an_order_that_is_not_there_is_not_found(manager: InventoryManager, name: str) -> None:
    with pytest.raises(OrderNotFound, match="there is no order O-1"):
        ACTS[name](manager)


@pytest.mark.parametrize("status", [PENDING, PICKING, PACKED])
def test_an_order_on_hold_goes_back_to_where_it_was_held_and_nowhere_else(
    manager: InventoryManager, status: OrderStatus
) -> None:
    _bring_to(manager, status)
    held = manager.move_order("O-1", ON_HOLD)
    assert (held.held_from, legal_moves(held)) == (status, (status, CANCELLED))
    assert stored(manager, "ORDER#O-1")["HeldFrom"] == status
    for other in {PENDING, PICKING, PACKED} - {status}:
        with pytest.raises(IllegalMove):
            manager.move_order("O-1", other)
    back = manager.move_order("O-1", status)
    assert (back.status, back.held_from) == (status, None)
    assert "HeldFrom" not in stored(manager, "ORDER#O-1")


def test_cancelling_gives_back_what_was_allocated_with_a_row_in_the_ledger(manager: InventoryManager) -> None:
    placed(manager, 2)
    manager.move_order("O-1", ON_HOLD)
    order = manager.move_order("O-1", CANCELLED, "boss", "on the phone")
    assert (order.status, order.closed, order.open, order.held_from) == (CANCELLED, 8, 0, None)
    assert [(each.closed, each.open) for each in read(manager).lines] == [(4, 0), (4, 0)]
    assert set(balances(manager).values()) == {(10, 0)}
    newest = manager.get_ledger("SKU-01", "WH001")[0]
    assert (newest.change, newest.allocated_change, newest.reason) == (4, -4, "order cancelled")
    assert (newest.actor, newest.note, newest.cause) == ("boss", "on the phone", "ORDER#O-1")


def test_what_was_picked_is_not_picked_any_more_when_it_is_cancelled(manager: InventoryManager) -> None:
    placed(manager, 2)
    manager.move_order("O-1", PICKING)
    manager.pick_units("O-1", 1, 3)
    manager.move_order("O-1", CANCELLED)
    assert [each.picked for each in read(manager).lines] == [0, 0]
    prove(manager)


def test_an_order_stands_in_the_queue_of_its_status_at_its_own_time(manager: InventoryManager) -> None:
    order = placed(manager, 2)
    at = [f"{order.created_at}#O-1"]
    for to, act in ((PICKING, PICKING), (PACKED, PACKED), (SHIPPED, SHIPPED), (DELIVERED, DELIVERED)):
        before = read(manager).status
        ACTS[act](manager)
        assert (index_keys(manager, "GSI2", f"ORDERS#{to}"), index_keys(manager, "GSI2", f"ORDERS#{before}")) == (
            at,
            [],
        )


def test_every_move_is_kept_with_who_and_when(manager: InventoryManager) -> None:
    moments = [datetime(2026, 3, 2, hour, tzinfo=UTC) for hour in range(8, 14)]
    acts: list[Callable[[], object]] = [
        lambda: placed(manager, 2),
        lambda: manager.move_order("O-1", PICKING, "ada", "now"),
        lambda: manager.move_order("O-1", ON_HOLD, "bob", "wait"),
        lambda: manager.move_order("O-1", PICKING, "ada"),
        lambda: manager.move_order("O-1", PACKED, "cid"),
        lambda: manager.ship_order("O-1", actor="dan", note="truck 7"),
    ]
    for moment, act in zip(moments, acts, strict=True):
        with clock.at(moment):
            act()
            act()
    sheet = manager.get_order_sheet("O-1")
    assert sheet is not None
    assert [(move.before, move.status, move.actor, move.note) for move in sheet.moves] == [
        (PENDING, PENDING, "clerk", ""),
        (PENDING, PICKING, "ada", "now"),
        (PICKING, ON_HOLD, "bob", "wait"),
        (ON_HOLD, PICKING, "ada", ""),
        (PICKING, PACKED, "cid", ""),
        (PACKED, SHIPPED, "dan", "truck 7"),
    ]
    assert [move.at for move in sheet.moves] == [clock.timestamp(moment) for moment in moments]
    assert (sheet.order.created_at, sheet.order.updated_at) == (sheet.moves[0].at, sheet.moves[-1].at)


def test_the_story_of_a_long_order_begins_with_its_placing(
    manager: InventoryManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    placed(manager, 3)
    small_transactions(monkeypatch, 9)
    manager.move_order("O-1", CANCELLED, wait=False)
    sheet = manager.get_order_sheet("O-1")
    assert sheet and sheet.order.status is OrderStatus.CANCELLING
    assert [(move.status, move.actor) for move in sheet.moves] == [(PENDING, "clerk")]


# Another hand between reading and writing

BETWEEN: list[tuple[OrderStatus, str, str]] = [
    (PENDING, PICKING, ON_HOLD),
    (PENDING, ON_HOLD, CANCELLED),
    (PICKING, PACKED, CANCELLED),
    (PICKING, "picked", PACKED),
    (PICKING, "scanned", ON_HOLD),
    (PACKED, SHIPPED, ON_HOLD),
    (PACKED, SHIPPED, CANCELLED),
    (PACKED, CANCELLED, SHIPPED),
    (PICKING, CANCELLED, CANCELLED),
    (PACKED, SHIPPED, SHIPPED),
    (PENDING, PICKING, PICKING),
]


@pytest.mark.parametrize(("status", "act", "between"), BETWEEN)
def test_an_order_that_another_moves_between_reading_and_writing_is_judged_again(
    manager: InventoryManager, status: OrderStatus, act: str, between: str
) -> None:
    _bring_to(manager, status)
    other = InventoryManager(client=new_client(manager))
    left = partial(rows, manager.client.table_name)
    after_the_other: list[object] = []

    def step_in() -> None:
        with elsewhere():
            ACTS[between](other)
        after_the_other.append(left())

    before_call(manager.client, TRANSACT, step_in)
    if act == between:
        ACTS[act](manager)
    else:
        with pytest.raises(IllegalMove) as refused:
            ACTS[act](manager)
        assert refused.value.order.status == between
    assert left() == after_the_other[0]
    prove(manager)


def test_an_order_that_is_put_on_hold_and_back_meanwhile_is_moved_all_the_same(manager: InventoryManager) -> None:
    placed(manager, 2)
    other = InventoryManager(client=new_client(manager))
    before_call(manager.client, TRANSACT, lambda: (other.move_order("O-1", ON_HOLD), other.move_order("O-1", PENDING)))
    assert manager.move_order("O-1", PICKING).version == 4
    sheet = manager.get_order_sheet("O-1")
    assert sheet and [move.status for move in sheet.moves] == [PENDING, ON_HOLD, PENDING, PICKING]


@pytest.mark.parametrize("act", [PICKING, ON_HOLD, CANCELLED])
def test_a_move_whose_answer_was_lost_is_made_once(manager: InventoryManager, act: str) -> None:
    placed(manager, 2)
    lose_answers(manager.client, TRANSACT, times=3)
    ACTS[act](manager)
    sheet = manager.get_order_sheet("O-1")
    assert sheet and [move.status for move in sheet.moves] == [PENDING, act]
    prove(manager)


# In work


def test_nothing_but_its_end_can_be_asked_of_an_order_in_work(
    manager: InventoryManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_transactions(monkeypatch)
    packed(manager, 6)
    assert manager.move_order("O-1", CANCELLED, wait=False).status is OrderStatus.CANCELLING
    before = whole_table(manager.client)
    for name in {PENDING, PICKING, PACKED, DELIVERED, ON_HOLD, "picked", "scanned"}:
        with pytest.raises(IllegalMove):
            ACTS[name](manager)
    assert manager.move_order("O-1", CANCELLED, wait=False).status is OrderStatus.CANCELLING
    assert whole_table(manager.client) == before
    assert manager.move_order("O-1", CANCELLED).status is CANCELLED
    prove(manager)


def test_an_order_that_is_still_being_placed_is_placed_first_and_cancelled_then(
    manager: InventoryManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_transactions(monkeypatch)
    skus = add_parts(manager, 6)
    manager.create_order_transaction("O-1", "CUST-1", [line(sku) for sku in skus], wait=False)
    assert manager.move_order("O-1", CANCELLED).status is CANCELLED
    assert set(balances(manager).values()) == {(10, 0)}
    prove(manager)


def test_what_was_asked_of_an_order_that_ends_otherwise_is_refused(
    manager: InventoryManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_transactions(monkeypatch)
    packed(manager, 6)
    with dying(manager.client, 1, AFTER), pytest.raises(Died):
        manager.ship_order("O-1")
    with pytest.raises(IllegalMove) as refused:
        manager.move_order("O-1", CANCELLED)
    assert refused.value.order.status is SHIPPED
    assert set(balances(manager).values()) == {(6, 0)}
    prove(manager)


# Who


def _staff_of(warehouse: str, role: Role = Role.STAFF) -> StaffUser:
    return StaffUser("sam", "Sam", role, (warehouse,), True, "", 0, "", "")


VIEWER = _staff_of("WH001", Role.VIEWER)


@pytest.mark.parametrize("name", ACTS)
def test_who_may_not_work_on_orders_moves_none(manager: InventoryManager, name: str) -> None:
    status = next(status for status, legal in LEGAL.items() if name in legal) if name != "closed short" else PACKED
    _bring_to(manager, status)
    if name == "closed short":
        manager.ship_order("O-1", {1: 1})
    before = whole_table(manager.client)
    for actor in (VIEWER, _staff_of("WH009")):
        with pytest.raises(NotAllowed):
            AS[name](manager, actor)
    assert whole_table(manager.client) == before
    AS[name](manager, _staff_of("WH001"))


def _move_as(to: OrderStatus) -> Callable[[InventoryManager, StaffUser], object]:
    return lambda manager, who: manager.move_order("O-1", to, who)


AS: Mapping[str, Callable[[InventoryManager, StaffUser], object]] = {
    **{status: _move_as(status) for status in (*OPEN, DELIVERED, CANCELLED)},
    SHIPPED: lambda m, who: m.ship_order("O-1", actor=who),
    "closed short": lambda m, who: m.close_order_short("O-1", who),
    "returned": lambda m, who: m.return_items("O-1", [{"index": 1, "restock": 1}], who),
    "picked": lambda m, who: m.pick_units("O-1", 1, 1, who),
    "scanned": lambda m, who: m.pick_scan("O-1", "SKU-01", who),
}


def test_who_may_not_take_from_a_warehouse_places_no_order(manager: InventoryManager) -> None:
    (sku,) = add_parts(manager, 1)
    before = whole_table(manager.client)
    for actor in (VIEWER, _staff_of("WH009")):
        with pytest.raises(NotAllowed):
            manager.create_order_transaction("O-1", "CUST-1", [line(sku)], actor)
        with pytest.raises(NotAllowed):
            manager.receive_return("R-1", "CUST-1", [line(sku)], actor)
    assert whole_table(manager.client) == before
    assert manager.create_order_transaction("O-1", "CUST-1", [line(sku)], _staff_of("WH001")).placed_by == "sam"


def test_the_statuses_are_grouped_by_what_they_hold() -> None:
    assert set(OPEN) | set(SENT) | {CANCELLED, REJECTED, RETURNED} == set(LEGAL)
    assert set(LEGAL) | set(IN_WORK) == set(OrderStatus)
