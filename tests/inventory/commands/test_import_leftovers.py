"""A catalogue that meets what an interrupted bulk load left: refused in words, never a traceback."""

from collections.abc import Callable

import pytest

from inventory import InventoryManager
from tests.inventory.commands.conftest import Run
from tests.tables import whole_table

ROW = "P1,Lamp,Lighting,9.50,L-1,Lamp,9.50,4,WH001"


@pytest.mark.parametrize(
    "gone",
    [
        [("PRODUCT#P1", "METADATA")],
        [("PRODUCT#P1", "METADATA"), ("SKU#L-1", "METADATA")],
        [("PRODUCT#P1", "METADATA"), ("PRODUCT#P1", "VARIANT#L-1")],
    ],
)
def test_what_was_left_over_is_named_and_nothing_is_written(
    manager: InventoryManager, run: Run, csv_file: Callable[..., str], gone: list[tuple[str, str]]
) -> None:
    manager.create_product("P1", "Lamp", "Lighting", "9.50", variants=[{"sku": "L-1", "price": "9.50", "stock": 4}])
    for key in gone:
        manager.client.delete(*key)
    before = whole_table(manager.client)
    ran = run("import_catalogue", csv_file(ROW))
    assert ran.status == 1
    assert "left over from an unfinished load of product P1" in ran.err + ran.out
    assert whole_table(manager.client) == before
