"""Many hands on the descriptions of one product: no word and no barcode is lost, on real engines."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from inventory import InventoryManager, audit
from inventory.errors import StockBusy
from inventory.reindexing import reindex
from tests.tables import add_vest

HANDS, STEPS = 4, 3


def names(manager: InventoryManager, q: str) -> list[str]:
    return [hit.name for hit in manager.find(q).products]


def pressed(change: Callable[[], object]) -> None:
    """Once more where others were in the way for long, as a person would: then nothing was changed."""
    while True:
        try:
            change()
            return
        except StockBusy:
            continue


def test_many_hands_on_one_product_lose_no_word(engine_manager: InventoryManager) -> None:
    add_vest(engine_manager)

    def work(number: int) -> None:
        manager = InventoryManager(engine_manager.client.settings)
        for step in range(STEPS):
            sku = f"NEW-{number}-{step}"
            new = {"sku": sku, "price": 1, "barcode": f"20{number}{step}"}
            edits: dict[str, Any] = {
                "price": 2,
                "attributes": {"Colour": f"shade{number}{step}"},
                "barcode": f"21{number}{step}",
            }
            pressed(partial(manager.create_product_variant, "VEST", new))
            pressed(partial(manager.edit_variant, sku, **edits))
            if step:
                pressed(partial(manager.retire_variant, sku))

    with ThreadPoolExecutor(HANDS) as pool:
        list(pool.map(work, range(HANDS)))
    for number in range(HANDS):
        assert names(engine_manager, f"shade{number}0") == ["Hi-vis vest"]
        assert names(engine_manager, f"shade{number}1") == []
        assert engine_manager.find(f"21{number}0").target == f"NEW-{number}-0"
        assert engine_manager.find(f"20{number}0").jump is None
        assert engine_manager.find(f"21{number}1").jump is None
    done = reindex(engine_manager.client)
    assert (done.words_missing, done.words_wrong, done.words_left) == (0, 0, 0)
    assert audit.check(engine_manager.client).drifts == ()
