"""``manage.py seed_demo``."""

import re
import signal

import pytest
from django.core.management import CommandError, call_command

from inventory import InventoryManager, audit, demo, demo_catalogue, demo_loading
from inventory.errors import EngineUnavailable, StockBusy, TableMissing
from inventory.management import base
from inventory.management.base import Terminated
from inventory.management.commands import seed_demo
from tests.inventory.commands.conftest import Run
from tests.tables import Table, add_vest, whole_table

TIMES = {"At", "CreatedAt", "UpdatedAt", "RequestKey", "GSI1SK", "GSI2SK", "ExpiresAt"}


def _contents(table: Table) -> list[dict[str, object]]:
    """All rows without what the clock puts into them, and without markers of keys that were made for one call."""
    kept = [row for row in table.values() if "Change" not in row and not ("ContentHash" in row and "ExpiresAt" in row)]
    return sorted(
        ({k: v for k, v in row.items() if k not in TIMES} for row in kept),
        key=lambda row: (str(row["PK"]), str(row["SK"])),
    )


def test_it_makes_products_warehouses_and_orders_whose_ledger_is_proved(manager: InventoryManager, run: Run) -> None:
    ran = run("seed_demo", "--products", "12")
    assert ran.status == 0 and "12 products and" in ran.out
    categories = [category.name for category in manager.categories()]
    found = [product for name in categories for product in manager.get_products_by_category(name, limit=100)]
    assert len(found) == 12
    assert manager.warehouses()[0].name == "Rotterdam"
    order = manager.get_order_with_items("SO-1-00001")
    assert order is not None and order.lines and order.status == "PACKED"
    report = audit.check(manager.client)
    assert report.drifts == () and report.movements > report.levels


def test_it_says_how_fast_it_loaded_what_was_new(manager: InventoryManager, run: Run) -> None:
    ran = run("seed_demo", "--products", "12", "--seed", "1")
    variants = sum(len(demo_catalogue.product(1, number).variants) for number in range(12))
    said = re.search(r"^(\d+) variants \((\d+) rows\) in \d+\.\d s: [\d,]+ rows a second\.$", ran.out, re.MULTILINE)
    assert said and int(said[1]) == variants and int(said[2]) > 3 * variants
    assert "rows a second" not in run("seed_demo", "--products", "12", "--seed", "1", "--add").out


def test_it_is_quiet_where_it_is_asked_to_be(manager: InventoryManager, run: Run) -> None:
    ran = run("seed_demo", "--products", "12", "--verbosity", "0")
    assert (ran.out.count("\n"), ran.err) == (1, "")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.0, "5 variants (1,234,567 rows) in 0.0 s: 1,234,567,000 rows a second."),
        (59.94, "5 variants (1,234,567 rows) in 59.9 s: 20,597 rows a second."),
        (60.0, "5 variants (1,234,567 rows) in 1 min 0 s: 20,576 rows a second."),
        (1690.4, "5 variants (1,234,567 rows) in 28 min 10 s: 730 rows a second."),
        (7199.6, "5 variants (1,234,567 rows) in 120 min 0 s: 171 rows a second."),
    ],
)
def test_a_rate_is_said_in_words(seconds: float, said: str) -> None:
    assert seed_demo.rate(demo.Seeded(2, 0, 1, 0, 5, 1_234_567, seconds)) == said


def test_the_same_seed_makes_the_same_demo(manager: InventoryManager, run: Run) -> None:
    run("seed_demo", "--products", "12", "--seed", "5")
    first = whole_table(manager.client)
    manager.client.batch_write(deletes=list(first))
    run("seed_demo", "--products", "12", "--seed", "5")
    assert _contents(whole_table(manager.client)) == _contents(first)


def test_it_refuses_a_table_that_holds_data(manager: InventoryManager, run: Run) -> None:
    add_vest(manager)
    before = whole_table(manager.client)
    ran = run("seed_demo", "--products", "5")
    assert ran.status == 1 and "holds data already" in ran.err and "--add" in ran.err
    assert whole_table(manager.client) == before


def test_add_makes_new_products_each_time_and_leaves_what_is_there(manager: InventoryManager, run: Run) -> None:
    add_vest(manager)
    before = whole_table(manager.client)
    assert run("seed_demo", "--products", "5", "--add").out.startswith("5 products")
    assert run("seed_demo", "--products", "5", "--add").out.startswith("5 products")
    after = whole_table(manager.client)
    assert {key: after[key] for key in before} == before
    assert sum("BasePrice" in row for row in after.values()) == 11


def test_a_seed_named_again_finishes_what_is_there_and_alters_nothing(manager: InventoryManager, run: Run) -> None:
    run("seed_demo", "--products", "6", "--seed", "3")
    before = whole_table(manager.client)
    ran = run("seed_demo", "--products", "6", "--seed", "3", "--add")
    assert ran.status == 0 and "0 products and 0 orders made" in ran.out and "were there already" in ran.out
    assert whole_table(manager.client) == before
    assert run("seed_demo", "--products", "9", "--seed", "3", "--add").out.startswith("3 products")
    assert audit.check(manager.client).drifts == ()


def test_goods_lie_in_bins_in_all_their_warehouses_and_stay_where_people_put_them(
    manager: InventoryManager, run: Run
) -> None:
    run("seed_demo", "--products", "4", "--seed", "1")
    made = next(v for n in range(4) for v in demo_catalogue.product(1, n).variants if any(v.bins_elsewhere.values()))
    card = manager.get_stock_card(made.sku)
    assert card and {each.warehouse: each.bin for each in card.variant.further} == made.bins_elsewhere
    assert card.variant.bin == made.bin
    moved = next(iter(made.bins_elsewhere))
    manager.set_bin(made.sku, moved, "Gate", "")
    run("seed_demo", "--products", "4", "--seed", "1", "--add")
    card = manager.get_stock_card(made.sku)
    assert card and "Gate" in [each.bin for each in card.variant.further]


@pytest.mark.parametrize(
    ("why", "status"),
    [(KeyboardInterrupt(), 130), (Terminated(), 143), (EngineUnavailable("it is gone"), 1), (StockBusy(), 1)],
)
def test_an_interrupted_demo_says_how_to_finish_it(
    manager: InventoryManager, run: Run, monkeypatch: pytest.MonkeyPatch, why: BaseException, status: int
) -> None:
    def interrupted(*_: object) -> None:
        raise why

    with monkeypatch.context() as patch:
        patch.setattr(demo, "_place_orders", interrupted)
        ran = run("seed_demo", "--products", "10")
    assert ran.status == status and "kept: manage.py seed_demo --products 10 --seed 1 --add makes the rest" in ran.err
    finished = run("seed_demo", "--products", "10", "--seed", "1", "--add")
    assert finished.out.startswith("0 products and 2 orders made")


def test_where_there_is_no_table_nothing_is_said_of_what_was_made(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object) -> None:
        raise TableMissing("there is no table")

    monkeypatch.setattr(demo, "seed", missing)
    ran = run("seed_demo", "--seed", "1", "--add")
    assert ran.status == 1 and "there is no table" in ran.err and "kept" not in ran.err


def test_a_sigterm_is_told_from_other_ends(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def terminated(*_: object) -> None:
        base._exit(signal.SIGTERM, None)

    monkeypatch.setattr(demo, "seed", terminated)
    ran = run("seed_demo", "--seed", "1", "--add")
    assert ran.status == 143 and "interrupted; " in ran.err
    with pytest.raises(SystemExit) as ended:
        call_command("seed_demo", "--seed", "1", "--add", "--traceback")
    assert ended.value.code == 143


def test_a_warehouse_that_has_a_name_keeps_it(manager: InventoryManager, run: Run) -> None:
    add_vest(manager)
    run("seed_demo", "--products", "3", "--add")
    manager.registry.forget()
    assert {w.warehouse_id: w.name for w in manager.warehouses()}["WH001"] == "WH001"


def test_more_products_than_one_group(manager: InventoryManager, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_loading, "_GROUP", 4)
    assert run("seed_demo", "--products", "10").out.startswith("10 products")
    assert audit.check(manager.client).drifts == ()


@pytest.mark.parametrize("value", ["-1", "1.5", "many", "", "1e3", "\u0663", "9" * 30])
@pytest.mark.parametrize("option", ["--products", "--seed"])
def test_numbers_that_cannot_be_are_refused(run: Run, option: str, value: str) -> None:
    with pytest.raises(CommandError, match="must be a whole number from"):
        call_command("seed_demo", f"{option}={value}")


def test_no_products_at_all_are_refused(run: Run) -> None:
    with pytest.raises(CommandError, match="from 1 to"):
        call_command("seed_demo", "--products=0")
