"""The demo catalogue on its way into the table: by the group, side by side, and through interruptions."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count

import pytest

from inventory import InventoryManager, audit, clock, demo_catalogue, demo_loading
from inventory.demo_loading import Made
from tests.conftest import table_on
from tests.counting import CallLog
from tests.meddling import before_call, leave_unprocessed
from tests.tables import Table, stored, whole_table

SEED, PRODUCTS, FEW = 2, 10, 3
MOMENT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
WRITE = "BatchWriteItem"

Rows = dict[tuple[str, str], dict[str, object]]


@pytest.fixture(autouse=True)
def small_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_loading, "_GROUP", 4)


@pytest.fixture
def one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    # moto loses updates under concurrency.
    monkeypatch.setattr(demo_loading, "_THREADS", 1)


def load(manager: InventoryManager, products: int = PRODUCTS) -> Made:
    with clock.at(MOMENT):
        return demo_loading.load(manager, products, SEED, lambda more: None)


def rows_of(manager: InventoryManager, *apart: str) -> Rows:
    """The whole table without the keys made for one call, and without attributes ``apart``."""
    table: Table = whole_table(manager.client)
    return {
        key: {name: value for name, value in row.items() if name not in ("RequestKey", *apart)}
        for key, row in table.items()
    }


def empty(manager: InventoryManager) -> None:
    manager.client.batch_write(deletes=list(whole_table(manager.client)))
    manager.registry.forget()


def one_by_one(manager: InventoryManager) -> None:
    """The same catalogue as a person would make it, by a transaction for each product and for each further level."""
    for made in (demo_catalogue.product(SEED, number) for number in range(PRODUCTS)):
        manager.create_product(**made.fields(), actor=demo_loading.ACTOR)  # type: ignore[arg-type]
        for variant in made.variants:
            for place, units in variant.elsewhere.items():
                manager.update_stock(
                    variant.sku, made.product_id, units, warehouse=place, actor=demo_loading.ACTOR, reason="opening"
                )
                manager.set_bin(variant.sku, place, variant.bins_elsewhere[place], "")


def test_what_is_loaded_is_what_transactions_would_have_made(manager: InventoryManager, one_thread: None) -> None:
    with clock.at(MOMENT):
        one_by_one(manager)
    # What tells requests apart that were made one after the other.
    apart = ("Cause", "Edition")
    expected = {key: row for key, row in rows_of(manager, *apart).items() if "ContentHash" not in row}
    further = [key for key in expected if "#AT#" in key[1]]
    assert further and any("Bin" in expected[key] for key in further)
    empty(manager)
    load(manager)
    assert rows_of(manager, *apart) == expected
    assert audit.check(manager.client).drifts == ()


def test_further_levels_open_their_own_ledgers(manager: InventoryManager, one_thread: None) -> None:
    load(manager)
    variants = [variant for number in range(PRODUCTS) for variant in demo_catalogue.product(SEED, number).variants]
    elsewhere = [(one.sku, place, units) for one in variants for place, units in one.elsewhere.items()]
    assert elsewhere
    for sku, place, units in elsewhere:
        row = stored(manager, f"LEDGER#{sku}#{place}", "MOVE#0000000001")
        assert (row["Reason"], row["Actor"], row["Change"], row["Stock"]) == ("opening", "seed_demo", units, units)


def test_it_tells_how_much_it_wrote(manager: InventoryManager, one_thread: None) -> None:
    told: list[int] = []
    made = demo_loading.load(manager, PRODUCTS, SEED, told.append)
    registered = [key for key in whole_table(manager.client) if key[0] == "CATALOG"]
    variants = sum(len(demo_catalogue.product(SEED, number).variants) for number in range(PRODUCTS))
    assert made == Made(PRODUCTS, 0, variants, len(whole_table(manager.client)) - len(registered))
    assert told == [4, 4, 2]


def test_25_rows_go_in_a_call_but_for_the_ends_of_the_phases(
    manager: InventoryManager, one_thread: None, calls: CallLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo_loading, "_GROUP", 20)
    rows = load(manager, 40).rows
    groups, phases = 2, 4
    assert calls.operations.count(WRITE) <= rows // 25 + groups * phases


def test_loading_what_is_there_only_reads_and_little(
    manager: InventoryManager, one_thread: None, calls: CallLog
) -> None:
    load(manager)
    before = whole_table(manager.client)
    calls.clear()
    assert load(manager) == Made(0, PRODUCTS, 0, 0)
    assert calls.operations.count("BatchGetItem") == 3 and set(calls.operations) <= {"BatchGetItem", "Query"}
    assert whole_table(manager.client) == before


def test_categories_and_warehouses_are_written_once(
    manager: InventoryManager, one_thread: None, calls: CallLog
) -> None:
    load(manager)
    registered = [key for key in whole_table(manager.client) if key[0] == "CATALOG"]
    assert calls.operations.count("PutItem") == len(registered)


def _interrupt(manager: InventoryManager, at: int) -> None:
    """Let the load end before the call of a batch with that number from 1."""
    left = at

    def one_more() -> None:
        nonlocal left
        left -= 1
        if not left:
            raise KeyboardInterrupt

    before_call(manager.client, WRITE, one_more, times=at)


def _interrupt_halves(manager: InventoryManager, at: int) -> None:
    """The same where the table leaves rows of each call unprocessed, so that some calls are the rest of a batch."""
    if at > 1:
        leave_unprocessed(manager.client, WRITE, keep=4, times=at - 1)
    _interrupt(manager, at)


def _what_can_be_used_is_whole(left: Rows, undisturbed: Rows) -> None:
    """Of a product that is there all is there, and of a SKU that is found the stock and its ledger."""
    products = {row["ProductId"] for row in left.values() if "BasePrice" in row}
    skus = {row["SKU"] for (pk, _), row in left.items() if pk.startswith("SKU#")}
    for key, row in undisturbed.items():
        if row.get("ProductId") in products or ("Stock" in row and row["SKU"] in skus):
            assert key in left


@pytest.mark.parametrize("break_off", [_interrupt, _interrupt_halves])
def test_wherever_it_is_interrupted_the_next_run_makes_the_rest(
    manager: InventoryManager,
    one_thread: None,
    monkeypatch: pytest.MonkeyPatch,
    break_off: Callable[[InventoryManager, int], None],
) -> None:
    # So that also with a few products there are several groups, and several batches in each phase.
    monkeypatch.setattr(demo_loading, "_GROUP", 2)
    monkeypatch.setattr("inventory.dynamodb.client.WRITE_BATCH", 7)
    load(manager, FEW)
    undisturbed, interrupted = rows_of(manager), 0
    for at in count(1):
        empty(manager)
        break_off(manager, at)
        try:
            load(manager, FEW)
            break
        except KeyboardInterrupt:
            interrupted += 1
        left = rows_of(manager)
        _what_can_be_used_is_whole(left, undisturbed)
        assert load(manager, FEW).existing == sum("BasePrice" in row for row in left.values())
        assert rows_of(manager) == undisturbed, f"interrupted at call {at}"
        assert audit.check(manager.client).drifts == ()
    assert interrupted > len(undisturbed) / 7


def test_a_leftover_whose_further_stock_was_used_is_not_loaded_over(
    manager: InventoryManager, one_thread: None
) -> None:
    load(manager)
    products = [demo_catalogue.product(SEED, number) for number in range(PRODUCTS)]
    made, variant = next((one, variant) for one in products for variant in one.variants if variant.elsewhere)
    place, units = next(iter(variant.elsewhere.items()))
    # As a load leaves it that ends before the products' own rows.
    manager.client.delete(f"PRODUCT#{made.product_id}", "METADATA")
    manager.update_stock(variant.sku, made.product_id, -1, warehouse=place)
    assert load(manager) == Made(0, PRODUCTS, 0, 0)
    assert manager.update_stock(variant.sku, made.product_id, -units + 1, warehouse=place).stock == 0


@pytest.fixture
def two_tables(
    engine_urls: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[InventoryManager, InventoryManager]]:
    url = engine_urls("dynoxide")
    with (
        table_on(url, tmp_path_factory.mktemp("one")) as one,
        table_on(url, tmp_path_factory.mktemp("other")) as other,
    ):
        yield one, other


def test_groups_side_by_side_make_what_one_after_the_other_would(
    two_tables: tuple[InventoryManager, InventoryManager], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = two_tables
    load(one, 20)
    monkeypatch.setattr(demo_loading, "_THREADS", 1)
    load(other, 20)
    assert rows_of(one) == rows_of(other)


def test_groups_side_by_side_are_interrupted_and_finished(
    two_tables: tuple[InventoryManager, InventoryManager],
) -> None:
    one, other = two_tables
    load(other, 40)

    def interrupted(more: int) -> None:
        raise KeyboardInterrupt

    with clock.at(MOMENT), pytest.raises(KeyboardInterrupt):
        demo_loading.load(one, 40, SEED, interrupted)
    left = load(one, 40)
    assert 0 < left.products < 40 and left.products + left.existing == 40
    assert rows_of(one) == rows_of(other)
    assert audit.check(one.client).drifts == ()
