"""Bringing checked products into the table, one after the other or many at a time."""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, as_completed, wait
from contextvars import copy_context
from dataclasses import dataclass, field

from inventory import creating, editing
from inventory.drafts import ProductDraft, product_draft, variant_draft
from inventory.dynamodb.backoff import Deadline
from inventory.dynamodb.client import DynamoDBClient
from inventory.dynamodb.failures import TransactionRefused
from inventory.dynamodb.transactions import MAX_ACTIONS
from inventory.errors import ChangedMeanwhile, ProductExists, ProductNotFound, SkuExists, StockBusy
from inventory.importing.checks import CatalogueProduct, CatalogueRow
from inventory.importing.comparison import Difference, compare_all
from inventory.importing.interrupting import ended_by_signals
from inventory.importing.source import RowError
from inventory.registry import Registry

_ACTOR = "import_catalogue"
# Few, because each sends a whole transaction: more of them would wait for one another in an engine with one writer
# until the connection gives them up.
_THREADS = 4
_GROUP = 300
_MET_OTHERS = (ProductExists, SkuExists, TransactionRefused)


@dataclass
class Outcome:
    """What became of one product: row numbers by what was done with them."""

    created: list[int] = field(default_factory=list)
    added: list[int] = field(default_factory=list)
    updated: list[int] = field(default_factory=list)
    unchanged: list[int] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def foreseen(difference: Difference) -> Outcome:
    """What bringing a product in will do, if nobody changes it before."""
    outcome = Outcome(notes=list(difference.notes), errors=list(difference.errors))
    if difference.errors:
        outcome.refused = _numbers(difference.wanted.rows)
        return outcome
    if difference.exists:
        outcome.added = _numbers(difference.new)
    else:
        outcome.created = _numbers(difference.new)
    outcome.updated, outcome.unchanged = _numbers(difference.changed), _numbers(difference.same)
    return outcome


def compared(client: DynamoDBClient, products: Sequence[CatalogueProduct]) -> Iterator[Difference]:
    """The differences of ``products``, in their order, read a few hundred at a time."""
    groups = [products[start : start + _GROUP] for start in range(0, len(products), _GROUP)]
    with ThreadPoolExecutor(_THREADS) as pool:
        for group in pool.map(lambda one: compare_all(client, one), groups):
            yield from group


def bring_in_all(
    client: DynamoDBClient,
    registry: Registry,
    differences: Sequence[Difference],
    take: Callable[[Outcome], None],
) -> None:
    """Bring the products in, several at a time; ``take`` is told of each as it is done, in any order,
    from any thread, one at a time.

    Where it is interrupted or fails, it finishes the few products it is at and leaves the others.
    """
    registry.add(
        (one.wanted.rows[0].category for one in differences if one.edits or not one.exists),
        (row.warehouse for one in differences for row in one.new),
    )
    lock, stopped = threading.Lock(), threading.Event()

    def work(batch: Sequence[Difference]) -> None:
        if stopped.is_set():
            return
        outcomes = _bring_in_batch(client, batch)
        # Told from here: a failure may stop the main thread anywhere, and what is written must be told.
        with lock:
            for outcome in outcomes:
                take(outcome)

    with ThreadPoolExecutor(_THREADS) as pool, ended_by_signals(stopped.set):
        running: set[Future[None]] = set()
        for batch in _batches(differences):
            if stopped.is_set():
                break
            running.add(pool.submit(copy_context().run, work, batch))
            # A window, not all at once: what was not begun needs no taking back.
            if len(running) >= 2 * _THREADS:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                _raise_failures(done)
        _raise_failures(as_completed(running))


def _raise_failures(futures: Iterable[Future[None]]) -> None:
    for future in futures:
        future.result()


def _batches(differences: Sequence[Difference]) -> Iterator[list[Difference]]:
    """New products as many together as a transaction holds, all others by themselves."""
    batch: list[Difference] = []
    room = MAX_ACTIONS
    for difference in differences:
        if difference.exists:
            yield [difference]
            continue
        actions = creating.actions_of(_draft(difference.new))
        if actions > MAX_ACTIONS:
            yield [difference]
            continue
        if actions > room:
            yield batch
            batch, room = [], MAX_ACTIONS
        batch.append(difference)
        room -= actions
    if batch:
        yield batch


def _bring_in_batch(client: DynamoDBClient, batch: Sequence[Difference]) -> list[Outcome]:
    """Together, because each transaction costs an engine a sync of its disk; one by one if that is refused."""
    if len(batch) == 1:
        return [bring_in(client, batch[0])]
    drafts = [_draft(one.new) for one in batch]
    try:
        creating.create_products(client, drafts, _ACTOR)
        return [foreseen(one) for one in batch]
    except _MET_OTHERS:
        # Somebody was here meanwhile.
        return [bring_in(client, one) for one in compare_all(client, [one.wanted for one in batch])]


def bring_in(client: DynamoDBClient, difference: Difference) -> Outcome:
    """Bring one product in. Where somebody changed it meanwhile, it is read again and compared anew."""
    outcome, deadline, last = Outcome(notes=list(difference.notes)), Deadline(), False
    tried: set[int] = set()
    while not difference.errors:
        try:
            _write(client, difference, outcome)
            break
        except (*_MET_OTHERS, ChangedMeanwhile, ProductNotFound) as refusal:
            # Once more past the deadline: it may be this change itself that was met, whose answer was lost.
            if last:
                raise StockBusy from refusal
            last = not deadline.wait()
            tried.update(_numbers(difference.changed))
            difference = compare_all(client, [difference.wanted])[0]
    _settle_rest(outcome, difference, tried)
    return outcome


def _settle_rest(outcome: Outcome, difference: Difference, tried: set[int]) -> None:
    """The rows nothing was done with in the end: refused where an error turned up on the way, else as they shall be.

    Such a row that was tried before was written then, and only the answer was lost.
    """
    written = {*outcome.created, *outcome.added, *outcome.updated}
    rest = [number for number in _numbers(difference.wanted.rows) if number not in written]
    outcome.errors.extend(difference.errors)
    if difference.errors:
        outcome.refused.extend(rest)
        return
    outcome.updated.extend(number for number in rest if number in tried)
    outcome.unchanged.extend(number for number in rest if number not in tried)


def _write(client: DynamoDBClient, difference: Difference, outcome: Outcome) -> None:
    if difference.exists:
        editing.apply(client, difference.edits)
        outcome.updated.extend(_numbers(difference.changed))
        _add(client, difference.new, outcome.added)
        return
    first = difference.new[: creating.MAX_NEW_VARIANTS]
    creating.create_product(client, _draft(first), _ACTOR)
    outcome.created.extend(_numbers(first))
    _add(client, difference.new[creating.MAX_NEW_VARIANTS :], outcome.created)


def _add(client: DynamoDBClient, rows: Sequence[CatalogueRow], done: list[int]) -> None:
    for row in rows:
        creating.create_variant(client, variant_draft(_variant_fields(row), row.product_id, ""), _ACTOR)
        done.append(row.number)


def _draft(rows: Sequence[CatalogueRow]) -> ProductDraft:
    return product_draft(_product_fields(rows), "")


def _product_fields(rows: Sequence[CatalogueRow]) -> dict[str, object]:
    head = rows[0]
    return {
        "product_id": head.product_id,
        "name": head.product_name,
        "category": head.category,
        "base_price": head.base_price,
        "variants": [_variant_fields(row) for row in rows],
    }


def _variant_fields(row: CatalogueRow) -> dict[str, object]:
    return {
        "sku": row.sku,
        "name": row.name,
        "price": row.price,
        "stock": row.stock,
        "warehouse": row.warehouse,
        "bin": row.bin,
    }


def _numbers(rows: Sequence[CatalogueRow]) -> list[int]:
    return [row.number for row in rows]
