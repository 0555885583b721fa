"""The commands that are counted, on files made for it, for one of what they work on."""

import contextlib
import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from django.core.management import call_command

from benchmarks.capacity_cases import PRODUCTS, World
from inventory import demo_loading
from inventory.dynamodb import keys
from inventory.management.commands import serve

NEW, ORDERS, LINES = 100, 40, 10


@dataclass(frozen=True)
class CommandCase:
    """``run`` is counted; ``of`` says, after it, how many of ``unit`` it was for."""

    what: str
    unit: str
    run: Callable[[], object]
    of: Callable[[], float]


def beginning(manager: Any) -> list[CommandCase]:
    """Into an empty table, in this order."""
    made: list[int] = []

    def variants() -> float:
        return sum(1 for _ in _rows(manager, keys.sku_pk("A").removesuffix("A")))

    def load() -> None:
        made.append(demo_loading.load(manager, PRODUCTS, 2, lambda more: None).variants)

    seeding = f"`seed_demo --products {PRODUCTS}`"
    return [
        CommandCase("`create_table`, of one that is there", "run", lambda: _call("create_table"), lambda: 1),
        CommandCase(
            f"{seeding}, with its past and its orders",
            "variant",
            lambda: _call("seed_demo", products=PRODUCTS, seed=1),
            variants,
        ),
        CommandCase(f"{seeding}, the loading in bulk alone", "variant", load, lambda: made[0]),
        CommandCase("`demo_users`, the first time", "run", lambda: _call("demo_users"), lambda: 1),
    ]


def commands(world: World, folder: Path) -> list[CommandCase]:
    """In this order: later ones find what earlier ones made."""
    table = lambda: sum(1 for _ in _rows(world.manager)) / 1000  # noqa: E731
    return [
        *_of_catalogues(world, folder),
        *_of_orders(folder),
        *_of_people(),
        CommandCase("`serve`, its start on a table that is filled", "run", _begin_to_serve, lambda: 1),
        CommandCase("`resume_plans`, nothing left", "run", lambda: _call("resume_plans"), lambda: 1),
        CommandCase("`check_ledger`", "1,000 rows", lambda: _call("check_ledger"), table),
        CommandCase("`reindex`, nothing missing", "1,000 rows", lambda: _call("reindex"), table),
    ]


def _of_catalogues(world: World, folder: Path) -> list[CommandCase]:
    file = folder / "catalogue.csv"
    _write(file, CATALOGUE, _products(world))

    def importing(what: str, **options: Any) -> CommandCase:
        return CommandCase(
            f"`import_catalogue`, {what}",
            "product",
            lambda: _call("import_catalogue", str(file), **options),
            lambda: NEW,
        )

    return [importing("new: `--dry-run`", dry_run=True), importing("new"), importing("as it is")]


def _of_orders(folder: Path) -> list[CommandCase]:
    names = {"orders": "IMPORT", "shipped": "SHIPPED", "returns": "CIMPORT"}
    files = {name: folder / f"{name}.csv" for name in names}
    for name, prefix in names.items():
        _write(files[name], LINE, _lines(prefix))

    def importing(what: str, name: str, **options: Any) -> CommandCase:
        command = "import_returns" if name == "returns" else "import_orders"
        return CommandCase(
            f"`{command}{what}", "line", lambda: _call(command, str(files[name]), **options), lambda: ORDERS * LINES
        )

    each = f"{LINES} lines each"
    return [
        importing(f" --dry-run`, {each}", "orders", dry_run=True),
        importing(f"`, {each}", "orders"),
        importing("`, as they are", "orders"),
        importing(f" --status SHIPPED`, {each}", "shipped", status="SHIPPED"),
        importing(f"`, {each}", "returns"),
    ]


def _of_people() -> list[CommandCase]:
    typed = io.StringIO("some words nobody guesses\nothers that nobody guesses\n")

    def with_password(name: str, **options: Any) -> None:
        with mock.patch("sys.stdin", typed):
            _call(name, "counted", password_stdin=True, **options)

    return [
        CommandCase("`create_staff_user`", "user", lambda: with_password("create_staff_user", role="staff"), lambda: 1),
        CommandCase("`set_staff_password`", "user", lambda: with_password("set_staff_password"), lambda: 1),
    ]


def _begin_to_serve() -> None:
    """What ``serve`` asks of the table before the web server starts."""
    with contextlib.redirect_stdout(io.StringIO()):
        serve.Command()._prepare_table()
    _call("demo_users")


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
