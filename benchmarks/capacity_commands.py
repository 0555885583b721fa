"""The commands that are counted, on files made for it, for one of what they work on."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management import call_command

from benchmarks.capacity_cases import PRODUCTS, World
from inventory.dynamodb import keys

NEW, ORDERS, LINES = 100, 40, 10


@dataclass(frozen=True)
class CommandCase:
    """``run`` is counted; ``of`` says, after it, how many of ``unit`` it was for."""

    what: str
    unit: str
    run: Callable[[], object]
    of: Callable[[], float]


def seeding(world_manager: Any) -> CommandCase:
    """Into an empty table."""

    def variants() -> float:
        return sum(1 for _ in _rows(world_manager, keys.sku_pk("A").removesuffix("A")))

    return CommandCase(
        f"`seed_demo --products {PRODUCTS}`, with its past and its orders",
        "variant",
        lambda: _call("seed_demo", products=PRODUCTS, seed=1),
        variants,
    )


def commands(world: World, folder: Path) -> list[CommandCase]:
    """In this order: later ones find what earlier ones made."""
    catalogue, orders, returns = folder / "catalogue.csv", folder / "orders.csv", folder / "returns.csv"
    _write(catalogue, CATALOGUE, _products(world))
    _write(orders, LINE, _lines("IMPORT"))
    _write(returns, LINE, _lines("CIMPORT"))
    table = lambda: sum(1 for _ in _rows(world.manager)) / 1000  # noqa: E731
    return [
        CommandCase(
            "`import_catalogue`, new", "product", lambda: _call("import_catalogue", str(catalogue)), lambda: NEW
        ),
        CommandCase(
            "`import_catalogue`, as it is", "product", lambda: _call("import_catalogue", str(catalogue)), lambda: NEW
        ),
        CommandCase(
            f"`import_orders`, {LINES} lines each",
            "line",
            lambda: _call("import_orders", str(orders)),
            lambda: ORDERS * LINES,
        ),
        CommandCase(
            "`import_orders`, as they are", "line", lambda: _call("import_orders", str(orders)), lambda: ORDERS * LINES
        ),
        CommandCase(
            f"`import_returns`, {LINES} lines each",
            "line",
            lambda: _call("import_returns", str(returns)),
            lambda: ORDERS * LINES,
        ),
        CommandCase("`resume_plans`, nothing left", "run", lambda: _call("resume_plans"), lambda: 1),
        CommandCase("`check_ledger`", "1,000 rows", lambda: _call("check_ledger"), table),
        CommandCase("`reindex`, nothing missing", "1,000 rows", lambda: _call("reindex"), table),
    ]


CATALOGUE = ("product_id", "product_name", "category", "base_price", "sku", "name", "price", "stock", "warehouse")
LINE = ("order_id", "customer_id", "placed_at", "sku", "quantity", "price")


def _products(world: World) -> Iterator[tuple[object, ...]]:
    for number in range(NEW):
        name, price = f"Safety helmet, model {number:03}", "24.90"
        yield f"IMP-{number:03}", name, "Helmets", price, f"IMP-{number:03}", name, price, 500, world.warehouse


def _lines(prefix: str) -> Iterator[tuple[object, ...]]:
    for order in range(ORDERS):
        for line in range(LINES):
            sku = f"IMP-{(order * LINES + line) % NEW:03}"
            yield f"{prefix}-{order:03}", "CUST-IMPORT", "2026-01-05 09:30:00", sku, 1, "24.90"


def _write(file: Path, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    with file.open("w", newline="", encoding="utf-8") as text:
        csv.writer(text).writerows([columns, *rows])


def _call(name: str, *given: str, **options: Any) -> None:
    call_command(name, *given, **options, verbosity=0, stdout=io.StringIO(), stderr=io.StringIO())


def _rows(manager: Any, prefix: str = "") -> Iterator[None]:
    """One for each row of the table, or of those whose key begins so."""
    found: list[str] = []
    manager.client.scan(lambda item: item["PK"]["S"], found.extend)
    yield from (None for pk in found if pk.startswith(prefix))
