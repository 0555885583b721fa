"""``manage.py resume_plans``: what an interruption left in work comes to its end."""

import pytest

from inventory import InventoryManager, audit
from inventory.entities import IN_WORK, OrderStatus
from inventory.errors import StockBusy
from inventory.ordering.job import Job
from tests.inventory.commands.conftest import Run
from tests.tables import add_parts


def place(manager: InventoryManager, order_id: str, skus: list[str], *, short: bool = False) -> None:
    """A long order, left in work."""
    items = [{"sku": sku, "quantity": 900 if short and sku == skus[-1] else 1, "price": 1} for sku in skus]
    manager.create_order_transaction(order_id, "C-1", items, wait=False)
    order = manager.get_order_with_items(order_id)
    assert order is not None and order.status in IN_WORK


def status(manager: InventoryManager, order_id: str) -> OrderStatus:
    order = manager.get_order_with_items(order_id)
    assert order is not None
    return order.status


def test_every_order_in_work_is_finished_or_undone_and_named(manager: InventoryManager, run: Run) -> None:
    skus = add_parts(manager, 40)
    place(manager, "GOOD", skus)
    place(manager, "SHORT", skus, short=True)
    place(manager, "SENT", skus)
    manager.settle_order("SENT")
    for to in (OrderStatus.PICKING, OrderStatus.PACKED):
        manager.move_order("SENT", to)
    manager.ship_order("SENT", wait=False)
    ran = run("resume_plans")
    assert ran.status == 0
    assert sorted(ran.out.splitlines()) == [
        "2 finished, 1 rejected, 0 left.",
        "order GOOD: PENDING",
        "order SENT: SHIPPED",
        "order SHORT: REJECTED",
    ]
    assert [status(manager, each) for each in ("GOOD", "SHORT", "SENT")] == ["PENDING", "REJECTED", "SHIPPED"]
    assert audit.check(manager.client).drifts == ()


def test_where_nothing_was_left_it_says_so(run: Run) -> None:
    ran = run("resume_plans")
    assert (ran.status, ran.out) == (0, "0 finished, 0 rejected, 0 left.\n")


def test_what_others_are_in_the_way_of_is_left_and_named(
    manager: InventoryManager, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    place(manager, "GOOD", add_parts(manager, 40))

    def busy(job: Job) -> None:
        raise StockBusy

    with monkeypatch.context() as patch:
        patch.setattr(Job, "run", busy)
        ran = run("resume_plans")
    assert ran.status == 1 and "1 left in work: run it again" in ran.err
    assert "0 finished, 0 rejected, 1 left." in ran.out
    assert "order GOOD is ALLOCATING, 0 of 2 steps done" in ran.err
    assert run("resume_plans").status == 0
    assert status(manager, "GOOD") is OrderStatus.PENDING
