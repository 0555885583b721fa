"""An import that meets others' changes, lost answers and Ctrl-C."""

import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from inventory import InventoryManager, audit, creating
from inventory.dynamodb.backoff import Deadline
from inventory.errors import StockBusy
from inventory.importing import bringing_in, source
from inventory.importing.bringing_in import Outcome
from inventory.importing.checks import check
from tests.inventory.commands.conftest import Run
from tests.meddling import TRANSACT, before_call, cancel, lose_answers
from tests.tables import stored

Write = Callable[..., str]

VEST_M = "VEST,Hi-vis vest,Safety,12.50,VEST-M,Vest M,12.50,10,WH001"
VEST_L = "VEST,Hi-vis vest,Safety,12.50,VEST-L,Vest L,13.50,4,WH002"
DEARER = VEST_M.replace("12.50,10", "99,10")


@pytest.fixture(autouse=True)
def one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """moto loses updates under concurrency."""
    monkeypatch.setattr(bringing_in, "_THREADS", 1)


def bring_in(manager: InventoryManager, file: str, meanwhile: Callable[[], object] = lambda: None) -> list[Outcome]:
    """Import ``file``, with something happening between its reading and its first write."""
    differences = list(bringing_in.compared(manager.client, check(source.read(file)).products))
    outcomes: list[Outcome] = []
    meanwhile()
    bringing_in.bring_in_all(manager.client, manager.registry, differences, outcomes.append)
    assert audit.check(manager.client).drifts == ()
    return outcomes


def test_stock_that_moves_meanwhile_is_kept(manager: InventoryManager, csv_file: Write) -> None:
    bring_in(manager, csv_file(VEST_M))
    outcome = bring_in(manager, csv_file(DEARER), lambda: manager.update_stock("VEST-M", "VEST", -4))
    assert outcome[0].updated == [2]
    row = stored(manager, "PRODUCT#VEST", "VARIANT#VEST-M")
    assert (row["Price"], row["Stock"], row["Revision"], row["GSI2SK"]) == (99, 6, 2, "QTY#00000006#VEST-M")


def test_stock_that_moves_at_the_very_moment_is_kept(manager: InventoryManager, csv_file: Write) -> None:
    bring_in(manager, csv_file(VEST_M))
    other = InventoryManager(manager.client.settings)
    before_call(manager.client, TRANSACT, lambda: other.update_stock("VEST-M", "VEST", -4))
    bring_in(manager, csv_file(DEARER))
    row = stored(manager, "PRODUCT#VEST", "VARIANT#VEST-M")
    assert (row["Price"], row["Stock"]) == (99, 6)


def test_an_edit_by_others_meanwhile_is_compared_again(manager: InventoryManager, csv_file: Write) -> None:
    bring_in(manager, csv_file(VEST_M))
    edit = {"Price": 50}
    outcome = bring_in(
        manager,
        csv_file(DEARER),
        lambda: manager.client.update("PRODUCT#VEST", "VARIANT#VEST-M", edit),
    )
    assert outcome[0].updated == [2]
    assert stored(manager, "PRODUCT#VEST", "VARIANT#VEST-M")["Price"] == 99


def test_a_variant_that_is_gone_meanwhile_is_not_written_by_halves(manager: InventoryManager, csv_file: Write) -> None:
    bring_in(manager, csv_file(VEST_M))
    rows = [("PRODUCT#VEST", "VARIANT#VEST-M"), ("SKU#VEST-M", "METADATA"), ("LEDGER#VEST-M#WH001", "MOVE#0000000001")]
    outcome = bring_in(manager, csv_file(DEARER), lambda: manager.client.batch_write(deletes=rows))
    assert outcome[0].added == [2]
    assert stored(manager, "PRODUCT#VEST", "VARIANT#VEST-M")["Stock"] == 10


def test_a_product_that_appears_meanwhile_is_brought_up_to_the_file(manager: InventoryManager, csv_file: Write) -> None:
    others = [{"sku": "VEST-M", "name": "Old", "price": 1, "stock": 77}]
    outcomes = bring_in(
        manager,
        csv_file(VEST_M, VEST_L, "TAPE,Tape,Packaging,1,TAPE-1,,1,3,WH001"),
        lambda: manager.create_product("VEST", "Old", "Safety", 1, variants=others),
    )
    assert [(one.created, one.added, one.updated) for one in outcomes] == [([], [3], [2]), ([4], [], [])]
    assert stored(manager, "PRODUCT#VEST", "VARIANT#VEST-M")["Stock"] == 77
    assert stored(manager, "PRODUCT#VEST")["Name"] == "Hi-vis vest"


def test_a_sku_that_another_product_takes_meanwhile_is_refused(manager: InventoryManager, csv_file: Write) -> None:
    outcomes = bring_in(
        manager,
        csv_file(VEST_M, VEST_L),
        lambda: manager.create_product("OTHER", "Other", "Safety", 1, variants=[{"sku": "VEST-L"}]),
    )
    assert outcomes[0].refused == [2, 3]
    assert str(outcomes[0].errors[0]) == "row 3, column sku, value 'VEST-L': belongs to product OTHER already"
    assert manager.get_product("VEST") is None


@pytest.mark.parametrize("file", [(VEST_M,), (VEST_M, "TAPE,Tape,Packaging,1,TAPE-1,,1,3,WH001")])
def test_new_products_whose_answer_is_lost_are_made_once(
    manager: InventoryManager, csv_file: Write, file: tuple[str, ...]
) -> None:
    path = csv_file(*file)
    differences = list(bringing_in.compared(manager.client, check(source.read(path)).products))
    outcomes: list[Outcome] = []
    lose_answers(manager.client, TRANSACT, 1)
    bringing_in.bring_in_all(manager.client, manager.registry, differences, outcomes.append)
    assert sum(len(one.created) for one in outcomes) == len(file)
    assert audit.check(manager.client).movements == len(file)


def test_an_update_whose_answer_is_lost_counts_as_made(manager: InventoryManager, csv_file: Write) -> None:
    bring_in(manager, csv_file(VEST_M))
    lose_answers(manager.client, TRANSACT, 1)
    assert bring_in(manager, csv_file(DEARER))[0].updated == [2]


def test_an_update_whose_answers_are_lost_until_the_deadline_counts_as_made(
    manager: InventoryManager, csv_file: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_in(manager, csv_file(VEST_M))
    granted = iter([True])
    monkeypatch.setattr(Deadline, "wait", lambda self: next(granted, False))
    lose_answers(manager.client, TRANSACT, 1)
    assert bring_in(manager, csv_file(DEARER))[0].updated == [2]


def test_conflicts_are_tried_again_and_given_up_in_the_end(
    manager: InventoryManager, csv_file: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_in(manager, csv_file(VEST_M))
    cancel(manager.client, ["TransactionConflict", "None"], times=3)
    assert bring_in(manager, csv_file(DEARER))[0].updated == [2]
    monkeypatch.setattr(Deadline, "wait", lambda self: False)
    cancel(manager.client, ["TransactionConflict", "None"], times=3)
    with pytest.raises(StockBusy):
        bring_in(manager, csv_file(VEST_M))


def test_an_interrupted_load_of_the_same_product_is_told(manager: InventoryManager, csv_file: Write) -> None:
    bring_in(manager, csv_file(VEST_M))
    manager.client.delete("PRODUCT#VEST", "METADATA")
    manager.client.delete("PRODUCT#VEST", "VARIANT#VEST-M")
    manager.client.delete("LEDGER#VEST-M#WH001", "MOVE#0000000001")
    (difference,) = bringing_in.compared(manager.client, check(source.read(csv_file(VEST_M))).products)
    assert "left over from an unfinished load of product VEST" in difference.errors[0].rule


@pytest.mark.parametrize("reads", [1, 2])
def test_a_product_that_another_import_makes_while_this_one_compares_is_no_error(
    manager: InventoryManager, csv_file: Write, reads: int
) -> None:
    file, other = csv_file(VEST_M, VEST_L), InventoryManager(manager.client.settings)
    seen: list[None] = []

    def make_it() -> None:
        seen.append(None)
        if len(seen) == reads + 1:
            bring_in(other, file)

    before_call(manager.client, "BatchGetItem", make_it, times=3)
    (outcome,) = bring_in(manager, file)
    assert (outcome.errors, outcome.refused, outcome.created) == ([], [], [])
    assert outcome.unchanged == [2, 3] and len(seen) == 3


def test_ctrl_c_says_what_was_done_and_a_second_run_goes_on(
    manager: InventoryManager, run: Run, csv_file: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = csv_file(*(f"P{n},P,c,1,S{n},,1,1,WH001" for n in range(60)))
    create = creating.create_products
    made: list[None] = []

    def interrupted(*arguments: Any) -> None:
        if made:
            raise KeyboardInterrupt
        create(*arguments)
        made.append(None)

    with monkeypatch.context() as patch:
        patch.setattr(creating, "create_products", interrupted)
        ran = run("import_catalogue", file)
    assert ran.status == 130 and "interrupted; run it again to go on" in ran.err
    assert "14 products created" in ran.out and "46 rows not reached" in ran.out
    again = run("import_catalogue", file)
    assert again.status == 0 and "46 products created" in again.out and "14 unchanged" in again.out
    assert audit.check(manager.client).levels == 60


def test_what_is_written_is_told_though_a_signal_comes_while_a_thread_begins(
    manager: InventoryManager, csv_file: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    differences = list(bringing_in.compared(manager.client, check(source.read(csv_file(VEST_M, VEST_L))).products))
    outcomes: list[Outcome] = []
    create, start, ended = creating.create_product, threading.Thread.start, threading.Event()

    def late(*arguments: Any) -> object:
        ended.wait(0.3)  # until who was interrupted is gone, if it does not wait for this
        return create(*arguments)

    def interrupted(thread: threading.Thread) -> None:
        start(thread)
        monkeypatch.setattr(threading.Thread, "start", start)
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(creating, "create_product", late)
    monkeypatch.setattr(threading.Thread, "start", interrupted)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            bringing_in.bring_in_all(manager.client, manager.registry, differences, outcomes.append)
    finally:
        signal.signal(signal.SIGINT, before)
    told = [number for outcome in outcomes for number in outcome.created]
    ended.set()
    assert told == [2, 3] and manager.get_product("VEST")


def test_an_engine_that_goes_away_is_told_with_what_was_done(
    run: Run, csv_file: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = csv_file(*(f"P{n},P,c,1,S{n},,1,1,WH001" for n in range(60)))

    def busy(*arguments: Any) -> None:
        raise StockBusy

    monkeypatch.setattr(creating, "create_products", busy)
    ran = run("import_catalogue", file)
    assert ran.status == 1 and "try again" in ran.err and "60 rows not reached" in ran.out


def test_what_is_retired_is_refused(manager: InventoryManager, csv_file: Write) -> None:
    bring_in(manager, csv_file(VEST_M, VEST_L))
    manager.update_stock("VEST-M", "VEST", -10)
    manager.retire_variant("VEST-M")
    (difference,) = bringing_in.compared(manager.client, check(source.read(csv_file(VEST_M, VEST_L))).products)
    assert [str(error) for error in difference.errors] == ["row 2, column sku, value 'VEST-M': is retired"]
    manager.update_stock("VEST-L", "VEST", -4)
    manager.retire_product("VEST")
    new = VEST_M.replace("VEST-M", "VEST-S")
    (difference,) = bringing_in.compared(manager.client, check(source.read(csv_file(new))).products)
    assert [str(error) for error in difference.errors] == ["row 2, column product_id, value 'VEST': is retired"]


def test_an_import_keeps_the_find_index_in_step(manager: InventoryManager, csv_file: Write) -> None:
    bring_in(manager, csv_file(VEST_M))
    bring_in(manager, csv_file(VEST_M.replace("Hi-vis vest", "Rain cape"), VEST_L.replace("Hi-vis vest", "Rain cape")))
    assert [hit.name for hit in manager.find("cape").products] == ["Rain cape"]
    assert [hit.name for hit in manager.find("vest-l").products] == ["Rain cape"]
    assert manager.find("hi").products == []


def test_more_changed_rows_than_a_transaction_holds_are_found_by_their_new_words(
    manager: InventoryManager, csv_file: Write
) -> None:
    rows = [f"P,Thing,c,1,S{n},Old {n},1,1,WH001" for n in range(120)]
    manager.batch_create_products(
        [
            {
                "product_id": "P",
                "name": "Thing",
                "category": "c",
                "base_price": 1,
                "variants": [{"sku": f"S{n}", "name": f"Old {n}"} for n in range(120)],
            }
        ]
    )
    outcome = bring_in(manager, csv_file(*(row.replace("Thing", "Gadget").replace("Old", "New") for row in rows)))
    assert len(outcome[0].updated) == 120
    assert [hit.name for hit in manager.find("gadget").products] == ["Gadget"]
    assert manager.find("thing").products == []
