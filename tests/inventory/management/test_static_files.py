"""Collecting static files at start: when something changed or is missing, and not again."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from inventory.management import static_files
from inventory.management.static_files import collect_if_changed


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    """Where they are collected, beside a folder of sources with one file."""
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "one.css").write_text("a{}")
    finders = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    collected = tmp_path / "collected"
    with override_settings(STATICFILES_DIRS=[sources], STATICFILES_FINDERS=finders, STATIC_ROOT=collected):
        yield collected


def test_they_are_collected_once(root: Path) -> None:
    assert collect_if_changed() is True
    assert (root / "one.css").read_text() == "a{}"
    assert collect_if_changed() is False


def test_nothing_but_them_is_in_the_folder_that_is_served(root: Path) -> None:
    collect_if_changed()
    assert [file.name for file in root.iterdir()] == ["one.css"]


def test_a_changed_file_is_collected_again(root: Path) -> None:
    collect_if_changed()
    source = root.parent / "sources" / "one.css"
    source.write_text("b{color:red}")
    later = source.stat().st_mtime + 10  # collectstatic looks at whole seconds
    os.utime(source, (later, later))
    assert collect_if_changed() is True
    assert (root / "one.css").read_text() == "b{color:red}"


def test_a_folder_that_was_removed_is_filled_again(root: Path) -> None:
    collect_if_changed()
    (root / "one.css").unlink()
    root.rmdir()
    assert collect_if_changed() is True
    assert (root / "one.css").is_file()


def test_a_run_that_was_killed_is_made_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    collect_if_changed()
    (root.parent / "sources" / "one.css").write_text("b{color:red}")

    def killed(*arguments: object, **options: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(static_files, "call_command", killed)
        with pytest.raises(KeyboardInterrupt):
            collect_if_changed()
    (root.parent / "sources" / "one.css").write_text("a{}")
    assert collect_if_changed() is True
