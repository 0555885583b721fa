"""Bringing the demo catalogue into the table, with its stock in all warehouses: groups of products side by side."""

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, as_completed, wait
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass, replace

from inventory import bulk, demo_catalogue, stock
from inventory.days import DATE_LENGTH, with_day
from inventory.demo_catalogue import DemoProduct, DemoVariant
from inventory.drafts import ProductDraft, product_draft
from inventory.dynamodb.reading import GET_BATCH
from inventory.entities import StockLevel, Variant
from inventory.importing.interrupting import ended_by_signals
from inventory.manager import InventoryManager

ACTOR = "seed_demo"
# Enough to keep one engine busy while answers are on their way. More of them would wait for one another in an engine
# with one writer until the connection gives them up.
_THREADS = 4
# One call looks which of them are there.
_GROUP = GET_BATCH


@dataclass(frozen=True)
class Made:
    """How many products were made and were there, or had to be left out; variants and rows of those made."""

    products: int = 0
    existing: int = 0
    variants: int = 0
    rows: int = 0

    def __add__(self, more: "Made") -> "Made":
        return Made(
            self.products + more.products,
            self.existing + more.existing,
            self.variants + more.variants,
            self.rows + more.rows,
        )


class _Ended(Exception):
    """The loading is to end; why is said elsewhere."""


def load(manager: InventoryManager, products: int, seed: int, progress: Callable[[int], None]) -> Made:
    """Make the first ``products`` products of ``seed``; ``progress`` is told of each group how many it held.

    Where it is interrupted or fails, each thread ends within a few batches; the same call again makes the rest.
    """
    stopped, made = threading.Event(), Made()
    with ThreadPoolExecutor(_THREADS) as pool:
        try:
            with ended_by_signals(stopped.set):
                for done in _finished(pool, manager, products, seed, stopped):
                    made += done
                    progress(done.products + done.existing)
        finally:
            stopped.set()
    return made


def _finished(
    pool: ThreadPoolExecutor, manager: InventoryManager, products: int, seed: int, stopped: threading.Event
) -> Iterator[Made]:
    """What becomes of the groups, as they are done; hardly more of them are under way than there are threads."""
    running: set[Future[Made]] = set()
    for numbers in _groups(products):
        if stopped.is_set():
            break
        # Threads of a pool know nothing of the moment that this one is told about.
        running.add(pool.submit(copy_context().run, _load_group, manager, numbers, seed, stopped))
        if len(running) > _THREADS:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            yield from _results(done)
    yield from _results(as_completed(running))


def _results(futures: Iterable[Future[Made]]) -> Iterator[Made]:
    for future in futures:
        with suppress(_Ended):
            yield future.result()


def _groups(products: int) -> Iterator[range]:
    return (range(start, min(start + _GROUP, products)) for start in range(0, products, _GROUP))


def _load_group(manager: InventoryManager, numbers: range, seed: int, stopped: threading.Event) -> Made:
    def ask() -> None:
        if stopped.is_set():
            raise _Ended

    ask()
    ids = {number: demo_catalogue.product_id(seed, number) for number in numbers}
    there = set(bulk.existing_products(manager.client, ids.values()))
    drafts = [_draft(demo_catalogue.product(seed, number)) for number in numbers if ids[number] not in there]
    loaded = bulk.load_new(manager.client, manager.registry, drafts, ACTOR, ask)
    return Made(loaded.products, len(numbers) - loaded.products, loaded.variants, loaded.rows)


def _draft(made: DemoProduct) -> ProductDraft:
    draft, by_sku = product_draft(made.fields(), ""), {one.sku: one for one in made.variants}
    variants = (replace(one, further=_further(one, by_sku[one.sku])) for one in draft.variants)
    return replace(draft, variants=tuple(variants))


def _further(variant: Variant, made: DemoVariant) -> tuple[StockLevel, ...]:
    """Its levels in further warehouses, as the first stock there would make them."""
    home, today = variant.level, variant.created_at[:DATE_LENGTH]
    return tuple(
        replace(
            stock.new_level(variant.product_id, variant.sku, warehouse, home),
            stock=units,
            revision=1,
            days=with_day("", today, units),
            bin=made.bins_elsewhere.get(warehouse, ""),
        )
        for warehouse, units in made.elsewhere.items()
    )
