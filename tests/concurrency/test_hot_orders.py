"""16 clients in 4 processes order the same 40 SKUs until they are gone: what was there is sold, to the last unit.

Some orders are short, some need a plan of several transactions, and all of them want the same rows.
"""

import multiprocessing
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor

import pytest

from inventory import InventoryManager, audit
from inventory.entities import OrderStatus
from tests.concurrency import buyers
from tests.concurrency.buyers import Bought
from tests.tables import add_parts, whole_table

PROCESSES, SKUS, UNITS = 4, 40, 12

pytestmark = pytest.mark.timeout(300)


def test_hot_skus_are_sold_to_the_last_unit_and_no_further(
    engine_manager: InventoryManager, engine_name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    skus = add_parts(engine_manager, SKUS, stock=UNITS)
    clients = bought_by_all(engine_manager, skus)
    resumed = engine_manager.resume_plans()
    with capsys.disabled():
        print(told(engine_name, clients))
    assert (resumed.finished, resumed.rejected, resumed.left) == (0, 0, ())
    assert len(clients) == PROCESSES * buyers.THREADS
    assert all(client.placed for client in clients)
    sell_the_rest(engine_manager, skus, clients)
    assert_exactly_sold(engine_manager, skus, clients)


def bought_by_all(manager: InventoryManager, skus: list[str]) -> list[Bought]:
    spawned = multiprocessing.get_context("spawn")
    barrier = spawned.Barrier(PROCESSES)
    with ProcessPoolExecutor(PROCESSES, spawned, buyers.meet_at, (barrier,)) as pool:
        settings = manager.client.settings
        running = [pool.submit(buyers.buy, settings, number, skus) for number in range(PROCESSES)]
        return [client for process in running for client in process.result()]


def sell_the_rest(manager: InventoryManager, skus: Sequence[str], clients: list[Bought]) -> None:
    """What a plan that was rejected at last had held, when everybody else was told that it is gone."""
    left = {sku: units for sku, units in stock_of(manager, skus).items() if units}
    for sku, units in left.items():
        last = Bought("last")
        order = manager.create_order_transaction(f"L-{sku}", "C-last", [{"sku": sku, "quantity": units, "price": 1}])
        last.placed[order.order_id] = {sku: units}
        clients.append(last)


def assert_exactly_sold(manager: InventoryManager, skus: Sequence[str], clients: Iterable[Bought]) -> None:
    placed = {order_id: units for client in clients for order_id, units in client.placed.items()}
    sold: Counter[str] = Counter()
    for units in placed.values():
        sold.update(units)
    assert sold == dict.fromkeys(skus, UNITS)
    assert set(stock_of(manager, skus).values()) == {0}
    statuses = {row["OrderId"]: row["Status"] for key, row in whole_table(manager.client).items() if is_order(*key)}
    assert {order_id for order_id, status in statuses.items() if status == OrderStatus.PENDING} == set(placed)
    short = {order_id for client in clients for order_id in client.short}
    assert {order_id for order_id, status in statuses.items() if status != OrderStatus.PENDING} <= short
    report = audit.check(manager.client)
    assert (report.levels, report.orders, report.in_work, report.drifts) == (len(skus), len(statuses), 0, ())


def is_order(pk: str, sk: str) -> bool:
    return pk.startswith("ORDER#") and sk == "METADATA"


def stock_of(manager: InventoryManager, skus: Sequence[str]) -> dict[str, int]:
    offers = manager.offers(skus)
    return {sku: offers[sku].available("WH001") for sku in skus}


def told(engine_name: str, clients: Sequence[Bought]) -> str:
    transactions: Counter[str] = sum((client.transactions for client in clients), Counter())
    answers: Counter[str] = sum((client.answers for client in clients), Counter())
    rate = transactions.total() / max(1, transactions["done"])
    tails = [f"{kind}: {tail([s for client in clients for s in client.seconds[kind]])}" for kind in ("short", "plan")]
    return (
        f"\n{engine_name}: {dict(answers)}; {rate:.2f} transactions for each that was applied {dict(transactions)};"
        f" seconds an order took, {'; '.join(tails)}"
    )


def tail(seconds: Iterable[float]) -> str:
    ranked = sorted(seconds)
    if not ranked:
        return "none"
    p50, p95 = (ranked[min(len(ranked) - 1, int(len(ranked) * part))] for part in (0.5, 0.95))
    return f"{len(ranked)} orders, half in {p50:.2f}, 95 % in {p95:.2f}, all in {ranked[-1]:.2f}"
