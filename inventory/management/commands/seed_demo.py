"""Fills an empty table with a demo warehouse."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import CommandError, CommandParser

from inventory import InventoryManager, demo
from inventory.demo_orders import most_orders
from inventory.errors import InventoryError, TableMissing
from inventory.management.base import InventoryCommand
from inventory.management.progress import Bar, bar

_MOST_PRODUCTS = 10_000_000
_LARGEST_SEED = 999_999_999


class Command(InventoryCommand):
    """``manage.py seed_demo --products N``; the same seed makes the same demo."""

    help = "Fills the table with a believable demo: catalogue, warehouses, stock, customers and orders."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--products",
            type=_products,
            default=200,
            metavar="N",
            help="how many products to make (%(default)s)",
        )
        parser.add_argument(
            "--seed",
            type=_seed,
            metavar="S",
            help="the same seed makes the same demo; without one it is 1, or with --add the first not used here",
        )
        parser.add_argument(
            "--add",
            action="store_true",
            help="write into a table that holds data already; what exists there is left as it is",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the demo. Raises CommandError where the table holds data and --add is missing."""
        manager = self.manager(options)
        if not options["add"] and not manager.client.is_empty():
            raise CommandError(f"table {manager.client.table_name} holds data already; give --add to add a demo to it")
        products, seed = options["products"], options["seed"]
        if seed is None:
            seed = demo.first_free_seed(manager)
        to_finish = (
            f"what was made is kept: manage.py seed_demo --products {products} --seed {seed} --add makes the rest"
        )
        self.when_interrupted = f"interrupted; {to_finish}"
        if options["verbosity"]:
            self.stderr.write(f"making {products} products with seed {seed}", style_func=str)
        try:
            seeded = self._seed(manager, products, seed, options)
        except TableMissing:
            raise
        except InventoryError as error:
            raise CommandError(f"{error}; {to_finish}") from error
        self._report(seeded, seed)
        if seeded.variants and options["verbosity"]:
            self.stdout.write(rate(seeded))

    def _seed(self, manager: InventoryManager, products: int, seed: int, options: dict[str, Any]) -> demo.Seeded:
        totals = {"products": products, "orders": most_orders(products)}
        with _bars(totals, options) as bars:

            def progress(what: str, more: int) -> None:
                # The time of what comes first is none of the other's.
                if not bars[what].n:
                    bars[what].unpause()
                bars[what].update(more)

            return demo.seed(manager, products, seed, progress)

    def _report(self, seeded: demo.Seeded, seed: int) -> None:
        self.stdout.write(f"{seeded.products} products and {seeded.orders} orders made with seed {seed}.")
        if seeded.existing_products or seeded.existing_orders:
            self.stdout.write(
                f"{seeded.existing_products} products and {seeded.existing_orders} orders of that seed"
                " were there already, or could not be made beside what is there: left as it is."
            )


def rate(seeded: demo.Seeded) -> str:
    """How much was loaded, and how fast."""
    a_second = seeded.rows / max(seeded.seconds, 0.001)
    took = _duration(seeded.seconds)
    return f"{seeded.variants:,} variants ({seeded.rows:,} rows) in {took}: {a_second:,.0f} rows a second."


def _duration(seconds: float) -> str:
    """``1690`` -> ``"28 min 10 s"``."""
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"


@contextmanager
def _bars(totals: dict[str, int], options: dict[str, Any]) -> Iterator[dict[str, Bar]]:
    bars = {what: bar(options, what.capitalize(), total=total) for what, total in totals.items()}
    try:
        yield bars
    finally:
        for one in bars.values():
            one.close()


def _products(text: str) -> int:
    return _whole(text, 1, _MOST_PRODUCTS)


def _seed(text: str) -> int:
    return _whole(text, 0, _LARGEST_SEED)


def _whole(text: str, least: int, most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 20 and least <= int(text) <= most):
        raise argparse.ArgumentTypeError(f"must be a whole number from {least} to {most} (got {text!r})")
    return int(text)
