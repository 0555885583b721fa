"""Engines of benchmarks: what they leave, and folders that cannot be used."""

import os
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest

from benchmarks.engines import inventory
from benchmarks.refusals import CannotRun
from inventory.dynamodb.engine_process import EngineProcess
from inventory.settings import PROJECT_ROOT

SCRIPT = "from benchmarks.engines import inventory\nwith inventory() as made: print(made.client.settings.data_dir)"


@pytest.mark.parametrize("engine_name", ["dynoxide"])
@pytest.mark.usefixtures("engine_manager")
def test_a_passing_inventory_leaves_nothing_behind_when_its_process_ends(tmp_path: Path) -> None:
    folder = tmp_path / "passing"
    folder.mkdir()
    environ = {**os.environ, "TMPDIR": str(folder)}
    command = [sys.executable, "-c", SCRIPT]
    ran = subprocess.run(command, cwd=PROJECT_ROOT, env=environ, check=True, capture_output=True, text=True)
    assert Path(ran.stdout.strip()).parent == folder
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("engine_name", ["dynoxide"])
@pytest.mark.usefixtures("engine_manager")
def test_an_engine_that_was_interrupted_while_it_started_is_ended(tmp_path: Path) -> None:
    started: list[EngineProcess] = []

    def interrupted(process: EngineProcess, patience: float) -> bool:
        started.append(process)
        raise KeyboardInterrupt

    with (
        mock.patch.object(EngineProcess, "answers", interrupted),
        pytest.raises(KeyboardInterrupt),
        inventory(folder=tmp_path),
    ):
        pass
    assert started and not started[0].is_running()


def test_a_folder_that_cannot_be_made_is_refused_with_the_variable_that_names_another(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(CannotRun, match=r"/file/flat-1000 \(Not a directory\); BENCH_FOLDER names another"),
        inventory(folder=tmp_path / "file" / "flat-1000"),
    ):
        pass


def test_a_folder_in_which_nothing_can_be_written_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(**given: object) -> object:
        raise PermissionError(13, "Permission denied", given["dir"])

    monkeypatch.setattr("tempfile.TemporaryFile", refused)
    with (
        pytest.raises(CannotRun, match=r"nothing can be written to .* \(Permission denied\)"),
        inventory(folder=tmp_path),
    ):
        pass
    assert list(tmp_path.iterdir()) == []
