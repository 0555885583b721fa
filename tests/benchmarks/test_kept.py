"""Tables that are loaded once: half of one is never taken for all of it."""

from pathlib import Path
from unittest import mock

import pytest

from benchmarks import kept
from benchmarks.kept import MARK, is_whole, loaded
from benchmarks.refusals import CannotRun
from inventory import InventoryManager
from inventory.dynamodb.engine_process import EngineProcess

DEMO = "a demo, 1"


class Load:
    """Makes two products; interrupted after the first, where told so."""

    def __init__(self, *, interrupted: bool = False) -> None:
        self.begun = 0
        self.interrupted = interrupted

    def __call__(self, manager: InventoryManager) -> None:
        self.begun += 1
        assert manager.client.is_empty()
        manager.create_product("P1", "One", "Tools", 1)
        if self.interrupted:
            raise KeyboardInterrupt
        manager.create_product("P2", "Two", "Tools", 1)


@pytest.mark.engine
def test_a_load_that_came_to_its_end_is_taken_again_and_any_other_is_made_anew(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    with pytest.raises(KeyboardInterrupt), loaded(folder, DEMO, Load(interrupted=True)):
        pass
    assert not is_whole(folder, DEMO)
    load = Load()
    for what, begun in ((DEMO, 1), (DEMO, 1), ("a demo, 2", 2)):
        with loaded(folder, what, load) as manager:
            assert manager.get_product("P2")
        assert load.begun == begun
        assert (folder / MARK).read_text() == what


def test_a_folder_that_others_use_is_not_emptied(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    running = mock.Mock(**{"is_running.return_value": True})
    with (
        mock.patch.object(EngineProcess, "recorded", return_value=running),
        mock.patch.object(kept, "inventory"),
        pytest.raises(CannotRun, match="is in use by another process"),
        loaded(tmp_path, DEMO, Load()),
    ):
        pass
    assert (tmp_path / "file").exists()
