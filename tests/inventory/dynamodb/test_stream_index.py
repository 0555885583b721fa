"""dynoxide numbers a stream record at each write: with our index it reads one record for that, not all."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from inventory.dynamodb import engine
from inventory.dynamodb.engines import ENGINES
from inventory.settings import Settings

pytestmark = pytest.mark.engine

# Read off dynoxide 1.2.1.
_QUERY = (
    "SELECT COALESCE(MAX(CAST(sequence_number AS INTEGER)), 0) + 1 FROM _stream_records WHERE table_name = 'Inventory'"
)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    attachment = engine.attach(Settings(engine="dynoxide", data_dir=tmp_path))
    yield tmp_path
    attachment.release()


def plan(folder: Path) -> str:
    with closing(sqlite3.connect(folder / "dynoxide.db")) as file:
        return str(file.execute(f"EXPLAIN QUERY PLAN {_QUERY}").fetchall())


def test_a_write_does_not_read_all_stream_records(folder: Path) -> None:
    assert "USING INDEX stockroom_stream_sequence" in plan(folder)


def test_the_engine_still_asks_that_question() -> None:
    """A newer dynoxide that numbers otherwise needs no index: then remove it, and its decision."""
    program = Path(ENGINES["dynoxide"].command(1, Path())[0]).read_bytes()
    assert _QUERY.replace("'Inventory'", "?1").encode() in program


def test_files_that_cannot_be_tuned_are_left_as_they_are(tmp_path: Path) -> None:
    ENGINES["dynoxide"].tune(tmp_path)
    (tmp_path / "dynoxide.db").write_bytes(b"not a database")
    ENGINES["dynoxide"].tune(tmp_path)
    assert (tmp_path / "dynoxide.db").read_bytes() == b"not a database"
