"""One SKU that everybody wants: adjusts accepted a second, transactions for each, the tail, by number of clients."""

import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from benchmarks import engines
from benchmarks.hot_clients import PRODUCT, Crew, Job, Outcome
from benchmarks.hot_policies import APART, OTHERS, SHIPPED, Policy
from benchmarks.measuring import Spread, percentile
from benchmarks.report import Report, Row, Table
from inventory import InventoryManager, audit
from inventory.dynamodb import engine

MOST = 64
# Each of the most clients is to have been through more than once, on a slow machine too.
WARM_UP, CROWDS_WARM_UP, SECONDS = 3.0, 6.0, 4.0
# Of the engine: DynamoDB Local's rate grows by half in this time, as the JVM compiles it.
ENGINES_WARM_UP = 40.0
STOCK = 90_000_000
# What 64 clients must reach of the best of fewer.
KEPT = 0.9


@dataclass(frozen=True)
class Cell:
    """``clients`` with ``threads`` of them in each process, at one SKU or (``own``) each at one of its own."""

    clients: int
    threads: int
    own: bool = False
    policy: Policy = SHIPPED

    @property
    def warm_up(self) -> float:
        """Longer for processes that know nothing of one another and find out by refusals how many they are."""
        return WARM_UP if self.policy.neighbours else CROWDS_WARM_UP

    @property
    def kind(self) -> str:
        if self.threads == self.clients > 1:
            return "threads of one process"
        return "processes" if self.threads == 1 else f"processes of {self.threads} threads"


SHAPES = ((1, 1), (4, 4), (16, 16), (64, 64), (4, 1), (16, 1), (64, 1), (64, 4))
# The yardstick, where it is another one: processes of several threads do not tell more of the machine.
OWN = [Cell(clients, threads, own=True) for clients, threads in SHAPES if threads in (1, clients)]
CELLS = [*(Cell(clients, threads) for clients, threads in SHAPES), *OWN]
# Of 64, who never reads again may starve up to the deadline, which would take the time of all others.
POLICY_CELLS = [Cell(16, 1, policy=APART), *(Cell(64 if one.reads_again else 16, 1, policy=one) for one in OTHERS)]


class Bench:
    """Cells measured on one engine, whose stock is proved after each and whose ledger at the end."""

    def __init__(self, crew: Crew, manager: InventoryManager) -> None:
        self._crew, self._manager = crew, manager
        settings = manager.client.settings
        self._settings = replace(settings, endpoint_url=engine.endpoint(settings), engine=None)
        self._numbers = itertools.count(1)
        manager.create_product(PRODUCT, "Hot", "Gifts", 1)

    def measure(self, cell: Cell, warm_up: float, seconds: float) -> Outcome:
        """What the clients of the cell did. Raises AssertionError where the stock is not what they left."""
        skus = [self._new_sku() for _ in range(cell.clients if cell.own else 1)]
        each = skus if cell.own else skus * cell.clients
        parts = [tuple(each[at : at + cell.threads]) for at in range(0, cell.clients, cell.threads)]
        outcome = self._crew.run([Job(self._settings, part, cell.policy, warm_up, seconds) for part in parts])
        left = sum(self._stock(sku) for sku in skus)
        assert left == len(skus) * STOCK - outcome.accepted, f"{cell}: {left} left after {outcome.accepted}"  # noqa: S101
        return outcome

    def _new_sku(self) -> str:
        sku = f"HOT-{next(self._numbers)}"
        self._manager.create_product_variant(PRODUCT, {"sku": sku, "price": 1, "stock": STOCK})
        return sku

    def _stock(self, sku: str) -> int:
        card = self._manager.get_stock_card(sku)
        assert card is not None  # noqa: S101
        return card.variant.stock

    def prove(self) -> int:
        """The movements of the ledger, which must be clean."""
        proof = audit.check(self._manager.client)
        assert proof.drifts == (), proof.drifts  # noqa: S101
        return proof.movements


@contextmanager
def bench(crew: Crew, kind: str) -> Iterator[Bench]:
    """A bench on an engine that has warmed up."""
    with engines.inventory(kind) as manager:
        made = Bench(crew, manager)
        made.measure(Cell(8, 8, own=True), 0, ENGINES_WARM_UP)
        yield made


def run() -> Report:
    """Both engines; the policies on DynamoDB Local."""
    report = Report("hot_sku", "One SKU that everybody wants", "python -m benchmarks hot_sku", notes=[NOTE])
    with Crew(MOST) as crew:
        for kind, title, rounds, cells in (
            ("dynamodb-local", "DynamoDB Local", 5, [*CELLS, *POLICY_CELLS]),
            ("dynoxide", "dynoxide", 3, [cell for cell in CELLS if cell.clients != 4]),
        ):
            with bench(crew, kind) as on:
                taken = _rounds(on, cells, rounds)
                movements = on.prove()
            report.tables += _tables(title, taken)
            report.notes.append(
                f"{title}, rounds: {rounds}. {movements:,} movements, no drift, stock exact in each cell."
            )
            report.targets |= _targets(title, taken)
    return report


NOTE = f"""Clients in a closed loop, each taking one unit after the other through `update_stock`; {SECONDS:g} s a cell
and round after {WARM_UP:g} s, or {CROWDS_WARM_UP:g} s where processes know nothing of one another, that do not count,
on an engine that has been at work for {ENGINES_WARM_UP:g} s before.
"own" is the yardstick: as many clients, each at a SKU of its own, in the same rounds. "sent" counts TransactWriteItems
for each adjust accepted, "read" the readings of the level, "given up" those that met their deadline of 20 s; "fewest of
a client" is what the unluckiest one got in any round. Times in ms, medians of the rounds."""


def _rounds(on: Bench, cells: Sequence[Cell], rounds: int) -> dict[Cell, list[Outcome]]:
    taken: dict[Cell, list[Outcome]] = {cell: [] for cell in cells}
    for turn in range(rounds):
        start = turn * len(cells) // rounds
        for cell in [*cells[start:], *cells[:start]]:
            taken[cell].append(on.measure(cell, cell.warm_up, SECONDS))
    return taken


def _tables(title: str, taken: dict[Cell, list[Outcome]]) -> list[Table]:
    shipped = [_row(cell, taken) for cell in taken if not cell.own and cell.policy == SHIPPED]
    compared = [cell for cell in taken if cell.threads == 1 and cell.clients in (16, MOST) and not cell.own]
    by_policy = [_policy_row(cell, taken[cell]) for cell in sorted(compared, key=lambda cell: cell.clients)]
    tables = [Table(f"{title}: adjusts of one SKU", shipped, 1)]
    return tables + ([Table(f"{title}: policies, processes at one SKU", by_policy, 1)] if len(compared) > 2 else [])


def _row(cell: Cell, taken: dict[Cell, list[Outcome]]) -> Row:
    own = taken.get(replace(cell, own=True))
    return {
        "clients": cell.clients,
        "as": cell.kind,
        "accepted/s": _rate(taken[cell]),
        "own/s": _rate(own) if own else None,
        **_figures(taken[cell]),
        "own p99": _tail(own, 0.99) if own else None,
    }


def _policy_row(cell: Cell, outcomes: Sequence[Outcome]) -> Row:
    return {"clients": cell.clients, "policy": cell.policy.name, "accepted/s": _rate(outcomes), **_figures(outcomes)}


def _figures(outcomes: Sequence[Outcome]) -> Row:
    return {
        "sent": Spread.of([one.sent / max(1, one.accepted) for one in outcomes]),
        "read": Spread.of([one.read / max(1, one.accepted) for one in outcomes]),
        "p50": _tail(outcomes, 0.5),
        "p99": _tail(outcomes, 0.99),
        "max": _tail(outcomes, 1.0),
        "given up": sum(one.busy for one in outcomes),
        "fewest of a client": min(min(one.by_client) for one in outcomes),
    }


def _rate(outcomes: Sequence[Outcome]) -> Spread:
    return Spread.of([one.in_time / SECONDS for one in outcomes])


def _tail(outcomes: Sequence[Outcome], share: float) -> float:
    return Spread.of([1000 * percentile(one.latencies or [0.0], share) for one in outcomes]).median


def _targets(title: str, taken: dict[Cell, list[Outcome]]) -> dict[str, bool]:
    alone = Cell(1, 1)
    threads = [alone, *(Cell(n, n) for n in (4, 16, MOST))]
    processes = [alone, *(Cell(n, 1) for n in (4, 16, MOST))]
    return {
        f"{title}, {kind}: 64 clients at {KEPT} of the best of fewer or more ({share:.2f})": share >= KEPT
        for kind, cells in (("threads of one process", threads), ("processes", processes))
        for share in [_share(taken, [cell for cell in cells if cell in taken])]
    }


def _share(taken: dict[Cell, list[Outcome]], cells: Sequence[Cell]) -> float:
    *fewer, most = (_rate(taken[cell]).median for cell in cells)
    return most / max(fewer)
