"""``manage.py reindex``."""

from inventory import InventoryManager
from tests.inventory.commands.conftest import Run
from tests.tables import add_vest


def test_it_mends_the_table_and_says_what_it_did(manager: InventoryManager, run: Run) -> None:
    add_vest(manager)
    manager.client.delete("WORD#h", "hi#VEST")
    ran = run("reindex")
    assert ran.status == 0
    assert ran.out.startswith("1 products looked at; words of names: 1 were missing, 0 wrong, 0 left over")
    assert [hit.product_id for hit in manager.find("hi").products] == ["VEST"]
    assert "0 were missing" in run("reindex").out
