"""The key kept in the data folder."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from inventory import secret_key


def test_there_is_none_until_one_is_made(tmp_path: Path) -> None:
    assert secret_key.kept(tmp_path) is None
    made = secret_key.made(tmp_path / "new folder")
    assert len(made) >= 50
    assert secret_key.kept(tmp_path / "new folder") == made


def test_it_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    assert secret_key.made(tmp_path) == secret_key.made(tmp_path)
    assert [(file.name, file.stat().st_mode & 0o777) for file in tmp_path.iterdir()] == [("secret_key", 0o600)]


def test_all_that_start_at_once_get_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(secret_key.made, [tmp_path] * 32))) == 1


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        secret_key.made(tmp_path / "file")
