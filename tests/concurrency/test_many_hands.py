"""32 threads take one unit each, 20 times, from one SKU: exact final stock, gap-free ledger, whatever is lost."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from inventory import InventoryManager, audit, ledger
from inventory.errors import InsufficientStock
from tests import faults

THREADS, TIMES = 32, 20
TAKEN = THREADS * TIMES

pytestmark = [pytest.mark.parametrize("engine_name", ["dynamodb-local"]), pytest.mark.timeout(300)]


@pytest.fixture
def hot(engine_manager: InventoryManager) -> InventoryManager:
    engine_manager.create_product("P", "Hot", "Gifts", 1, variants=[{"sku": "HOT", "price": 1, "stock": TAKEN + 7}])
    return engine_manager


def take(manager: InventoryManager) -> None:
    """Each thread takes one unit at a time, as a picker would."""

    def picker(number: int) -> None:
        for turn in range(TIMES):
            manager.update_stock("HOT", "P", -1, actor=f"picker {number}", request_key=f"{number}-{turn}")

    with ThreadPoolExecutor(THREADS) as pool:
        for done in [pool.submit(picker, number) for number in range(THREADS)]:
            done.result()


def assert_exact(manager: InventoryManager) -> None:
    """The stock is what the units taken leave, each unit is one movement, and the ledger proves it."""
    product = manager.get_product_with_variants("P")
    assert product is not None
    assert product.variants[0].stock == 7
    moves = ledger.movements(manager.client, "HOT", "WH001", 10_000)
    assert [move.revision for move in moves] == list(range(1, TAKEN + 2))
    assert [move.stock for move in moves] == list(range(TAKEN + 7, 6, -1))
    assert len({move.cause for move in moves}) == TAKEN + 1
    report = audit.check(manager.client)
    assert (report.levels, report.movements, report.drifts) == (1, TAKEN + 1, ())


def test_every_unit_is_taken_once(hot: InventoryManager) -> None:
    take(hot)
    assert_exact(hot)


def test_lost_answers_take_nothing_twice(hot: InventoryManager) -> None:
    lose = faults.lose_answers(faults.counted(3))
    with faults.before_send(hot.client, "TransactWriteItems", lose):
        take(hot)
    assert_exact(hot)


def test_conflicts_and_throttling_are_tried_again(hot: InventoryManager) -> None:
    """Every fourth transaction meets a conflict, every fifth a throttled row, every sixth a throttled table."""
    with ExitStack() as stack:
        for every, body in (
            (4, faults.conflict(3)),
            (5, faults.throttled_in_transaction(3)),
            (6, faults.THROTTLED),
        ):
            handler = faults.refuse_with(faults.counted(every), 400, body)
            stack.enter_context(faults.before_send(hot.client, "TransactWriteItems", handler))
        take(hot)
    assert_exact(hot)


def test_the_last_units_are_not_sold_twice(engine_manager: InventoryManager) -> None:
    engine_manager.create_product("P", "Hot", "Gifts", 1, variants=[{"sku": "HOT", "price": 1, "stock": 40}])

    def buy(number: int) -> bool:
        lines = [{"sku": "HOT", "quantity": 3, "price": 1}]
        try:
            engine_manager.create_order_transaction(f"O{number}", "C", lines)
        except InsufficientStock:
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        bought = sum(pool.map(buy, range(32)))
    assert bought == 13
    product = engine_manager.get_product_with_variants("P")
    assert product is not None
    assert (product.variants[0].stock, product.variants[0].allocated) == (1, 39)
    assert audit.check(engine_manager.client).drifts == ()
