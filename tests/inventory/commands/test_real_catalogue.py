"""The real catalogue through the commands, as an operator runs them: own processes, on the embedded engine."""

import re
import signal
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from inventory import InventoryManager
from inventory.dynamodb import engine
from inventory.settings import Settings
from tests.inventory.commands.real_data import Rows, command, data_file, rows_of, said, written
from tests.tables import whole_table

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def catalogue_file() -> Path:
    return data_file("catalogue.csv")


@pytest.fixture(scope="module")
def rows(catalogue_file: Path) -> Rows:
    return rows_of(catalogue_file)


@pytest.fixture(scope="module")
def first_rows(rows: Rows) -> Rows:
    """Enough to be in the midst of."""
    return rows[:1200]


@pytest.fixture(scope="module")
def first_of_it(first_rows: Rows, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The catalogue of ``first_rows``."""
    return written(tmp_path_factory.mktemp("catalogue") / "catalogue.csv", first_rows)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with an empty table in it."""
    said(command(tmp_path, "create_table"))
    return tmp_path


@pytest.fixture
def inventory(folder: Path) -> Iterator[InventoryManager]:
    """The table of ``folder``, while its engine is held by this process too."""
    settings = Settings(engine="dynoxide", data_dir=folder)
    attachment = engine.attach(settings)
    yield InventoryManager(settings)
    attachment.release()


def until_begun(inventory: InventoryManager, rows: Rows) -> None:
    """Wait until the first products are in."""
    first, deadline = rows[0]["product_id"], time.monotonic() + 60
    while inventory.get_product(first) is None:
        assert time.monotonic() < deadline
        time.sleep(0.005)


def products_in(inventory: InventoryManager) -> int:
    return sum("BasePrice" in row for row in whole_table(inventory.client).values())


def test_the_real_catalogue_comes_in_as_the_file_says(
    inventory: InventoryManager, folder: Path, catalogue_file: Path, rows: Rows
) -> None:
    products = {row["product_id"]: row for row in rows}
    out = said(command(folder, "import_catalogue", str(catalogue_file)))
    assert f"{len(products)} products created (with {len(rows)} variants), 0 variants added, 0 updated" in out

    table = whole_table(inventory.client)
    variants = {row["SKU"]: row for row in table.values() if "Attributes" in row}
    assert {sku: row["Stock"] for sku, row in variants.items()} == {row["sku"]: int(row["stock"]) for row in rows}
    assert Counter(row["Warehouse"] for row in variants.values()) == Counter(row["warehouse"] for row in rows)
    assert _prices_by_category(inventory) == _expected_prices(products)
    assert f"{len(rows)} stock levels, {len(rows)} movements, 0 drift" in said(command(folder, "check_ledger"))

    out = said(command(folder, "import_catalogue", str(catalogue_file)))
    assert f"0 variants added, 0 updated, {len(rows)} unchanged, 0 rows refused" in out
    assert whole_table(inventory.client) == table


def _prices_by_category(inventory: InventoryManager) -> dict[str, list[Decimal]]:
    """In the order of the index, all pages."""
    found: dict[str, list[Decimal]] = defaultdict(list)
    for category in inventory.categories():
        cursor = None
        while True:
            page = inventory.get_products_by_category(category.name, limit=100, cursor=cursor)
            found[category.name] += [product.base_price for product in page]
            cursor = page.cursor
            if cursor is None:
                break
    return found


def _expected_prices(products: Mapping[str, Mapping[str, str]]) -> dict[str, list[Decimal]]:
    expected: dict[str, list[Decimal]] = defaultdict(list)
    for row in products.values():
        expected[row["category"]].append(Decimal(row["base_price"]))
    return {category: sorted(prices) for category, prices in expected.items()}


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_an_import_that_is_ended_in_the_middle_goes_on_where_it_was(
    inventory: InventoryManager, folder: Path, first_of_it: str, first_rows: Rows, end: signal.Signals
) -> None:
    total = len({row["product_id"] for row in first_rows})
    process = command(folder, "import_catalogue", first_of_it)
    until_begun(inventory, first_rows)
    process.send_signal(end)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == {signal.SIGKILL: -9, signal.SIGINT: 130, signal.SIGTERM: 143}[end], out
    if end == signal.SIGKILL:
        assert 0 < products_in(inventory) < total
    else:
        # A killed one says nothing, and the engine may still be at its last writes.
        assert re.search(rf"^{products_in(inventory)} products created", out, re.MULTILINE), out
        assert "rows not reached" in out
    assert "0 drift" in said(command(folder, "check_ledger"))

    again = said(command(folder, "import_catalogue", first_of_it))
    made, found = (int(number) for number in re.findall(r"with (\d+) variants.* (\d+) unchanged", again)[0])
    assert made + found == len(first_rows) and made and found
    assert products_in(inventory) == total
    assert f"{len(first_rows)} stock levels, {len(first_rows)} movements, 0 drift" in said(
        command(folder, "check_ledger")
    )


def test_two_imports_at_the_same_time_make_each_product_once(
    inventory: InventoryManager, folder: Path, first_of_it: str, first_rows: Rows
) -> None:
    both = [command(folder, "import_catalogue", first_of_it) for _ in range(2)]
    for process in both:
        assert ", 0 rows refused." in said(process)
    assert products_in(inventory) == len({row["product_id"] for row in first_rows})
    assert f"{len(first_rows)} stock levels, {len(first_rows)} movements, 0 drift" in said(
        command(folder, "check_ledger")
    )
